/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Batches that end before their operations: cancelled, out of time, decided.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "echo.h"
#include "fibers.h"
#include "support.h"

#define assert_state(batch, index, state) \
  g_assert_cmpint (smart_async_batch_get_state (batch, index), ==, SMART_ASYNC_BATCH_STATE_##state)

static gboolean
run_all (SmartAsyncBatch  *batch,
         GCancellable     *cancellable,
         GError          **error)
{
  return smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, cancellable, error);
}

/* One that is done, endless ones, and some that are never started. */
static SmartAsyncBatch *
endless_batch_new (void)
{
  SmartAsyncBatch *batch = smart_async_batch_new ("echoes");

  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  for (guint i = 0; i < 8; i++)
    echo_add (batch, AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  smart_async_batch_set_max_concurrent (batch, 4);

  return batch;
}

static void
assert_endless_batch_was_ended (SmartAsyncBatch *batch)
{
  assert_state (batch, 0, SUCCEEDED);

  for (guint i = 1; i < 9; i++)
    {
      g_assert_cmpint (smart_async_batch_get_state (batch, i), ==,
                       i < 5 ? SMART_ASYNC_BATCH_STATE_FAILED : SMART_ASYNC_BATCH_STATE_SKIPPED);
      g_assert_error (smart_async_batch_get_error (batch, i), G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* Whether what happens by itself had happened before the deadline; else the machine was too busy for that. */
typedef gboolean (*DeadlineFunc) (guint timeout_msec);

static void
try_with_more_time (DeadlineFunc func)
{
  guint timeout_msec = 100;

  while (!func (timeout_msec))
    timeout_msec *= 2;
}

static gboolean
ends_all (guint timeout_msec)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (timeout_msec);
  g_autoptr (SmartAsyncBatch) batch = endless_batch_new ();
  g_autofree char *message = g_strdup_printf ("echoes: no result within %u ms", timeout_msec);
  g_autoptr (GError) error = NULL;
  gint64 begin = g_get_monotonic_time ();

  g_assert_false (run_all (batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, timeout_msec * G_TIME_SPAN_MILLISECOND);
  if (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED) > 4)
    return FALSE;

  assert_endless_batch_was_ended (batch);

  return TRUE;
}

static void
deadline (void)
{
  try_with_more_time (ends_all);
}

/* The deadline must be seen between two operations, although nothing but the batch is ready. */
static void
slow_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  smart_async_call_get_cancellable (call);
  g_usleep (1000);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

static gboolean
ends_chain (guint timeout_msec)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (timeout_msec);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("slow");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    smart_async_batch_add (batch, slow_start, NULL, NULL, NULL);

  g_assert_false (run_all (batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED), >, 0);

  return smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED) > 0;
}

static void
deadline_of_chain (void)
{
  try_with_more_time (ends_chain);
}

static void
cancelled_before (void)
{
  g_autoptr (SmartAsyncBatch) batch = endless_batch_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (run_all (batch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED), ==, 9);
  g_assert_error (smart_async_batch_get_error (batch, 0), G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_finish (GAsyncResult  *result,
               gpointer       user_data,
               GError       **error)
{
  g_cancellable_cancel (user_data);
}

/* Nothing is skipped, and all that call back do so because they are cancelled. */
static void
assert_cancelled_in_full (SmartAsyncFinishFunc finish)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    echo_add_full (batch, machine, finish);

  smart_async_batch_add (batch, slow_start, cancel_finish, cancellable, NULL);
  g_assert_false (run_all (batch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (error->message, ==, "echoes: cancelled when 1 of 5 operations had called back");
  g_assert_cmpuint (smart_async_batch_count (batch, finish != NULL ? SMART_ASYNC_BATCH_STATE_FAILED
                                                                   : SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==,
                    finish != NULL ? 4 : 5);
}

static void
cancelled_in_full (void)
{
  assert_cancelled_in_full (echo_finish);
  assert_cancelled_in_full (NULL);
}

static gpointer
cancel_thread (gpointer cancellable)
{
  AwkwardMachine *machine = g_object_get_data (cancellable, "machine");

  while (awkward_machine_get_n_started (machine) == 0)
    g_thread_yield ();
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
cancelled_from_thread (void)
{
  for (int i = 0; i < 50; i++)
    {
      g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
      g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      GThread *thread;

      for (guint j = 0; j < 20; j++)
        echo_add_full (batch, machine, echo_finish);
      smart_async_batch_set_max_concurrent (batch, 1 + i % 20);

      g_object_set_data (G_OBJECT (cancellable), "machine", machine);
      thread = g_thread_new ("canceller", cancel_thread, cancellable);
      g_assert_false (run_all (batch, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);

      for (guint j = 0; j < 20; j++)
        g_assert_error (smart_async_batch_get_error (batch, j), G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (G_OBJECT (cancellable)->ref_count, ==, 1);
    }
}

typedef struct
{
  SmartAsyncBatch *batch;
  GCancellable    *cancellable;
} Cancelling;

/* Once everything has happened that will happen by itself. */
static gboolean
cancel_cb (gpointer user_data)
{
  Cancelling *cancelling = user_data;

  if (smart_async_batch_count (cancelling->batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED) < 1 ||
      smart_async_batch_count (cancelling->batch, SMART_ASYNC_BATCH_STATE_RUNNING) < 4)
    return G_SOURCE_CONTINUE;

  g_cancellable_cancel (cancelling->cancellable);

  return G_SOURCE_REMOVE;
}

static void
cancel_from_loop (void)
{
  g_autoptr (SmartAsyncBatch) batch = endless_batch_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Cancelling cancelling = { batch, cancellable };

  g_idle_add (cancel_cb, &cancelling);
  g_assert_false (run_all (batch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (error->message, ==, "echoes: cancelled when 1 of 9 operations had called back");
  assert_endless_batch_was_ended (batch);
}

static void
cancelled_from_loop (void)
{
  support_call_in_loop (NULL, cancel_from_loop);
}

static void
success_before (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("late");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  smart_async_batch_add (batch, slow_start, cancel_finish, cancellable, NULL);
  g_assert_true (run_all (batch, cancellable, &error));
  g_assert_no_error (error);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
}

static void
cancelled_by_finish (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("late");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  smart_async_batch_set_max_concurrent (batch, 1);
  smart_async_batch_add (batch, slow_start, cancel_finish, cancellable, NULL);
  smart_async_batch_add (batch, slow_start, NULL, NULL, NULL);
  g_assert_false (run_all (batch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (batch, 0, SUCCEEDED);
  assert_state (batch, 1, SKIPPED);
}

/* Runs one that succeeds together with n that ignore being cancelled, and abandons those. */
static gint64
abandon_some (AwkwardMachine *machine,
            guint           n,
            gboolean        is_deaf)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("stubborn");
  g_autoptr (GError) error = NULL;
  gint64 begin;

  for (guint i = 0; i < n; i++)
    echo_add_full (batch, machine, echo_finish)->is_deaf = is_deaf;
  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  begin = g_get_monotonic_time ();
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_ABANDONED), ==, n);
  g_assert_error (smart_async_batch_get_error (batch, 0), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (smart_async_batch_get_error (batch, 0)->message, ==,
                   "stubborn: operation 0 had not called back when the batch ended");

  return g_get_monotonic_time () - begin;
}

static void
abandoned_after_grace (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  g_assert_cmpint (abandon_some (machine, 100, FALSE), >=, G_USEC_PER_SEC);
  abandon_some (machine, 100, TRUE);

  /* The batches are gone; their slots are not. */
  awkward_machine_release (machine);
}

static int n_sleeps;

static int
counting_poll (GPollFD *fds,
               guint    n_fds,
               int      timeout_msec)
{
  n_sleeps += timeout_msec != 0 ? 1 : 0;

  return g_poll (fds, n_fds, timeout_msec);
}

static void
abandon_deaf_ones (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  g_main_context_set_poll_func (NULL, counting_poll);
  abandon_some (machine, 10, TRUE);
  g_assert_cmpint (n_sleeps, ==, 0);

  /* Others get their grace, in which the loop has nothing to do but to sleep. */
  abandon_some (machine, 10, FALSE);
  g_assert_cmpint (n_sleeps, >, 0);

  awkward_machine_release (machine);
}

static void
deaf_abandoned_at_once (void)
{
  support_call_in_loop (NULL, abandon_deaf_ones);
}

/* What was abandoned calls back while other batches use the slots again. */
static void
late_callbacks (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  for (int i = 0; i < 100; i++)
    {
      g_autoptr (SmartAsyncBatch) batch = echo_batch_new (50, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

      abandon_some (machine, 10, TRUE);
      awkward_machine_release (machine);
      g_assert_true (run_all (batch, NULL, NULL));
      g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 50);
    }
}

static gboolean
abandons_all (guint timeout_msec)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (timeout_msec);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("stubborn");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10; i++)
    echo_add_full (batch, machine, echo_finish);

  g_assert_false (run_all (batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  awkward_machine_release (machine);

  return smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_ABANDONED) == 10;
}

static void
deadline_abandons (void)
{
  try_with_more_time (abandons_all);
}

/* Operations that are finished in their callbacks, with the time of the batch up before it can look at them. */
static void
attach_urgent (GSourceFunc func,
               gpointer    call)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, func, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
urgent_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  attach_urgent (support_complete_cb, call);
}

static gboolean
once_more_cb (gpointer call)
{
  attach_urgent (support_complete_cb, call);

  return G_SOURCE_REMOVE;
}

/* Calls back in the next iteration, in which nothing less urgent is dispatched. */
static void
second_urgent_start (SmartAsyncCall *call,
                     gpointer        user_data)
{
  attach_urgent (once_more_cb, call);
}

/* Longer than the timeout, and than the grace. */
static void
slow_finish (GAsyncResult  *result,
             gpointer       is_finished,
             GError       **error)
{
  g_usleep (1100 * 1000);
  *(gboolean *) is_finished = TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "finished");
}

static void
finished_is_not_abandoned (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (500);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("slow");
  g_autoptr (GError) error = NULL;
  gboolean is_finished[2] = { FALSE, FALSE };

  smart_async_batch_add (batch, urgent_start, slow_finish, &is_finished[0], NULL);
  smart_async_batch_add (batch, second_urgent_start, slow_finish, &is_finished[1], NULL);
  g_assert_false (run_all (batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (is_finished[i]);
      assert_state (batch, i, FAILED);
      g_assert_error (smart_async_batch_get_error (batch, i), G_IO_ERROR, G_IO_ERROR_EXISTS);
    }
}

/* Operations that call back when they are cancelled, but not before the grace would be over. */
static gboolean
complete_cb (gpointer call)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  smart_async_call_complete (call, G_ASYNC_RESULT (task));

  return G_SOURCE_REMOVE;
}

static gboolean
end_writing_cb (GCancellable *cancellable,
                gpointer      call)
{
  g_autoptr (GSource) source = g_timeout_source_new (1500);

  g_source_set_callback (source, complete_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return G_SOURCE_REMOVE;
}

static void
write_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GSource) source = g_cancellable_source_new (smart_async_call_get_cancellable (call));

  g_source_set_callback (source, G_SOURCE_FUNC (end_writing_cb), call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gboolean
waits_for_writers (guint timeout_msec)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (timeout_msec);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("writers");
  g_autoptr (GError) error = NULL;

  smart_async_batch_set_flags (batch, SMART_ASYNC_OPERATION_CALLER_MEMORY);
  smart_async_batch_set_max_concurrent (batch, 2);
  for (guint i = 0; i < 3; i++)
    smart_async_batch_add (batch, write_start, NULL, NULL, NULL);

  g_assert_false (run_all (batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  assert_state (batch, 2, SKIPPED);
  if (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED) > 1)
    return FALSE;

  assert_state (batch, 0, SUCCEEDED);
  assert_state (batch, 1, SUCCEEDED);

  return TRUE;
}

static void
caller_memory (void)
{
  try_with_more_time (waits_for_writers);
}

static void
caller_memory_of_any (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("writers");

  smart_async_batch_set_flags (batch, SMART_ASYNC_OPERATION_CALLER_MEMORY);
  smart_async_batch_add (batch, write_start, NULL, NULL, NULL);
  smart_async_batch_add (batch, slow_start, NULL, NULL, NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, NULL));
  g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, 1);
  assert_state (batch, 0, SUCCEEDED);
}

/* Nothing remains of batches, in whatever way they end. */
static void
no_leftovers (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  guint n_descriptors = 0;

  for (int i = 0; i < 200; i++)
    {
      gboolean is_left = i % 5 == 0;
      SmartAsyncBatch *batch = echo_batch_new (10, i % 4, is_left ? AWKWARD_OUTCOME_VALUE : i % 3);
      gpointer witness = batch;

      g_object_add_weak_pointer (G_OBJECT (batch), &witness);
      if (is_left)
        echo_add_full (batch, machine, echo_finish)->is_deaf = TRUE;
      smart_async_batch_run (batch, is_left ? SMART_ASYNC_BATCH_MODE_ANY : SMART_ASYNC_BATCH_MODE_FIRST_ERROR,
                             NULL, NULL);
      g_object_unref (batch);
      awkward_machine_release (machine);
      g_assert_null (witness);

      if (i == 20)
        n_descriptors = support_count_descriptors ();
    }

  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
}

/* Takes longer than the grace. */
static void
iterating_start (SmartAsyncCall *call,
                 gpointer        cancellable)
{
  g_cancellable_cancel (cancellable);
  g_assert_true (smart_async_sleep (1500, NULL, NULL));
  support_complete_call (call);
}

static gpointer
run_iterating_batch (gpointer       user_data,
                     GCancellable  *cancellable,
                     GError       **error)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("iterating");

  smart_async_batch_add (batch, iterating_start, NULL, cancellable, NULL);
  g_assert_false (run_all (batch, cancellable, error));
  assert_state (batch, 0, SUCCEEDED);

  return NULL;
}

/* The function iterates the loop, and so the fiber goes on when the grace is over. */
static void
cancelled_inside_function (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  support_fiber_run (run_iterating_batch, NULL, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

typedef struct
{
  SmartAsyncCall *call;
  GCancellable   *cancellable;  /* of the batch */
} Inner;

/* Nothing more urgent is ready when this is dispatched: the batch has ended. */
static gboolean
end_last_cb (gpointer user_data)
{
  Inner *inner = user_data;

  if (!g_cancellable_is_cancelled (inner->cancellable))
    {
      g_cancellable_cancel (inner->cancellable);
      return G_SOURCE_CONTINUE;
    }

  support_complete_call (inner->call);

  return G_SOURCE_REMOVE;
}

static void
end_last_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  Inner *inner = user_data;

  inner->call = call;
  g_idle_add_full (G_PRIORITY_LOW, end_last_cb, inner, NULL);
}

static gboolean
call_inside_cb (gpointer inner)
{
  static const SmartAsyncOperation operation = { "inner_sync", end_last_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, inner, NULL, NULL);

  g_assert_nonnull (result);

  return G_SOURCE_REMOVE;
}

/* The batch can't return before the inner call, which needs the loop meanwhile. */
static void
cancelled_after_its_end (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (1, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Inner inner = { NULL, cancellable };

  g_idle_add_full (G_PRIORITY_HIGH, call_inside_cb, &inner, NULL);
  g_assert_true (run_all (batch, cancellable, &error));
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/batch-limits/one-deadline-ends-all", deadline);
  test_child_add_func ("/smartasync/batch-limits/the-deadline-is-seen-between-operations-that-complete-at-once",
                       deadline_of_chain);
  test_child_add_func ("/smartasync/batch-limits/cancelled-before-start-is-not-started", cancelled_before);
  test_child_add_func ("/smartasync/batch-limits/it-is-cancelled-also-when-all-have-called-back", cancelled_in_full);
  test_child_add_func ("/smartasync/batch-limits/another-thread-cancels-all", cancelled_from_thread);
  test_child_add_func ("/smartasync/batch-limits/the-iterated-loop-cancels-all", cancelled_from_loop);
  test_child_add_func ("/smartasync/batch-limits/a-finish-function-cancels-the-rest", cancelled_by_finish);
  test_child_add_func ("/smartasync/batch-limits/a-success-that-came-first-stays-a-success", success_before);
  test_child_add_func ("/smartasync/batch-limits/cancelled-after-its-end-it-ignores-that",
                       cancelled_after_its_end);
  test_child_add_func ("/smartasync/batch-limits/what-ignores-it-is-abandoned-after-the-grace", abandoned_after_grace);
  test_child_add_func ("/smartasync/batch-limits/what-takes-no-cancellable-is-abandoned-at-once",
                       deaf_abandoned_at_once);
  test_child_add_func ("/smartasync/batch-limits/what-was-abandoned-calls-back-without-harm", late_callbacks);
  test_child_add_func ("/smartasync/batch-limits/what-ignores-the-deadline-is-abandoned", deadline_abandons);
  test_child_add_func ("/smartasync/batch-limits/what-was-finished-is-not-abandoned", finished_is_not_abandoned);
  test_child_add_func ("/smartasync/batch-limits/what-writes-into-memory-of-the-caller-is-never-abandoned",
                       caller_memory);
  test_child_add_func ("/smartasync/batch-limits/any-waits-for-those-that-write-into-memory-of-the-caller",
                       caller_memory_of_any);
  test_child_add_func ("/smartasync/batch-limits/a-fiber-waits-for-a-function-that-iterates-its-loop",
                       cancelled_inside_function);
  test_child_add_func ("/smartasync/batch-limits/nothing-remains", no_leftovers);

  return g_test_run ();
}
