/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What standalone twins carry, with an operation by hand: on which context it is.
 */

#include <gio/gio.h>

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
run (GMainContext  *context,
     void         (*inside) (void))
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
  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  g_assert_true (smart_async_run_and_finish (&operation, &args, NULL, &error));
  smart_async_pop_policy ();
  if (context != NULL)
    smart_async_pop_context ();

  g_assert_no_error (error);
  g_assert_true (args.is_finished);
  g_assert_true (g_main_context_get_thread_default () == before);

  return args.context;
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
  test_child_add_func ("/smartasync/runner/an-error-that-is-set-is-reported-with-the-name-of-the-twin", error_is_set);

  return g_test_run ();
}
