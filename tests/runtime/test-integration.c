/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What an operation leaves on a private context is delivered in the caller's.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "support.h"

/* An operation that leaves a source behind where it was started, and completes in an idle. The source
 * is a timeout; without an interval it is an idle one so low in priority that it can't run before.
 */
typedef struct
{
  guint interval_msec;
  int   n_fired;        /* atomic */
  int   is_destroyed;   /* atomic */
} Leftover;

static gboolean
leftover_cb (gpointer user_data)
{
  Leftover *leftover = user_data;

  g_atomic_int_inc (&leftover->n_fired);

  return G_SOURCE_REMOVE;
}

static void
leftover_destroyed (gpointer user_data)
{
  Leftover *leftover = user_data;

  g_atomic_int_set (&leftover->is_destroyed, TRUE);
  g_main_context_wakeup (NULL);
}

static GSource *
leftover_source_new (Leftover *leftover)
{
  GSource *source = leftover->interval_msec > 0 ? g_timeout_source_new (leftover->interval_msec) : g_idle_source_new ();

  if (leftover->interval_msec == 0)
    g_source_set_priority (source, G_PRIORITY_LOW);

  g_source_set_callback (source, leftover_cb, leftover, leftover_destroyed);

  return source;
}

static void
leaving_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  Leftover *leftover = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);
  g_autoptr (GSource) source = leftover_source_new (leftover);

  g_source_attach (source, g_main_context_get_thread_default ());
  g_task_return_boolean (task, TRUE);
}

static void
leave (Leftover *leftover)
{
  static const SmartAsyncOperation operation = { "leaving_sync", leaving_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, leftover, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
}

static void
deliver_later (guint interval_msec)
{
  Leftover leftover = { .interval_msec = interval_msec };

  leave (&leftover);
  g_assert_cmpint (leftover.n_fired, <=, interval_msec == 0 ? 0 : 1);
  support_iterate_until (NULL, &leftover.is_destroyed);
  g_assert_cmpint (leftover.n_fired, ==, 1);
}

static void
loop_started_later (void)
{
  deliver_later (0);
  deliver_later (20);
}

static void
between_calls (void)
{
  Leftover leftovers[20];

  for (guint i = 0; i < G_N_ELEMENTS (leftovers); i++)
    {
      leftovers[i] = (Leftover) { .interval_msec = 5 };
      leave (&leftovers[i]);
      g_main_context_iteration (NULL, FALSE);
    }

  for (guint i = 0; i < G_N_ELEMENTS (leftovers); i++)
    {
      support_iterate_until (NULL, &leftovers[i].is_destroyed);
      g_assert_cmpint (leftovers[i].n_fired, ==, 1);
    }
}

/* The loop of the other thread sleeps, and is not woken up by anything else. */
static void
loop_already_sleeping (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  for (int i = 0; i < 20; i++)
    {
      Leftover leftover = { .interval_msec = 1 };

      leave (&leftover);
      while (!g_atomic_int_get (&leftover.is_destroyed))
        g_thread_yield ();
      g_assert_cmpint (leftover.n_fired, ==, 1);
    }

  support_loop_thread_stop (loop_thread);
}

static void
leave_privately (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  Leftover leftover = { 0 };

  leave (&leftover);
  g_assert_cmpint (leftover.n_fired, ==, 0);
  support_iterate_until (NULL, &leftover.is_destroyed);
}

static void
inside_own_loop (void)
{
  support_call_in_loop (NULL, leave_privately);
}

/* The loop goes on with what a thread has left that is gone. */
static Leftover left_by_thread = { .interval_msec = 20 };

static void
leave_in_thread (void)
{
  leave (&left_by_thread);
}

static void
thread_ends (void)
{
  support_call_in_thread (leave_in_thread);
  support_iterate_until (NULL, &left_by_thread.is_destroyed);
  g_assert_cmpint (left_by_thread.n_fired, ==, 1);
}

static void
pushed_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Leftover leftover = { .interval_msec = 5 };

  g_main_context_push_thread_default (context);
  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  leave (&leftover);
  smart_async_pop_policy ();

  while (!leftover.is_destroyed)
    g_main_context_iteration (context, TRUE);

  g_main_context_pop_thread_default (context);
  g_assert_cmpint (leftover.n_fired, ==, 1);
}

static void
context_ends (void)
{
  GMainContext *context = g_main_context_new ();
  Leftover leftover = { .interval_msec = 60 * 1000 };

  g_main_context_push_thread_default (context);
  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  leave (&leftover);
  smart_async_pop_policy ();
  g_main_context_pop_thread_default (context);

  g_assert_false (leftover.is_destroyed);
  g_main_context_unref (context);
  g_assert_true (leftover.is_destroyed);
  g_assert_cmpint (leftover.n_fired, ==, 0);
}

/* The callback of a source that was left behind iterates the caller's loop until another such source of the same
 * private context has been dispatched.
 */
static gboolean
wait_for_other_cb (gpointer user_data)
{
  Leftover *other = user_data;

  support_iterate_until (NULL, &other->is_destroyed);

  return G_SOURCE_REMOVE;
}

static void
waiter_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, wait_for_other_cb, user_data, NULL);
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_attach (source, g_main_context_get_thread_default ());
  leaving_start (call, user_data);
}

static void
recursion (void)
{
  static const SmartAsyncOperation operation = { "waiter_sync", waiter_start, SMART_ASYNC_OPERATION_NONE };
  Leftover leftover = { .interval_msec = 5 };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &leftover, NULL, NULL);

  g_assert_nonnull (result);
  support_iterate_until (NULL, &leftover.is_destroyed);
  g_assert_cmpint (leftover.n_fired, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/integration/a-loop-started-later-delivers", loop_started_later);
  test_child_add_func ("/smartasync/integration/a-loop-that-runs-between-calls-delivers", between_calls);
  test_child_add_func ("/smartasync/integration/a-loop-that-sleeps-in-another-thread-delivers", loop_already_sleeping);
  test_child_add_func ("/smartasync/integration/a-private-call-inside-a-loop-leaves-to-that-loop", inside_own_loop);
  test_child_add_func ("/smartasync/integration/what-an-ended-thread-has-left-is-delivered", thread_ends);
  test_child_add_func ("/smartasync/integration/a-pushed-context-delivers", pushed_context);
  test_child_add_func ("/smartasync/integration/what-is-left-ends-with-the-caller-s-context", context_ends);
  test_child_add_func ("/smartasync/integration/a-leftover-can-wait-for-another-one", recursion);

  return g_test_run ();
}
