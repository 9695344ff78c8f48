/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Threads that make calls of every kind, for programs that do something else beside them.
 */

#include "workers.h"

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "threads.h"

static GPtrArray   *threads;     /* of GThread, owned; the main thread's */
static AwkwardWork  work_of_all;
static int          is_over;     /* atomic */
static int          n_running;   /* atomic: workers that are not done yet */
static GMutex       lock;
static GCond        called;
static guint        n_called;    /* lock */

/* A call may be forwarded to a loop that nobody runs, which is an error where it is known. */
static void
echo (AwkwardMoment    moment,
      SmartAsyncPolicy policy)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (policy);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = awkward_machine_echo_sync (machine, "hello", NULL, &error);

  if (policy == SMART_ASYNC_POLICY_FORWARD && g_error_matches (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED))
    return;

  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, "hello");
}

static void
in_idle (void)
{
  echo (AWKWARD_MOMENT_IN_IDLE, SMART_ASYNC_POLICY_AUTO);
  echo (AWKWARD_MOMENT_IN_IDLE, SMART_ASYNC_POLICY_PRIVATE);
  echo (AWKWARD_MOMENT_IN_IDLE, SMART_ASYNC_POLICY_REFUSE);
}

static void
at_once (void)
{
  echo (AWKWARD_MOMENT_AT_ONCE, SMART_ASYNC_POLICY_AUTO);
}

static void
in_task_thread (void)
{
  echo (AWKWARD_MOMENT_IN_TASK_THREAD, SMART_ASYNC_POLICY_AUTO);
}

static void
in_foreign_thread (void)
{
  echo (AWKWARD_MOMENT_IN_FOREIGN_THREAD, SMART_ASYNC_POLICY_PRIVATE);
}

static void
sleep_a_little (void)
{
  g_assert_true (smart_async_sleep (2, NULL, NULL));
}

static void
time_out (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (2);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
echo_start (SmartAsyncCall *call,
            gpointer        machine)
{
  awkward_machine_echo_async (machine, "hello", smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static void
batch (void)
{
  g_autoptr (SmartAsyncBatch) self = smart_async_batch_new ("echoes");
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (60000);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    smart_async_batch_add (self, echo_start, NULL,
                           awkward_machine_new (i % 2 == 0 ? AWKWARD_MOMENT_IN_IDLE : AWKWARD_MOMENT_IN_TASK_THREAD,
                                                AWKWARD_OUTCOME_VALUE), g_object_unref);

  g_assert_true (smart_async_batch_run (self, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_no_error (error);
}

/* With a context of the thread's own, in its loop, and in fibers there. */

static gpointer
echo_fiber (gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  echo (AWKWARD_MOMENT_IN_TASK_THREAD, SMART_ASYNC_POLICY_AUTO);
  in_idle ();

  return NULL;
}

static void
count_down_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      n_left)
{
  g_assert_null (smart_async_spawn_finish (result, NULL));
  (*(guint *) n_left)--;
}

static void
own_loop (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint n_left = 3;

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 3; i++)
    smart_async_spawn (echo_fiber, NULL, NULL, NULL, count_down_cb, &n_left);
  echo (AWKWARD_MOMENT_IN_IDLE, SMART_ASYNC_POLICY_AUTO);
  while (n_left > 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
}

/* Sources that are left behind here are dispatched by this thread, or by one that runs the default context. */

typedef struct
{
  GThread *starter;
  guint    n_left;
} Leftover;

static gboolean
leftover_cb (gpointer user_data)
{
  Leftover *leftover = user_data;

  if (g_thread_self () != leftover->starter && !support_thread_may_run_default ())
    g_error ("what a call has left behind runs in a thread of others");

  return --leftover->n_left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
leave_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);
  g_autoptr (GSource) source = g_timeout_source_new (1);
  Leftover *leftover = g_new (Leftover, 1);

  *leftover = (Leftover) { g_thread_self (), 3 };
  g_source_set_callback (source, leftover_cb, leftover, g_free);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_task_return_boolean (task, TRUE);
}

static void
leave (void)
{
  static const SmartAsyncOperation operation = { "leave_sync", leave_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

/* These need the main thread. */

static void
on_default (void)
{
  echo (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT, SMART_ASYNC_POLICY_AUTO);
}

static gboolean
complete_cb (gpointer call)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  if (!support_thread_may_run_default ())
    g_error ("a timeout of the default context runs in a thread of others");

  g_task_return_boolean (task, TRUE);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));

  return G_SOURCE_REMOVE;
}

static void
timeout_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_timeout_add (1, complete_cb, call);
}

static void
timeout_on_default (void)
{
  static const SmartAsyncOperation operation = { "timeout_sync", timeout_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

static void
forward (void)
{
  echo (AWKWARD_MOMENT_IN_IDLE, SMART_ASYNC_POLICY_FORWARD);
}

static void (* const works[]) (void) = {
  at_once, in_idle, in_task_thread, in_foreign_thread, sleep_a_little, time_out, batch, own_loop, leave,
  on_default, timeout_on_default, forward,
};

/* How many of these, from the first one. */
static const guint n_works[] = {
  [AWKWARD_WORK_QUICK] = 2,
  [AWKWARD_WORK_ALONE] = G_N_ELEMENTS (works) - 3,
  [AWKWARD_WORK_TOGETHER] = G_N_ELEMENTS (works),
};

static gpointer
worker_thread (gpointer first)
{
  for (guint i = GPOINTER_TO_UINT (first); !g_atomic_int_get (&is_over); i++)
    {
      works[i % n_works[work_of_all]] ();

      g_mutex_lock (&lock);
      n_called++;
      g_cond_broadcast (&called);
      g_mutex_unlock (&lock);
    }

  g_atomic_int_add (&n_running, -1);
  g_main_context_wakeup (NULL);

  return NULL;
}

/**
 * awkward_workers_start:
 * @n_workers: how many threads
 * @work: what they do
 *
 * Starts threads that make calls, until awkward_workers_stop(), from the main thread.
 */
void
awkward_workers_start (guint       n_workers,
                       AwkwardWork work)
{
  g_assert_null (threads);

  threads = g_ptr_array_new ();
  work_of_all = work;
  n_called = 0;
  g_atomic_int_set (&is_over, FALSE);
  g_atomic_int_set (&n_running, (int) n_workers);

  for (guint i = 0; i < n_workers; i++)
    g_ptr_array_add (threads, g_thread_new ("worker", worker_thread, GUINT_TO_POINTER (3 * i)));
}

/**
 * awkward_workers_wait:
 * @n_calls: how many calls
 *
 * Waits until the workers have made so many more calls, without iterating anything.
 */
void
awkward_workers_wait (guint n_calls)
{
  guint n;

  g_mutex_lock (&lock);
  n = n_called + n_calls;
  while (n_called < n)
    g_cond_wait (&called, &lock);
  g_mutex_unlock (&lock);
}

/**
 * awkward_workers_stop:
 *
 * Lets the workers make their last calls, and meanwhile iterates the global default context if they need that.
 *
 * Returns: how many calls they have made
 */
guint
awkward_workers_stop (void)
{
  g_atomic_int_set (&is_over, TRUE);
  while (work_of_all == AWKWARD_WORK_TOGETHER && g_atomic_int_get (&n_running) > 0)
    g_main_context_iteration (NULL, TRUE);

  g_ptr_array_foreach (threads, (GFunc) (GCallback) g_thread_join, NULL);
  g_clear_pointer (&threads, g_ptr_array_unref);

  return n_called;
}
