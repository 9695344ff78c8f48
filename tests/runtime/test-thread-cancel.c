/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * pthread_cancel() of a thread that waits for another one's loop.
 */

#include <smartasync/smartasync.h>

#include <pthread.h>

#include "child.h"
#include "complete.h"
#include "support.h"

typedef struct
{
  SmartAsyncCall           *call;       /* atomic; once it was started */
  SmartAsyncOperationFlags  flags;
  guint                     timeout_msec;
  int                       may_return; /* atomic; the start function may */
  int                       is_ended;   /* atomic; the thread is */
} Forward;

static void
forward_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  Forward *forward = user_data;

  g_assert_false (g_atomic_int_get (&forward->is_ended));
  smart_async_call_get_cancellable (call);
  g_atomic_pointer_set (&forward->call, call);
  while (!g_atomic_int_get (&forward->may_return))
    g_thread_yield ();
  g_assert_false (g_atomic_int_get (&forward->is_ended));
}

static void
say_ended (void *is_ended)
{
  g_atomic_int_set ((int *) is_ended, TRUE);
}

static void *
forward_thread (void *user_data)
{
  Forward *forward = user_data;
  SmartAsyncOperation operation = { "cancelled_sync", forward_start, forward->flags };

  pthread_cleanup_push (say_ended, &forward->is_ended);
  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  smart_async_push_timeout (forward->timeout_msec);
  g_clear_object (&(GAsyncResult *) { smart_async_run (&operation, forward, NULL, NULL) });
  pthread_cleanup_pop (1);

  return NULL;
}

static pthread_t
begin (Forward *forward)
{
  pthread_t thread;

  g_assert_cmpint (pthread_create (&thread, NULL, forward_thread, forward), ==, 0);

  return thread;
}

static void
assert_is_cancelled (pthread_t thread)
{
  void *value;

  g_assert_cmpint (pthread_join (thread, &value), ==, 0);
  g_assert_true (value == PTHREAD_CANCELED);
}

/* Calls of others go on as ever. On a busy machine one may time out before it is started: then it is made again. */
static gpointer
call_thread (gpointer is_done)
{
  Forward forward = { .may_return = TRUE };
  SmartAsyncOperation operation = { "next_sync", forward_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = NULL;

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  smart_async_push_timeout (20);
  do
    {
      result = smart_async_run (&operation, &forward, NULL, NULL);
      g_assert_null (result);
    }
  while (g_atomic_pointer_get (&forward.call) == NULL);

  support_complete_call (forward.call);
  g_atomic_int_set ((int *) is_done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
assert_others_go_on (void)
{
  int is_done = FALSE;
  GThread *thread = g_thread_new ("caller", call_thread, &is_done);
  g_autofree char *calls = NULL;

  support_iterate_until (NULL, &is_done);
  g_thread_join (thread);
  calls = smart_async_dump ();
  g_assert_cmpstr (calls, ==, "");
}

static void
iterate_until_started (Forward *forward)
{
  while (g_atomic_pointer_get (&forward->call) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Nobody runs the loop meanwhile. */
static void
not_started (void)
{
  Forward forward = { .may_return = TRUE };
  pthread_t thread = begin (&forward);

  while (!g_main_context_pending (NULL))
    g_thread_yield ();

  pthread_cancel (thread);
  assert_is_cancelled (thread);
  g_main_context_iteration (NULL, FALSE);
  g_assert_null (forward.call);
  assert_others_go_on ();
}

static void
started (guint timeout_msec)
{
  Forward forward = { .may_return = TRUE, .timeout_msec = timeout_msec };
  pthread_t thread = begin (&forward);

  iterate_until_started (&forward);
  pthread_cancel (thread);
  assert_is_cancelled (thread);
  support_complete_call (forward.call);
  assert_others_go_on ();
}

static void
started_and_left (void)
{
  started (0);
  started (600 * 1000);
}

/* The thread ends when the operation no longer uses what is on its stack. */
static gpointer
cancel_and_go_on_thread (gpointer user_data)
{
  Forward *forward = user_data;
  pthread_t thread = begin (forward);

  while (g_atomic_pointer_get (&forward->call) == NULL)
    g_thread_yield ();

  pthread_cancel (thread);
  g_usleep (20 * 1000);
  g_atomic_int_set (&forward->may_return, TRUE);
  if (forward->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY)
    {
      g_assert_false (g_atomic_int_get (&forward->is_ended));
      support_complete_call (forward->call);
    }

  assert_is_cancelled (thread);
  if (!(forward->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY))
    support_complete_call (forward->call);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
cancelled_while_in_use (SmartAsyncOperationFlags flags)
{
  Forward forward = { .flags = flags };
  GThread *thread = g_thread_new ("canceller", cancel_and_go_on_thread, &forward);

  support_iterate_until (NULL, &forward.is_ended);
  g_thread_join (thread);
  assert_others_go_on ();
}

static void
starting (void)
{
  cancelled_while_in_use (SMART_ASYNC_OPERATION_NONE);
}

static void
memory_in_use (void)
{
  cancelled_while_in_use (SMART_ASYNC_OPERATION_CALLER_MEMORY);
}

/* A batch, whose functions use what is on the stack of the thread. */
static void
batch_finish (GAsyncResult  *result,
              gpointer       user_data,
              GError       **error)
{
  g_assert_not_reached ();
}

static void *
batch_thread (void *user_data)
{
  Forward *forward = user_data;
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("cancelled_batch");

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  smart_async_batch_add (batch, forward_start, batch_finish, forward, NULL);
  smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL);

  return NULL;
}

static void
batch (void)
{
  Forward forward = { .may_return = TRUE };
  pthread_t thread;

  g_assert_cmpint (pthread_create (&thread, NULL, batch_thread, &forward), ==, 0);
  iterate_until_started (&forward);
  pthread_cancel (thread);
  assert_is_cancelled (thread);
  support_complete_call (forward.call);
  support_iterate_until_idle (NULL);
  assert_others_go_on ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/thread-cancel/what-was-not-started-is-abandoned", not_started);
  test_child_add_func ("/smartasync/thread-cancel/what-was-started-is-abandoned", started_and_left);
  test_child_add_func ("/smartasync/thread-cancel/a-start-function-is-waited-for", starting);
  test_child_add_func ("/smartasync/thread-cancel/memory-of-the-caller-is-waited-for", memory_in_use);
  test_child_add_func ("/smartasync/thread-cancel/no-function-of-a-batch-is-called-any-more", batch);

  return g_test_run ();
}
