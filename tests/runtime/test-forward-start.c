/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The data of a start function is valid until it returns, in another thread, too.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "support.h"

/* How often the start function lets others run, after it has called back. It ends a test that passes, and decides
 * nothing: the caller must not return, however long this is.
 */
#define N_YIELDS 10000

typedef struct
{
  int has_returned;   /* atomic: the call has */
  int was_returned;   /* atomic: the call had, while the start function was still running */
  int has_started;    /* atomic: the start function has run to its end */
} Watch;

static void
hasty_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  Watch *watch = user_data;
  support_complete_call (call);

  for (int i = 0; i < N_YIELDS && !g_atomic_int_get (&watch->has_returned); i++)
    g_thread_yield ();

  g_atomic_int_set (&watch->was_returned, g_atomic_int_get (&watch->has_returned));
  g_atomic_int_set (&watch->has_started, TRUE);
}

static void
start_completes_before_it_returns (void)
{
  static const SmartAsyncOperation operation = { "hasty_sync", hasty_start, SMART_ASYNC_OPERATION_NONE };
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  Watch watch = { FALSE, FALSE, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  result = smart_async_run (&operation, &watch, NULL, &error);
  g_atomic_int_set (&watch.has_returned, TRUE);
  smart_async_pop_policy ();
  g_assert_no_error (error);

  while (!g_atomic_int_get (&watch.has_started))
    g_thread_yield ();
  g_assert_false (watch.was_returned);
  support_loop_thread_stop (loop_thread);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/forward-start/a-call-does-not-return-while-its-start-function-runs",
                       start_completes_before_it_returns);

  return g_test_run ();
}
