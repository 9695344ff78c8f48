/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waits in which nothing happens.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "support.h"

#define PERIOD_MSEC 50

static void
assert_stalls (const char *pattern)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", cancellable, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” does not match “%s”", error->message, pattern);
  g_assert_null (strstr (error->message, "does not hold its cancellable"));
  g_assert_false (g_cancellable_is_cancelled (cancellable));
}

static void
privately (void)
{
  assert_stalls ("awkward_machine_echo_sync: nothing has happened for * ms, waiting on a private context (*)*");
}

static void
iterating (void)
{
  assert_stalls ("awkward_machine_echo_sync: nothing has happened for * ms, waiting on its caller's context (*)*");
}

static void
in_loop (void)
{
  support_call_in_loop (NULL, iterating);
}

static gboolean
never_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

/* What an operation may need that uses an object of the default context, which nobody runs. */
static void
left_alone (void)
{
  guint id = g_timeout_add_seconds (G_MAXINT / 1000, never_cb, NULL);

  assert_stalls ("*waiting on a private context (*) attached while the operation was started");
  g_source_remove (id);

  id = g_idle_add (never_cb, NULL);
  assert_stalls ("*waiting on a private context (*) attached while the operation was started; sources that were on the "
                 "global default main context * before are ready, and nobody runs it; *");
  g_source_remove (id);
}

static void
in_pushed_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  iterating ();
  g_main_context_pop_thread_default (context);
}

static void
forwarded (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  assert_stalls ("awkward_machine_echo_sync: nothing has happened for * ms, waiting for the thread that *");
  support_loop_thread_stop (loop_thread);
}

static void
ignoring_operation (void)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_true (g_str_has_suffix (error->message, "; the operation has not reacted and is left to end by itself"));
  awkward_machine_release (machine);
}

/* Operations that say themselves when they complete. */

static gboolean
run_operation (SmartAsyncStartFunc        start,
               gpointer                   user_data,
               SmartAsyncOperationFlags   flags,
               GError                   **error)
{
  SmartAsyncOperation operation = { "operation_sync", start, flags };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, user_data, NULL, error);

  return result != NULL;
}

static void
attach_to_thread_default (GSource        *source,
                          GSourceFunc     func,
                          SmartAsyncCall *call)
{
  g_source_set_callback (source, func, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
}

static void
start_timeout (SmartAsyncCall *call,
               gpointer        user_data)
{
  attach_to_thread_default (g_timeout_source_new (6 * PERIOD_MSEC), support_complete_cb, call);
}

static void
assert_completes (SmartAsyncStartFunc start)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (GError) error = NULL;

  run_operation (start, NULL, SMART_ASYNC_OPERATION_NONE, &error);
  g_assert_no_error (error);
}

static void
timeout_pending (void)
{
  assert_completes (start_timeout);
}

static void
timeout_pending_in_loop (void)
{
  support_call_in_loop (NULL, timeout_pending);
}

static gint64 busy_until;

static gboolean
busy_cb (gpointer user_data)
{
  if (g_get_monotonic_time () < busy_until)
    return G_SOURCE_CONTINUE;

  return support_complete_cb (user_data);
}

static void
start_busy (SmartAsyncCall *call,
            gpointer        user_data)
{
  busy_until = g_get_monotonic_time () + 6 * PERIOD_MSEC * G_TIME_SPAN_MILLISECOND;
  attach_to_thread_default (g_idle_source_new (), busy_cb, call);
}

static void
busy (void)
{
  assert_completes (start_busy);
}

static void
busy_in_loop (void)
{
  support_call_in_loop (NULL, busy);
}

/* An operation that forgets its callback: its task is gone before it has returned anything. */

/* Since 2.76, GLib itself complains of a task that would have called back. */
static void
drop (GTask *task)
{
  gboolean complains = glib_check_version (2, 76, 0) == NULL;

  if (complains)
    g_test_expect_message ("GLib-GIO", G_LOG_LEVEL_CRITICAL, "GTask * finalized without ever returning *");

  g_object_unref (task);

  if (complains)
    g_test_assert_expected_messages ();
}

static void
start_forgetful (SmartAsyncCall *call,
                 gpointer        user_data)
{
  drop (g_task_new (NULL, NULL, smart_async_call_ready, call));
}

