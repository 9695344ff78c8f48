/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins of GIO do what GIO's own blocking functions do: results, out parameters, errors.
 */

#include "scenario.h"

#define N_FUNCTIONS 60

static const Comparison comparisons[] = {
  { "files-are-handled-alike", scenario_files_of_library, scenario_files_of_twins },
  { "streams-are-handled-alike", scenario_streams_of_library, scenario_streams_of_twins },
  { "sockets-are-handled-alike", scenario_sockets_of_library, scenario_sockets_of_twins },
  { "the-bus-is-used-alike", scenario_bus_of_library, scenario_bus_of_twins },
};

static void
test_comparison (gconstpointer data)
{
  const Comparison *comparison = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_dir_make_tmp ("smartasync-behaviour-XXXXXX", &error);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  GString *of_library = g_string_new (NULL);
  GString *of_twins = g_string_new (NULL);

  comparison->of_library (of_library, folder);
  g_file_make_directory (folder, NULL, NULL);
  comparison->of_twins (of_twins, folder);
  g_file_delete (folder, NULL, NULL);

  g_test_message ("%s", of_library->str);
  g_assert_cmpstr (of_twins->str, ==, of_library->str);
  g_string_free (of_library, TRUE);
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

  return status;
}
