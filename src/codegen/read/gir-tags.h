/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Goes through a document from tag to tag, without parsing it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *gir_tags_find     (const char *text,
                               const char *end);
const char *gir_tags_find_end (const char *tag,
                               const char *end);
gboolean    gir_tags_is       (const char *tag,
                               const char *after,
                               const char *name);
char       *gir_tags_get      (const char *tag,
                               const char *after,
                               const char *attribute);

G_END_DECLS
