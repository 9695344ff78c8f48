/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program written for version 0.1.0, which uses all that was fixed then. It is never changed.
 */

#include <smartasync/smartasync.h>

#include "work.h"

/* Twins as smartasync-codegen 0.1.0 wrote them, without their documentation. */

typedef struct
{
  int number;
  int other;
} AddArgs;

static void
add_start (SmartAsyncCall *call,
           gpointer        user_data)
{
  AddArgs *args = user_data;

  work_add_async (args->number, args->other, smart_async_call_get_cancellable (call),
                  smart_async_call_ready, call);
}

int
work_add_sync (int           number,
               int           other,
               GCancellable *cancellable,
               GError      **error)
{
  static const SmartAsyncOperation operation = {
    "work_add_sync", add_start, SMART_ASYNC_OPERATION_NONE
  };
  AddArgs args = { number, other };
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  result = smart_async_run (&operation, &args, cancellable, error);
  if (result == NULL)
    return -1;

  return work_add_finish (result, error);
}

typedef struct
{
  void *buffer;
  gsize count;
} FillArgs;

static void
fill_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  FillArgs *args = user_data;

  work_fill_async (args->buffer, args->count, smart_async_call_get_cancellable (call),
                   smart_async_call_ready, call);
}

gssize
work_fill_sync (void         *buffer,
                gsize         count,
                GCancellable *cancellable,
                GError      **error)
{
  static const SmartAsyncOperation operation = {
    "work_fill_sync", fill_start, SMART_ASYNC_OPERATION_CALLER_MEMORY
  };
  FillArgs args = { buffer, count };
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  result = smart_async_run (&operation, &args, cancellable, error);
  if (result == NULL)
    return -1;

  return work_fill_finish (result, error);
}

