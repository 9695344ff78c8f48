/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes sure that what is to stand in C can stand there.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

gboolean names_check       (GirCallable  *callable,
                            GError      **error);
gboolean names_check_model (GirModel     *model,
                            GError      **error);
gboolean names_is_header   (const char   *name);

G_END_DECLS
