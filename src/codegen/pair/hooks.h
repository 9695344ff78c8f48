/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the configuration has a twin do besides its call.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

gboolean hooks_resolve (GPtrArray  *pairs,
                        Config     *config,
                        GError    **error);

G_END_DECLS
