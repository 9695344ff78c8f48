/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls from two threads at once, and calls forwarded to another thread's loop.
 */

#include <smartasync/smartasync.h>

#include "bench.h"
#include "support.h"

/* Calls from two threads at once. The operation completes in an idle source, and with a result that the thread has
 * had before: creating and freeing an object waits for other threads that do so with one of the same type.
 */

typedef struct
{
  GAsyncResult   *result;
  SmartAsyncCall *call;
} Prepared;

static GAsyncResult *
answer (void)
{
  GTask *task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_return_int (task, 42);

  return G_ASYNC_RESULT (task);
}

static void
attach_idle (GSourceFunc func,
             gpointer    user_data)
{
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
}

static gboolean
complete_cb (gpointer user_data)
{
  Prepared *prepared = user_data;

  smart_async_call_complete (prepared->call, prepared->result);

  return G_SOURCE_REMOVE;
}

static void
prepared_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  Prepared *prepared = user_data;

  prepared->call = call;
  attach_idle (complete_cb, prepared);
}

static gpointer
twin_thread (gpointer n)
{
  static const SmartAsyncOperation operation = { "prepared_sync", prepared_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = answer ();
  Prepared prepared = { result, NULL };

  for (guint i = 0; i < GPOINTER_TO_UINT (n); i++)
    g_object_unref (smart_async_run (&operation, &prepared, NULL, NULL));

  return NULL;
}

static void
task_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  g_task_return_int (task, 42);
}

static gpointer
task_twin_thread (gpointer n)
{
  static const SmartAsyncOperation operation = { "task_sync", task_start, SMART_ASYNC_OPERATION_NONE };

  for (guint i = 0; i < GPOINTER_TO_UINT (n); i++)
    {
      g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

      g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
    }

  return NULL;
}

static void
store_result_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* How much faster two threads are than one, with GLib alone. */
static gpointer
task_by_hand_thread (gpointer n)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < GPOINTER_TO_UINT (n); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GTask) task = g_task_new (NULL, NULL, store_result_cb, &result);

      g_task_return_int (task, 42);
      while (result == NULL)
        g_main_context_iteration (context, TRUE);

      g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
    }
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* How much faster two threads are than one on this machine, if they share nothing. */
static gpointer
compute_thread (gpointer n)
{
  volatile guint sum = 0;

  for (guint i = 0; i < GPOINTER_TO_UINT (n); i++)
    {
      for (guint j = 0; j < 100; j++)
        sum = sum * 3 + j;
    }

  return NULL;
}

static void
in_threads (GThreadFunc func,
            guint       n,
            guint       n_threads)
{
  GThread *threads[2];

  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("caller", func, GUINT_TO_POINTER (n / n_threads));

  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}

#define DEFINE_IN_THREADS(name)               \
  static void                                 \
  name##_in_one (guint n)                     \
  {                                           \
    in_threads (name##_thread, n, 1);         \
  }                                           \
                                              \
  static void                                 \
  name##_in_two (guint n)                     \
  {                                           \
    in_threads (name##_thread, n, 2);         \
  }

DEFINE_IN_THREADS (twin)
DEFINE_IN_THREADS (task_twin)
DEFINE_IN_THREADS (task_by_hand)
DEFINE_IN_THREADS (compute)

static void
compare_threads (void)
{
  static const BenchRow row = { "threads", "calls in a second, of two threads to one", "×", 1.7, TRUE };
  BenchPeer peers[] = {
    { "calls of one thread", twin_in_one, 0 },
    { "calls of two threads", twin_in_two, 0 },
    { "calls of one thread, each with a GTask", task_twin_in_one, 0 },
    { "calls of two threads, each with a GTask", task_twin_in_two, 0 },
    { "a GTask by hand, one thread", task_by_hand_in_one, 0 },
    { "a GTask by hand, two threads", task_by_hand_in_two, 0 },
    { "computing, one thread", compute_in_one, 0 },
    { "computing, two threads", compute_in_two, 0 },
  };

  bench_run (peers, G_N_ELEMENTS (peers));
  bench_print (row.title, peers, G_N_ELEMENTS (peers));
  g_print ("  two threads to one: calls with a GTask %.2f, the same by hand %.2f, computing %.2f\n",
           peers[2].nsec / peers[3].nsec, peers[4].nsec / peers[5].nsec, peers[6].nsec / peers[7].nsec);
  bench_report (&row, peers[0].nsec / peers[1].nsec);
}

/* There and back: the owner of the default context does what the caller asks for, and wakes it up. */

static void
forwarded_start (SmartAsyncCall *call,
                 gpointer        user_data)
{
  g_autoptr (GAsyncResult) result = answer ();

  smart_async_call_complete (call, result);
}

static const SmartAsyncOperation forwarded = { "forwarded_sync", forwarded_start, SMART_ASYNC_OPERATION_NONE };

static void
forward (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GAsyncResult) result = smart_async_run (&forwarded, NULL, NULL, NULL);

      g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
    }
}

typedef struct
{
  GMutex        lock;
  GCond         changed;
  GAsyncResult *result;  /* lock */
} Request;

static gboolean
request_cb (gpointer user_data)
{
  Request *request = user_data;

  g_mutex_lock (&request->lock);
  request->result = answer ();
  g_cond_signal (&request->changed);
  g_mutex_unlock (&request->lock);

  return G_SOURCE_REMOVE;
}

static void
invoke_and_wait (guint n)
{
  Request request = { 0 };

  for (guint i = 0; i < n; i++)
    {
      g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, request_cb, &request, NULL);

      g_mutex_lock (&request.lock);
      while (request.result == NULL)
        g_cond_wait (&request.changed, &request.lock);
      g_mutex_unlock (&request.lock);

      g_assert_cmpint (g_task_propagate_int (G_TASK (request.result), NULL), ==, 42);
      g_clear_object (&request.result);
    }

  g_mutex_clear (&request.lock);
  g_cond_clear (&request.changed);
}

static void
compare_forwarding (void)
{
  static const BenchRow row = {
    "forward", "to another thread's loop and back, to g_main_context_invoke_full() and a GCond", "×", 1.3, FALSE,
  };
  BenchPeer peers[] = {
    { "a call forwarded to another thread's loop", forward, 0 },
    { "g_main_context_invoke_full() and a GCond", invoke_and_wait, 0 },
  };
  G_GNUC_UNUSED g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&forwarded, NULL, NULL, &error);

  if (result == NULL)
    g_print ("Forwarding is left out: %s\n", error->message);
  else
    bench_compare (&row, peers);

  support_loop_thread_stop (loop_thread);
}

int
main (void)
{
  compare_threads ();
  compare_forwarding ();

  return 0;
}
