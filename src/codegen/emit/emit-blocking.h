/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the asynchronous pair of a function that blocks.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

void emit_blocking (GString *text,
                    Pair    *pair);

G_END_DECLS
