/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Leaves of introspection data what tells about types.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GString *gir_outline_make (const char *text,
                           gsize       length);

G_END_DECLS
