/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What standalone twins carry, with an operation by hand: on which context it is.
 */

#include <gio/gio.h>
#include <glib-unix.h>

#include "codegen/data/standalone.c"

#include "child.h"
#include "support.h"

typedef struct
{
  GMainContext *context;     /* unowned; the thread-default one where the operation was started */
  void        (*inside) (void);
  gboolean      is_finished;
} Args;

static gboolean
return_cb (gpointer task)
{
  const Args *args = g_task_get_task_data (task);

  if (args->inside != NULL)
    args->inside ();
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
start (SmartAsyncCall *call,
       gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, smart_async_call_get_cancellable (call),
                                       smart_async_call_get_ready (call), call);
  g_autoptr (GSource) source = g_idle_source_new ();
  Args *args = user_data;

  args->context = g_main_context_get_thread_default ();
  g_task_set_task_data (task, args, NULL);
  g_task_attach_source (task, source, return_cb);
}

static void
finish (GAsyncResult  *result,
        gpointer       user_data,
        GError       **error)
{
  ((Args *) user_data)->is_finished = g_task_propagate_boolean (G_TASK (result), error);
}

/* Returns the context that the operation was started on: on the default one none is pushed. */
static GMainContext *
run_with (SmartAsyncPolicy   policy,
          GMainContext      *context,
          void             (*inside) (void))
{
  static const SmartAsyncOperationExtended operation = {
    .operation = {
      "twin_sync", start, SMART_ASYNC_OPERATION_EXTENDED
    },
    .finish = finish,
  };
  g_autoptr (GError) error = NULL;
  Args args = { NULL, inside, FALSE };
  GMainContext *before = g_main_context_get_thread_default ();

  if (context != NULL)
    smart_async_push_context (context);
  smart_async_push_policy (policy);
  g_assert_true (smart_async_run_and_finish (&operation, &args, NULL, &error));
  smart_async_pop_policy ();
  if (context != NULL)
    smart_async_pop_context ();

  g_assert_no_error (error);
  g_assert_true (args.is_finished);
  g_assert_true (g_main_context_get_thread_default () == before);

  return args.context;
}

static GMainContext *
run (GMainContext  *context,
     void         (*inside) (void))
{
  return run_with (SMART_ASYNC_POLICY_PRIVATE, context, inside);
}

static GMainContext *private_context;

static void
nobody_owns_it (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  private_context = run (NULL, NULL);
  g_assert_nonnull (private_context);
  g_assert_true (run (context, NULL) == context);
  g_assert_true (run (NULL, NULL) == private_context);
  g_assert_false (g_main_context_is_owner (context));
}

static void
this_thread_owns_it (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_assert_true (g_main_context_acquire (context));
  g_assert_true (run (context, NULL) == context);
  g_assert_true (g_main_context_is_owner (context));
  g_main_context_release (context);
  g_assert_false (g_main_context_is_owner (context));
}

static void
another_thread_owns_it (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SupportLoopThread *thread = support_loop_thread_start (context);

  private_context = run (NULL, NULL);
  g_assert_true (run (context, NULL) == private_context);
  support_loop_thread_stop (thread);
}

static void
assert_private (void)
{
  g_assert_true (run (NULL, NULL) == private_context);
}

static void
assert_leaves_default (void)
{
  g_assert_true (run (g_main_context_default (), NULL) == private_context);
}

static void
default_one (void)
{
  private_context = run (NULL, NULL);
  assert_leaves_default ();
  support_call_in_loop (g_main_context_default (), assert_leaves_default);
}

static void
inside (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  private_context = run (NULL, NULL);
  g_assert_true (run (context, assert_private) == context);
}

static gboolean
count_cb (gpointer count)
{
  (*(int *) count)++;

  return G_SOURCE_REMOVE;
}

static void
assert_forwards (GMainContext *context)
{
  g_assert_true (run_with (SMART_ASYNC_POLICY_FORWARD, NULL, NULL) == context);
}

static void
assert_forwards_to_default (void)
{
  int count = 0;

  g_idle_add_full (G_PRIORITY_HIGH, count_cb, &count, NULL);
  assert_forwards (NULL);
  g_assert_cmpint (count, ==, 1);
}

static void
forward_in_main_thread (void)
{
  private_context = run (NULL, NULL);
  assert_forwards_to_default ();
  g_assert_false (g_main_context_is_owner (g_main_context_default ()));
  support_call_in_loop (g_main_context_default (), assert_forwards_to_default);
  g_assert_true (run (NULL, NULL) == private_context);
}

