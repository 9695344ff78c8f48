/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Errors that name a place in a file.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DIAGNOSTICS_ERROR (diagnostics_error_quark ())

typedef enum
{
  DIAGNOSTICS_ERROR_USAGE,
  DIAGNOSTICS_ERROR_INPUT,
  DIAGNOSTICS_ERROR_STALE,
} DiagnosticsError;

GQuark diagnostics_error_quark   (void);
void   diagnostics_set_error_at  (GError     **error,
                                  const char  *file,
                                  int          line,
                                  const char  *format,
                                  ...) G_GNUC_PRINTF (4, 5);
void   diagnostics_set_usage     (GError     **error,
                                  const char  *format,
                                  ...) G_GNUC_PRINTF (2, 3);
void   diagnostics_report        (const GError *error);

gboolean diagnostics_check_regular (const char  *file,
                                    const char  *what,
                                    GError     **error);
gboolean diagnostics_get_contents  (const char  *file,
                                    char       **text,
                                    gsize       *length,
                                    GError     **error);

void     diagnostics_warn         (const char  *file,
                                   int          line,
                                   const char  *format,
                                   ...) G_GNUC_PRINTF (3, 4);
void     diagnostics_note         (const char  *file,
                                   const char  *format,
                                   ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
