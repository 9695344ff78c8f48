/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Forwarded operations that write into the caller's memory: abandoned before they were started, and never after.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "support.h"

/* An operation that keeps the call, for the test to complete it. */
typedef struct
{
  SmartAsyncCall *call;   /* atomic; once it was started */
} Slow;

static void
slow_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  Slow *slow = user_data;

  g_atomic_pointer_set (&slow->call, call);
}

static GAsyncResult *
forward (Slow          *slow,
         GCancellable  *cancellable,
         GError       **error)
{
  static const SmartAsyncOperation operation = { "fill_sync", slow_start, SMART_ASYNC_OPERATION_CALLER_MEMORY };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  return smart_async_run (&operation, slow, cancellable, error);
}

/* The thread that runs the loop waits for the one that forwards a call to it: nothing but the limit of the call
 * can end that.
 */
static gpointer
time_out_thread (gpointer user_data)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (20);
  g_autoptr (GError) error = NULL;
  Slow slow = { NULL };

  g_assert_null (forward (&slow, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_null (slow.call);

  return NULL;
}

static gpointer
be_cancelled_thread (gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Slow slow = { NULL };

  g_assert_null (forward (&slow, user_data, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (slow.call);

  return NULL;
}

static void
join_both (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("caller", be_cancelled_thread, cancellable);

  g_thread_join (g_thread_new ("caller", time_out_thread, NULL));
  g_cancellable_cancel (cancellable);
  g_thread_join (thread);
}

static void
given_up (void)
{
  support_call_in_loop (NULL, join_both);
}

/* Acquires the default context, and releases it when a call is on its way there, without iterating it. */
static gpointer
owner_thread (gpointer is_owner)
{
  while (!g_main_context_acquire (NULL))
    g_thread_yield ();

  g_atomic_int_set ((int *) is_owner, TRUE);
  while (!g_main_context_pending (NULL))
    g_thread_yield ();

  g_main_context_release (NULL);

  return NULL;
}

static void
stopped (void)
{
  int is_owner = FALSE;
  GThread *thread = g_thread_new ("owner", owner_thread, &is_owner);
  g_autoptr (GError) error = NULL;
  Slow slow = { NULL };

  while (!g_atomic_int_get (&is_owner))
    g_thread_yield ();

  g_assert_null (forward (&slow, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_null (slow.call);
  g_thread_join (thread);
}

/* Two threads inside private calls, each of which forwards a call to the other one's context. The call of the first
 * is started, and can't be left: so it is the other one's that fails.
 */
typedef struct
{
  GMainContext *contexts[2];   /* each owned by the thread of its number */
  int           is_owned;      /* atomic; the contexts that are owned, bit by bit */
  Slow          slow;          /* the first thread's operation */
} Pair;

static void
push_unowned (GMainContext *context)
{
  g_main_context_push_thread_default (context);
  g_main_context_release (context);
}

static void
pop_unowned (GMainContext *context)
{
  while (!g_main_context_acquire (context))
    g_thread_yield ();

  g_main_context_pop_thread_default (context);
}

/* The context of the other one is pushed before that one has hold of it. */
static void
own (Pair *pair,
     int   number)
{
  push_unowned (pair->contexts[1 - number]);
  g_atomic_int_or (&pair->is_owned, 1u << number);
  while (g_atomic_int_get (&pair->is_owned) != 3)
    g_thread_yield ();

  while (!g_main_context_acquire (pair->contexts[number]))
    g_thread_yield ();
}

static void
disown (Pair *pair,
        int   number)
{
  g_main_context_release (pair->contexts[number]);
  pop_unowned (pair->contexts[1 - number]);
}

static void
first_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  Pair *pair = user_data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  own (pair, 0);
  while (smart_async_detect (NULL) != SMART_ASYNC_SITUATION_OTHER_LOOP)
    g_thread_yield ();

  result = forward (&pair->slow, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);

  disown (pair, 0);
  support_complete_call (call);
}

static void
other_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  static const SmartAsyncOperation operation = { "other_sync", slow_start, SMART_ASYNC_OPERATION_NONE };
  Pair *pair = user_data;
  Slow slow = { NULL };
  g_autoptr (GError) error = NULL;

  own (pair, 1);
  while (g_atomic_pointer_get (&pair->slow.call) == NULL)
    g_main_context_iteration (pair->contexts[1], TRUE);

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  g_assert_null (smart_async_run (&operation, &slow, NULL, &error));
  smart_async_pop_policy ();
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_DEADLOCK);

  support_complete_call (g_atomic_pointer_get (&pair->slow.call));
  disown (pair, 1);
  support_complete_call (call);
}

static void
run_privately (SmartAsyncStartFunc start,
               Pair               *pair)
{
  SmartAsyncOperation operation = { "private_sync", start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, pair, NULL, NULL);

  g_assert_nonnull (result);
}

static gpointer
first_thread (gpointer user_data)
{
  run_privately (first_start, user_data);

  return NULL;
}

static void
run_pair (void)
{
  Pair pair = { { g_main_context_new (), g_main_context_new () }, 0, { NULL } };
  GThread *thread = g_thread_new ("first", first_thread, &pair);

  run_privately (other_start, &pair);
  g_thread_join (thread);
  g_main_context_unref (pair.contexts[0]);
  g_main_context_unref (pair.contexts[1]);
}

static void
deadlock (void)
{
  for (int i = 0; i < 20; i++)
    run_pair ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/caller-memory/what-was-not-started-is-abandoned", given_up);
  test_child_add_func ("/smartasync/caller-memory/a-loop-that-stops-before-the-start-is-an-error", stopped);
  test_child_add_func ("/smartasync/caller-memory/in-a-deadlock-another-call-fails", deadlock);

  return g_test_run ();
}
