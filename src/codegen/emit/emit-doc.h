/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The documentation comment of a twin.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

void emit_doc (GString *text,
               Twin    *twin);

G_END_DECLS
