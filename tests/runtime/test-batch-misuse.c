/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Batches used wrongly, and who frees what.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "echo.h"
#include "support.h"

static void
again (void)
{
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (3, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpstr (error->message, ==, "echoes: the batch has run already, and a batch runs once; make a new one");
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 3);
}

static void
complete (SmartAsyncCall *call)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

static void
at_once_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  complete (call);
}

static void
run_again_finish (GAsyncResult  *result,
                  gpointer       batch,
                  GError       **error)
{
  smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, error);
}

static void
inside (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("snake");

  smart_async_batch_add (batch, at_once_start, run_again_finish, batch, NULL);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_assert_error (smart_async_batch_get_error (batch, 0), G_IO_ERROR, G_IO_ERROR_PENDING);
}

static void
expect_critical (const char *pattern)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, pattern);
}

static void
bad_index (void)
{
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (3, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  expect_critical ("*smart_async_batch_get_state: assertion*index*");
  smart_async_batch_get_state (batch, 3);
  expect_critical ("*smart_async_batch_get_error: assertion*index*");
  g_assert_null (smart_async_batch_get_error (batch, 3));
  expect_critical ("*smart_async_batch_get_result: assertion*index*");
  g_assert_null (smart_async_batch_get_result (batch, G_MAXUINT));
  expect_critical ("*smart_async_batch_steal_result: assertion*index*");
  g_assert_null (smart_async_batch_steal_result (batch, 3));
  g_test_assert_expected_messages ();
}

static void
bad_arguments (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("bad");

  expect_critical ("*smart_async_batch_new: assertion*name*");
  g_assert_null (smart_async_batch_new (NULL));
  expect_critical ("*smart_async_batch_add: assertion*start*");
  g_assert_cmpuint (smart_async_batch_add (batch, NULL, NULL, NULL, NULL), ==, G_MAXUINT);
  expect_critical ("*smart_async_batch_run: assertion*mode*");
  g_assert_false (smart_async_batch_run (batch, 17, NULL, NULL));
  g_test_assert_expected_messages ();

  /* None of that was a run. */
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
}

static void
too_late (void)
{
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (3, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  expect_critical ("*smart_async_batch_add: assertion*may_add*");
  g_assert_cmpuint (smart_async_batch_add (batch, at_once_start, NULL, NULL, NULL), ==, G_MAXUINT);
  expect_critical ("*smart_async_batch_set_flags: assertion*");
  smart_async_batch_set_flags (batch, SMART_ASYNC_OPERATION_CALLER_MEMORY);
  g_test_assert_expected_messages ();
}

/* In the thread of another operation. */
static gpointer
add_thread (gpointer batch)
{
  expect_critical ("*smart_async_batch_add: assertion*may_add*");
  smart_async_batch_add (batch, at_once_start, NULL, NULL, NULL);

  return NULL;
}

static void
add_in_thread_finish (GAsyncResult  *result,
                      gpointer       batch,
                      GError       **error)
{
  g_thread_join (g_thread_new ("adder", add_thread, batch));
}

static void
foreign_thread (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("shared");

  smart_async_batch_add (batch, at_once_start, add_in_thread_finish, batch, NULL);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_test_assert_expected_messages ();
  g_assert_cmpuint (smart_async_batch_get_n_operations (batch), ==, 1);
}

static void
twice_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  complete (call);
  complete (call);
}

static void
twice (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("eager");

  for (guint i = 0; i < 3; i++)
    {
      expect_critical ("eager: the operation has called back more than once; ignored");
      smart_async_batch_add (batch, twice_start, NULL, NULL, NULL);
    }

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_test_assert_expected_messages ();
}

/* The callback of one operation comes again while others of the batch run. */
static void
remember_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  static SmartAsyncCall *first = NULL;

  if (first != NULL)
    complete (first);
  else
    first = call;

  complete (call);
}

static void
late (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("eager");

  smart_async_batch_set_max_concurrent (batch, 1);
  for (guint i = 0; i < 1000; i++)
    smart_async_batch_add (batch, remember_start, NULL, NULL, NULL);
  for (guint i = 1; i < 1000; i++)
    expect_critical ("eager: the operation has called back after the call was over; ignored");

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_test_assert_expected_messages ();
}

static void
freed_with_the_batch (void)
{
  SmartAsyncBatch *batch = smart_async_batch_new ("echoes");
  guint n_destroyed = 0;

  for (guint i = 0; i < 4; i++)
    echo_add (batch, AWKWARD_MOMENT_AT_ONCE, AWKWARD_OUTCOME_ERROR)->n_destroyed = &n_destroyed;

  smart_async_batch_set_max_concurrent (batch, 1);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, NULL));
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED), ==, 3);
  g_assert_cmpuint (n_destroyed, ==, 0);
  g_object_unref (batch);
  g_assert_cmpuint (n_destroyed, ==, 4);
}

