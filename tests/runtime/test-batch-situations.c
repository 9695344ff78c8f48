/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Batches in every situation, under every policy, inside one another, from many threads.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "echo.h"
#include "support.h"

static void
assert_batch (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    echo_add (batch, i % 4, AWKWARD_OUTCOME_VALUE);
  smart_async_batch_set_max_concurrent (batch, 7);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 40);
  g_assert_true (g_main_context_get_thread_default () == before);
}

static void
own_loop (void)
{
  support_call_in_loop (NULL, assert_batch);
}

static void
own_pushed_loop (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  assert_batch ();
  support_call_in_loop (context, assert_batch);
  g_main_context_pop_thread_default (context);
}

static void
other_loop (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  assert_batch ();
  support_loop_thread_stop (loop_thread);
}

static void
worker_thread (void)
{
  support_call_in_thread (assert_batch);
}

static gpointer
run_often_thread (gpointer user_data)
{
  for (int i = 0; i < 20; i++)
    assert_batch ();

  return NULL;
}

static void
many_threads (void)
{
  support_call_in_threads (16, run_often_thread, NULL);
}

/* Completions come from as many threads as there are operations. */
static void
storm (void)
{
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (SmartAsyncBatch) batch = echo_batch_new (1000, AWKWARD_MOMENT_IN_FOREIGN_THREAD,
                                                          AWKWARD_OUTCOME_VALUE);

      smart_async_batch_set_max_concurrent (batch, 64);
      g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, NULL));
      g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 1000);
    }
}

static guint n_ticks;

static gboolean
tick_cb (gpointer user_data)
{
  n_ticks++;

  return G_SOURCE_CONTINUE;
}

static void
assert_ticks (SmartAsyncPolicy policy,
              gboolean         expected)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (policy);
  guint id = g_idle_add_full (G_PRIORITY_DEFAULT, tick_cb, NULL, NULL);

  n_ticks = 0;
  assert_batch ();
  g_assert_cmpint (n_ticks > 0, ==, expected);
  g_source_remove (id);
}

static void
policies_in_loop (void)
{
  assert_ticks (SMART_ASYNC_POLICY_AUTO, TRUE);
  assert_ticks (SMART_ASYNC_POLICY_FORWARD, TRUE);
  assert_ticks (SMART_ASYNC_POLICY_PRIVATE, FALSE);
}

static void
policies (void)
{
  assert_ticks (SMART_ASYNC_POLICY_AUTO, FALSE);
  assert_ticks (SMART_ASYNC_POLICY_PRIVATE, FALSE);
  assert_ticks (SMART_ASYNC_POLICY_REFUSE, FALSE);
  assert_ticks (SMART_ASYNC_POLICY_FORWARD, TRUE);
  support_call_in_loop (NULL, policies_in_loop);
}

static void
refuse_in_loop (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (3, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED), ==, 3);
}

static void
refuse (void)
{
  support_call_in_loop (NULL, refuse_in_loop);
}

/* Functions that call twins and batches themselves. */
static gboolean is_inside;

static void
call_twin (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autofree char *said = NULL;

  g_assert_false (is_inside);
  is_inside = TRUE;
  said = awkward_machine_echo_sync (machine, "inside", NULL, NULL);
  g_assert_cmpstr (said, ==, "inside");
  is_inside = FALSE;
}

static void
nesting_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  call_twin ();
  echo_start (call, user_data);
}

static void
nesting_finish (GAsyncResult  *result,
                gpointer       user_data,
                GError       **error)
{
  call_twin ();
  echo_finish (result, user_data, error);
}

/* A twin in each: if functions were called inside one another, 500 of them would be too deep. */
static void
nest_twins (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("nesting");
  g_autoptr (GError) error = NULL;
  Echo echoes[500] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      echoes[i].machine = awkward_machine_new (i % 4, AWKWARD_OUTCOME_VALUE);
      echoes[i].text = (char *) "outside";
      smart_async_batch_add (batch, nesting_start, nesting_finish, &echoes[i], NULL);
    }

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      g_assert_cmpstr (echoes[i].said, ==, "outside");
      g_object_unref (echoes[i].machine);
      g_free (echoes[i].said);
    }
}

static void
nested_twins (void)
{
  nest_twins ();
  support_call_in_loop (NULL, nest_twins);
}

static void
nest_batch (void)
{
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (3, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, NULL));
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 3);
}

static void
inner_batch_finish (GAsyncResult  *result,
                    gpointer       user_data,
                    GError       **error)
{
  echo_finish (result, user_data, error);
  nest_batch ();
}

static void
nest_batches (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("outer");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  for (guint i = 0; i < 50; i++)
    echo_add_full (batch, machine, inner_batch_finish);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, NULL));
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 50);
}

static void
nested_batches (void)
{
  nest_batches ();
  support_call_in_loop (NULL, nest_batches);
}

/* A source of the application runs a batch between two dispatches of an outer one. */
static gboolean
nest_batches_cb (gpointer user_data)
{
  nest_batches ();

  return G_SOURCE_REMOVE;
}

static void
run_beside_nested_batches (void)
{
  for (int i = 0; i < 5; i++)
    g_idle_add_full (G_PRIORITY_DEFAULT, nest_batches_cb, NULL, NULL);

  assert_batch ();
}

static void
beside_nested_batches (void)
{
  support_call_in_loop (NULL, run_beside_nested_batches);
}

static void
at_once_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

static void
deeper_finish (GAsyncResult  *result,
               gpointer       user_data,
               GError       **error)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("deeper");

  (*(guint *) user_data)++;
  smart_async_batch_add (batch, at_once_start, deeper_finish, user_data, NULL);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, error));
}

/* Until the limit is met, whose error comes up through all of them. */
static void
too_deep (void)
{
  g_autoptr (GError) error = NULL;
  guint depth = 0;

  deeper_finish (NULL, &depth, &error);
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_TOO_DEEP);
  g_assert_cmpuint (depth, ==, smart_async_get_max_depth () + 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/batch-situations/it-runs-without-a-loop", assert_batch);
  test_child_add_func ("/smartasync/batch-situations/it-runs-inside-the-default-loop", own_loop);
  test_child_add_func ("/smartasync/batch-situations/it-runs-inside-a-pushed-context", own_pushed_loop);
  test_child_add_func ("/smartasync/batch-situations/it-runs-beside-another-thread-s-loop", other_loop);
  test_child_add_func ("/smartasync/batch-situations/it-runs-in-a-worker-thread", worker_thread);
  test_child_add_func ("/smartasync/batch-situations/many-threads-run-batches-at-once", many_threads);
  test_child_add_func ("/smartasync/batch-situations/a-thousand-threads-call-back", storm);
  test_child_add_func ("/smartasync/batch-situations/it-obeys-the-policy", policies);
  test_child_add_func ("/smartasync/batch-situations/the-policy-refuse-means-not-started", refuse);
  test_child_add_func ("/smartasync/batch-situations/its-functions-call-twins-one-after-the-other", nested_twins);
  test_child_add_func ("/smartasync/batch-situations/its-functions-run-batches", nested_batches);
  test_child_add_func ("/smartasync/batch-situations/the-loop-that-a-call-iterates-runs-batches",
                       beside_nested_batches);
  test_child_add_func ("/smartasync/batch-situations/batches-inside-batches-are-limited-in-depth", too_deep);

  return g_test_run ();
}
