/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The scenarios of all languages, in C: a generated twin in every situation.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

static char *
echo (AwkwardMoment  moment,
      AwkwardOutcome outcome,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, outcome);

  return awkward_machine_echo_sync (machine, "hello", cancellable, error);
}

static void
assert_echoes (AwkwardMoment moment)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = echo (moment, AWKWARD_OUTCOME_VALUE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "hello");
}

static void
assert_echoes_in_idle (void)
{
  assert_echoes (AWKWARD_MOMENT_IN_IDLE);
}

static void
test_value (void)
{
  assert_echoes (AWKWARD_MOMENT_AT_ONCE);
  assert_echoes (AWKWARD_MOMENT_IN_IDLE);
  assert_echoes (AWKWARD_MOMENT_IN_TASK_THREAD);
  assert_echoes (AWKWARD_MOMENT_IN_FOREIGN_THREAD);
}

static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (echo (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (echo (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR, NULL, &error));
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, "hello");
}

static gboolean
count_cb (gpointer user_data)
{
  ++*(int *) user_data;

  return G_SOURCE_REMOVE;
}

static void
call_in_iterating_loop (void)
{
  int dispatched = 0;

  g_idle_add_full (G_PRIORITY_HIGH, count_cb, &dispatched, NULL);
  assert_echoes_in_idle ();
  g_assert_cmpint (dispatched, ==, 1);
}

static void
test_inside_loop (void)
{
  support_call_in_loop (NULL, call_in_iterating_loop);
}

static void
test_in_thread (void)
{
  support_call_in_thread (assert_echoes_in_idle);
}

static void
test_beside_loop (void)
{
  SupportLoopThread *loop = support_loop_thread_start (NULL);

  assert_echoes_in_idle ();
  support_loop_thread_stop (loop);
}

static void
outer_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  assert_echoes_in_idle ();
  g_task_return_boolean (task, TRUE);
}

static void
test_nested (void)
{
  static const SmartAsyncOperation operation = { "outer", outer_start, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
}

static void
test_default_context (void)
{
  assert_echoes (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT);
}

static void
test_second_callback (void)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*has called back*");
  assert_echoes (AWKWARD_MOMENT_TWICE);
  assert_echoes_in_idle ();
  g_test_assert_expected_messages ();
}

static void
test_cancelled_before (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (awkward_machine_echo_sync (machine, "hello", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (awkward_machine_get_n_started (machine), ==, 0);
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return NULL;
}

static void
assert_cancelled_by_thread (AwkwardMachine *machine)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancels", cancel_thread, cancellable);

  g_assert_null (awkward_machine_echo_sync (machine, "hello", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_cancelled_from_thread (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);

  assert_cancelled_by_thread (machine);
}

static void
test_cancelled_is_abandoned (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  assert_cancelled_by_thread (machine);
  awkward_machine_release (machine);
}

static void
test_cancellable (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *said = echo (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE, cancellable, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "hello");
  assert_echoes_in_idle ();
}

static gboolean
release_cb (gpointer user_data)
{
  awkward_machine_release (user_data);

  return G_SOURCE_REMOVE;
}

static void
call_back_into_program (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  g_idle_add (release_cb, machine);
  said = awkward_machine_echo_sync (machine, "hello", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "hello");
}

static void
test_calls_back_into_program (void)
{
  support_call_in_loop (NULL, call_back_into_program);
}

static void
test_threads_leave_nothing (void)
{
  guint before;

  assert_echoes_in_idle ();
  support_call_in_thread (assert_echoes_in_idle);
  before = support_count_descriptors ();

  for (int i = 0; i < 50; i++)
    support_call_in_thread (assert_echoes_in_idle);

  g_assert_cmpuint (support_count_descriptors (), <=, before);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/bindings/c/sync-returns-the-value", test_value);
  test_child_add_func ("/smartasync/bindings/c/sync-returns-nothing-where-there-is-nothing", test_nothing);
  test_child_add_func ("/smartasync/bindings/c/sync-keeps-domain-code-and-message", test_error);
  test_child_add_func ("/smartasync/bindings/c/sync-fills-in-the-cancellable", test_cancellable);
  test_child_add_func ("/smartasync/bindings/c/sync-inside-a-running-loop", test_inside_loop);
  test_child_add_func ("/smartasync/bindings/c/sync-in-a-thread", test_in_thread);
  test_child_add_func ("/smartasync/bindings/c/sync-in-a-thread-beside-a-running-loop", test_beside_loop);
  test_child_add_func ("/smartasync/bindings/c/sync-inside-a-callback-of-sync", test_nested);
  test_child_add_func ("/smartasync/bindings/c/sync-of-an-operation-on-the-default-context", test_default_context);
  test_child_add_func ("/smartasync/bindings/c/sync-ignores-a-second-callback", test_second_callback);
  test_child_add_func ("/smartasync/bindings/c/cancelled-before-means-not-started", test_cancelled_before);
  test_child_add_func ("/smartasync/bindings/c/cancelled-from-another-thread-ends-the-call",
                       test_cancelled_from_thread);
  test_child_add_func ("/smartasync/bindings/c/cancelled-operation-that-ignores-it-is-abandoned",
                       test_cancelled_is_abandoned);
  test_child_add_func ("/smartasync/bindings/c/twin-calls-into-the-language", test_calls_back_into_program);
  test_child_add_func ("/smartasync/bindings/c/ended-threads-leave-nothing", test_threads_leave_nothing);

  return g_test_run ();
}
