/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the twin of a function that returns a future.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

void emit_future (GString *text,
                  Twin    *twin);

G_END_DECLS
