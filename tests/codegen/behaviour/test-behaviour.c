/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins of GIO do what GIO's own blocking functions do: results, out parameters, errors.
 */

#include "scenario.h"

#define N_FUNCTIONS 60

typedef void (*Scenario) (GString *log, GFile *folder);

typedef struct
{
  const char *claim;
  Scenario    of_gio;
  Scenario    of_twins;
} Comparison;

static const Comparison comparisons[] = {
  { "files-are-handled-alike", scenario_files_of_gio, scenario_files_of_twins },
  { "streams-are-handled-alike", scenario_streams_of_gio, scenario_streams_of_twins },
  { "sockets-are-handled-alike", scenario_sockets_of_gio, scenario_sockets_of_twins },
  { "the-bus-is-used-alike", scenario_bus_of_gio, scenario_bus_of_twins },
};

static GHashTable *counted;

void
scenario_count (const char *function)
{
  g_hash_table_add (counted, (gpointer) function);
}

guint
scenario_get_n_counted (void)
{
  return g_hash_table_size (counted);
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

static void
test_comparison (gconstpointer data)
{
  const Comparison *comparison = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_dir_make_tmp ("smartasync-behaviour-XXXXXX", &error);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  GString *of_gio = g_string_new (NULL);
  GString *of_twins = g_string_new (NULL);

  comparison->of_gio (of_gio, folder);
  g_file_make_directory (folder, NULL, NULL);
  comparison->of_twins (of_twins, folder);
  g_file_delete (folder, NULL, NULL);

  g_test_message ("%s", of_gio->str);
  g_assert_cmpstr (of_twins->str, ==, of_gio->str);
  g_string_free (of_gio, TRUE);
  g_string_free (of_twins, TRUE);
}

static void
test_count (void)
{
  g_test_message ("%u functions were compared", scenario_get_n_counted ());
  g_assert_cmpuint (scenario_get_n_counted (), >=, N_FUNCTIONS);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GTestDBus) bus = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  counted = g_hash_table_new (g_str_hash, g_str_equal);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  for (gsize i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      g_autofree char *path = g_strconcat ("/smartasync/codegen/behaviour/", comparisons[i].claim, NULL);

      g_test_add_data_func (path, &comparisons[i], test_comparison);
    }
  g_test_add_func ("/smartasync/codegen/behaviour/sixty-functions-are-compared", test_count);

  status = g_test_run ();
  g_test_dbus_stop (bus);
  g_hash_table_unref (counted);

  return status;
}
