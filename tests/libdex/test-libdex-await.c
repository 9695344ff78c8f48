/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Futures that are waited for in every situation, and asynchronous functions as futures.
 */

#include "smartasync-dex.h"

#include "answer.h"
#include "fibers.h"
#include "situations.h"

/* A future that settles on the main scheduler, after two turns of its fibers. */
static DexFuture *
number_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;

  dex_await (dex_timeout_new_msec (5), &error);
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TIMED_OUT);

  return dex_future_new_for_int (42);
}

static DexFuture *
new_number (void)
{
  return dex_scheduler_spawn (NULL, 0, number_fiber, NULL, NULL);
}

static void
assert_number (gconstpointer nothing)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (smart_dex_await_int (new_number (), NULL, &error), ==, 42);
  g_assert_no_error (error);
}

static gpointer
fiber (gpointer       nothing,
       GCancellable  *cancellable,
       GError       **error)
{
  assert_number (NULL);

  return NULL;
}

/* They wait at the same time. */
static void
test_two_fibers (void)
{
  SupportFiber first, second;

  support_fiber_spawn (&first, fiber, NULL, NULL);
  support_fiber_spawn (&second, fiber, NULL, NULL);
  while (!g_atomic_int_get (&first.is_done) || !g_atomic_int_get (&second.is_done))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_rejected (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (smart_dex_await (dex_timeout_new_msec (5), NULL, &error));
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TIMED_OUT);
}

static void
test_other_type (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_dex_await_string (new_number (), NULL, &error));
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TYPE_MISMATCH);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_idle_add (cancel_cb, cancellable);
  g_assert_false (smart_dex_await (dex_future_new_infinite (), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_timeout (void)
{
  g_autoptr (GError) error = NULL;

  smart_async_push_timeout (20);
  g_assert_false (smart_dex_await (dex_future_new_infinite (), NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_value (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (smart_dex_await_value (new_number (), &value, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_value_get_int (&value), ==, 42);
}

/* Asynchronous functions as futures. */

static void
start (GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             callback_data,
       gpointer             file)
{
  g_file_query_info_async (file, "standard::type", G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, callback,
                           callback_data);
}

static gboolean
finish (GObject       *file,
        GAsyncResult  *result,
        GValue        *value,
        gpointer       user_data,
        GError       **error)
{
  GFileInfo *info = g_file_query_info_finish (G_FILE (file), result, error);

  g_assert_true (file == user_data);
  if (info == NULL)
    return FALSE;

  g_value_init (value, G_TYPE_FILE_INFO);
  g_value_take_object (value, info);

  return TRUE;
}

static void
test_pair (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = NULL;

  info = smart_dex_await_object (smart_dex_start (start, finish, g_object_ref (file), g_object_unref), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_file_info_get_file_type (info), ==, G_FILE_TYPE_DIRECTORY);
}

static void
test_pair_fails (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/does/not/exist");
  g_autoptr (GError) error = NULL;

  g_assert_false (smart_dex_await (smart_dex_start (start, finish, g_object_ref (file), g_object_unref), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
never_start (GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             callback_data,
             gpointer             user_data)
{
  GTask **task = user_data;

  *task = g_task_new (NULL, cancellable, callback, callback_data);
}

static gboolean
never_finish (GObject       *source,
              GAsyncResult  *result,
              GValue        *value,
              gpointer       user_data,
              GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Nobody has the future any more. */
static void
test_discarded (void)
{
  GTask *task = NULL;
  DexFuture *future = smart_dex_start (never_start, never_finish, &task, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (smart_dex_await (dex_future_first (future, dex_timeout_new_msec (5), NULL), NULL, &error));
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TIMED_OUT);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (task)));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A programming error, which leaves nobody waiting for ever. */
static void
test_misused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DexFuture) future = NULL;

  g_test_expect_message ("SmartAsyncDex", G_LOG_LEVEL_CRITICAL, "*finish != NULL*");
  future = smart_dex_start (start, NULL, NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_false (smart_dex_await (g_steal_pointer (&future), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* dex_await() outside a fiber of libdex is an error of its own: in a fiber of this library, and in a callback that runs
 * while a call waits, in each situation.
 */
static void
assert_cannot_await (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dex_await (new_number (), &error));
  g_assert_error (error, DEX_ERROR, DEX_ERROR_NO_FIBER);
}

static gboolean
await_cb (gpointer n_called)
{
  assert_cannot_await ();
  ++*(guint *) n_called;

  return G_SOURCE_REMOVE;
}

static void
sleep_beside_callback (void)
{
  guint n_called = 0;
  g_autoptr (GError) error = NULL;

  g_idle_add (await_cb, &n_called);
  while (n_called == 0)
    g_assert_true (smart_async_sleep (5, NULL, &error));
}

static gpointer
dex_await_fiber (gpointer       user_data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  assert_cannot_await ();
  sleep_beside_callback ();

  return NULL;
}

static DexFuture *
callback_fiber (gpointer data)
{
  sleep_beside_callback ();

  return dex_future_new_true ();
}

static gboolean
callback_in_loop_cb (gpointer is_done)
{
  sleep_beside_callback ();
  *(gboolean *) is_done = TRUE;

  return G_SOURCE_REMOVE;
}

static void
test_callbacks (void)
{
  gboolean is_done = FALSE;
  g_autoptr (GError) error = NULL;

  support_fiber_run (dex_await_fiber, NULL, NULL, NULL);
  sleep_beside_callback ();
  g_assert_true (smart_dex_await (dex_scheduler_spawn (NULL, 0, callback_fiber, NULL, NULL), NULL, &error));
  g_assert_no_error (error);

  g_idle_add (callback_in_loop_cb, &is_done);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  situations_add_tests ("/libdex-await", SITUATION_ALL, assert_number, NULL);
  g_test_add_func ("/libdex-await/two-fibers", test_two_fibers);
  g_test_add_func ("/libdex-await/rejected", test_rejected);
  g_test_add_func ("/libdex-await/other-type", test_other_type);
  g_test_add_func ("/libdex-await/cancelled", test_cancelled);
  g_test_add_func ("/libdex-await/timeout", test_timeout);
  g_test_add_func ("/libdex-await/value", test_value);
  g_test_add_func ("/libdex-await/pair", test_pair);
  g_test_add_func ("/libdex-await/pair-that-fails", test_pair_fails);
  g_test_add_func ("/libdex-await/discarded", test_discarded);
  g_test_add_func ("/libdex-await/misused", test_misused);
  g_test_add_func ("/libdex-await/dex-await-in-callbacks", test_callbacks);

  return g_test_run ();
}
