/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Puts the generated files in place, or compares them.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *file;
  char *text;                   /* all that is in it */
} OutputFile;

OutputFile *output_file_new  (const char  *prefix,
                              const char  *suffix,
                              char        *text);
void        output_file_free (OutputFile  *file);
gboolean    output_check_places (GPtrArray *files,
                                 GPtrArray *inputs,
                                 GError   **error);
gboolean    output_write     (GPtrArray   *files,
                              GError     **error);
gboolean    output_check     (GPtrArray   *files,
                              GError     **error);
gboolean    output_print     (const char  *text,
                              GError     **error);
char       *output_depfile   (GPtrArray   *files,
                              GPtrArray   *inputs);

G_END_DECLS
