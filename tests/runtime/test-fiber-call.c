/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fibers with a name and a call to wait for them with.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

static gpointer
echo_func (gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_OUTCOME_VALUE);

  return awkward_machine_echo_sync (machine, user_data, cancellable, error);
}

static gpointer
fail_func (gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  smart_async_sleep (1, cancellable, NULL);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");

  return NULL;
}

static gpointer
sleep_func (gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  smart_async_sleep (600 * 1000, cancellable, error);

  return NULL;
}

/* As what frees the data of a function. */
static void
note_end (gpointer user_data)
{
  g_atomic_int_inc ((int *) user_data);
}

static SmartAsyncCall *
spawn (const char          *name,
       SmartAsyncFiberFunc  func,
       gpointer             user_data)
{
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call = smart_async_call_spawn (name, func, user_data, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (call);

  return call;
}

static gpointer
finish (SmartAsyncCall  *call,
        GError         **error)
{
  g_autoptr (GAsyncResult) result = smart_async_await (call, error);

  return result != NULL ? smart_async_spawn_finish (result, error) : NULL;
}

static void
assert_finishes (SmartAsyncCall *call,
                 const char     *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = finish (call, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_fails (SmartAsyncCall *call,
              int             code,
              const char     *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (finish (call, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_dump (const char *pattern)
{
  g_autofree char *text = smart_async_dump ();

  if (!g_pattern_match_simple (pattern, text))
    g_error ("“%s” is not “%s”", text, pattern);
}

/* In each situation, and it leaves the thread-default context as it was. */

static void
await_them (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  SmartAsyncCall *first = spawn ("first", echo_func, (gpointer) "one");
  SmartAsyncCall *second = spawn (NULL, echo_func, (gpointer) "two");
  SmartAsyncCall *third = spawn ("third", fail_func, NULL);

  assert_finishes (second, "two");
  assert_finishes (first, "one");
  assert_fails (third, G_IO_ERROR_BUSY, "busy");
  g_assert_true (g_main_context_get_thread_default () == before);
  assert_dump ("");
}

static void
await_first_of (int *n_ended)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (SmartAsyncCall) never = smart_async_call_begin ("never", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  g_autoptr (SmartAsyncCall) sleeps = smart_async_call_spawn ("sleeps", sleep_func, n_ended, note_end, NULL, NULL);
  g_autoptr (SmartAsyncCall) soon = spawn ("soon", echo_func, (gpointer) "soon");
  SmartAsyncCall *calls[] = { never, sleeps, soon };

  awkward_machine_echo_async (machine, "never", smart_async_call_get_cancellable (never), smart_async_call_ready,
                              never);
  g_assert_cmpuint (smart_async_await_any (calls, G_N_ELEMENTS (calls)), ==, 2);
  assert_finishes (g_steal_pointer (&soon), "soon");
}

/* The ones that are released end, as they are cancelled. */
static void
await_any_of_them (void)
{
  int n_ended = 0;

  await_first_of (&n_ended);
  while (!g_atomic_int_get (&n_ended))
    g_assert_true (smart_async_sleep (1, NULL, NULL));
}

static void
limit_them (void)
{
  g_autoptr (SmartAsyncCall) call = NULL;

  smart_async_push_timeout (20);
  call = spawn ("sleeper", sleep_func, NULL);
  smart_async_pop_timeout ();
  assert_fails (g_steal_pointer (&call), G_IO_ERROR_TIMED_OUT, "sleeper: no result within 20 ms");
}

/* Its function is cancelled. */
static void
release_one (void)
{
  int n_ended = 0;

  smart_async_call_unref (smart_async_call_spawn ("sleeper", sleep_func, &n_ended, note_end, NULL, NULL));
  while (!n_ended)
    g_main_context_iteration (NULL, TRUE);
}

static void
abandon_started (void)
{
  int n_ended = 0;
  SmartAsyncCall *call = smart_async_call_spawn ("sleeper", sleep_func, &n_ended, note_end, NULL, NULL);

  g_assert_true (smart_async_sleep (0, NULL, NULL));
  assert_dump ("*smart_async_sleep: thread * has waited for * ms, in a fiber of its caller's context (*), sleeper\n*");
  assert_dump ("*sleeper: thread * has waited for * ms, *");
  smart_async_call_unref (call);
  while (!n_ended)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_iteration (NULL, FALSE);
  assert_dump ("");
}

typedef struct
{
  const char  *name;
  SupportFunc  func;
} Scenario;

static const Scenario scenarios[] = {
  { "await-gives-what-it-returns", await_them },
  { "it-is-waited-for-beside-others", await_any_of_them },
  { "limits-hold", limit_them },
};

static void
no_loop (gconstpointer data)
{
  ((const Scenario *) data)->func ();
}

static void
own_loop (gconstpointer data)
{
  support_call_in_loop (NULL, ((const Scenario *) data)->func);
}

static void
worker (gconstpointer data)
{
  support_call_in_thread (((const Scenario *) data)->func);
}

static gpointer
scenario_func (gpointer       user_data,
               GCancellable  *cancellable,
               GError       **error)
{
  ((const Scenario *) user_data)->func ();

  return NULL;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(int *) user_data = TRUE;
}

static void
fiber (gconstpointer data)
{
  int is_done = FALSE;

  smart_async_spawn (scenario_func, (gpointer) data, NULL, NULL, done_cb, &is_done);
  support_iterate_until (NULL, &is_done);
}

static const struct
{
  const char    *name;
  GTestDataFunc  func;
} situations[] = {
  { "without-a-loop", no_loop },
  { "in-a-loop", own_loop },
  { "in-a-worker", worker },
  { "in-a-fiber", fiber },
};

/* Ends */

static void
released (void)
{
  release_one ();
}

static void
released_in_loop (void)
{
  support_call_in_loop (NULL, abandon_started);
}

/* It goes on. */
static void
abandoned (void)
{
  int n_ended = 0;
  g_autoptr (SmartAsyncCall) call = smart_async_call_spawn ("free", fail_func, &n_ended, note_end, NULL, NULL);

  smart_async_call_abandon (call);
  while (!n_ended)
    g_main_context_iteration (NULL, TRUE);
}

static void
cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SmartAsyncCall *call = smart_async_call_spawn ("early", echo_func, (gpointer) "no", NULL, cancellable, NULL);

  g_cancellable_cancel (cancellable);
  assert_fails (call, G_IO_ERROR_CANCELLED, "early: cancelled before it was started");
}

static void
refuse (void)
{
  g_autoptr (GError) error = NULL;
  int n_ended = 0;

  g_assert_null (smart_async_call_spawn ("refused", echo_func, &n_ended, note_end, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  g_assert_true (g_str_has_prefix (error->message, "refused: "));
  g_assert_cmpint (n_ended, ==, 1);
}

static void
refused (void)
{
  smart_async_set_default_policy (SMART_ASYNC_POLICY_REFUSE);
  support_call_in_loop (NULL, refuse);
}

/* The callback of the last fiber on a private context spawns the next one there. */

static void
spawn_again_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  smart_async_spawn (fail_func, NULL, NULL, NULL, smart_async_call_ready, user_data);
}

static void
one_after_the_other (void)
{
  SmartAsyncCall *call = smart_async_call_begin ("second", SMART_ASYNC_OPERATION_NONE, NULL, NULL);

  smart_async_spawn (fail_func, NULL, NULL, NULL, spawn_again_cb, call);
  assert_fails (call, G_IO_ERROR_BUSY, "busy");
}

static gpointer
negligent_func (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  g_assert_nonnull (smart_async_call_begin ("begun", SMART_ASYNC_OPERATION_NONE, NULL, NULL));

  return NULL;
}

static void
named (void)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "negligent: the fiber is done*");
  g_assert_null (finish (spawn ("negligent", negligent_func, NULL), NULL));
  g_test_assert_expected_messages ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (situations); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (scenarios); j++)
        {
          g_autofree char *path = g_strdup_printf ("/smartasync/fiber-call/%s/%s", situations[i].name,
                                                   scenarios[j].name);

          test_child_add (path, situations[i].func, &scenarios[j]);
        }
    }

  test_child_add_func ("/smartasync/fiber-call/released-it-is-cancelled", released);
  test_child_add_func ("/smartasync/fiber-call/released-in-a-loop-it-is-cancelled", released_in_loop);
  test_child_add_func ("/smartasync/fiber-call/abandoned-it-goes-on", abandoned);
  test_child_add_func ("/smartasync/fiber-call/cancelled-before-it-is-not-started", cancelled_before);
  test_child_add_func ("/smartasync/fiber-call/where-it-can-t-be-its-data-is-freed", refused);
  test_child_add_func ("/smartasync/fiber-call/without-a-loop-one-after-the-other", one_after_the_other);
  test_child_add_func ("/smartasync/fiber-call/messages-have-its-name", named);

  return g_test_run ();
}
