/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What scenarios write down, and how many functions they used.
 */

#include "scenario.h"

/* Names of functions; never freed. */
static GHashTable *counted;

void
scenario_count (const char *function)
{
  if (counted == NULL)
    counted = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (counted, (gpointer) function);
}

guint
scenario_get_n_counted (void)
{
  return counted != NULL ? g_hash_table_size (counted) : 0;
}

void
scenario_note (GString    *log,
               const char *format,
               ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (log, format, args);
  va_end (args);
}

/* A twin's message for a cancelled call names the twin; of all others every word counts. */
static void
note_error (GString  *log,
            GError  **error)
{
  gboolean is_cancelled = g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (*error != NULL)
    scenario_note (log, "  %s %d %s\n", g_quark_to_string ((*error)->domain), (*error)->code,
                   is_cancelled ? "cancelled" : (*error)->message);
  g_clear_error (error);
}

void
scenario_result (GString     *log,
                 const char  *what,
                 gint64       result,
                 GError     **error)
{
  scenario_note (log, "%s: %" G_GINT64_FORMAT "\n", what, result);
  note_error (log, error);
}

void
scenario_object (GString     *log,
                 const char  *what,
                 gpointer     object,
                 GError     **error)
{
  scenario_note (log, "%s: %s\n", what, object != NULL ? G_OBJECT_TYPE_NAME (object) : "NULL");
  note_error (log, error);
}
