/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fibers that are cancelled, run out of time, sleep, or are not done in the end.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "fibers.h"
#include "support.h"

static gpointer
echo (gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  return awkward_machine_echo_sync (user_data, "hello", cancellable, error);
}

static void
wait_until_started (AwkwardMachine *machine)
{
  while (awkward_machine_get_n_started (machine) == 0)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return NULL;
}

static void
assert_cancelled (SupportFiber *fiber)
{
  support_iterate_until (NULL, &fiber->is_done);
  g_assert_null (fiber->value);
  g_assert_error (fiber->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&fiber->error);
}

static void
cancelled_here (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SupportFiber fiber;

  support_fiber_spawn (&fiber, echo, machine, cancellable);
  wait_until_started (machine);
  g_cancellable_cancel (cancellable);
  assert_cancelled (&fiber);
}

static void
cancelled_elsewhere (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SupportFiber fiber;
  GThread *thread;

  support_fiber_spawn (&fiber, echo, machine, cancellable);
  wait_until_started (machine);
  thread = g_thread_new ("cancel", cancel_thread, cancellable);
  assert_cancelled (&fiber);
  g_thread_join (thread);
}

static void
cancelled_before (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SupportFiber fiber;

  support_fiber_spawn (&fiber, echo, machine, cancellable);
  g_cancellable_cancel (cancellable);
  assert_cancelled (&fiber);
  g_assert_cmpuint (awkward_machine_get_n_started (machine), ==, 0);
}

/* The operation calls back inside g_cancellable_cancel(), from a callback of the fiber's context. The fiber
 * must not go on there: it would wait for that to end.
 */
static void
rash_cancelled_cb (GCancellable *cancellable,
                   gpointer      call)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

static void
rash_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_cancellable_connect (smart_async_call_get_cancellable (call), G_CALLBACK (rash_cancelled_cb), call, NULL);
}

