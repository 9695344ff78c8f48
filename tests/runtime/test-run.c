/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that complete in every way, called from every situation.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

static void
assert_outcome (AwkwardMoment  moment,
                AwkwardOutcome outcome)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, outcome);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "hello", NULL, &error);

  switch (outcome)
    {
    case AWKWARD_OUTCOME_VALUE:
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, "hello");
      break;

    case AWKWARD_OUTCOME_NULL:
      g_assert_no_error (error);
      g_assert_null (text);
      break;

    case AWKWARD_OUTCOME_ERROR:
    default:
      g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
      g_assert_cmpstr (error->message, ==, "hello");
      g_assert_null (text);
    }

  g_assert_cmpuint (awkward_machine_get_n_started (machine), ==, 1);
}

static const AwkwardMoment moments[] = {
  AWKWARD_MOMENT_AT_ONCE,
  AWKWARD_MOMENT_IN_IDLE,
  AWKWARD_MOMENT_IN_TASK_THREAD,
  AWKWARD_MOMENT_IN_FOREIGN_THREAD,
};

static void
assert_all_outcomes (void)
{
  GMainContext *before = g_main_context_get_thread_default ();

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      assert_outcome (moments[i], AWKWARD_OUTCOME_VALUE);
      assert_outcome (moments[i], AWKWARD_OUTCOME_NULL);
      assert_outcome (moments[i], AWKWARD_OUTCOME_ERROR);
    }

  g_assert_true (g_main_context_get_thread_default () == before);
}

static void
no_loop (void)
{
  assert_all_outcomes ();
}

static void
own_loop (void)
{
  support_call_in_loop (NULL, assert_all_outcomes);
}

static void
own_pushed_loop (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  assert_all_outcomes ();
  support_call_in_loop (context, assert_all_outcomes);
  g_main_context_pop_thread_default (context);
}

static void
other_loop (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  assert_all_outcomes ();
  assert_outcome (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT, AWKWARD_OUTCOME_VALUE);
  support_loop_thread_stop (loop_thread);
}

static void
worker_thread (void)
{
  support_call_in_thread (assert_all_outcomes);
}

static void
default_context_completion (void)
{
  assert_outcome (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT, AWKWARD_OUTCOME_VALUE);
}

static void
own_loop_default_context_completion (void)
{
  support_call_in_loop (NULL, default_context_completion);
}

static gpointer
call_often_thread (gpointer user_data)
{
  for (int i = 0; i < 200; i++)
    assert_outcome (moments[i % G_N_ELEMENTS (moments)], i % 3);

  return NULL;
}

/* Many more threads than processors: one that drops a reference may be interrupted there for long. */
static void
many_threads (void)
{
  support_expect_probes ();
  support_call_in_threads (64, call_often_thread, NULL);
}

static void
start_in_idle (SmartAsyncCall *call,
               gpointer        user_data)
{
  AwkwardMachine *machine = user_data;

  g_assert_cmpstr (smart_async_call_get_name (call), ==, "the-name");
  awkward_machine_echo_async (machine, "named", smart_async_call_get_cancellable (call),
                              smart_async_call_ready, call);
}

static void
named (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run_named ("the-name", SMART_ASYNC_OPERATION_NONE,
                                                           NULL, start_in_idle, machine, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = awkward_machine_echo_finish (machine, result, &error);
  g_assert_cmpstr (text, ==, "named");
}

static void
without_error_location (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR);

  g_assert_null (awkward_machine_echo_sync (machine, "hello", NULL, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/run/every-completion-works-without-a-loop", no_loop);
  test_child_add_func ("/smartasync/run/every-completion-works-inside-the-default-loop", own_loop);
  test_child_add_func ("/smartasync/run/every-completion-works-inside-a-pushed-context", own_pushed_loop);
  test_child_add_func ("/smartasync/run/every-completion-works-beside-another-thread-s-loop", other_loop);
  test_child_add_func ("/smartasync/run/every-completion-works-in-a-worker-thread", worker_thread);
  test_child_add_func ("/smartasync/run/a-completion-on-the-default-context-works-inside-its-loop",
                       own_loop_default_context_completion);
  test_child_add_func ("/smartasync/run/many-threads-call-at-once", many_threads);
  test_child_add_func ("/smartasync/run/bindings-name-their-operation-at-the-call", named);
  test_child_add_func ("/smartasync/run/the-error-location-is-optional", without_error_location);

  return g_test_run ();
}
