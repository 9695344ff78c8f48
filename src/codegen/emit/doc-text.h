/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text inside documentation comments.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A space at which no line ends: a scanner reads each annotation from one line. */
#define DOC_TEXT_NO_BREAK '\x1f'

char *doc_text_sanitize       (const char *text);
void  doc_text_append_wrapped (GString    *comment,
                               const char *first,
                               const char *next,
                               const char *text);

G_END_DECLS
