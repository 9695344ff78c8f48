/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Cancelling before, during and after, from any thread.
 */

#include <smartasync/smartasync.h>

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "sanitizers.h"
#include "support.h"

static void
assert_cancelled (AwkwardMachine *machine,
                  GCancellable   *cancellable,
                  guint           n_started)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (awkward_machine_get_n_started (machine), ==, n_started);
}

static void
before (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  assert_cancelled (machine, cancellable, 0);

  g_assert_null (awkward_machine_echo_sync (machine, "hello", cancellable, &error));
  g_assert_cmpstr (error->message, ==, "awkward_machine_echo_sync: cancelled before it was started");
}

static gpointer
cancel_thread (gpointer user_data)
{
  AwkwardMachine *machine = g_object_get_data (user_data, "machine");

  while (awkward_machine_get_n_started (machine) == 0)
    g_thread_yield ();

  g_cancellable_cancel (user_data);

  return NULL;
}

static void
assert_cancelled_from_thread (AwkwardMoment moment)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread;

  g_object_set_data (G_OBJECT (cancellable), "machine", machine);
  thread = g_thread_new ("canceller", cancel_thread, cancellable);
  assert_cancelled (machine, cancellable, 1);
  g_thread_join (thread);

  awkward_machine_release (machine);
}

static void
from_another_thread (void)
{
  for (int i = 0; i < 100; i++)
    assert_cancelled_from_thread (AWKWARD_MOMENT_WHEN_CANCELLED);
}

static void
ignoring_operation (void)
{
  assert_cancelled_from_thread (AWKWARD_MOMENT_WHEN_RELEASED);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
cancel_from_loop (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_idle_add (cancel_cb, cancellable);
  assert_cancelled (machine, cancellable, 1);
}

static void
from_the_iterated_loop (void)
{
  support_call_in_loop (NULL, cancel_from_loop);
}

/* The callback that completes the call is the one that cancels, afterwards. */
static void
succeed_and_cancel_start (SmartAsyncCall *call,
                          gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_return_int (task, 42);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));
  g_cancellable_cancel (smart_async_call_get_cancellable (call));
}

static void
after_success (void)
{
  static const SmartAsyncOperation operation = { "late_sync", succeed_and_cancel_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, cancellable, &error);

  g_assert_no_error (error);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
}

static void
deaf_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  awkward_machine_echo_async (user_data, "deaf", NULL, smart_async_call_ready, call);
}

