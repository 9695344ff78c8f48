/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Cancelling that goes on in another thread when its call is over.
 */

#define _GNU_SOURCE  /* RTLD_NEXT */

#include <smartasync/smartasync.h>

#include <dlfcn.h>

#include "child.h"
#include "complete.h"

/* The program's own g_cancellable_cancel() is the one that the library finds. Called inside itself, for the call's own
 * cancellable by a handler of the caller's, it waits.
 */
typedef struct
{
  int           is_inside;    /* atomic; it waits there */
  int           may_go_on;    /* atomic */
  GCancellable *cancellable;  /* owned; the caller's */
  GThread      *thread;       /* cancels that */
} Late;

static Late late;
static _Thread_local guint depth;

void
g_cancellable_cancel (GCancellable *cancellable)
{
  void (*next_cancel) (GCancellable *) = NULL;

  *(gpointer *) &next_cancel = dlsym (RTLD_NEXT, "g_cancellable_cancel");

  if (depth > 0 && cancellable != NULL)
    {
      g_atomic_int_set (&late.is_inside, TRUE);
      while (!g_atomic_int_get (&late.may_go_on))
        g_thread_yield ();
    }

  depth++;
  next_cancel (cancellable);
  depth--;
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_cancellable_cancel (late.cancellable);

  return NULL;
}

/* The operation has no use for a cancellable, and has its result while another thread is about to cancel it. */
static void
first_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  late.thread = g_thread_new ("cancel", cancel_thread, NULL);
  while (!g_atomic_int_get (&late.is_inside))
    g_thread_yield ();

  support_complete_call (call);
}

static void
second_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  GCancellable *cancellable = smart_async_call_get_cancellable (call);

  g_assert_nonnull (cancellable);
  g_atomic_int_set (&late.may_go_on, TRUE);
  g_thread_join (late.thread);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  support_complete_call (call);
}

static void
not_the_next_call (void)
{
  static const SmartAsyncOperation first = { "first_sync", first_start, SMART_ASYNC_OPERATION_NONE };
  static const SmartAsyncOperation second = { "second_sync", second_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) next_result = NULL;

  late.cancellable = g_cancellable_new ();
  smart_async_push_timeout (60000);
  result = smart_async_run (&first, NULL, late.cancellable, NULL);
  smart_async_pop_timeout ();
  g_assert_nonnull (result);

  next_result = smart_async_run (&second, NULL, NULL, NULL);
  g_assert_nonnull (next_result);
  g_clear_object (&late.cancellable);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/cancel-late/the-next-call-is-not-cancelled", not_the_next_call);

  return g_test_run ();
}
