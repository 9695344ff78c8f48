/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the build of a library that has nothing but twins.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

char *emit_library (GirModel    *model,
                    const char  *basename,
                    GError     **error);

G_END_DECLS