/* The asynchronous function has no cancellable: the twin's bounds the wait alone. */
static void
without_cancellable (void)
{
  static const SmartAsyncOperation operation = { "deaf_sync", deaf_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_object_set_data (G_OBJECT (cancellable), "machine", machine);
  thread = g_thread_new ("canceller", cancel_thread, cancellable);
  g_assert_null (smart_async_run (&operation, machine, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_str_has_prefix (error->message, "deaf_sync: cancelled"));
  g_thread_join (thread);

  awkward_machine_release (machine);
}

/* Asking changes nothing: not whether the operation gets a second to react. This one calls back within that, and has
 * looked at the cancellable without taking it, or has taken it.
 */

typedef struct
{
  gboolean        holds;
  GCancellable   *held;  /* owned, nullable */
  SmartAsyncCall *call;
} Asking;

static gboolean
answer_late_cb (gpointer user_data)
{
  Asking *asking = user_data;

  g_clear_object (&asking->held);
  support_complete_call (asking->call);

  return G_SOURCE_REMOVE;
}

static void
asking_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  Asking *asking = user_data;
  GCancellable *cancellable = smart_async_call_get_cancellable (call);
  g_autoptr (GSource) source = g_timeout_source_new (900);

  for (int i = 0; i < 3; i++)
    g_assert_true (smart_async_call_get_cancellable (call) == cancellable);

  asking->call = call;
  asking->held = asking->holds ? g_object_ref (cancellable) : NULL;
  g_source_set_callback (source, answer_late_cb, asking, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
asking (gconstpointer holds)
{
  static const SmartAsyncOperation operation = { "asking_sync", asking_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (10);
  Asking asking = { holds != NULL, NULL, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run (&operation, &asking, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_true ((strstr (error->message, "left to end by itself") == NULL) == (holds != NULL));

  if (holds == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
shared (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (int i = 0; i < 100; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = awkward_machine_echo_sync (machine, "hello", cancellable, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, "hello");
    }

  g_assert_cmpuint (G_OBJECT (cancellable)->ref_count, ==, 1);
}

/* Ctrl-C, as programs take it: a GUnixSignal source on the default context cancels what is going on. */

static gboolean
interrupted_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

/* ThreadSanitizer keeps a signal back until the thread that got it calls one of its interceptors, and the poll() that
 * GLib calls is none (glib.supp): the main thread would wait for ever. It does not keep what a thread sends itself.
 */
static gpointer
interrupt_thread (gpointer user_data)
{
  while (awkward_machine_get_n_started (user_data) == 0)
    g_thread_yield ();

  if (HAS_THREAD_SANITIZER)
    raise (SIGINT);
  else
    kill (getpid (), SIGINT);

  return NULL;
}

static void
interrupted (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint id = g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
  GThread *thread = g_thread_new ("terminal", interrupt_thread, machine);

  assert_cancelled (machine, cancellable, 1);
  g_thread_join (thread);
  g_source_remove (id);
}

static void
interrupted_in_loop (void)
{
  support_call_in_loop (NULL, interrupted);
}

static void
interrupted_without_loop (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  interrupted ();
}

static void
interrupted_beside_a_loop (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  interrupted ();
  support_loop_thread_stop (loop_thread);
}

/* Without a loop, and where the call waits on a private context, nobody dispatches that source. A message says so. */

static int n_messages;                /* atomic */
static SmartAsyncCall *reported_call;

static void
message_cb (const char     *domain,
            GLogLevelFlags  level,
            const char     *message,
            gpointer        user_data)
{
  g_assert_true (g_pattern_match_simple ("interrupted_sync: *g_unix_signal_add()*", message));
  g_assert_false (g_cancellable_is_cancelled (smart_async_call_get_cancellable (reported_call)));
  if (g_atomic_int_add (&n_messages, 1) == 0)
    g_thread_unref (g_thread_new ("completer", support_complete_thread, reported_call));
}

static void
interrupted_start (SmartAsyncCall *call,
                   gpointer        user_data)
{
  reported_call = call;
  g_object_ref (smart_async_call_get_cancellable (call));
  for (int i = 0; i < 3; i++)
    raise (SIGINT);
}

static void
interrupted_privately (void)
{
  static const SmartAsyncOperation operation = { "interrupted_sync", interrupted_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint id = g_unix_signal_add (SIGINT, interrupted_cb, cancellable);
  g_autoptr (GAsyncResult) result = NULL;

  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, message_cb, NULL);
  result = smart_async_run (&operation, NULL, cancellable, NULL);
  g_assert_nonnull (result);
  g_assert_cmpint (n_messages, ==, 1);
  g_object_unref (cancellable);
  g_source_remove (id);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/cancel/cancelled-before-start-is-not-started", before);
  test_child_add_func ("/smartasync/cancel/another-thread-cancels", from_another_thread);
  test_child_add_func ("/smartasync/cancel/the-loop-that-the-call-iterates-cancels", from_the_iterated_loop);
  test_child_add_func ("/smartasync/cancel/a-success-that-came-first-stays-a-success", after_success);
  test_child_add_func ("/smartasync/cancel/an-operation-that-takes-no-cancellable-is-abandoned-at-once",
                       without_cancellable);
  test_child_add ("/smartasync/cancel/an-operation-that-has-only-looked-at-it-is-abandoned-at-once", asking, NULL);
  test_child_add ("/smartasync/cancel/an-operation-that-holds-it-may-react", asking, "holds");
  test_child_add_func ("/smartasync/cancel/an-operation-that-ignores-it-is-abandoned-after-the-grace",
                       ignoring_operation);
  test_child_add_func ("/smartasync/cancel/one-cancellable-serves-many-calls", shared);
  test_child_add_func ("/smartasync/cancel/ctrl-c-cancels-where-the-call-iterates-the-loop", interrupted_in_loop);
  test_child_add_func ("/smartasync/cancel/ctrl-c-cancels-without-a-loop-under-forward", interrupted_without_loop);
  test_child_add_func ("/smartasync/cancel/ctrl-c-cancels-beside-a-loop", interrupted_beside_a_loop);
  test_child_add_func ("/smartasync/cancel/ctrl-c-that-can-t-cancel-is-reported", interrupted_privately);

  return g_test_run ();
}
