/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the build of a library that has nothing but twins.
 */

#pragma once

#include "emit/emit.h"

G_BEGIN_DECLS

char *emit_library (GirModel           *model,
                    const EmitOptions  *options,
                    GError            **error);

G_END_DECLS
