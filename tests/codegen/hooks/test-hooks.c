/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins that call something first, run on a main context that was set, and ask for their arguments.
 */

#include "hooks-sync.h"

static HooksClient *
make_client (gboolean is_refusing)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  return hooks_client_new (context, is_refusing);
}

static void
test_before (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HooksClient) client = make_client (FALSE);
  g_autofree char *answer = hooks_client_ask_sync (client, g_strdup ("who?"), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "who?");
  g_assert_cmpuint (hooks_client_count_connects (client), ==, 1);
  g_assert_true (hooks_client_tell_sync (client, NULL));
  g_assert_cmpuint (hooks_client_count_connects (client), ==, 2);
  g_assert_true (hooks_client_connect_sync (client, NULL, &error));
  g_assert_cmpuint (hooks_client_count_connects (client), ==, 3);
  g_assert_null (g_main_context_get_thread_default ());
}

/* What the twin took over is released: a leak checker would say so. */
static void
test_before_fails (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HooksClient) client = make_client (TRUE);
  g_autofree char *answer = hooks_client_ask_sync (client, g_strdup ("who?"), NULL, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_assert_null (answer);
  g_assert_cmpuint (hooks_client_count_connects (client), ==, 1);

  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "the client is not to be had");
  g_assert_false (hooks_client_tell_sync (client, NULL));
  g_test_assert_expected_messages ();
}

/* None of these waits for an operation that has refused to start. */
static void
test_guards (void)
{
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (HooksClient) client = make_client (FALSE);

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL,
                         "hooks_client_tell_sync: assertion 'HOOKS_IS_CLIENT (self)' failed");
  g_assert_false (hooks_client_tell_sync ((HooksClient *) other, NULL));
  g_test_assert_expected_messages ();

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "hooks_client_ask_sync: assertion 'question != NULL' failed");
  g_assert_null (hooks_client_ask_sync (client, NULL, NULL, NULL));
  g_test_assert_expected_messages ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/codegen/hooks/a-twin-connects-first-and-runs-on-the-context-that-was-set", test_before);
  g_test_add_func ("/smartasync/codegen/hooks/a-twin-fails-as-what-comes-before-it", test_before_fails);
  g_test_add_func ("/smartasync/codegen/hooks/a-twin-asks-for-its-arguments", test_guards);

  return g_test_run ();
}
