/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes a configuration by which twins are what they were.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

char *emit_config (Config    *config,
                   GirModel  *model,
                   GirModel  *baseline,
                   GPtrArray *pairs);

G_END_DECLS
