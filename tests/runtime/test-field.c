/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What went wrong in programs that wait for asynchronous operations by hand: it doesn't here.
 */

#include <glib/gstdio.h>
#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

/* README.md beside this file says where each of them was seen. */

static void
assert_echoes (AwkwardMachine *machine,
               const char     *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = awkward_machine_echo_sync (machine, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, text);
}

static void
call_each_way (void)
{
  static const AwkwardMoment moments[] = { AWKWARD_MOMENT_IN_IDLE, AWKWARD_MOMENT_IN_TASK_THREAD };

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (AwkwardMachine) machine = awkward_machine_new (moments[i % 2], AWKWARD_OUTCOME_VALUE);

      assert_echoes (machine, "hello");
    }
}

/* The main thread runs the default loop all the while, and is in nobody's way. */
static void
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
}

/* From inside the loop: it may not run yet, and would miss it. */
static gpointer
worker_thread (gpointer loop)
{
  call_each_way ();
  g_idle_add_once (quit_cb, loop);

  return NULL;
}

static void
worker (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GThread) thread = NULL;

  g_main_context_acquire (NULL);
  thread = g_thread_new ("worker", worker_thread, loop);
  g_main_loop_run (loop);
  g_main_context_release (NULL);
  g_thread_join (g_steal_pointer (&thread));
}

/* What would be g_main_loop_quit() before g_main_loop_run(): the callback has come and gone, in another thread. */
static gpointer
complete_thread (gpointer call)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_return_int (task, 42);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));

  return NULL;
}

static void
complete_before_start (SmartAsyncCall *call,
                       gpointer        user_data)
{
  g_thread_join (g_thread_new ("completer", complete_thread, call));
}

static void
call_completed_before (void)
{
  static const SmartAsyncOperation operation = { "before_sync", complete_before_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
}

static void
completion_before_the_wait (void)
{
  for (int i = 0; i < 100; i++)
    call_completed_before ();

  support_call_in_loop (NULL, call_completed_before);
}

/* A source that is left behind and has always something to do. */
static gboolean
busy_cb (gpointer n_runs)
{
  g_atomic_int_inc ((int *) n_runs);

  return G_SOURCE_CONTINUE;
}

static void
busy_start (SmartAsyncCall *call,
            gpointer        n_runs)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, busy_cb, n_runs, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_task_return_boolean (task, TRUE);
}

static void
leave_busy_source (int *n_runs)
{
  static const SmartAsyncOperation operation = { "busy_sync", busy_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, n_runs, NULL, NULL);

  g_assert_nonnull (result);
}

