/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that wait are reported to a language binding.
 */

#include <smartasync/smartasync.h>

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>

#include "awkward.h"
#include "child.h"
#include "support.h"

/* What the binding gives for the next call. */
typedef struct
{
  GCancellable   *cancellable;  /* nullable */
  guint           n_begun;
  guint           n_ended;
  SmartAsyncCall *completed;    /* nullable; by what runs then */
} Binding;

static GCancellable *
begin_cb (gpointer user_data)
{
  Binding *self = user_data;

  self->n_begun++;
  if (self->completed != NULL)
    {
      g_autoptr (GTask) result = g_task_new (NULL, NULL, NULL, NULL);

      smart_async_call_complete (self->completed, G_ASYNC_RESULT (result));
    }

  return self->cancellable != NULL ? g_object_ref (self->cancellable) : NULL;
}

static int
end_cb (gpointer user_data)
{
  Binding *self = user_data;

  self->n_ended++;

  return 0;
}

static void
tell (Binding *self)
{
  smart_async_set_interrupt_funcs (begin_cb, self, NULL, end_cb, self, NULL);
}

static void
tell_nobody (void)
{
  smart_async_set_interrupt_funcs (NULL, NULL, NULL, NULL, NULL, NULL);
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     task)
{
  g_close (fd, NULL);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/* It completes when the thread polls descriptors, as it does before it sleeps. */
static void
start (SmartAsyncCall *call,
       gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
  g_autoptr (GSource) source = NULL;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_close (fds[1], NULL);
  source = g_unix_fd_source_new (fds[0], G_IO_IN | G_IO_HUP);
  g_task_attach_source (task, source, G_SOURCE_FUNC (readable_cb));
}

static const SmartAsyncOperation operation = { "a-twin", start, SMART_ASYNC_OPERATION_NONE };

static void
nothing_ends_it (void)
{
  Binding binding = { NULL, 0, 0, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tell (&binding);
  result = smart_async_run (&operation, NULL, NULL, &error);
  tell_nobody ();

  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_assert_cmpuint (binding.n_begun, ==, 1);
  g_assert_cmpuint (binding.n_ended, ==, 0);
}

static SmartAsyncCall *
begin_call (void)
{
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call = smart_async_call_begin ("a-twin", SMART_ASYNC_OPERATION_NONE, NULL, &error);

  g_assert_no_error (error);
  start (call, NULL);

  return call;
}

/* Inside of a loop, and where there is none. */
static void
any_is_waited_for (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Binding binding = { cancellable, 0, 0, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call;

  tell (&binding);
  call = begin_call ();
  g_assert_cmpuint (smart_async_await_any (&call, 1), ==, 0);
  g_assert_cmpuint (binding.n_begun, ==, 1);
  g_assert_cmpuint (binding.n_ended, ==, 1);
  result = smart_async_await (call, &error);
  tell_nobody ();

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

/* Who waits for any of them is told that one has ended, and learns the rest when it waits for that. */
static void
any_is_interrupted (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Binding binding = { cancellable, 0, 0, NULL };
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call = smart_async_call_begin ("a-twin", SMART_ASYNC_OPERATION_NONE, NULL, &error);

  g_assert_no_error (error);
  awkward_machine_echo_async (machine, "hello", smart_async_call_get_cancellable (call), smart_async_call_ready, call);
  g_cancellable_cancel (cancellable);
  tell (&binding);
  g_assert_cmpuint (smart_async_await_any (&call, 1), ==, 0);
  tell_nobody ();

  g_assert_cmpuint (binding.n_begun, ==, 1);
  g_assert_cmpuint (binding.n_ended, ==, 1);
  smart_async_call_abandon (call);
}

static void
any_is_completed (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call = smart_async_call_begin ("a-twin", SMART_ASYNC_OPERATION_NONE, NULL, &error);
  Binding binding = { cancellable, 0, 0, call };
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_no_error (error);
  tell (&binding);
  g_assert_cmpuint (smart_async_await_any (&call, 1), ==, 0);
  result = smart_async_await (call, &error);
  tell_nobody ();

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static void
any_sleeps_in_a_loop (void)
{
  support_call_in_loop (NULL, any_is_waited_for);
}

static void
any_is_interrupted_in_a_loop (void)
{
  support_call_in_loop (NULL, any_is_interrupted);
}

static void
any_is_completed_in_a_loop (void)
{
  support_call_in_loop (NULL, any_is_completed);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/interrupt/a-call-that-nothing-ends-is-reported-once", nothing_ends_it);
  test_child_add_func ("/smartasync/interrupt/who-waits-for-any-call-sleeps", any_is_waited_for);
  test_child_add_func ("/smartasync/interrupt/who-waits-for-any-call-sleeps-in-a-loop", any_sleeps_in_a_loop);
  test_child_add_func ("/smartasync/interrupt/who-waits-for-any-call-is-interrupted", any_is_interrupted);
  test_child_add_func ("/smartasync/interrupt/who-waits-for-any-call-is-interrupted-in-a-loop",
                       any_is_interrupted_in_a_loop);
  test_child_add_func ("/smartasync/interrupt/what-completes-meanwhile-is-noticed", any_is_completed);
  test_child_add_func ("/smartasync/interrupt/what-completes-meanwhile-is-noticed-in-a-loop", any_is_completed_in_a_loop);

  return g_test_run ();
}
