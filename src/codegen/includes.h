/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which headers the generated one includes.
 */

#pragma once

#include "options.h"

G_BEGIN_DECLS

GPtrArray *includes_collect (const Options  *options,
                             Config         *config,
                             GirModel       *model,
                             GPtrArray      *pairs);
gboolean   includes_check   (GirModel       *model,
                             GPtrArray      *includes,
                             GPtrArray      *pairs,
                             GError        **error);

G_END_DECLS
