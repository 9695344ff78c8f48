/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text inside documentation comments.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *doc_text_sanitize       (const char *text);
char *doc_text_get_summary    (const char *doc);
void  doc_text_append_wrapped (GString    *comment,
                               const char *first,
                               const char *next,
                               const char *text);

G_END_DECLS
