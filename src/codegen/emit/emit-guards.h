/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what a twin asks of its arguments.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

void emit_guards          (GString   *text,
                           Twin      *twin);
void emit_guard_functions (GString   *text,
                           GPtrArray *pairs);

const char *emit_guards_get_header (Twin          *twin,
                                    TwinParameter *parameter);

G_END_DECLS
