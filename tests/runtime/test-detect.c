/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Each call finds out anew in which situation it is made.
 */

#include <smartasync/smartasync.h>

#include "support.h"

static void
assert_situation (SmartAsyncSituation  expected,
                  GMainContext        *expected_context)
{
  GMainContext *context = NULL;

  g_assert_cmpint (smart_async_detect (&context), ==, expected);
  g_assert_true (context == expected_context);
  g_assert_cmpint (smart_async_detect (NULL), ==, expected);
}

static void
assert_no_loop (void)
{
  assert_situation (SMART_ASYNC_SITUATION_NO_LOOP, g_main_context_default ());
}

static void
assert_own_loop (void)
{
  assert_situation (SMART_ASYNC_SITUATION_OWN_LOOP, g_main_context_default ());
}

static void
assert_other_loop (void)
{
  assert_situation (SMART_ASYNC_SITUATION_OTHER_LOOP, g_main_context_default ());
}

static void
plain_program (void)
{
  assert_no_loop ();
}

static void
callback (void)
{
  support_call_in_loop (NULL, assert_own_loop);
}

static void
pushed_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  assert_situation (SMART_ASYNC_SITUATION_OWN_LOOP, context);
  g_main_context_pop_thread_default (context);

  assert_no_loop ();
}

static void
main_loop_elsewhere (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  assert_other_loop ();
  support_call_in_thread (assert_other_loop);
  support_loop_thread_stop (loop_thread);

  assert_no_loop ();
}

static void
worker_loop_elsewhere (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SupportLoopThread *loop_thread = support_loop_thread_start (context);

  assert_no_loop ();
  support_loop_thread_stop (loop_thread);
}

/* Whether the main thread runs its loop at this moment another thread can't know: finding out would keep that from
 * running it.
 */
static void
worker_thread (void)
{
  support_call_in_thread (assert_other_loop);
  assert_no_loop ();
}

static void
run_default_context (void)
{
  assert_other_loop ();
  support_call_in_loop (NULL, assert_own_loop);
}

static void
worker_that_runs_it (void)
{
  support_call_in_thread (run_default_context);
}

static void
loop_then_plain (void)
{
  for (int i = 0; i < 1000; i++)
    {
      assert_no_loop ();
      support_call_in_loop (NULL, assert_own_loop);
    }

  assert_no_loop ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/detect/a-plain-program-has-no-loop", plain_program);
  g_test_add_func ("/smartasync/detect/a-callback-has-its-own-loop", callback);
  g_test_add_func ("/smartasync/detect/a-pushed-context-is-an-own-loop", pushed_context);
  g_test_add_func ("/smartasync/detect/the-main-loop-of-another-thread-is-seen", main_loop_elsewhere);
  g_test_add_func ("/smartasync/detect/a-worker-s-loop-does-not-change-the-answer-here", worker_loop_elsewhere);
  g_test_add_func ("/smartasync/detect/the-default-context-is-another-thread-s-for-a-worker", worker_thread);
  g_test_add_func ("/smartasync/detect/but-for-one-that-runs-it", worker_that_runs_it);
  g_test_add_func ("/smartasync/detect/nothing-is-remembered-over-a-thousand-changes", loop_then_plain);

  return g_test_run ();
}