static gpointer
call_rashly (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  static const SmartAsyncOperation operation = { "rash_sync", rash_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, cancellable, error);

  return GINT_TO_POINTER (result != NULL);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
completed_while_cancelling (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SupportFiber fiber;

  support_fiber_spawn (&fiber, call_rashly, NULL, cancellable);
  g_timeout_add (10, cancel_cb, cancellable);
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_no_error (fiber.error);
  g_assert_nonnull (fiber.value);
}

static gpointer
echo_in_time (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (20);

  return awkward_machine_echo_sync (user_data, "hello", cancellable, error);
}

static void
deadline (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (support_fiber_run (echo_in_time, machine, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "awkward_machine_echo_sync"));
}

static gpointer
echo_watched (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (20);

  return awkward_machine_echo_sync (user_data, "hello", cancellable, error);
}

static void
watchdog (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (support_fiber_run (echo_watched, machine, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
}

/* The call is abandoned after the grace period, and the operation calls back when the fiber is long gone. */
static void
late_callback (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (support_fiber_run (echo_in_time, machine, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  awkward_machine_release (machine);
}

static gpointer
assert_sleeps (gpointer       user_data,
               GCancellable  *cancellable,
               GError       **error)
{
  guint msec = GPOINTER_TO_UINT (user_data);
  gint64 before = g_get_monotonic_time ();

  if (!smart_async_sleep (msec, cancellable, error))
    return NULL;

  g_assert_cmpint (g_get_monotonic_time () - before, >=, msec * 1000);

  return GINT_TO_POINTER (1);
}

static void
sleep_without_fiber (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (assert_sleeps (GUINT_TO_POINTER (2), NULL, &error));
  g_assert_no_error (error);
}

static void
sleep_everywhere (void)
{
  SupportLoopThread *loop_thread;

  sleep_without_fiber ();
  support_call_in_loop (NULL, sleep_without_fiber);
  g_assert_nonnull (support_fiber_run (assert_sleeps, GUINT_TO_POINTER (2), NULL, NULL));
  g_assert_nonnull (support_fiber_run (assert_sleeps, GUINT_TO_POINTER (0), NULL, NULL));

  loop_thread = support_loop_thread_start (NULL);
  sleep_without_fiber ();
  support_loop_thread_stop (loop_thread);
}

static void
sleep_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  SupportFiber fiber;

  support_fiber_spawn (&fiber, assert_sleeps, GUINT_TO_POINTER (600 * 1000), cancellable);
  g_timeout_add (10, cancel_cb, cancellable);
  assert_cancelled (&fiber);

  g_assert_null (assert_sleeps (GUINT_TO_POINTER (600 * 1000), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  g_cancellable_reset (cancellable);
  g_timeout_add (10, cancel_cb, cancellable);
  g_assert_null (support_fiber_run (assert_sleeps, GUINT_TO_POINTER (600 * 1000), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
sleep_too_long (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (10);

  g_assert_true (smart_async_sleep (1, NULL, NULL));
  g_assert_false (smart_async_sleep (600 * 1000, NULL, error));

  return NULL;
}

/* The urgent source is dispatched alone; then the sleep is both over and cancelled, in one iteration. */
static void
sleep_over_and_cancelled (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_idle_add_full (G_PRIORITY_HIGH, cancel_cb, cancellable, NULL);
  g_assert_false (smart_async_sleep (0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
sleep_timed_out (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (sleep_too_long, NULL, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
listed (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SupportFiber waiting;
  SupportFiber sleeping;
  g_autofree char *text = NULL;
  g_autofree char *empty_text = NULL;

  support_fiber_spawn (&sleeping, assert_sleeps, GUINT_TO_POINTER (600 * 1000), cancellable);
  support_fiber_spawn (&waiting, echo, machine, NULL);
  wait_until_started (machine);

  text = smart_async_dump ();
  g_assert_true (g_pattern_match_simple ("*echo_sync: thread * has waited for * ms, in a fiber of its caller's context*",
                                         text));
  g_assert_nonnull (strstr (text, "smart_async_sleep: thread "));

  awkward_machine_release (machine);
  g_cancellable_cancel (cancellable);
  assert_cancelled (&sleeping);
  support_iterate_until (NULL, &waiting.is_done);
  g_free (waiting.value);

  empty_text = smart_async_dump ();
  g_assert_cmpstr (empty_text, ==, "");
}

/* Run as a program of its own: what it leaves at its end is what is tested. */
static void
leave_fiber (void)
{
  static SupportFiber fiber;
  AwkwardMachine *machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  support_fiber_spawn (&fiber, echo, machine, NULL);
  wait_until_started (machine);
}

static void
reported_at_the_end (void)
{
  g_test_trap_subprocess ("/smartasync/fiber-limits/subprocess/leave-fiber", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_stderr ("*The program ends while 1 of its fibers are not done*awkward_machine_echo_sync: thread *");
}

static void
leave_context (void)
{
  GMainContext *context = g_main_context_new ();
  AwkwardMachine *machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  static SupportFiber fiber;

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_main_context_push_thread_default (context);
  support_fiber_spawn (&fiber, echo, machine, NULL);
  while (awkward_machine_get_n_started (machine) == 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);

  /* The callback is called, but nobody runs the context any more. */
  awkward_machine_release (machine);
}

static void
context_that_nobody_runs (void)
{
  g_test_trap_subprocess ("/smartasync/fiber-limits/subprocess/leave-context", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_stderr ("*The program ends while 1 of its fibers are not done*awkward_machine_echo_sync: completed*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/fiber-limits/cancelling-reaches-the-operation", cancelled_here);
  test_child_add_func ("/smartasync/fiber-limits/another-thread-cancels", cancelled_elsewhere);
  test_child_add_func ("/smartasync/fiber-limits/cancelled-before-it-begins-it-is-not-started", cancelled_before);
  test_child_add_func ("/smartasync/fiber-limits/a-callback-inside-cancelling-does-not-hang", completed_while_cancelling);
  test_child_add_func ("/smartasync/fiber-limits/a-deadline-reaches-the-operation", deadline);
  test_child_add_func ("/smartasync/fiber-limits/a-watchdog-reaches-the-operation", watchdog);
  test_child_add_func ("/smartasync/fiber-limits/a-late-callback-does-no-harm", late_callback);
  test_child_add_func ("/smartasync/fiber-limits/sleeping-works-in-every-situation", sleep_everywhere);
  test_child_add_func ("/smartasync/fiber-limits/cancelling-ends-a-sleep", sleep_cancelled);
  test_child_add_func ("/smartasync/fiber-limits/a-sleep-may-be-over-and-cancelled-at-once", sleep_over_and_cancelled);
  test_child_add_func ("/smartasync/fiber-limits/a-timeout-ends-a-sleep", sleep_timed_out);
  test_child_add_func ("/smartasync/fiber-limits/what-fibers-wait-for-is-listed", listed);
  test_child_add_func ("/smartasync/fiber-limits/one-that-is-not-done-at-the-end-is-reported", reported_at_the_end);
  test_child_add_func ("/smartasync/fiber-limits/one-whose-context-nobody-runs-is-reported", context_that_nobody_runs);
  g_test_add_func ("/smartasync/fiber-limits/subprocess/leave-fiber", leave_fiber);
  g_test_add_func ("/smartasync/fiber-limits/subprocess/leave-context", leave_context);

  return g_test_run ();
}
