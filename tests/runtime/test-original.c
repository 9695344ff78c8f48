/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The cases of the Python package smartasync, as far as they apply to C.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

/* The original's tests, in its order, and what has become of each:
 *
 *   sync_context                              a-synchronous-call-gives-the-value
 *   async_context                             a-call-inside-a-running-loop-gives-the-value
 *   slots, slots_async                        objects-of-any-kind: two objects with state of their own
 *   cache_reset, cache_shared_between_…       no-answer-is-cached: there is no cache to reset or share
 *   error_propagation, …_async                an-error-comes-through, in-a-loop-too
 *   sync_async_method_when_loop_running       a-call-that-may-not-nest-says-what-to-do
 *   sync_to_async_transition                  sync-loop-sync-a-thousand-times
 *   bidirectional_scenario_a2                 blocking-work-in-a-thread-of-a-loop
 *   standalone_function_sync, …_async         a-function-without-an-object, in-a-loop-too
 *   standalone_sync_function_in_async         blocking-work-in-a-thread-of-a-loop
 */

static void
assert_echoes (const char *text)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = awkward_machine_echo_sync (machine, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, text);
}

static void
synchronous_call (void)
{
  assert_echoes ("hello");
}

static void
in_loop (void)
{
  support_call_in_loop (NULL, synchronous_call);
}

static void
objects (void)
{
  g_autoptr (AwkwardMachine) one = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (AwkwardMachine) other = awkward_machine_new (AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_OUTCOME_VALUE);

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *text = awkward_machine_echo_sync (one, "one", NULL, NULL);

      g_assert_cmpstr (text, ==, "one");
      g_assert_cmpuint (awkward_machine_get_n_started (one), ==, i);
      g_assert_cmpuint (awkward_machine_get_n_started (other), ==, 0);
    }
}

static void
objects_in_loop (void)
{
  support_call_in_loop (NULL, objects);
}

/* The original remembers for ever that a loop was seen, and then gives coroutines to callers who
 * have none.
 */
static void
no_cache (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  support_call_in_thread (synchronous_call);
  support_loop_thread_stop (loop_thread);

  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_NO_LOOP);
  synchronous_call ();
  support_call_in_thread (synchronous_call);
}

static void
error_propagation (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR);
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "Test error", NULL, &error));
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, "Test error");
}

static void
error_propagation_in_loop (void)
{
  support_call_in_loop (NULL, error_propagation);
}

static void
refused (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  g_assert_nonnull (strstr (error->message, "call the asynchronous function here"));
}

static void
may_not_nest (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);

  support_call_in_loop (NULL, refused);
}

static void
transitions (void)
{
  for (int i = 0; i < 1000; i++)
    {
      synchronous_call ();
      support_call_in_loop (NULL, synchronous_call);
    }

  synchronous_call ();
}

static void
blocking_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  synchronous_call ();
  g_task_return_boolean (task, TRUE);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  g_main_loop_quit (user_data);
}

/* An asynchronous program runs blocking code, which uses twins, in a thread. */
static void
blocking_work (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, finished_cb, loop);

  g_task_run_in_thread (task, blocking_thread);
  g_main_loop_run (loop);
}

static void
double_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  g_task_return_int (task, 2 * *(int *) user_data);
}

static void
function_without_object (void)
{
  static const SmartAsyncOperation operation = { "double_sync", double_start, SMART_ASYNC_OPERATION_NONE };
  int number = 21;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &number, NULL, NULL);

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
}

static void
function_without_object_in_loop (void)
{
  support_call_in_loop (NULL, function_without_object);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/original/a-synchronous-call-gives-the-value", synchronous_call);
  test_child_add_func ("/smartasync/original/a-call-inside-a-running-loop-gives-the-value", in_loop);
  test_child_add_func ("/smartasync/original/objects-of-any-kind", objects);
  test_child_add_func ("/smartasync/original/objects-of-any-kind-in-a-loop-too", objects_in_loop);
  test_child_add_func ("/smartasync/original/no-answer-is-cached", no_cache);
  test_child_add_func ("/smartasync/original/an-error-comes-through", error_propagation);
  test_child_add_func ("/smartasync/original/an-error-comes-through-in-a-loop-too", error_propagation_in_loop);
  test_child_add_func ("/smartasync/original/a-call-that-may-not-nest-says-what-to-do", may_not_nest);
  test_child_add_func ("/smartasync/original/sync-loop-sync-a-thousand-times", transitions);
  test_child_add_func ("/smartasync/original/blocking-work-in-a-thread-of-a-loop", blocking_work);
  test_child_add_func ("/smartasync/original/a-function-without-an-object", function_without_object);
  test_child_add_func ("/smartasync/original/a-function-without-an-object-in-a-loop-too",
                       function_without_object_in_loop);

  return g_test_run ();
}