static void
forgetful (void)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (GError) error = NULL;

  g_assert_false (run_operation (start_forgetful, NULL, SMART_ASYNC_OPERATION_NONE, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
}

/* It took the cancellable, and is gone: whether by an early return or with its task. */
static void
start_forgetful_of_cancellable (SmartAsyncCall *call,
                                gpointer        user_data)
{
  drop (g_task_new (NULL, smart_async_call_get_cancellable (call), smart_async_call_ready, call));
}

static void
lets_go_of_cancellable (void)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (GError) error = NULL;

  g_assert_false (run_operation (start_forgetful_of_cancellable, NULL, SMART_ASYNC_OPERATION_NONE, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_nonnull (strstr (error->message, "; the operation does not hold its cancellable: "));
}

static void
forgetful_in_loop (void)
{
  support_call_in_loop (NULL, forgetful);
}

/* The message names what was attached elsewhere: exactly that, and nothing that was there before. */

static void
start_on_default (SmartAsyncCall *call,
                  gpointer        user_data)
{
  guint id = g_idle_add (support_complete_cb, call);

  g_source_set_name_by_id (id, "[test] completion");
}

static gboolean
unrelated_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
on_the_default_context (void)
{
  g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_auto (SmartAsyncWatchdogScope) watchdog = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (GError) error = NULL;

  g_source_set_name_by_id (g_idle_add (unrelated_cb, NULL), "[test] unrelated");

  g_assert_false (run_operation (start_on_default, NULL, SMART_ASYNC_OPERATION_NONE, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  if (!g_pattern_match_simple ("*1 source has come to the global default main context *, which this thread runs, but "
                               "not before*: “[test] completion” (id *, priority 200, calls *) attached while the "
                               "operation was started*", error->message))
    g_error ("%s", error->message);
  g_assert_null (strstr (error->message, "unrelated"));
}

static void
on_the_default_context_in_loop (void)
{
  support_call_in_loop (NULL, on_the_default_context);
}

/* A call whose result needs the source that makes it. */

static SmartAsyncCall *needy_call;

static void
start_needy (SmartAsyncCall *call,
             gpointer        user_data)
{
  needy_call = call;
}

static gboolean
needy_cb (gpointer user_data)
{
  g_auto (SmartAsyncWatchdogScope) watchdog = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (GError) error = NULL;

  if (needy_call != NULL)
    return support_complete_cb (needy_call);

  g_assert_false (run_operation (start_needy, NULL, SMART_ASYNC_OPERATION_NONE, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  if (!g_pattern_match_simple ("*; “[test] ticker” (id *, priority 0, calls *) is not dispatched again before "
                               "operation_sync has returned, which was called from it*", error->message))
    g_error ("%s", error->message);

  return G_SOURCE_CONTINUE;
}

static void
needs_its_own_source (void)
{
  guint id = g_timeout_add (1, needy_cb, NULL);

  g_source_set_name_by_id (id, "[test] ticker");

  /* The call was abandoned, and its operation completes in the next iteration. */
  while (g_main_context_find_source_by_id (NULL, id) != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Reports are made while other threads attach sources to the same contexts, and destroy them. */

#define N_REPORTS 300

static int is_reporting; /* atomic */

static gpointer
come_and_go_thread (gpointer user_data)
{
  while (g_atomic_int_get (&is_reporting))
    {
      GSource *source = g_timeout_source_new_seconds (600);

      g_source_set_callback (source, never_cb, NULL, NULL);
      g_source_attach (source, user_data);
      if (g_random_boolean ()) g_usleep (g_random_int_range (0, 3000));
      g_source_destroy (source);
      g_source_unref (source);
    }

  return NULL;
}

static void
beside_others (void)
{
  g_auto (SmartAsyncWatchdogScope) watchdog = smart_async_watchdog_scope_push (10);
  GThread *threads[4];

  g_atomic_int_set (&is_reporting, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("attacher", come_and_go_thread, NULL);

  for (guint i = 0; i < N_REPORTS; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (run_operation (start_needy, NULL, SMART_ASYNC_OPERATION_NONE, &error));
      g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
    }

  g_atomic_int_set (&is_reporting, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
beside_others_in_loop (void)
{
  g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  support_call_in_loop (NULL, beside_others);
}

/* An operation that writes into the caller's memory is cancelled and waited for. */

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  return support_complete_cb (user_data);
}

static void
start_caller_memory (SmartAsyncCall *call,
                     gpointer        user_data)
{
  GSource *source = g_cancellable_source_new (smart_async_call_get_cancellable (call));

  attach_to_thread_default (source, G_SOURCE_FUNC (cancelled_cb), call);
}

static void
caller_memory (void)
{
  g_auto (SmartAsyncWatchdogScope) watchdog = smart_async_watchdog_scope_push (PERIOD_MSEC);
  g_autoptr (GError) error = NULL;

  g_assert_false (run_operation (start_caller_memory, NULL, SMART_ASYNC_OPERATION_CALLER_MEMORY, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_null (strstr (error->message, "left"));
}

/* Without a period nothing fails, but what is almost certain is said. */

static SmartAsyncCall *reported_call;

static const char *expected = "*operation_sync: nothing has happened for * ms*global default main context*";

static void
assert_expected (const char *text)
{
  if (!g_pattern_match_simple (expected, text))
    g_error ("%s", text);

  g_thread_unref (g_thread_new ("completer", support_complete_thread, g_steal_pointer (&reported_call)));
}

static void
log_cb (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
  assert_expected (message);
}

static gboolean
nothing_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
start_reported (SmartAsyncCall *call,
                gpointer        user_data)
{
  reported_call = call;
  g_idle_add (nothing_cb, NULL);
}

static void
run_reported (void)
{
  g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  g_assert_true (run_operation (start_reported, NULL, SMART_ASYNC_OPERATION_NONE, NULL));
  g_assert_null (reported_call);
}

static void
reports_the_obvious (void)
{
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, log_cb, NULL);
  support_call_in_loop (NULL, run_reported);
}

static void
reports_when_asked (void)
{
  g_setenv ("SMART_ASYNC_DEBUG", "stall", TRUE);
  g_set_printerr_handler (assert_expected);
  support_call_in_loop (NULL, run_reported);
}

static void
start_early_return (SmartAsyncCall *call,
                    gpointer        user_data)
{
  reported_call = call;
  g_assert_nonnull (smart_async_call_get_cancellable (call));
}

static void
run_early_return (void)
{
  expected = "*operation_sync: nothing has happened for * ms*the operation does not hold its cancellable*";

  g_assert_true (run_operation (start_early_return, NULL, SMART_ASYNC_OPERATION_NONE, NULL));
  g_assert_null (reported_call);
}

static void
reports_an_early_return (void)
{
  g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (600 * 1000);

  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, log_cb, NULL);
  run_early_return ();
}

static void
reports_it_when_asked (void)
{
  g_setenv ("SMART_ASYNC_DEBUG", "stall", TRUE);
  g_set_printerr_handler (assert_expected);
  run_early_return ();
}

/* The period. */

static void
scopes (void)
{
  g_assert_cmpuint (smart_async_get_watchdog (), ==, 0);
  {
    g_auto (SmartAsyncWatchdogScope) outer = smart_async_watchdog_scope_push (10);
    {
      g_auto (SmartAsyncWatchdogScope) inner = smart_async_watchdog_scope_push (0);

      g_assert_cmpuint (smart_async_get_watchdog (), ==, 0);
    }
    g_assert_cmpuint (smart_async_get_watchdog (), ==, 10);
  }
  g_assert_cmpuint (smart_async_get_watchdog (), ==, 0);
}

static void
environment (void)
{
  g_setenv ("SMART_ASYNC_WATCHDOG", "1234", TRUE);
  g_assert_cmpuint (smart_async_get_watchdog (), ==, 1234);
}

static void
default_period (void)
{
  g_setenv ("SMART_ASYNC_WATCHDOG", "1234", TRUE);
  smart_async_set_default_watchdog (5678);
  g_assert_cmpuint (smart_async_get_watchdog (), ==, 5678);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/stall/a-silent-private-wait-fails-after-the-period", privately);
  test_child_add_func ("/smartasync/stall/ready-sources-that-are-not-dispatched-are-reported", left_alone);
  test_child_add_func ("/smartasync/stall/a-silent-wait-in-its-loop-fails-after-the-period", in_loop);
  test_child_add_func ("/smartasync/stall/a-silent-pushed-context-fails-after-the-period", in_pushed_context);
  test_child_add_func ("/smartasync/stall/a-forwarded-call-fails-after-the-period", forwarded);
  test_child_add_func ("/smartasync/stall/an-operation-that-ignores-it-is-abandoned-safely", ignoring_operation);
  test_child_add_func ("/smartasync/stall/an-operation-that-writes-to-the-caller-is-waited-for", caller_memory);
  test_child_add_func ("/smartasync/stall/an-operation-that-drops-its-task-fails-after-the-period", forgetful);
  test_child_add_func ("/smartasync/stall/it-fails-in-its-loop-too", forgetful_in_loop);
  test_child_add_func ("/smartasync/stall/an-operation-that-drops-its-cancellable-is-noticed",
                       lets_go_of_cancellable);
  test_child_add_func ("/smartasync/stall/a-pending-timeout-is-waited-for", timeout_pending);
  test_child_add_func ("/smartasync/stall/a-pending-timeout-is-waited-for-in-its-loop", timeout_pending_in_loop);
  test_child_add_func ("/smartasync/stall/a-busy-operation-does-not-stall", busy);
  test_child_add_func ("/smartasync/stall/a-busy-loop-does-not-stall", busy_in_loop);
  test_child_add_func ("/smartasync/stall/a-source-attached-to-the-default-context-is-named",
                       on_the_default_context_in_loop);
  test_child_add_func ("/smartasync/stall/the-source-that-makes-the-call-is-named", needs_its_own_source);
  test_child_add_func ("/smartasync/stall/a-report-looks-at-no-source-that-is-gone", beside_others_in_loop);
  test_child_add_func ("/smartasync/stall/the-almost-certain-is-reported-unasked", reports_the_obvious);
  test_child_add_func ("/smartasync/stall/a-debug-key-reports-everything", reports_when_asked);
  test_child_add_func ("/smartasync/stall/an-early-return-is-reported-unasked", reports_an_early_return);
  test_child_add_func ("/smartasync/stall/a-debug-key-reports-it-without-a-deadline", reports_it_when_asked);
  test_child_add_func ("/smartasync/stall/the-innermost-scope-counts", scopes);
  test_child_add_func ("/smartasync/stall/the-environment-sets-the-period-for-the-process", environment);
  test_child_add_func ("/smartasync/stall/the-program-sets-the-period-for-the-process", default_period);

  return g_test_run ();
}
