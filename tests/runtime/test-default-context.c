/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that complete on the global default context while nobody runs it.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "support.h"

static void
assert_completes (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "hello", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");
}

static void
no_loop (void)
{
  for (int i = 0; i < 100; i++)
    assert_completes ();
}

static void
worker_thread (void)
{
  support_call_in_thread (no_loop);
}

static gpointer
no_loop_thread (gpointer user_data)
{
  no_loop ();

  return NULL;
}

static void
many_threads (void)
{
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("caller", no_loop_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* What older programs do: a thread that works, and tells the main loop when it is done. */
static gpointer
tell_main_loop_thread (gpointer user_data)
{
  g_idle_add (support_complete_cb, user_data);

  return NULL;
}

static void
thread_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  g_thread_unref (g_thread_new ("worker", tell_main_loop_thread, call));
}

static void
run_operation (SmartAsyncStartFunc start)
{
  SmartAsyncOperation operation = { "operation_sync", start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static void
from_a_thread (void)
{
  for (int i = 0; i < 20; i++)
    run_operation (thread_start);
}

/* A timeout, which is not ready yet when the wait looks. */
static void
timeout_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_timeout_add (20, support_complete_cb, call);
}

static void
timeout (void)
{
  run_operation (timeout_start);
}

/* Completes on the context that it was started on, after the wait has gone to sleep. */
static void
slow_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (120);

  g_source_set_callback (source, support_complete_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gboolean
count_cb (gpointer user_data)
{
  (*(int *) user_data)++;

  return G_SOURCE_CONTINUE;
}

static void
application_waits (void)
{
  int n_before = 0;
  int n_between = 0;
  guint before = g_idle_add (count_cb, &n_before);
  guint between, gone;

  run_operation (slow_start);

  /* Neither does a mark that is remembered from the call before mislead the next one. */
  gone = g_idle_add (count_cb, &n_between);
  between = g_timeout_add (1, count_cb, &n_between);
  run_operation (slow_start);
  g_assert_cmpint (n_before, ==, 0);
  g_assert_cmpint (n_between, ==, 0);

  g_source_remove (before);
  g_source_remove (between);
  g_source_remove (gone);
}

/* Nor do sources that have come and gone since. */
static void
application_changes_its_mind (void)
{
  int n = 0;
  guint between;

  for (int n_gone = 0; n_gone < 10; n_gone++)
    {
      run_operation (slow_start);

      for (int i = 0; i < n_gone; i++)
        g_source_remove (g_idle_add (count_cb, &n));

      between = g_timeout_add (1, count_cb, &n);
      run_operation (slow_start);
      g_source_remove (between);
    }

  g_assert_cmpint (n, ==, 0);
}

/* Marks are for calls that need one: all threads use the same, until the context is iterated. */

static guint
count_source_ids (void)
{
  guint id = g_idle_add (count_cb, NULL);

  g_source_remove (id);

  return id;
}

static void
at_once_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  support_complete_call (call);
}

static void
run_quick_calls (void)
{
  for (int i = 0; i < 100; i++)
    run_operation (at_once_start);
}

static gpointer
run_quick_calls_thread (gpointer user_data)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (GMainContext) context = g_main_context_new ();
  gboolean is_pushed = GPOINTER_TO_INT (user_data);

  if (is_pushed)
    g_main_context_push_thread_default (context);

  run_quick_calls ();

  if (is_pushed)
    g_main_context_pop_thread_default (context);

  return NULL;
}

static void
marks_are_shared (void)
{
  GThread *threads[4];
  guint first;

  run_quick_calls ();
  run_quick_calls_thread (GINT_TO_POINTER (TRUE));
  first = count_source_ids ();

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("caller", run_quick_calls_thread, GINT_TO_POINTER (i % 2 == 0));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  /* Of each thread a private context, that is two sources, and what that takes of marks: not one for each call. */
  g_assert_cmpuint (count_source_ids () - first, <, 100);
}

static void
context_is_pushed_again (void)
{
  g_assert_null (g_main_context_get_thread_default ());
  no_loop ();
  g_assert_null (g_main_context_get_thread_default ());
  g_assert_false (g_main_context_is_owner (NULL));
}

/* A twin in a callback of the default context that a private wait turns. */
static gboolean
nested_cb (gpointer user_data)
{
  g_assert_null (g_main_context_get_thread_default ());
  assert_completes ();

  return support_complete_cb (user_data);
}

static void
nested_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  g_idle_add (nested_cb, call);
}

static void
nested (void)
{
  for (int i = 0; i < 20; i++)
    run_operation (nested_start);
}

/* A twin in a callback of a private wait, which turns the private context. */
static gboolean
nested_in_private_cb (gpointer user_data)
{
  assert_completes ();

  return support_complete_cb (user_data);
}

static void
nested_in_private_start (SmartAsyncCall *call,
                         gpointer        user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, nested_in_private_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
nested_in_private (void)
{
  for (int i = 0; i < 20; i++)
    run_operation (nested_in_private_start);
}

/* The caller's context is another one, which the call turns. */
static void
pushed_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  no_loop ();
  from_a_thread ();
  timeout ();
  g_main_context_pop_thread_default (context);
}

static void
pushed_context_in_thread (void)
{
  support_call_in_thread (pushed_context);
}

/* An operation that runs a loop itself, on the context that it was started on, and can't go on before the default
 * context has been turned.
 */
static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

static void
own_loop_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (g_main_context_get_thread_default (), FALSE);

  g_idle_add (quit_cb, loop);
  g_main_loop_run (loop);
  support_complete_call (call);
}

static void
own_loop (void)
{
  for (int i = 0; i < 20; i++)
    run_operation (own_loop_start);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/default-context/a-completion-there-works-without-a-loop", no_loop);
  test_child_add_func ("/smartasync/default-context/a-completion-there-works-in-a-worker-thread", worker_thread);
  test_child_add_func ("/smartasync/default-context/a-completion-there-works-in-many-threads", many_threads);
  test_child_add_func ("/smartasync/default-context/a-worker-may-tell-the-main-loop", from_a_thread);
  test_child_add_func ("/smartasync/default-context/a-timeout-there-is-waited-for", timeout);
  test_child_add_func ("/smartasync/default-context/the-application-s-own-sources-wait", application_waits);
  test_child_add_func ("/smartasync/default-context/the-application-s-own-sources-may-come-and-go",
                       application_changes_its_mind);
  test_child_add_func ("/smartasync/default-context/a-callback-of-a-private-call-may-call-a-twin", nested_in_private);
  test_child_add_func ("/smartasync/default-context/a-completion-there-works-with-another-context-pushed",
                       pushed_context);
  test_child_add_func ("/smartasync/default-context/and-so-in-a-worker-thread", pushed_context_in_thread);
  test_child_add_func ("/smartasync/default-context/a-loop-of-the-operation-s-own-turns-it-too", own_loop);
  test_child_add_func ("/smartasync/default-context/calls-of-all-threads-share-a-mark", marks_are_shared);
  test_child_add_func ("/smartasync/default-context/nothing-stays-pushed-or-owned", context_is_pushed_again);
  test_child_add_func ("/smartasync/default-context/a-callback-there-may-call-a-twin", nested);

  return g_test_run ();
}