/* The call doesn't wait until nothing is left to do, nor does the next one, nor one iteration of the loop. */
static void
busy_source (void)
{
  int n_runs = 0;
  int n_before;

  leave_busy_source (&n_runs);
  call_each_way ();

  n_before = n_runs;
  for (int i = 0; i < 100; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (n_runs, >, n_before);
  g_assert_cmpint (n_runs, <=, n_before + 100);
}

static gboolean
set_flag_cb (gpointer flag)
{
  *(int *) flag = TRUE;

  return G_SOURCE_REMOVE;
}

/* It has a lower priority than the caller's own source, as it would if it were on the caller's context itself. */
static void
busy_source_beside_an_idle (void)
{
  int n_runs = 0;
  int has_run = FALSE;

  leave_busy_source (&n_runs);
  g_idle_add (set_flag_cb, &has_run);

  for (int i = 0; i < 1000 && !has_run; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (has_run);
}

/* Each error path: whatever was pushed on the way there has been popped. */
static void
assert_fails_cleanly (GQuark domain,
                      int    code)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  GMainContext *before = g_main_context_get_thread_default ();
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", NULL, &error));
  g_assert_error (error, domain, code);
  g_assert_true (g_main_context_get_thread_default () == before);
}

static void
would_nest (void)
{
  smart_async_push_policy (SMART_ASYNC_POLICY_REFUSE);
  assert_fails_cleanly (SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  smart_async_pop_policy ();
}

static void
time_out (void)
{
  smart_async_push_timeout (5);
  assert_fails_cleanly (G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  smart_async_pop_timeout ();
}

static void
fail_in_every_way (void)
{
  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  time_out ();
  support_call_in_loop (g_main_context_get_thread_default (), would_nest);
  support_call_in_loop (g_main_context_get_thread_default (), time_out);
  smart_async_pop_policy ();
}

static void
error_paths (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  fail_in_every_way ();
  g_assert_null (g_main_context_get_thread_default ());

  g_main_context_push_thread_default (context);
  fail_in_every_way ();
  g_assert_true (g_main_context_get_thread_default () == context);
  support_iterate_until_idle (context);
  g_main_context_pop_thread_default (context);
}

/* Nothing of a wait is used again with the answer of the one before. */
static void
second_use (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  for (int i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("answer %d", i);

      assert_echoes (machine, text);
    }
}

static void
ended_threads (void)
{
  guint n_descriptors;

  call_each_way ();
  support_go_round ();
  n_descriptors = support_count_descriptors ();

  for (int i = 0; i < 50; i++)
    support_call_in_thread (call_each_way);

  /* If a thread of GTask was slow to drop its reference to a context, the caller's loop frees that context. */
  support_go_round ();
  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
}

/* A monitor belongs to the context in which it was made: the private one. */
static void
monitor_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  g_task_return_pointer (task, g_file_monitor_file (user_data, G_FILE_MONITOR_NONE, NULL, NULL), g_object_unref);
}

static GFileMonitor *
monitor_sync (GFile *file)
{
  static const SmartAsyncOperation operation = { "monitor_sync", monitor_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, file, NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
set_flag (int *flag)
{
  g_atomic_int_set (flag, TRUE);
}

/* Makes a monitor with a call, changes the file, and has @iterate see to it that the signal arrives. */
static void
assert_monitors (void (*iterate) (int *has_changed))
{
  g_autofree char *folder = g_dir_make_tmp ("smartasync-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "watched", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileMonitor) monitor = monitor_sync (file);
  int has_changed = FALSE;

  g_signal_connect_swapped (monitor, "changed", G_CALLBACK (set_flag), &has_changed);
  g_assert_true (g_file_set_contents (path, "new", -1, NULL));
  iterate (&has_changed);

  g_unlink (path);
  g_rmdir (folder);
}

static void
iterate_after (int *has_changed)
{
  support_iterate_until (NULL, has_changed);
}

static void
iterate_between_calls (int *has_changed)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  while (!g_atomic_int_get (has_changed))
    {
      assert_echoes (machine, "between");
      g_main_context_iteration (NULL, TRUE);
    }
}

/* The loop runs already: in another thread, where the signal is then emitted. It ends before the monitor does. */
static SupportLoopThread *loop_thread;

static void
let_another_thread_iterate (int *has_changed)
{
  while (!g_atomic_int_get (has_changed))
    g_thread_yield ();

  support_loop_thread_stop (loop_thread);
}

static void
file_monitor (void)
{
  assert_monitors (iterate_after);
}

static void
file_monitor_between_calls (void)
{
  assert_monitors (iterate_between_calls);
}

static void
file_monitor_in_a_loop (void)
{
  support_call_in_loop (NULL, file_monitor);
}

static void
file_monitor_beside_a_loop (void)
{
  loop_thread = support_loop_thread_start (NULL);
  assert_monitors (let_another_thread_iterate);
}

static void
default_context_idle (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT, AWKWARD_OUTCOME_VALUE);

  assert_echoes (machine, "hello");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/field/a-worker-calls-while-the-main-thread-runs-its-loop", worker);
  test_child_add_func ("/smartasync/field/a-completion-before-the-wait-is-not-missed", completion_before_the_wait);
  test_child_add_func ("/smartasync/field/what-is-left-behind-and-always-ready-is-not-drained", busy_source);
  test_child_add_func ("/smartasync/field/what-is-left-behind-and-always-ready-starves-no-idle-source",
                       busy_source_beside_an_idle);
  test_child_add_func ("/smartasync/field/each-error-path-restores-the-thread-default-context", error_paths);
  test_child_add_func ("/smartasync/field/the-second-call-has-its-own-result", second_use);
  test_child_add_func ("/smartasync/field/fifty-threads-that-ended-leave-no-descriptor", ended_threads);
  test_child_add_func ("/smartasync/field/a-file-monitor-made-in-a-call-goes-on", file_monitor);
  test_child_add_func ("/smartasync/field/a-file-monitor-made-in-a-call-goes-on-between-calls",
                       file_monitor_between_calls);
  test_child_add_func ("/smartasync/field/a-file-monitor-made-inside-a-loop-goes-on", file_monitor_in_a_loop);
  test_child_add_func ("/smartasync/field/a-file-monitor-made-beside-a-loop-goes-on", file_monitor_beside_a_loop);
  test_child_add_func ("/smartasync/field/a-completion-in-a-default-context-idle-ends-a-private-wait", default_context_idle);

  return g_test_run ();
}