static void
rest_start (SmartAsyncCall *call,
            gpointer        user_data G_GNUC_UNUSED)
{
  work_rest_async (smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

gboolean
work_rest_sync (GCancellable *cancellable,
                GError      **error)
{
  static const SmartAsyncOperation operation = {
    "work_rest_sync", rest_start, SMART_ASYNC_OPERATION_NONE
  };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (
    SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  result = smart_async_run (&operation, NULL, cancellable, error);
  if (result == NULL)
    return FALSE;

  return work_rest_finish (result, error);
}

/* A twin written by hand, that completes its call itself. */

typedef struct
{
  gboolean *was_called;
  int       number;
} HandArgs;

static void
hand_ready_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  SmartAsyncCall *call = (SmartAsyncCall *) user_data;

  (void) source;
  smart_async_call_complete (call, result);
}

static void
hand_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  HandArgs *args = (HandArgs *) user_data;
  GCancellable *cancellable = smart_async_call_get_cancellable (call);

  *args->was_called = TRUE;
  work_add_async (args->number, 1, cancellable, hand_ready_cb, call);
}

static const SmartAsyncOperation hand_operation = { "hand", hand_start, SMART_ASYNC_OPERATION_NONE };

static void
test_twins (void)
{
  GError *error = NULL;
  char buffer[5] = { 0 };

  g_assert_cmpint (work_add_sync (20, 22, NULL, &error), ==, 42);
  g_assert_no_error (error);
  g_assert_cmpint (work_fill_sync (buffer, 4, NULL, &error), ==, 4);
  g_assert_no_error (error);
  g_assert_cmpstr (buffer, ==, "xxxx");

  g_assert_cmpint (work_add_sync (1, -1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
}

static void
test_by_hand (void)
{
  gboolean was_called = FALSE;
  HandArgs args = { &was_called, 41 };
  GError *error = NULL;
  GAsyncResult *result = smart_async_run (&hand_operation, &args, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (was_called);
  g_assert_cmpint (work_add_finish (result, &error), ==, 42);
  g_object_unref (result);
}

static void
test_cancelled (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  GError *error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (work_add_sync (1, 1, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (cancellable);
}

static void
test_timeout (void)
{
  GError *error = NULL;

  smart_async_push_timeout (10);
  g_assert_false (work_rest_sync (NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
}

static void
test_watchdog (void)
{
  GError *error = NULL;

  smart_async_push_watchdog (10);
  g_assert_false (work_rest_sync (NULL, &error));
  smart_async_pop_watchdog ();
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_clear_error (&error);
}

static gboolean
inside_cb (gpointer loop)
{
  GError *error = NULL;
  GMainContext *context = NULL;

  g_assert_cmpint (smart_async_detect (&context), ==, SMART_ASYNC_SITUATION_OWN_LOOP);
  g_assert_true (context == g_main_context_default ());
  g_assert_cmpint (work_add_sync (20, 22, NULL, &error), ==, 42);
  g_assert_no_error (error);

  smart_async_push_policy (SMART_ASYNC_POLICY_REFUSE);
  g_assert_cmpint (work_add_sync (20, 22, NULL, &error), ==, -1);
  smart_async_pop_policy ();
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  g_clear_error (&error);

  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  g_assert_cmpint (work_add_sync (20, 22, NULL, &error), ==, 42);
  smart_async_pop_policy ();
  g_assert_no_error (error);

  g_main_loop_quit ((GMainLoop *) loop);
  return G_SOURCE_REMOVE;
}

static void
test_policies (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_NO_LOOP);
  g_idle_add (inside_cb, loop);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
}

static gpointer
call_in_thread (gpointer number)
{
  GError *error = NULL;
  int sum;

  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_OTHER_LOOP);
  smart_async_push_policy (SMART_ASYNC_POLICY_AUTO);
  sum = work_add_sync (GPOINTER_TO_INT (number), 1, NULL, &error);
  smart_async_pop_policy ();
  g_assert_no_error (error);

  return GINT_TO_POINTER (sum);
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit ((GMainLoop *) loop);

  return G_SOURCE_REMOVE;
}

static gpointer
forward_in_thread (gpointer loop)
{
  GError *error = NULL;
  int sum;

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  sum = work_add_sync (41, 1, NULL, &error);
  smart_async_pop_policy ();
  g_assert_no_error (error);
  g_idle_add (quit_cb, loop);

  return GINT_TO_POINTER (sum);
}

static void
test_threads (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  GThread *thread = g_thread_new ("forward", forward_in_thread, loop);

  g_main_loop_run (loop);
  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, 42);
  g_main_loop_unref (loop);
}

static gboolean
call_beside_cb (gpointer loop)
{
  GThread *thread = g_thread_new ("auto", call_in_thread, GINT_TO_POINTER (41));

  g_assert_cmpint (GPOINTER_TO_INT (g_thread_join (thread)), ==, 42);
  g_main_loop_quit ((GMainLoop *) loop);

  return G_SOURCE_REMOVE;
}

static void
test_beside_a_loop (void)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (call_beside_cb, loop);
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
}

static gpointer
add_in_fiber (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_FIBER);
  if (!smart_async_sleep (1, cancellable, error))
    return NULL;

  return GINT_TO_POINTER (work_add_sync (GPOINTER_TO_INT (user_data), 1, cancellable, error));
}

typedef struct
{
  GMainLoop *loop;
  int        value;
} Spawned;

static void
spawned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Spawned *spawned = (Spawned *) user_data;
  GError *error = NULL;

  g_assert_null (source);
  spawned->value = GPOINTER_TO_INT (smart_async_spawn_finish (result, &error));
  g_assert_no_error (error);
  g_main_loop_quit (spawned->loop);
}

static void
test_fiber (void)
{
  Spawned spawned = { g_main_loop_new (NULL, FALSE), 0 };
  SmartAsyncFiberFunc func = add_in_fiber;

  smart_async_spawn (func, GINT_TO_POINTER (41), NULL, NULL, spawned_cb, &spawned);
  g_main_loop_run (spawned.loop);
  g_assert_cmpint (spawned.value, ==, 42);
  g_main_loop_unref (spawned.loop);
}

static void
test_sleep (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  GError *error = NULL;

  g_assert_true (smart_async_sleep (1, NULL, &error));
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (smart_async_sleep (1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_object_unref (cancellable);
}

/* The numbers are compiled into programs. */
static void
test_numbers (void)
{
  G_STATIC_ASSERT (SMART_ASYNC_SITUATION_NO_LOOP == 0 && SMART_ASYNC_SITUATION_OWN_LOOP == 1 &&
                   SMART_ASYNC_SITUATION_OTHER_LOOP == 2 && SMART_ASYNC_SITUATION_FIBER == 3);
  G_STATIC_ASSERT (SMART_ASYNC_POLICY_AUTO == 0 && SMART_ASYNC_POLICY_PRIVATE == 1 &&
                   SMART_ASYNC_POLICY_FORWARD == 2 && SMART_ASYNC_POLICY_REFUSE == 3);
  G_STATIC_ASSERT (SMART_ASYNC_ERROR_WOULD_NEST == 0 && SMART_ASYNC_ERROR_TOO_DEEP == 1 &&
                   SMART_ASYNC_ERROR_DEADLOCK == 2 && SMART_ASYNC_ERROR_STALLED == 3);
  G_STATIC_ASSERT (SMART_ASYNC_OPERATION_NONE == 0 && SMART_ASYNC_OPERATION_CALLER_MEMORY == 1);
  g_assert_cmpstr (g_quark_to_string (smart_async_error_quark ()), ==, "smart-async-error-quark");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/twins", test_twins);
  g_test_add_func ("/by-hand", test_by_hand);
  g_test_add_func ("/cancelled", test_cancelled);
  g_test_add_func ("/timeout", test_timeout);
  g_test_add_func ("/watchdog", test_watchdog);
  g_test_add_func ("/policies", test_policies);
  g_test_add_func ("/threads", test_threads);
  g_test_add_func ("/beside-a-loop", test_beside_a_loop);
  g_test_add_func ("/fiber", test_fiber);
  g_test_add_func ("/sleep", test_sleep);
  g_test_add_func ("/numbers", test_numbers);

  return g_test_run ();
}
