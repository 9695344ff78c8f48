/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Private contexts are few, and none is left behind.
 */

#include <smartasync/smartasync.h>

#include <unistd.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

static void
call_once (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "hello", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");
}

static void
warm_calls (void)
{
  guint n_descriptors;

  call_once ();
  n_descriptors = support_count_descriptors ();

  for (int i = 0; i < 1000; i++)
    call_once ();

  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
}

static void
threads_come_and_go (void)
{
  guint n_descriptors;

  call_once ();
  n_descriptors = support_count_descriptors ();

  for (int i = 0; i < 1000; i++)
    support_call_in_thread (call_once);

  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
}

static void
call_with_own_context (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  call_once ();
  g_main_context_pop_thread_default (context);
}

static void
own_contexts_come_and_go (void)
{
  guint n_descriptors;

  call_with_own_context ();
  n_descriptors = support_count_descriptors ();

  for (int i = 0; i < 100; i++)
    call_with_own_context ();
  for (int i = 0; i < 100; i++)
    support_call_in_thread (call_with_own_context);

  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
}

/* Threads that all wait at the same time, until the last one has come. */
typedef struct
{
  GMutex lock;
  GCond  changed;
  guint  n_waiting;  /* lock */
  guint  n_expected;
} Crowd;

static void
crowd_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  Crowd *crowd = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  g_mutex_lock (&crowd->lock);
  crowd->n_waiting++;
  g_cond_broadcast (&crowd->changed);
  while (crowd->n_waiting < crowd->n_expected)
    g_cond_wait (&crowd->changed, &crowd->lock);
  g_mutex_unlock (&crowd->lock);

  g_task_return_boolean (task, TRUE);
}

static gpointer
crowd_thread (gpointer user_data)
{
  static const SmartAsyncOperation operation = { "crowd_sync", crowd_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, user_data, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));

  return NULL;
}

static void
wait_in_a_crowd (guint n)
{
  Crowd crowd = { .n_expected = n };

  support_call_in_threads (n, crowd_thread, &crowd);
}

static void
as_many_as_waiting (void)
{
  guint n_descriptors;

  call_once ();
  n_descriptors = support_count_descriptors ();

  for (int i = 0; i < 10; i++)
    wait_in_a_crowd (8);

  g_assert_cmpuint (support_count_descriptors (), <=, n_descriptors + 7);
}

static void
call_privately (void)
{
  G_GNUC_UNUSED g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  call_once ();
}

static void
inside_a_loop (void)
{
  guint n_descriptors;

  call_once ();
  n_descriptors = support_count_descriptors ();

  for (int i = 0; i < 100; i++)
    support_call_in_loop (NULL, call_privately);

  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
}

/* The loop has hold of the first one while it sleeps, and of the second one for moments. */
static void
beside_a_loop (void)
{
  guint n_descriptors;
  SupportLoopThread *loop_thread;

  call_once ();
  n_descriptors = support_count_descriptors ();
  loop_thread = support_loop_thread_start (NULL);

  for (int i = 0; i < 1000; i++)
    call_once ();

  support_loop_thread_stop (loop_thread);
  g_assert_cmpuint (support_count_descriptors (), <=, n_descriptors + 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/pool/warm-calls-open-no-descriptor", warm_calls);
  test_child_add_func ("/smartasync/pool/a-thousand-threads-that-came-and-went-leave-nothing", threads_come_and_go);
  test_child_add_func ("/smartasync/pool/contexts-that-came-and-went-leave-nothing", own_contexts_come_and_go);
  test_child_add_func ("/smartasync/pool/there-are-as-many-as-calls-waited-at-once", as_many_as_waiting);
  test_child_add_func ("/smartasync/pool/private-calls-inside-a-loop-open-no-descriptor", inside_a_loop);
  test_child_add_func ("/smartasync/pool/calls-beside-a-loop-need-few", beside_a_loop);

  return g_test_run ();
}
