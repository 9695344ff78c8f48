/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * fork(), at every stage of a call: child and parent go on, and leave each other alone.
 */

#include <smartasync/smartasync.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "support.h"

/* The context that an operation runs on in the parent, while that forks: in the child none may. */
static GMainContext *parents_context;
static pid_t parent;

static void
where_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  if (getpid () != parent)
    g_assert_true (g_main_context_get_thread_default () != parents_context);

  g_task_return_boolean (task, TRUE);
}

static void
call_to_see_where (void)
{
  static const SmartAsyncOperation operation = { "where_sync", where_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

static void
call_once (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "hello", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");
}

/* A call that only another thread can complete: a wake-up that went to the wrong process would be missed. */

static void
thread_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  GThread **thread = user_data;

  *thread = g_thread_new ("completer", support_complete_thread, call);
}

static void
call_another_thread (void)
{
  static const SmartAsyncOperation operation = { "thread_sync", thread_start, SMART_ASYNC_OPERATION_NONE };
  GThread *thread = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &thread, NULL, NULL);

  g_assert_nonnull (result);
  g_thread_join (thread);
}

static void
call_in_each_way (void)
{
  for (int i = 0; i < 10; i++)
    {
      call_to_see_where ();
      call_once ();
      call_another_thread ();
    }
}

/* Of a thread of this process: whether it sleeps, as /proc says. */
static gboolean
is_asleep (const char *id)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", id, "stat", NULL);
  g_autofree char *text = NULL;
  const char *state;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return TRUE;

  state = strrchr (text, ')');
  g_assert_nonnull (state);

  return state[2] == 'S';
}

static gboolean
others_are_asleep (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *id;

  while ((id = g_dir_read_name (dir)) != NULL)
    {
      if (atoi (id) != syscall (SYS_gettid) && !is_asleep (id))
        return FALSE;
    }

  return TRUE;
}

/* Forks; the child calls meanwhile, and ends. A thread that is awake could be inside GLib, and hold a lock there that
 * the child would find taken for ever.
 */
static pid_t
fork_caller (SupportFunc func)
{
  pid_t child;

  while (!others_are_asleep ())
    g_thread_yield ();

  child = fork ();

  g_assert_cmpint (child, >=, 0);

  if (child == 0)
    {
      func ();
      _exit (0);
    }

  return child;
}

static void
assert_child_succeeds (pid_t child)
{
  int status;

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
both_call (void)
{
  pid_t child = fork_caller (call_in_each_way);

  call_in_each_way ();
  assert_child_succeeds (child);
  call_in_each_way ();
}

static void
cold (void)
{
  both_call ();
}

static guint n_descriptors;

static void
call_with_a_context_of_its_own (void)
{
  call_once ();
  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors + 1);
}

static void
warm (void)
{
  call_once ();
  n_descriptors = support_count_descriptors ();
  assert_child_succeeds (fork_caller (call_with_a_context_of_its_own));
  both_call ();
}

static void
grandchild (void)
{
  call_once ();
  assert_child_succeeds (fork_caller (warm));
  both_call ();
}

/* An operation that forks while it is started, and again in the callback that completes it. */

static gboolean
fork_and_complete_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  both_call ();
  g_task_return_boolean (task, TRUE);
  smart_async_call_complete (user_data, G_ASYNC_RESULT (task));

  return G_SOURCE_REMOVE;
}

