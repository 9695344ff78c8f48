/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins of libsecret do what its own blocking functions do, and leave a service on a private bus in the same state.
 */

#include "child.h"
#include "secrets.h"

/* All that libsecret has a blocking function for. */
#define N_FUNCTIONS 51

static const Comparison comparisons[] = {
  { "collections-are-handled-alike", scenario_secret_collections_of_library, scenario_secret_collections_of_twins },
  { "items-are-handled-alike", scenario_secret_items_of_library, scenario_secret_items_of_twins },
  { "objects-are-found-alike-by-path", scenario_secret_paths_of_library, scenario_secret_paths_of_twins },
  { "passwords-are-handled-alike", scenario_secret_passwords_of_library, scenario_secret_passwords_of_twins },
  { "prompts-are-handled-alike", scenario_secret_prompts_of_library, scenario_secret_prompts_of_twins },
};

typedef struct
{
  GTestDBus       *bus;
  GSubprocess     *service;
  GDBusConnection *connection;
} Mock;

static void
mock_start (Mock *mock)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  mock->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (mock->bus);
  mock->service = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                    g_getenv ("SMARTASYNC_PYTHON"), g_getenv ("MOCK_SECRETS"), NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (mock->service));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");

  mock->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (mock->connection, FALSE);
}

/* The bus is stopped, and not released: that would wait for the end of a connection which libsecret keeps. */
static void
mock_stop (Mock *mock)
{
  g_subprocess_force_exit (mock->service);
  g_subprocess_wait (mock->service, NULL, NULL);
  g_object_unref (mock->service);
  g_object_unref (mock->connection);
  g_test_dbus_stop (mock->bus);
}

static GVariant *
mock_call (Mock       *mock,
           const char *method)
{
  g_autoptr (GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (mock->connection, "org.freedesktop.secrets", "/org/smartasync/mock",
                                                 "org.smartasync.Mock", method, NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                                 NULL, &error);

  g_assert_no_error (error);

  return reply;
}

/* What the scenario saw, and what it left. */
static char *
run_scenario (Mock     *mock,
              Scenario  scenario)
{
  GString *log = g_string_new (NULL);
  g_autoptr (GVariant) reset G_GNUC_UNUSED = mock_call (mock, "Reset");
  g_autoptr (GVariant) description = NULL;
  const char *text;

  scenario (log, mock->connection);
  secret_service_disconnect ();
  description = mock_call (mock, "Describe");
  g_variant_get (description, "(&s)", &text);
  g_string_append (log, text);

  return g_string_free (log, FALSE);
}

static void
compare (Mock             *mock,
         const Comparison *comparison)
{
  g_autofree char *of_library = run_scenario (mock, comparison->of_library);
  g_autofree char *of_twins = run_scenario (mock, comparison->of_twins);

  g_test_message ("%s", of_library);
  g_assert_cmpstr (of_twins, ==, of_library);
}

static void
test_comparison (gconstpointer comparison)
{
  Mock mock;

  mock_start (&mock);
  compare (&mock, comparison);
  mock_stop (&mock);
}

/* In one process, which counts. */
static void
test_count (void)
{
  Mock mock;

  mock_start (&mock);
  for (gsize i = 0; i < G_N_ELEMENTS (comparisons); i++)
    compare (&mock, &comparisons[i]);
  mock_stop (&mock);
  g_test_message ("%u functions were compared", scenario_get_n_counted ());
  g_assert_cmpuint (scenario_get_n_counted (), ==, N_FUNCTIONS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (comparisons); i++)
    {
      g_autofree char *path = g_strconcat ("/smartasync/codegen/secrets/", comparisons[i].claim, NULL);

      test_child_add (path, test_comparison, &comparisons[i]);
    }
  test_child_add_func ("/smartasync/codegen/secrets/every-function-is-compared", test_count);

  return g_test_run ();
}
