/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Batches that are forwarded to the thread that runs the caller's context.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "echo.h"
#include "support.h"
#include "threads.h"

static gboolean
run_forwarded (SmartAsyncBatch      *batch,
               SmartAsyncBatchMode   mode,
               GError              **error)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  return smart_async_batch_run (batch, mode, NULL, error);
}

static GThread *runner; /* atomic; the thread that runs the functions of a batch */

static void
watched_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_atomic_pointer_set (&runner, g_thread_self ());
  echo_start (call, user_data);
}

static void
watched_finish (GAsyncResult  *result,
                gpointer       user_data,
                GError       **error)
{
  g_assert_true (g_atomic_pointer_get (&runner) == g_thread_self ());
  echo_finish (result, user_data, error);
}

static void
assert_forwards (AwkwardMoment moment)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("forwarded");
  g_autoptr (GError) error = NULL;
  Echo echoes[20] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      echoes[i].machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE);
      echoes[i].text = (char *) "far away";
      smart_async_batch_add (batch, watched_start, watched_finish, &echoes[i], NULL);
    }

  smart_async_batch_set_max_concurrent (batch, 6);
  g_assert_true (run_forwarded (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, &error));
  g_assert_no_error (error);
  g_assert_true (g_atomic_pointer_get (&runner) != g_thread_self ());

  for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      g_assert_cmpstr (echoes[i].said, ==, "far away");
      g_object_unref (echoes[i].machine);
      g_free (echoes[i].said);
    }
}

static void
every_completion (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  for (int i = 0; i < 20; i++)
    {
      for (AwkwardMoment moment = AWKWARD_MOMENT_AT_ONCE; moment <= AWKWARD_MOMENT_ON_DEFAULT_CONTEXT; moment++)
        assert_forwards (moment);
    }

  support_loop_thread_stop (loop_thread);
}

static gpointer
pushed_loop_thread (gpointer loop)
{
  g_autoptr (GMainContext) other = g_main_context_new ();

  g_main_context_push_thread_default (other);
  support_thread_iterates (NULL, 1);
  g_main_loop_run (loop);
  support_thread_iterates (NULL, -1);
  g_main_context_pop_thread_default (other);

  return NULL;
}

/* Nobody runs what that thread has for its thread-default context. */
static void
other_thread_default (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread = g_thread_new ("loop", pushed_loop_thread, loop);

  while (smart_async_detect (NULL) != SMART_ASYNC_SITUATION_OTHER_LOOP)
    g_thread_yield ();

  assert_forwards (AWKWARD_MOMENT_IN_IDLE);
  g_main_loop_quit (loop);
  g_thread_join (thread);
}

/* Data on the stack of the thread whose call ends at the deadline. */
typedef struct
{
  int n_starts;   /* atomic */
  int is_inside;  /* atomic */
} Slow;

static void
slow_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  Slow *slow = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_atomic_int_inc (&slow->n_starts);
  g_atomic_int_set (&slow->is_inside, TRUE);
  g_usleep (10 * 1000);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));
  g_atomic_int_set (&slow->is_inside, FALSE);
}

static void
deadline (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  for (guint timeout_msec = 1; timeout_msec < 40; timeout_msec++)
    {
      g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (timeout_msec);
      g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("slow");
      g_autoptr (GError) error = NULL;
      Slow slow = { 0, FALSE };
      int n_starts;

      for (guint i = 0; i < 1000; i++)
        smart_async_batch_add (batch, slow_start, NULL, &slow, NULL);

      g_assert_false (run_forwarded (batch, SMART_ASYNC_BATCH_MODE_ALL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
      n_starts = g_atomic_int_get (&slow.n_starts);
      g_assert_false (g_atomic_int_get (&slow.is_inside));
      g_usleep (1000);
      g_assert_cmpint (g_atomic_int_get (&slow.n_starts), ==, n_starts);
      g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED), ==, 1000 - (guint) n_starts);
    }

  support_loop_thread_stop (loop_thread);
}

static SupportLoopThread *stopped;

static gpointer
stop_thread (gpointer machine)
{
  while (awkward_machine_get_n_started (machine) < 10)
    g_thread_yield ();
  support_loop_thread_stop (g_steal_pointer (&stopped));

  return NULL;
}

static void
loop_stops (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("abandoned");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  GThread *thread;

  for (guint i = 0; i < 10; i++)
    echo_add_full (batch, machine, echo_finish);

  stopped = support_loop_thread_start (NULL);
  thread = g_thread_new ("stopper", stop_thread, machine);
  g_assert_false (run_forwarded (batch, SMART_ASYNC_BATCH_MODE_ALL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_thread_join (thread);

  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_ABANDONED), ==, 10);
  awkward_machine_release (machine);
}

/* The loop's thread may still be busy with the source of a batch that is gone. */
static gpointer
forward_often_thread (gpointer user_data)
{
  for (int i = 0; i < 50; i++)
    {
      SmartAsyncBatch *batch = echo_batch_new (30, i % 4, AWKWARD_OUTCOME_VALUE);
      guint n_destroyed = 0;

      echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE)->n_destroyed = &n_destroyed;
      smart_async_batch_set_max_concurrent (batch, i % 8);
      g_assert_true (run_forwarded (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL));
      g_object_unref (batch);
      g_assert_cmpuint (n_destroyed, ==, 1);
    }

  return NULL;
}

static void
many_threads (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  support_call_in_threads (8, forward_often_thread, NULL);

  support_loop_thread_stop (loop_thread);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/batch-forward/the-thread-of-the-loop-calls-its-functions", every_completion);
  test_child_add_func ("/smartasync/batch-forward/its-operations-belong-to-the-caller-s-context", other_thread_default);
  test_child_add_func ("/smartasync/batch-forward/after-the-deadline-no-function-runs", deadline);
  test_child_add_func ("/smartasync/batch-forward/when-the-loop-stops-the-operations-are-abandoned", loop_stops);
  test_child_add_func ("/smartasync/batch-forward/many-threads-forward-to-one", many_threads);

  return g_test_run ();
}