static void
assert_forwards_to_pushed (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  g_assert_nonnull (context);
  assert_forwards (context);
}

static void
push_and_forward (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  assert_forwards_to_pushed ();
  support_call_in_loop (context, assert_forwards_to_pushed);
  g_main_context_pop_thread_default (context);
}

static void
forward_to_pushed (void)
{
  push_and_forward ();
  support_call_in_thread (push_and_forward);
}

static void
forward_in_thread (void)
{
  private_context = run (NULL, NULL);
  g_assert_nonnull (private_context);
  assert_forwards (private_context);
}

/* Its callbacks would be in a thread that they do not belong to. */
static void
forward_in_another_thread (void)
{
  int count = 0;

  g_idle_add (count_cb, &count);
  support_call_in_thread (forward_in_thread);
  g_assert_cmpint (count, ==, 0);
}

static void
run_default_in_thread (void)
{
  support_call_in_loop (g_main_context_default (), assert_forwards_to_default);
}

static void
forward_where_default_runs (void)
{
  support_call_in_thread (run_default_in_thread);
}

static void
forward_while_another_runs_default (void)
{
  SupportLoopThread *thread = support_loop_thread_start (g_main_context_default ());

  private_context = run (NULL, NULL);
  assert_forwards (private_context);
  support_loop_thread_stop (thread);
}

/* The one that was asked for is what counts. */
static void
forward_and_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  private_context = run (NULL, NULL);
  g_assert_true (run_with (SMART_ASYNC_POLICY_FORWARD, context, assert_private) == context);
  g_assert_true (run_with (SMART_ASYNC_POLICY_FORWARD, g_main_context_default (), NULL) == private_context);
}

static int n_dispatched;