static void
freed_without_a_run (void)
{
  SmartAsyncBatch *batch = smart_async_batch_new ("echoes");
  guint n_destroyed = 0;

  echo_add (batch, AWKWARD_MOMENT_AT_ONCE, AWKWARD_OUTCOME_VALUE)->n_destroyed = &n_destroyed;
  g_object_unref (batch);
  g_assert_cmpuint (n_destroyed, ==, 1);
}

/* What closures of bindings see: data for each function. */
typedef struct
{
  const char *expected;
  guint       n_calls;
  guint       n_destroyed;
} Closure;

static void
closure_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  Closure *closure = user_data;

  g_assert_cmpstr (closure->expected, ==, "start");
  g_assert_cmpuint (closure->n_destroyed, ==, 0);
  closure->n_calls++;
  complete (call);
}

static void
closure_finish (GAsyncResult  *result,
                gpointer       user_data,
                GError       **error)
{
  Closure *closure = user_data;

  g_assert_cmpstr (closure->expected, ==, "finish");
  g_assert_cmpuint (closure->n_destroyed, ==, 0);
  closure->n_calls++;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "closed");
}

static void
closure_destroy (gpointer user_data)
{
  ((Closure *) user_data)->n_destroyed++;
}

static void
closures (void)
{
  SmartAsyncBatch *batch = smart_async_batch_new ("closures");
  Closure data[2][2] = {
    { { "start", 0, 0 }, { "finish", 0, 0 } },
    { { "start", 0, 0 }, { "finish", 0, 0 } },
  };

  for (guint i = 0; i < 2; i++)
    smart_async_batch_add_closures (batch, closure_start, &data[i][0], closure_destroy,
                                    closure_finish, &data[i][1], closure_destroy);
  smart_async_batch_add_closures (batch, closure_start, &data[0][0], NULL, NULL, NULL, NULL);

  smart_async_batch_set_max_concurrent (batch, 1);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, NULL));
  g_assert_error (smart_async_batch_get_error (batch, 0), G_IO_ERROR, G_IO_ERROR_BUSY);

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (data[0][i].n_calls, ==, 1);
      g_assert_cmpuint (data[0][i].n_destroyed, ==, 1);
      g_assert_cmpuint (data[1][i].n_calls, ==, 0);
      g_assert_cmpuint (data[1][i].n_destroyed, ==, 1);
    }

  g_object_unref (batch);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (data[i / 2][i % 2].n_destroyed, ==, 1);
}

static void
drop_finish (GAsyncResult  *result,
             gpointer       batch,
             GError       **error)
{
  g_object_unref (batch);
}

static void
dropped_inside (void)
{
  SmartAsyncBatch *batch = smart_async_batch_new ("dropped");
  gpointer witness = batch;

  g_object_add_weak_pointer (G_OBJECT (batch), &witness);
  smart_async_batch_add (batch, at_once_start, drop_finish, batch, NULL);
  smart_async_batch_add (batch, at_once_start, NULL, NULL, NULL);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_assert_null (witness);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/batch-misuse/a-second-run-is-an-error-that-says-so", again);
  test_child_add_func ("/smartasync/batch-misuse/a-run-inside-the-run-is-an-error", inside);
  test_child_add_func ("/smartasync/batch-misuse/an-index-that-there-is-not-is-noticed", bad_index);
  test_child_add_func ("/smartasync/batch-misuse/bad-arguments-are-noticed", bad_arguments);
  test_child_add_func ("/smartasync/batch-misuse/adding-after-the-run-is-noticed", too_late);
  test_child_add_func ("/smartasync/batch-misuse/adding-from-another-thread-is-noticed", foreign_thread);
  test_child_add_func ("/smartasync/batch-misuse/a-second-callback-is-ignored-and-named", twice);
  test_child_add_func ("/smartasync/batch-misuse/a-late-callback-never-completes-another-operation", late);
  test_child_add_func ("/smartasync/batch-misuse/user-data-is-freed-with-the-batch", freed_with_the_batch);
  test_child_add_func ("/smartasync/batch-misuse/user-data-is-freed-without-a-run", freed_without_a_run);
  test_child_add_func ("/smartasync/batch-misuse/the-data-of-closures-is-freed-after-call-or-run", closures);
  test_child_add_func ("/smartasync/batch-misuse/its-functions-may-drop-the-last-reference", dropped_inside);

  return g_test_run ();
}