static void
forking_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  parents_context = g_main_context_get_thread_default ();
  both_call ();
  g_source_set_callback (source, fork_and_complete_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
inside_a_call (void)
{
  static const SmartAsyncOperation operation = { "forking_sync", forking_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  call_in_each_way ();
}

/* The child's calls iterate their caller's context, which is not the parent's private one that it finds pushed. */
static void
call_by_iterating (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  for (int i = 0; i < 10; i++)
    {
      call_once ();
      call_another_thread ();
    }
}

static void
iterating_start (SmartAsyncCall *call,
                 gpointer        user_data)
{
  GMainContext *pushed = g_main_context_get_thread_default ();

  assert_child_succeeds (fork_caller (call_by_iterating));
  g_assert_true (g_main_context_get_thread_default () == pushed);
  support_complete_call (call);
}

static void
inside_an_iterating_call (void)
{
  static const SmartAsyncOperation operation = { "iterating_sync", iterating_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

static void
inside_a_private_call_in_a_loop (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  inside_a_call ();
}

static void
inside_a_loop (void)
{
  support_call_in_loop (NULL, inside_a_private_call_in_a_loop);
}

/* What an operation leaves on a private context is the parent's: it fires there, once, and not in the child. */

static int n_fired;
static int is_over;

static gboolean
leftover_cb (gpointer user_data)
{
  /* The child of a running loop shares that with its parent, as any program does that forks there. */
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  n_fired++;
  parents_context = g_main_context_get_thread_default ();
  both_call ();
  is_over = TRUE;

  return G_SOURCE_REMOVE;
}

/* So low in priority that it does not fire before the call has returned. */
static void
leaving_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, leftover_cb, NULL, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_task_return_boolean (task, TRUE);
}

static gboolean
over_cb (gpointer user_data)
{
  is_over = TRUE;

  return G_SOURCE_REMOVE;
}

static void
iterate_the_default_context (void)
{
  g_timeout_add (20, over_cb, NULL);
  support_iterate_until (NULL, &is_over);
  g_assert_cmpint (n_fired, ==, 0);
}

static void
with_leftovers (void)
{
  static const SmartAsyncOperation operation = { "leaving_sync", leaving_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
  assert_child_succeeds (fork_caller (iterate_the_default_context));
  support_iterate_until (NULL, &is_over);
  g_assert_cmpint (n_fired, ==, 1);
}

/* Other threads are in calls: each rests in its start function. */
typedef struct
{
  GMutex   lock;
  GCond    changed;
  guint    n_resting;  /* lock */
  gboolean may_go_on;  /* lock */
} Rest;

static void
resting_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  Rest *rest = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  g_mutex_lock (&rest->lock);
  rest->n_resting++;
  g_cond_broadcast (&rest->changed);
  while (!rest->may_go_on)
    g_cond_wait (&rest->changed, &rest->lock);
  g_mutex_unlock (&rest->lock);

  g_task_return_boolean (task, TRUE);
}

static gpointer
resting_thread (gpointer user_data)
{
  static const SmartAsyncOperation operation = { "resting_sync", resting_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, user_data, NULL, NULL);

  g_assert_nonnull (result);
  call_in_each_way ();

  return NULL;
}

static void
wait_for_rest (Rest  *rest,
               guint  n)
{
  g_mutex_lock (&rest->lock);
  while (rest->n_resting < n)
    g_cond_wait (&rest->changed, &rest->lock);
  g_mutex_unlock (&rest->lock);
}

static void
wake (Rest *rest)
{
  g_mutex_lock (&rest->lock);
  rest->may_go_on = TRUE;
  g_cond_broadcast (&rest->changed);
  g_mutex_unlock (&rest->lock);
}

static void
beside_calling_threads (void)
{
  Rest rest = { .n_resting = 0 };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("caller", resting_thread, &rest);

  wait_for_rest (&rest, G_N_ELEMENTS (threads));
  both_call ();
  wake (&rest);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* A forwarded call is on its way: it is started in the parent, and not in the child as well. */

static int n_started;  /* atomic */

static void
forwarded_start (SmartAsyncCall *call,
                 gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_atomic_int_inc (&n_started);
  g_task_return_boolean (task, TRUE);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

static gpointer
forwarding_thread (gpointer user_data)
{
  static const SmartAsyncOperation operation = { "forwarded_sync", forwarded_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);

  return NULL;
}

static void
start_nothing (void)
{
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);

  g_assert_cmpint (g_atomic_int_get (&n_started), ==, 0);
}

static void
with_a_forwarded_call (void)
{
  GThread *thread = g_thread_new ("caller", forwarding_thread, NULL);

  /* The loop is this thread's, and it is on its way as soon as something is pending there. */
  while (!g_main_context_pending (NULL))
    g_thread_yield ();

  assert_child_succeeds (fork_caller (start_nothing));

  support_iterate_until (NULL, &n_started);
  g_thread_join (thread);
  g_assert_cmpint (n_started, ==, 1);
}

static void
call_in_loop (void)
{
  support_call_in_loop (NULL, with_a_forwarded_call);
}

/* The loop that a call would be forwarded to is not there in the child, and never will be. */

static void
fail_to_forward (void)
{
  static const SmartAsyncOperation operation = { "forwarded_sync", forwarded_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run (&operation, NULL, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
}

static void
fork_in_worker (void)
{
  /* The library takes part in fork() once it has been used, and not before. */
  assert_child_succeeds (fork_caller (fail_to_forward));
  call_once ();
  assert_child_succeeds (fork_caller (fail_to_forward));
}

static gpointer
fork_in_worker_thread (gpointer loop)
{
  fork_in_worker ();
  g_main_loop_quit (loop);

  return NULL;
}

static void
beside_main_loop (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;

  g_main_context_acquire (NULL);
  thread = g_thread_new ("forker", fork_in_worker_thread, loop);
  g_main_loop_run (loop);
  g_main_context_release (NULL);
  g_thread_join (thread);
}

static gpointer
sleep_in_parent (gpointer       user_data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_assert_false (smart_async_sleep (600 * 1000, cancellable, NULL));
  g_atomic_int_set ((int *) user_data, TRUE);

  return NULL;
}

static void
end_as_a_program (void)
{
  exit (0);
}

/* A report that the program ends before they are done would be a warning, which is fatal here. */
static void
with_fibers (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  int is_done = FALSE;

  smart_async_spawn (sleep_in_parent, &is_done, NULL, cancellable, NULL, NULL);
  g_main_context_iteration (NULL, TRUE);
  fflush (NULL);
  assert_child_succeeds (fork_caller (end_as_a_program));

  g_cancellable_cancel (cancellable);
  support_iterate_until (NULL, &is_done);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  parent = getpid ();

  test_child_add_func ("/smartasync/fork/before-the-first-call", cold);
  test_child_add_func ("/smartasync/fork/between-calls-the-child-starts-afresh", warm);
  test_child_add_func ("/smartasync/fork/in-a-fork-ed-child-again", grandchild);
  test_child_add_func ("/smartasync/fork/inside-a-call", inside_a_call);
  test_child_add_func ("/smartasync/fork/inside-a-call-by-iterating-the-caller-s-context", inside_an_iterating_call);
  test_child_add_func ("/smartasync/fork/inside-a-private-call-in-a-loop", inside_a_loop);
  test_child_add_func ("/smartasync/fork/with-leftovers-and-inside-their-callbacks", with_leftovers);
  test_child_add_func ("/smartasync/fork/beside-calling-threads", beside_calling_threads);
  test_child_add_func ("/smartasync/fork/with-a-forwarded-call-on-its-way", call_in_loop);
  test_child_add_func ("/smartasync/fork/what-the-parent-s-loop-would-run-is-an-error", beside_main_loop);
  test_child_add_func ("/smartasync/fork/fibers-are-not-the-child-s-to-finish", with_fibers);

  return g_test_run ();
}
