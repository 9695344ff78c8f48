/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finish functions that run in another thread when the time of their call is up.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "messages.h"
#include "support.h"

#define LIMIT_MSEC 20

static int has_begun; /* atomic; the finish function */

/* If the limit has passed while the start function ran, before the finish function has begun, the test tries again. */
static void
check_message (const char *pattern)
{
  if (support_messages_have ("*the start function*"))
    g_atomic_int_set (&has_begun, FALSE);
  else if (g_atomic_int_get (&has_begun))
    support_messages_assert_only (pattern);

  support_messages_forget ();
}

/* The finish functions return when a message has said why the call does not return. */

static void
at_once_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  support_complete_call (call);
}

static void
slow_finish (GAsyncResult  *result,
             gpointer       user_data,
             GError       **error)
{
  g_atomic_int_set (&has_begun, TRUE);
  support_messages_wait ();
}

static void
finish_slowly (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "finishing_sync", at_once_start, SMART_ASYNC_OPERATION_EXTENDED }, .finish = slow_finish,
  };
  g_autoptr (GError) error = NULL;
  gboolean is_finished = smart_async_run_and_finish (&operation, NULL, NULL, &error);

  g_assert_cmpint (is_finished, ==, g_atomic_int_get (&has_begun));
  check_message ("finishing_sync: *; *finish function*");
}

static void
finish_slowly_in_batch (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("finishing_batch");
  g_autoptr (GError) error = NULL;

  smart_async_batch_add (batch, at_once_start, slow_finish, NULL, NULL);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  check_message ("finishing_batch: *; *a function of the batch*");
}

/* With a limit that the other thread does not reach in time, if it is busy, nothing is seen. */
static void
until_it_begins (SupportFunc func)
{
  g_atomic_int_set (&has_begun, FALSE);

  for (guint limit_msec = LIMIT_MSEC; !g_atomic_int_get (&has_begun); limit_msec *= 2)
    {
      g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (limit_msec);

      func ();
    }
}

static void
slow_finish_function (void)
{
  g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  support_messages_collect ();
  until_it_begins (finish_slowly);
  until_it_begins (finish_slowly_in_batch);
  support_loop_thread_stop (loop_thread);
}

/* A function of a batch that runs in another thread when the time of the batch is up, and needs the one that waits. */

static void
needy_finish (GAsyncResult  *result,
              gpointer       context,
              GError       **error)
{
  const SmartAsyncOptions options = {
    .set = SMART_ASYNC_OPTION_CONTEXT | SMART_ASYNC_OPTION_TIMEOUT, .context = context, .timeout_msec = 0,
  };
  static const SmartAsyncOperation operation = { "needy_sync", at_once_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) inner = NULL;

  g_atomic_int_set (&has_begun, TRUE);
  support_messages_wait ();

  inner = smart_async_run_full (&operation, NULL, &options, NULL, error);
  g_assert_nonnull (inner);
}

static void
run_needy_batch (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SupportLoopThread *loop_thread = support_loop_thread_start (context);
  const SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_CONTEXT, .context = context };
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("needy_batch");
  g_autoptr (GError) error = NULL;

  smart_async_batch_add (batch, at_once_start, needy_finish, g_main_context_default (), NULL);
  smart_async_push_options (&options);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  smart_async_pop_options ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  check_message ("needy_batch: *; *a function of the batch*");
  support_loop_thread_stop (loop_thread);
}

static void
run_needy_batches (void)
{
  until_it_begins (run_needy_batch);
}

static void
needy_function (void)
{
  support_messages_collect ();
  support_call_in_loop (NULL, run_needy_batches);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/finish-limits/a-finish-function-that-is-waited-for-is-reported",
                       slow_finish_function);
  test_child_add_func ("/smartasync/finish-limits/a-batch-whose-time-is-up-serves-its-functions", needy_function);

  return g_test_run ();
}
