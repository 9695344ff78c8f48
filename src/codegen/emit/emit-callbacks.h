/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what calls the callbacks of a function that blocks.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

void emit_callbacks          (GString *text,
                              Pair    *pair);
void emit_callbacks_closures (GString *text,
                              Pair    *pair);

G_END_DECLS
