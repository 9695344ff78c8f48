/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A limit ends every call, whatever the operation does; where it cannot, a message says so.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "fibers.h"
#include "messages.h"
#include "support.h"

#define LIMIT_MSEC 20

/* Operations whose handler of “cancelled” does not return. */

typedef struct
{
  GCancellable *cancellable;
  gulong        id;
} Handled;

static void
disconnect_cb (GCancellable *cancellable,
               gpointer      user_data)
{
  Handled *handled = user_data;

  g_cancellable_disconnect (cancellable, handled->id);
}

static void
block_cb (GCancellable *cancellable,
          gpointer      user_data)
{
  for (;;)
    g_usleep (G_USEC_PER_SEC);
}

static GCallback handler;

static void
handled_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  Handled *handled = g_new0 (Handled, 1);

  g_assert_nonnull (smart_async_call_get_cancellable (call));
  handled->id = g_cancellable_connect (smart_async_call_get_cancellable (call), handler, handled, NULL);
}

static void
assert_deadline_ends (void)
{
  static const SmartAsyncOperation operation = { "handled_sync", handled_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (LIMIT_MSEC);
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run (&operation, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
assert_watchdog_ends (void)
{
  static const SmartAsyncOperation operation = { "handled_sync", handled_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (LIMIT_MSEC);
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run (&operation, NULL, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
}

static void
assert_batch_ends (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (LIMIT_MSEC);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("handled_batch");
  g_autoptr (GError) error = NULL;

  smart_async_batch_add (batch, handled_start, NULL, NULL, NULL);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* The operation that decides is the first; the other one is cancelled then, before any deadline. */
static void
at_once_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  support_complete_call (call);
}

static void
assert_decided_batch_ends (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (LIMIT_MSEC);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("handled_batch");

  smart_async_batch_add (batch, handled_start, NULL, NULL, NULL);
  smart_async_batch_add (batch, at_once_start, NULL, NULL, NULL);
  smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, NULL);
}

static void
assert_forwarded_ends (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  assert_deadline_ends ();
  support_loop_thread_stop (loop_thread);
}

static gpointer
end_in_fiber (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  ((SupportFunc) user_data) ();

  return NULL;
}

static void
assert_ends_everywhere (void)
{
  assert_deadline_ends ();
  assert_watchdog_ends ();
  assert_batch_ends ();
  assert_decided_batch_ends ();
  support_call_in_thread (assert_deadline_ends);
  support_call_in_loop (NULL, assert_deadline_ends);
  support_call_in_loop (NULL, assert_watchdog_ends);
  support_fiber_run (end_in_fiber, assert_deadline_ends, NULL, NULL);
  support_fiber_run (end_in_fiber, assert_watchdog_ends, NULL, NULL);
  assert_forwarded_ends ();
}

static void
disconnecting_handler (void)
{
  handler = G_CALLBACK (disconnect_cb);
  assert_ends_everywhere ();
}

static void
blocking_handler (void)
{
  handler = G_CALLBACK (block_cb);
  assert_ends_everywhere ();
}

/* An operation that calls back inside its own cancellation, and says how long after that the call has returned. */

static gint64 called_back;  /* µs, monotonic */

static void
rash_cb (GCancellable *cancellable,
         gpointer      call)
{
  called_back = g_get_monotonic_time ();
  support_complete_call (call);
}

static void
rash_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_cancellable_connect (smart_async_call_get_cancellable (call), G_CALLBACK (rash_cb), call, NULL);
}

/* In less than the grace: the result itself has ended the wait. */
static void
assert_ends_with_callback (void)
{
  static const SmartAsyncOperation operation = { "rash_sync", rash_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (LIMIT_MSEC);
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run (&operation, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_null (strstr (error->message, "is left to end by itself"));
  g_assert_cmpint (g_get_monotonic_time () - called_back, <, G_TIME_SPAN_SECOND);
}

static void
callback_inside_cancelling (void)
{
  assert_ends_with_callback ();
  support_call_in_loop (NULL, assert_ends_with_callback);
  support_fiber_run (end_in_fiber, assert_ends_with_callback, NULL, NULL);
}

/* An operation that writes into the caller's memory, and calls back when a message has said why it is waited for. */

static gpointer
complete_when_reported_thread (gpointer call)
{
  support_messages_wait ();

  support_complete_call (call);

  return NULL;
}

static void
fill_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_assert_nonnull (smart_async_call_get_cancellable (call));
  g_thread_unref (g_thread_new ("completer", complete_when_reported_thread, call));
}

static void
run_fill (const char *expected)
{
  static const SmartAsyncOperation operation = { "fill_sync", fill_start, SMART_ASYNC_OPERATION_CALLER_MEMORY };
  g_autoptr (GError) error = NULL;

  support_messages_forget ();
  g_assert_null (smart_async_run (&operation, NULL, NULL, &error));
  g_assert_nonnull (error);
  support_messages_assert_only (expected);
}

static void
fill_until_deadline (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (LIMIT_MSEC);

  run_fill ("fill_sync: no result within 20 ms; *memory of the caller*");
}

static void
fill_until_watchdog (void)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (LIMIT_MSEC);

  run_fill ("fill_sync: nothing has happened for * ms*; *memory of the caller*");
}

static void
fill_in_fibers (void)
{
  support_fiber_run (end_in_fiber, fill_until_deadline, NULL, NULL);
  support_fiber_run (end_in_fiber, fill_until_watchdog, NULL, NULL);
}

static void
callers_memory (void)
{
  support_messages_collect ();
  fill_until_deadline ();
  fill_until_watchdog ();
  support_call_in_loop (NULL, fill_until_deadline);
  support_call_in_loop (NULL, fill_until_watchdog);
  fill_in_fibers ();
}

/* Returns FALSE where the time was over before the operation was started. */
static gboolean
fill_batch (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (LIMIT_MSEC);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("fill_batch");
  g_autoptr (GError) error = NULL;

  smart_async_batch_set_flags (batch, SMART_ASYNC_OPERATION_CALLER_MEMORY);
  smart_async_batch_add (batch, fill_start, NULL, NULL, NULL);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  return smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED) == 0;
}

static void
callers_memory_in_a_batch (void)
{
  support_messages_collect ();
  while (!fill_batch ())
    continue;
  support_messages_assert_only ("fill_batch: no result within 20 ms; *memory of the caller*");
}

/* A forwarded call, whose start function returns when a message has said why the call does not return. */

static int n_slow_started; /* atomic */

static void
slow_start (SmartAsyncCall *call,
            gpointer        calls_back_first)
{
  g_atomic_int_inc (&n_slow_started);
  if (calls_back_first != NULL)
    support_complete_call (call);

  support_messages_wait ();
}

/* Once more where the time was over before the other thread came to start it. */
static void
forward_slowly (gboolean calls_back_first)
{
  static const SmartAsyncOperation operation = { "slow_sync", slow_start, SMART_ASYNC_OPERATION_NONE };

  g_atomic_int_set (&n_slow_started, 0);
  while (g_atomic_int_get (&n_slow_started) == 0)
    {
      g_autoptr (GError) error = NULL;

      support_messages_forget ();
      g_assert_null (smart_async_run (&operation, GINT_TO_POINTER (calls_back_first), NULL, &error));
      g_assert_nonnull (error);
    }
  support_messages_assert_only ("slow_sync: *; *start function*");
}

static void
slow_start_function (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  support_messages_collect ();

  smart_async_push_timeout (LIMIT_MSEC);
  forward_slowly (FALSE);
  forward_slowly (TRUE);
  smart_async_pop_timeout ();

  smart_async_push_watchdog (LIMIT_MSEC);
  forward_slowly (FALSE);
  forward_slowly (TRUE);
  smart_async_pop_watchdog ();

  support_loop_thread_stop (loop_thread);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/endings/a-handler-that-disconnects-itself-delays-no-call", disconnecting_handler);
  test_child_add_func ("/smartasync/endings/nor-does-one-that-never-returns", blocking_handler);
  test_child_add_func ("/smartasync/endings/a-callback-inside-the-cancelling-ends-the-call", callback_inside_cancelling);
  test_child_add_func ("/smartasync/endings/an-operation-that-writes-to-the-caller-and-is-waited-for-is-reported",
                       callers_memory);
  test_child_add_func ("/smartasync/endings/and-so-in-a-batch", callers_memory_in_a_batch);
  test_child_add_func ("/smartasync/endings/a-start-function-that-is-waited-for-is-reported", slow_start_function);

  return g_test_run ();
}