static void
attach_source (GSource      *source,
               GSourceFunc   callback,
               GMainContext *context)
{
  g_source_set_callback (source, callback, &n_dispatched, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
}

/* As objects do, whose signals come wherever they were made. */
static void
leave_a_timeout (void)
{
  attach_source (g_timeout_source_new (1), count_cb, g_main_context_get_thread_default ());
}

static void
leave_and_iterate (void)
{
  n_dispatched = 0;
  run (NULL, leave_a_timeout);
  g_assert_cmpint (n_dispatched, ==, 0);
  support_iterate_until (g_main_context_get_thread_default (), &n_dispatched);
  g_assert_cmpint (n_dispatched, ==, 1);
}

static void
push_leave_and_iterate (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  leave_and_iterate ();
  support_call_in_loop (context, leave_and_iterate);
  g_main_context_pop_thread_default (context);
}

static void
left (void)
{
  leave_and_iterate ();
  support_call_in_loop (g_main_context_default (), leave_and_iterate);
  support_call_in_thread (push_leave_and_iterate);
}

static gpointer
attach_thread (gpointer context)
{
  attach_source (g_idle_source_new (), count_cb, context);

  return NULL;
}

/* As GDBus does for each signal, while the caller's loop sleeps or before it does. */
static void
left_for_other_threads (void)
{
  GMainContext *context = run (NULL, NULL);
  GThread *thread;

  support_iterate_until_idle (NULL);
  thread = g_thread_new ("attach", attach_thread, context);
  support_iterate_until (NULL, &n_dispatched);
  g_thread_join (thread);
}

static int fds[2];

static gboolean
read_cb (int          fd,
         GIOCondition condition,
         gpointer     count)
{
  char c;

  g_assert_cmpint (read (fd, &c, 1), ==, 1);

  return count_cb (count);
}

static void
leave_a_descriptor (void)
{
  attach_source (g_unix_fd_source_new (fds[0], G_IO_IN), G_SOURCE_FUNC (read_cb),
                 g_main_context_get_thread_default ());
}

static void
left_descriptor (void)
{
  g_assert_cmpint (pipe (fds), ==, 0);
  run (NULL, leave_a_descriptor);
  support_iterate_until_idle (NULL);
  g_assert_cmpint (n_dispatched, ==, 0);
  g_assert_cmpint (write (fds[1], "", 1), ==, 1);
  support_iterate_until (NULL, &n_dispatched);
  close (fds[0]);
  close (fds[1]);
}

static void
leave_in_thread (void)
{
  run (NULL, leave_a_timeout);
}

static gpointer
leave_thread (gpointer context)
{
  g_main_context_push_thread_default (context);
  run (NULL, leave_a_timeout);
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Neither the global default context nor one that was another thread's then. */
static void
left_by_other_threads (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  GSource *source = g_timeout_source_new (50);
  int is_over = FALSE;

  support_call_in_thread (leave_in_thread);
  g_thread_join (g_thread_new ("leave", leave_thread, context));
  support_iterate_until_idle (NULL);
  g_source_set_callback (source, count_cb, &is_over, NULL);
  g_source_attach (source, context);
  support_iterate_until (context, &is_over);
  g_source_unref (source);
  g_assert_cmpint (n_dispatched, ==, 0);
}

static gboolean
call_cb (gpointer count)
{
  run (NULL, leave_a_timeout);
  support_iterate_until (NULL, count);

  return G_SOURCE_REMOVE;
}

static void
leave_a_caller (void)
{
  attach_source (g_idle_source_new (), call_cb, g_main_context_get_thread_default ());
}

/* A callback of what is left may run a loop of its own. */
static void
left_inside (void)
{
  run (NULL, leave_a_caller);
  support_iterate_until (NULL, &n_dispatched);
}

static void
left_nothing (void)
{
  GMainContext *context = NULL;

  for (int i = 0; i < 100; i++)
    context = run (NULL, NULL);
  support_iterate_until_idle (NULL);
  g_source_destroy (g_main_context_find_source_by_user_data (NULL, context));
  g_assert_null (g_main_context_find_source_by_user_data (NULL, context));
}

/* Without the library, what is called asks: nothing is started. */
static void
error_is_set (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = {
      "twin_sync", start, SMART_ASYNC_OPERATION_EXTENDED
    },
    .finish = finish,
  };
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "an old one");
  Args args = { NULL, NULL, FALSE };

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL,
                         "twin_sync: assertion 'error == NULL || *error == NULL' failed");
  g_assert_false (smart_async_run_and_finish (&operation, &args, NULL, &error));
  g_test_assert_expected_messages ();
  g_assert_false (args.is_finished);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/runner/a-context-that-nobody-owns-is-iterated", nobody_owns_it);
  test_child_add_func ("/smartasync/runner/a-context-of-this-thread-is-iterated", this_thread_owns_it);
  test_child_add_func ("/smartasync/runner/a-context-of-another-thread-is-left-alone", another_thread_owns_it);
  test_child_add_func ("/smartasync/runner/the-default-context-is-left-alone", default_one);
  test_child_add_func ("/smartasync/runner/what-is-pushed-does-not-hold-inside-the-call", inside);
  test_child_add_func ("/smartasync/runner/forward-iterates-the-default-context-in-the-main-thread",
                       forward_in_main_thread);
  test_child_add_func ("/smartasync/runner/forward-iterates-a-context-that-this-thread-has-pushed",
                       forward_to_pushed);
  test_child_add_func ("/smartasync/runner/forward-iterates-the-default-context-where-this-thread-runs-it",
                       forward_where_default_runs);
  test_child_add_func ("/smartasync/runner/forward-leaves-the-default-context-alone-in-other-threads",
                       forward_in_another_thread);
  test_child_add_func ("/smartasync/runner/forward-leaves-the-default-context-alone-while-another-thread-runs-it",
                       forward_while_another_runs_default);
  test_child_add_func ("/smartasync/runner/a-context-that-is-asked-for-comes-before-forward", forward_and_context);
  test_child_add_func ("/smartasync/runner/what-is-left-is-dispatched-by-the-callers-loop", left);
  test_child_add_func ("/smartasync/runner/what-other-threads-attach-there-wakes-the-callers-loop-up",
                       left_for_other_threads);
  test_child_add_func ("/smartasync/runner/descriptors-that-are-left-wake-the-callers-loop-up", left_descriptor);
  test_child_add_func ("/smartasync/runner/what-is-left-is-dispatched-in-no-other-thread", left_by_other_threads);
  test_child_add_func ("/smartasync/runner/what-is-left-may-call-and-run-loops", left_inside);
  test_child_add_func ("/smartasync/runner/the-callers-loop-sleeps-while-nothing-is-ready", left_nothing);
  test_child_add_func ("/smartasync/runner/an-error-that-is-set-is-reported-with-the-name-of-the-twin", error_is_set);

  return g_test_run ();
}
