/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The scenarios of all languages, in C: policies, timeouts, situations, batches.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "echo.h"
#include "support.h"

static char *
echo (AwkwardMoment  moment,
      GError       **error)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE);

  return awkward_machine_echo_sync (machine, "hello", NULL, error);
}

static void
assert_echoes (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = echo (AWKWARD_MOMENT_IN_IDLE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "hello");
}

static void
test_timeout (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (10);
  g_autoptr (GError) error = NULL;

  g_assert_null (echo (AWKWARD_MOMENT_WHEN_CANCELLED, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_timeout_scope (void)
{
  test_timeout ();
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  assert_echoes ();
}

static void
assert_refuses (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);
  g_autoptr (GError) error = NULL;

  g_assert_null (echo (AWKWARD_MOMENT_IN_IDLE, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
}

static void
test_refuse (void)
{
  support_call_in_loop (NULL, assert_refuses);
}

static void
assert_refuses_once (void)
{
  assert_refuses ();
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_AUTO);
  assert_echoes ();
}

static void
test_policy_scope (void)
{
  support_call_in_loop (NULL, assert_refuses_once);
}

static gboolean
count_cb (gpointer user_data)
{
  ++*(int *) user_data;

  return G_SOURCE_REMOVE;
}

static int dispatched;

static void
call_privately (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  g_idle_add_full (G_PRIORITY_HIGH, count_cb, &dispatched, NULL);
  assert_echoes ();
  g_assert_cmpint (dispatched, ==, 0);
}

static void
test_private (void)
{
  support_call_in_loop (NULL, call_privately);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (dispatched, ==, 1);
}

static void
remember_thread_start (SmartAsyncCall *call,
                       gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  *(GThread **) user_data = g_thread_self ();
  g_task_return_boolean (task, TRUE);
}

static void
test_forward (void)
{
  static const SmartAsyncOperation operation = { "remember", remember_thread_start, 0 };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop = support_loop_thread_start (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread = NULL;

  result = smart_async_run (&operation, &thread, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (thread);
  g_assert_true (thread != g_thread_self ());
  support_loop_thread_stop (loop);
}

static void
assert_own_loop (void)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_OWN_LOOP);
}

static void
test_situation (void)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_NO_LOOP);
  support_call_in_loop (NULL, assert_own_loop);
}

static void
test_batch_values (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (GError) error = NULL;
  Echo *echoes[20];

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    echoes[i] = echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    g_assert_cmpstr (echoes[i]->said, ==, echoes[i]->text);
}

static void
test_batch_errors (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (GError) error = NULL;

  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_null (smart_async_batch_get_error (batch, 0));
  g_assert_true (g_error_matches (smart_async_batch_get_error (batch, 1), AWKWARD_ERROR, AWKWARD_ERROR_SEVEN));
}

static void
test_batch_any (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (GError) error = NULL;

  echo_add (batch, AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, &error));
  g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, 1);
}

/* How many operations of a batch have been started and have not called back. */
static int running;
static int most_running;

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      call)
{
  running--;
  smart_async_call_ready (source, result, call);
}

static void
counted_start (SmartAsyncCall *call,
               gpointer        machine)
{
  running++;
  most_running = MAX (most_running, running);
  awkward_machine_echo_async (machine, "hello", smart_async_call_get_cancellable (call), counted_cb, call);
}

static void
test_batch_limit (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  smart_async_batch_set_max_concurrent (batch, 3);
  for (int i = 0; i < 20; i++)
    smart_async_batch_add (batch, counted_start, NULL, machine, NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_cmpint (most_running, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/bindings/c/timeout-ends-the-call", test_timeout);
  test_child_add_func ("/smartasync/bindings/c/timeout-scope-holds-for-the-calls-inside", test_timeout_scope);
  test_child_add_func ("/smartasync/bindings/c/policy-scope-holds-for-the-calls-inside", test_policy_scope);
  test_child_add_func ("/smartasync/bindings/c/policy-refuse-is-an-error-inside-a-loop", test_refuse);
  test_child_add_func ("/smartasync/bindings/c/policy-private-runs-nothing-else", test_private);
  test_child_add_func ("/smartasync/bindings/c/policy-forward-runs-in-the-owner-s-thread", test_forward);
  test_child_add_func ("/smartasync/bindings/c/situation-is-seen", test_situation);
  test_child_add_func ("/smartasync/bindings/c/batch-values-by-index", test_batch_values);
  test_child_add_func ("/smartasync/bindings/c/batch-errors-by-index", test_batch_errors);
  test_child_add_func ("/smartasync/bindings/c/batch-any-ends-with-the-first-success", test_batch_any);
  test_child_add_func ("/smartasync/bindings/c/batch-limits-what-runs-at-the-same-time", test_batch_limit);

  return g_test_run ();
}
