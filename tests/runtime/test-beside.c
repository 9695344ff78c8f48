/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls of some threads do not affect what the main thread and others do at the same time.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "support.h"
#include "threads.h"
#include "workers.h"

#define N_WORKERS 4

static void
run_operation (SmartAsyncStartFunc start,
               gpointer            user_data)
{
  SmartAsyncOperation operation = { "operation_sync", start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, user_data, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static gboolean
return_cb (gpointer task)
{
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/* An operation that takes some time, completes on the context that it was started on, and leaves nothing there. */
static void
slow_start (SmartAsyncCall *call,
            gpointer        msec)
{
  g_autoptr (GSource) source = g_timeout_source_new (GPOINTER_TO_UINT (msec));

  g_source_set_callback (source, return_cb, g_task_new (NULL, NULL, smart_async_call_ready, call), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/* The application's own callbacks. */

static int n_run;        /* atomic */
static int n_elsewhere;  /* atomic: not in the main thread */

static gboolean
application_cb (gpointer user_data)
{
  g_atomic_int_inc (support_thread_is_main () ? &n_run : &n_elsewhere);

  return G_SOURCE_REMOVE;
}

static void
iterate_until_all_have_run (int n)
{
  while (g_atomic_int_get (&n_run) + g_atomic_int_get (&n_elsewhere) < n)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (n_elsewhere, ==, 0);
  g_assert_cmpint (n_run, ==, n);
}

/* The main thread builds what its loop is to run later, which is nobody else's. */
static void
adds_idle_sources (void)
{
  awkward_workers_start (N_WORKERS, AWKWARD_WORK_ALONE);
  for (int i = 0; i < 40; i++)
    {
      g_idle_add (application_cb, NULL);
      awkward_workers_wait (10);
      g_assert_cmpint (g_atomic_int_get (&n_elsewhere), ==, 0);
    }
  awkward_workers_stop ();

  iterate_until_all_have_run (40);
}

/* It does something else between, as programs do that look after their events now and then. */
static void
iterates_by_hand (void)
{
  awkward_workers_start (N_WORKERS, AWKWARD_WORK_ALONE);
  for (int i = 0; i < 200; i++)
    {
      g_idle_add (application_cb, NULL);
      g_timeout_add (i % 3, application_cb, NULL);
      awkward_workers_wait (3);
      while (g_main_context_pending (NULL))
        g_main_context_iteration (NULL, FALSE);
    }
  iterate_until_all_have_run (400);
  awkward_workers_stop ();
}

static void
runs_loops (void)
{
  awkward_workers_start (N_WORKERS, AWKWARD_WORK_ALONE);
  for (int i = 0; i < 100; i++)
    {
      g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

      g_idle_add (application_cb, NULL);
      awkward_workers_wait (3);
      g_idle_add_once ((GSourceOnceFunc) (GCallback) g_main_loop_quit, loop);
      g_main_loop_run (loop);
    }
  iterate_until_all_have_run (100);
  awkward_workers_stop ();
}

/* While nobody has the default context, GLib has the function called at once, in the thread that invokes it. */

static int n_displaced;  /* atomic */

static gboolean
invoked_cb (gpointer invoker)
{
  if (g_thread_self () == invoker)
    g_atomic_int_inc (&n_run);
  else
    g_atomic_int_inc (&n_displaced);

  return G_SOURCE_REMOVE;
}

static gpointer
invoke_thread (gpointer user_data)
{
  int n = support_is_under_valgrind () ? 10000 : 1000000;

  for (int i = 0; i < n; i++)
    {
      g_main_context_invoke (NULL, invoked_cb, g_thread_self ());
      if (g_atomic_int_get (&n_run) != i + 1)
        g_error ("what was invoked for the %dth time has not been called", i + 1);
    }

  return NULL;
}

static void
invokes (void)
{
  awkward_workers_start (N_WORKERS, AWKWARD_WORK_QUICK);
  g_thread_join (g_thread_new ("invoker", invoke_thread, NULL));
  awkward_workers_stop ();

  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (n_displaced, ==, 0);
}

/* What a call of the main thread has left. */

static gboolean
tick_cb (gpointer user_data)
{
  application_cb (user_data);

  return G_SOURCE_CONTINUE;
}

static void
leave_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (1);

  g_source_set_callback (source, tick_cb, NULL, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  support_complete_call (call);
}

static void
leaves_a_timeout (void)
{
  run_operation (leave_start, NULL);
  n_run = 0;

  awkward_workers_start (N_WORKERS, AWKWARD_WORK_ALONE);
  awkward_workers_wait (1000);
  awkward_workers_stop ();

  g_assert_cmpint (n_run, ==, 0);
  while (n_run < 10)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (n_elsewhere, ==, 0);
}

static gpointer
leave_thread (gpointer user_data)
{
  run_operation (leave_start, NULL);

  return NULL;
}

/* So with what a thread has left that has ended: the main thread is who runs the caller's context. */
static void
worker_leaves_a_timeout (void)
{
  g_thread_join (g_thread_new ("leaver", leave_thread, NULL));
  n_run = n_elsewhere = 0;

  awkward_workers_start (N_WORKERS, AWKWARD_WORK_ALONE);
  awkward_workers_wait (1000);
  awkward_workers_stop ();

  g_assert_cmpint (n_run, ==, 0);
  while (n_run < 10)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (n_elsewhere, ==, 0);
}

/* Sources that come and go, any number of them, beside the application's that stays. It is the main thread's call, and
 * needs nothing of the default context.
 */

static void
add_and_remove (int n)
{
  for (int i = 0; i < n; i++)
    g_source_remove (g_timeout_add_seconds (1000, application_cb, NULL));
}

static void
assert_idle_waits (void)
{
  g_idle_add (application_cb, NULL);
  run_operation (slow_start, GUINT_TO_POINTER (60));
  run_operation (slow_start, GUINT_TO_POINTER (1));
  g_assert_cmpint (n_run, ==, 0);
}

static void
come_and_go (int      n,
             gboolean in_a_row)
{
  n_run = 0;
  add_and_remove (n);
  assert_idle_waits ();
  add_and_remove (n);
  assert_idle_waits ();

  while (!in_a_row && n_run < 2)
    g_main_context_iteration (NULL, TRUE);
}

static void
sources_come_and_go (gconstpointer in_a_row)
{
  static const int ns[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (ns); i++)
    come_and_go (ns[i], GPOINTER_TO_INT (in_a_row));
}

/* What the operation itself has put there is dispatched while it lives, but not the application's after that. */
static GMainContext *operation_context;

static gboolean
go_on_cb (gpointer call)
{
  g_main_context_push_thread_default (operation_context);
  slow_start (call, GUINT_TO_POINTER (60));
  g_main_context_pop_thread_default (operation_context);

  return G_SOURCE_REMOVE;
}

static void
via_default_start (SmartAsyncCall *call,
                   gpointer        user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  operation_context = g_main_context_get_thread_default ();
  /* Before the application's, which would run with it. */
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, go_on_cb, call, NULL);
  g_source_attach (source, NULL);
}

static void
needs_the_default_context_for_a_moment (void)
{
  g_idle_add (application_cb, NULL);
  for (int i = 0; i < 5; i++)
    run_operation (via_default_start, NULL);
  g_assert_cmpint (n_run, ==, 0);
}

/* The main thread is asleep in its loop, and is woken up by nothing but what is meant for it. */

static guint n_polls;

static int
counting_poll (GPollFD *fds,
               guint    n_fds,
               int      timeout_msec)
{
  n_polls++;

  return g_poll (fds, n_fds, timeout_msec);
}

static gpointer
call_200_times_thread (gpointer loop)
{
  static const AwkwardMoment moments[] = { AWKWARD_MOMENT_IN_IDLE, AWKWARD_MOMENT_IN_TASK_THREAD };

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (AwkwardMachine) machine = awkward_machine_new (moments[i % 2], AWKWARD_OUTCOME_VALUE);
      g_autofree char *said = awkward_machine_echo_sync (machine, "hello", NULL, NULL);

      g_assert_cmpstr (said, ==, "hello");
      run_operation (slow_start, GUINT_TO_POINTER (1));
    }
  g_main_loop_quit (loop);

  return NULL;
}

static void
main_sleeps (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;

  g_main_context_set_poll_func (NULL, counting_poll);
  thread = g_thread_new ("caller", call_200_times_thread, loop);
  g_main_loop_run (loop);
  g_thread_join (thread);

  /* To sleep, for the end, and two more. */
  g_assert_cmpuint (n_polls, <=, 4);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/beside/idle-sources-that-the-main-thread-adds-run-there", adds_idle_sources);
  test_child_add_func ("/smartasync/beside/a-main-thread-that-iterates-by-hand-runs-its-own", iterates_by_hand);
  test_child_add_func ("/smartasync/beside/a-main-thread-that-runs-loops-runs-its-own", runs_loops);
  test_child_add_func ("/smartasync/beside/what-is-invoked-on-the-default-context-is-called-at-once", invokes);
  test_child_add_func ("/smartasync/beside/what-the-main-thread-leaves-runs-there", leaves_a_timeout);
  test_child_add_func ("/smartasync/beside/what-a-thread-that-ended-leaves-runs-in-the-main-one",
                       worker_leaves_a_timeout);
  test_child_add ("/smartasync/beside/a-call-runs-no-idle-source-after-others-came-and-went", sources_come_and_go,
                  GINT_TO_POINTER (FALSE));
  test_child_add ("/smartasync/beside/nor-do-calls-in-a-row", sources_come_and_go, GINT_TO_POINTER (TRUE));
  test_child_add_func ("/smartasync/beside/nor-does-one-that-needed-the-default-context-for-a-moment",
                       needs_the_default_context_for_a_moment);
  test_child_add_func ("/smartasync/beside/a-main-thread-asleep-in-its-loop-sleeps-on", main_sleeps);

  return g_test_run ();
}
