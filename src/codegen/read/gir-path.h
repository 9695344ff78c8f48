/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds introspection data.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *gir_path_find    (const char * const *gir_dirs,
                        const char         *name);
char *gir_path_explain (const char * const *gir_dirs,
                        const char         *name);

G_END_DECLS
