/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Says how twins differ from those that were there.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

void baseline_report_print (GirModel  *model,
                            GirModel  *baseline,
                            GPtrArray *pairs);

G_END_DECLS
