/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that complete on the global default context while nobody runs it.
 */

#include <smartasync/smartasync.h>

#include "answer.h"
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

/* In other threads it works if the main thread runs its loop, now or later, and in no other thread. */

static int n_running; /* atomic */

static gpointer
no_loop_thread (gpointer user_data)
{
  SupportFunc func = (SupportFunc) user_data;

  func ();
  g_atomic_int_add (&n_running, -1);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
run_beside_main_loop (SupportFunc func,
                      guint       n)
{
  GThread *threads[8];

  g_atomic_int_set (&n_running, (int) n);
  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("caller", no_loop_thread, (gpointer) func);
  while (g_atomic_int_get (&n_running) > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

static void
worker_thread (void)
{
  run_beside_main_loop (no_loop, 1);
}

static void
many_threads (void)
{
  run_beside_main_loop (no_loop, 8);
}

/* What older programs do: a thread that works, and adds an idle source to the main loop when it is done. */
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

static void
at_once_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  support_complete_call (call);
}

static void
come_and_go (int  n_gone,
             int *n)
{
  for (int i = 0; i < n_gone; i++)
    g_source_remove (g_idle_add (count_cb, n));
}

/* Nor do sources that have come and gone since, however many, and whether calls follow one another closely or not. */
static void
assert_waits (int n_gone)
{
  int n = 0;
  guint between;

  run_operation (slow_start);
  run_operation (at_once_start);
  come_and_go (n_gone, &n);
  between = g_idle_add (count_cb, &n);
  run_operation (at_once_start);
  run_operation (slow_start);
  g_source_remove (between);

  g_assert_cmpint (n, ==, 0);
}

static void
application_changes_its_mind (void)
{
  for (int n_gone = 0; n_gone < 10; n_gone++)
    assert_waits (n_gone);

  for (int n_gone = 16; n_gone <= 4096; n_gone *= 4)
    assert_waits (n_gone);
}

/* What the main thread has attached waits for it, whatever others call meanwhile. */

static gboolean
in_main_cb (gpointer user_data)
{
  g_assert_true (g_thread_self () == user_data);

  return G_SOURCE_REMOVE;
}

static int is_over; /* atomic */

static gpointer
call_until_over_thread (gpointer user_data)
{
  while (!g_atomic_int_get (&is_over))
    run_operation (slow_start);

  return NULL;
}

static void
main_thread_s_sources (void)
{
  GThread *threads[3];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("caller", call_until_over_thread, NULL);

  for (int i = 0; i < 40; i++)
    {
      g_idle_add (in_main_cb, g_thread_self ());
      g_usleep (5 * 1000);
    }

  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);

  g_atomic_int_set (&is_over, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* Nor does a loop of the main thread that sleeps notice anything of such calls. */

static gpointer
call_often_thread (gpointer user_data)
{
  while (!g_atomic_int_get ((int *) user_data))
    g_thread_yield ();

  for (int i = 0; i < 200; i++)
    answer_sync ();

  g_main_context_wakeup (NULL);

  return NULL;
}

static int n_polls; /* atomic */

static int
count_polls (GPollFD *fds,
             guint    n_fds,
             int      timeout_msec)
{
  g_atomic_int_inc (&n_polls);

  return g_poll (fds, n_fds, timeout_msec);
}

static void
main_loop_sleeps_on (void)
{
  GThread *thread = g_thread_new ("caller", call_often_thread, &n_polls);

  g_main_context_set_poll_func (NULL, count_polls);
  g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  g_assert_cmpint (n_polls, ==, 1);
}

static void
context_is_pushed_again (void)
{
  g_assert_null (g_main_context_get_thread_default ());
  no_loop ();
  g_assert_null (g_main_context_get_thread_default ());
  g_assert_false (g_main_context_is_owner (NULL));
}

/* A twin in a callback of the default context, which a private wait iterates. */
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

/* A twin in a callback of a private wait, which iterates the private context. */
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

/* The caller's context is another one, which the call iterates. */
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
  run_beside_main_loop (pushed_context, 1);
}

/* An operation that runs a loop itself, on the context that it was started on, and can't go on before the default
 * context has been iterated.
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
  test_child_add_func ("/smartasync/default-context/a-loop-of-the-operation-s-own-iterates-it-too", own_loop);
  test_child_add_func ("/smartasync/default-context/the-main-thread-s-sources-wait-for-it", main_thread_s_sources);
  test_child_add_func ("/smartasync/default-context/the-main-thread-s-loop-is-not-woken-up-by-others-calls",
                       main_loop_sleeps_on);
  test_child_add_func ("/smartasync/default-context/nothing-stays-pushed-or-owned", context_is_pushed_again);
  test_child_add_func ("/smartasync/default-context/a-callback-there-may-call-a-twin", nested);

  return g_test_run ();
}
