/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which twins must not return before their operation has called back.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

gboolean caller_memory_is_used (Twin *twin);

G_END_DECLS
