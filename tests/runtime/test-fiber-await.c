/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A fiber waits for what has no twin: any operation, several at once, a signal, a thread.
 */

#include <smartasync/smartasync.h>

#include "awkward.h"
#include "child.h"
#include "complete.h"
#include "fibers.h"
#include "support.h"

static SmartAsyncCall *
begin_echo (AwkwardMachine *machine,
            const char     *text,
            GCancellable   *cancellable)
{
  SmartAsyncCall *call = smart_async_call_begin ("awkward_machine_echo", SMART_ASYNC_OPERATION_NONE, cancellable, NULL);

  awkward_machine_echo_async (machine, text, smart_async_call_get_cancellable (call), smart_async_call_ready, call);

  return call;
}

static char *
await_echo (AwkwardMachine  *machine,
            SmartAsyncCall  *call,
            GError         **error)
{
  g_autoptr (GAsyncResult) result = smart_async_await (call, error);

  return result != NULL ? awkward_machine_echo_finish (machine, result, error) : NULL;
}

static gpointer
await_each_completion (gpointer       user_data,
                       GCancellable  *cancellable,
                       GError       **error)
{
  static const AwkwardMoment moments[] = {
    AWKWARD_MOMENT_AT_ONCE, AWKWARD_MOMENT_IN_IDLE, AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_MOMENT_IN_FOREIGN_THREAD,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr (AwkwardMachine) machine = awkward_machine_new (moments[i], AWKWARD_OUTCOME_VALUE);
      g_autofree char *text = await_echo (machine, begin_echo (machine, "hello", NULL), error);

      g_assert_cmpstr (text, ==, "hello");
    }

  return NULL;
}

static void
any_pair (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (await_each_completion, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Awaited in the order in which they were not completed. */
static gpointer
await_all (gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  AwkwardMachine **machines = user_data;
  SmartAsyncCall *calls[3];

  for (guint i = 0; i < 3; i++)
    calls[i] = begin_echo (machines[i], "hello", NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = await_echo (machines[i], calls[i], error);

      g_assert_cmpstr (text, ==, "hello");
    }

  return NULL;
}

static gpointer
await_any (gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  AwkwardMachine **machines = user_data;
  SmartAsyncCall *calls[3];

  for (guint i = 0; i < 3; i++)
    calls[i] = begin_echo (machines[i], "hello", NULL);

  for (guint i = 3; i > 0; i--)
    {
      g_autofree char *text = NULL;

      g_assert_cmpuint (smart_async_await_any (calls, 3), ==, i - 1);
      text = await_echo (machines[i - 1], g_steal_pointer (&calls[i - 1]), error);
      g_assert_cmpstr (text, ==, "hello");
    }

  return NULL;
}

static void
run_three (SmartAsyncFiberFunc func)
{
  AwkwardMachine *machines[3];
  SupportFiber fiber;

  for (guint i = 0; i < 3; i++)
    machines[i] = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  support_fiber_spawn (&fiber, func, machines, NULL);
  while (awkward_machine_get_n_started (machines[2]) == 0)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 3; i > 0; i--)
    {
      g_assert_false (fiber.is_done);
      awkward_machine_release (machines[i - 1]);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }

  support_iterate_until (NULL, &fiber.is_done);
  g_assert_no_error (fiber.error);

  for (guint i = 0; i < 3; i++)
    g_object_unref (machines[i]);
}

static void
several_at_once (void)
{
  run_three (await_all);
}

static void
first_of_several (void)
{
  run_three (await_any);
}

static gpointer
await_cancelled_and_timed_out (gpointer       user_data,
                               GCancellable  *cancellable,
                               GError       **error)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) own = g_cancellable_new ();
  g_autoptr (GError) local_error = NULL;
  SmartAsyncCall *calls[2];

  calls[0] = begin_echo (machine, "hello", own);
  smart_async_push_timeout (20);
  calls[1] = begin_echo (machine, "hello", NULL);
  smart_async_pop_timeout ();

  g_assert_cmpuint (smart_async_await_any (calls, 2), ==, 1);
  g_assert_null (await_echo (machine, calls[1], &local_error));
  g_assert_error (local_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&local_error);

  g_cancellable_cancel (own);
  g_assert_cmpuint (smart_async_await_any (calls, 1), ==, 0);
  g_assert_null (await_echo (machine, calls[0], error));

  return NULL;
}

/* It need not last until it is waited for, as the timeout need not. */
static gpointer
await_watched (gpointer       user_data,
               GCancellable  *cancellable,
               GError       **error)
{
  SmartAsyncCall *call;

  smart_async_push_watchdog (20);
  call = begin_echo (user_data, "hello", NULL);
  smart_async_pop_watchdog ();

  return await_echo (user_data, call, error);
}

static void
watchdog (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (support_fiber_run (await_watched, machine, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_true (g_str_has_prefix (error->message, "awkward_machine_echo: nothing has happened for "));
}

static void
limits (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (await_cancelled_and_timed_out, NULL, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
abandon_calls (gpointer       user_data,
               GCancellable  *cancellable,
               GError       **error)
{
  AwkwardMachine *machine = user_data;
  g_autoptr (AwkwardMachine) at_once = awkward_machine_new (AWKWARD_MOMENT_AT_ONCE, AWKWARD_OUTCOME_VALUE);

  smart_async_call_abandon (begin_echo (machine, "hello", NULL));
  smart_async_call_abandon (begin_echo (at_once, "hello", NULL));

  return NULL;
}

static void
abandoned (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autofree char *text = NULL;

  support_fiber_run (abandon_calls, machine, NULL, NULL);
  awkward_machine_release (machine);
  text = smart_async_dump ();
  g_assert_cmpstr (text, ==, "");
}

static gpointer
sleep_long (gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  smart_async_sleep (600 * 1000, cancellable, error);

  return NULL;
}

static gpointer
await_fiber (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  SmartAsyncCall *call = smart_async_call_begin ("sleep_long", SMART_ASYNC_OPERATION_NONE, cancellable, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  smart_async_spawn (sleep_long, NULL, NULL, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
  result = smart_async_await (call, error);
  g_assert_nonnull (result);

  return smart_async_spawn_finish (result, error);
}

static void
another_fiber (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SupportFiber fiber;

  support_fiber_spawn (&fiber, await_fiber, NULL, cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_cancellable_cancel (cancellable);
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_error (fiber.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (fiber.error->message, ==, "smart_async_sleep: cancelled");
  g_clear_error (&fiber.error);
}

static gboolean
emit_cb (gpointer user_data)
{
  g_action_group_action_state_changed (user_data, "other", g_variant_new_int32 (1));
  g_action_group_action_state_changed (user_data, "this", g_variant_new_int32 (42));

  return G_SOURCE_REMOVE;
}

static gboolean
has_handler (gpointer    object,
             GType       type,
             const char *name)
{
  return g_signal_handler_find (object, G_SIGNAL_MATCH_ID, g_signal_lookup (name, type), 0, NULL, NULL, NULL) != 0;
}

static gpointer
await_state (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GArray) values = NULL;

  g_idle_add (emit_cb, group);
  values = smart_async_await_signal (G_OBJECT (group), "action-state-changed::this", cancellable, error);
  g_assert_cmpuint (values->len, ==, 2);
  g_assert_cmpstr (g_value_get_string (&g_array_index (values, GValue, 0)), ==, "this");
  g_assert_cmpint (g_variant_get_int32 (g_value_get_variant (&g_array_index (values, GValue, 1))), ==, 42);
  g_assert_false (has_handler (group, G_TYPE_ACTION_GROUP, "action-state-changed"));

  return NULL;
}

static void
await_state_without_fiber (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  g_assert_null (await_state (NULL, NULL, NULL));
}

static void
signal_emitted (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (await_state, NULL, NULL, &error);
  g_assert_no_error (error);
  await_state_without_fiber ();
  support_call_in_loop (NULL, await_state_without_fiber);
}

static gpointer
await_cancelled_by (gpointer       user_data,
                    GCancellable  *cancellable,
                    GError       **error)
{
  return smart_async_await_signal (user_data, "cancelled", NULL, error);
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return NULL;
}

static void
signal_of_another_thread (void)
{
  g_autoptr (GCancellable) object = g_cancellable_new ();
  g_autoptr (GArray) values = NULL;
  SupportFiber fiber;
  GThread *thread;

  support_fiber_spawn (&fiber, await_cancelled_by, object, NULL);
  while (!has_handler (object, G_TYPE_CANCELLABLE, "cancelled"))
    g_main_context_iteration (NULL, TRUE);

  thread = g_thread_new ("cancel", cancel_thread, object);
  support_iterate_until (NULL, &fiber.is_done);
  g_thread_join (thread);

  values = fiber.value;
  g_assert_nonnull (values);
  g_assert_cmpuint (values->len, ==, 0);
}

static gpointer
await_never (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  return smart_async_await_signal (G_OBJECT (group), "action-added", cancellable, error);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
signal_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_timeout_add (10, cancel_cb, cancellable);
  g_assert_null (support_fiber_run (await_never, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* As a widget of a window that is closed meanwhile. */
static void
signal_of_disposed (void)
{
  g_autoptr (GCancellable) object = g_cancellable_new ();
  SupportFiber fiber;

  support_fiber_spawn (&fiber, await_cancelled_by, object, NULL);
  while (!has_handler (object, G_TYPE_CANCELLABLE, "cancelled"))
    g_main_context_iteration (NULL, TRUE);

  g_object_run_dispose (G_OBJECT (object));
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_null (fiber.value);
  g_assert_error (fiber.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_nonnull (strstr (fiber.error->message, "GCancellable"));
  g_clear_error (&fiber.error);
}

static gpointer
work (gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  GThread **caller = user_data;

  g_assert_true (*caller != g_thread_self ());
  g_assert_cmpint (smart_async_detect (NULL), !=, SMART_ASYNC_SITUATION_FIBER);
  if (cancellable == NULL)
    return g_strdup ("done");

  g_set_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN, "work");

  return NULL;
}

static gpointer
work_in_thread (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  GThread *caller = g_thread_self ();
  g_autoptr (GCancellable) for_error = g_cancellable_new ();
  g_autofree char *text = smart_async_run_in_thread (work, &caller, g_free, NULL, error);

  g_assert_cmpstr (text, ==, "done");
  g_assert_null (smart_async_run_in_thread (work, &caller, g_free, for_error, error));

  return NULL;
}

static void
in_thread_without_fiber (void)
{
  g_autoptr (GError) error = NULL;

  work_in_thread (NULL, NULL, &error);
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
}

static void
in_thread (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (work_in_thread, NULL, NULL, &error);
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  in_thread_without_fiber ();
  support_call_in_loop (NULL, in_thread_without_fiber);
}

/* What a deprecated name stands for goes on working. */
static void
in_thread_by_former_name (void)
{
  GThread *caller = g_thread_self ();
  g_autofree char *text = NULL;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  text = smart_async_in_thread (work, &caller, g_free, NULL, NULL);
  G_GNUC_END_IGNORE_DEPRECATIONS
  g_assert_cmpstr (text, ==, "done");
}

static gpointer
work_until_cancelled (gpointer       user_data,
                      GCancellable  *cancellable,
                      GError       **error)
{
  while (!g_cancellable_is_cancelled (cancellable))
    g_thread_yield ();

  return g_strdup ("late");
}

static gpointer
work_too_long (gpointer       user_data,
               GCancellable  *cancellable,
               GError       **error)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (10);

  return smart_async_run_in_thread (work_until_cancelled, NULL, g_free, NULL, error);
}

static void
thread_timed_out (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (support_fiber_run (work_too_long, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
assert_can_not_be_awaited (SmartAsyncCall *call)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "smart_async_await: assertion*failed");
  g_assert_null (smart_async_await (call, NULL));
  g_test_assert_expected_messages ();
}

static gpointer
await_twice (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *call = begin_echo (machine, "hello", NULL);
  g_autofree char *text = await_echo (machine, call, error);

  g_assert_cmpstr (text, ==, "hello");
  assert_can_not_be_awaited (call);

  return NULL;
}

static void
awaiting_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  assert_can_not_be_awaited (call);
  awkward_machine_echo_async (user_data, "hello", NULL, smart_async_call_ready, call);
}

/* Neither what was waited for already, nor what others wait for. */
static void
not_to_be_awaited (void)
{
  static const SmartAsyncOperation operation = { "awaiting", awaiting_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GAsyncResult) result = NULL;

  support_fiber_run (await_twice, NULL, NULL, NULL);

  result = smart_async_run (&operation, machine, NULL, NULL);
  g_assert_nonnull (result);
}

static gpointer
forget (gpointer       user_data,
        GCancellable  *cancellable,
        GError       **error)
{
  G_GNUC_UNUSED SmartAsyncCall *call = smart_async_call_begin ("forgotten", SMART_ASYNC_OPERATION_NONE, NULL, NULL);

  return NULL;
}

static void
forgotten (void)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*neither waited for nor abandoned 1 of the calls*");
  support_fiber_run (forget, NULL, NULL, NULL);
  g_test_assert_expected_messages ();
}

static gpointer
complete_at_once (gpointer       user_data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  SmartAsyncCall *call = smart_async_call_begin ("at once", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  smart_async_call_complete (call, G_ASYNC_RESULT (task));
  result = smart_async_await (call, error);
  g_assert_true (result == G_ASYNC_RESULT (task));
  g_task_return_boolean (task, smart_async_sleep (600 * 1000, cancellable, error));

  return NULL;
}

/* It would go on once more than there is something for it. */
static void
at_once (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SupportFiber fiber;

  support_fiber_spawn (&fiber, complete_at_once, NULL, cancellable);
  g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_main_context_pending (NULL));

  g_cancellable_cancel (cancellable);
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_error (fiber.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&fiber.error);
}

/* The context that the thread wakes up is gone a moment later. */
static gpointer
await_thread (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  SmartAsyncCall *call = smart_async_call_begin ("await", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  GThread **thread = user_data;
  g_autoptr (GAsyncResult) result = NULL;

  *thread = g_thread_new ("completer", support_complete_thread, call);
  result = smart_async_await (call, NULL);
  g_assert_nonnull (result);

  return NULL;
}

/* The loop does not sleep, so that the fiber goes on while the other thread is still waking it up. */
static gpointer
run_short_contexts (gpointer user_data)
{
  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();
      g_autoptr (GThread) thread = NULL;
      SupportFiber fiber;

      g_main_context_push_thread_default (context);
      support_fiber_spawn (&fiber, await_thread, &thread, NULL);
      while (!g_atomic_int_get (&fiber.is_done))
        g_main_context_iteration (context, FALSE);
      g_main_context_pop_thread_default (context);

      g_clear_pointer (&context, g_main_context_unref);
      g_thread_join (g_steal_pointer (&thread));
    }

  return NULL;
}

static void
context_ends (void)
{
  support_call_in_threads (4, run_short_contexts, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/fiber-await/any-pair-can-be-waited-for", any_pair);
  test_child_add_func ("/smartasync/fiber-await/what-completes-at-once-wakes-nobody-up", at_once);
  test_child_add_func ("/smartasync/fiber-await/several-are-under-way-at-once", several_at_once);
  test_child_add_func ("/smartasync/fiber-await/the-first-of-several-is-returned", first_of_several);
  test_child_add_func ("/smartasync/fiber-await/cancelling-and-timeouts-end-the-wait", limits);
  test_child_add_func ("/smartasync/fiber-await/a-watchdog-ends-the-wait", watchdog);
  test_child_add_func ("/smartasync/fiber-await/another-fiber-can-be-waited-for", another_fiber);
  test_child_add_func ("/smartasync/fiber-await/what-is-abandoned-may-call-back", abandoned);
  test_child_add_func ("/smartasync/fiber-await/what-can-not-be-waited-for-is-a-critical", not_to_be_awaited);
  test_child_add_func ("/smartasync/fiber-await/a-call-that-is-never-waited-for-is-a-critical", forgotten);
  test_child_add_func ("/smartasync/fiber-await/a-signal-comes-with-its-arguments", signal_emitted);
  test_child_add_func ("/smartasync/fiber-await/another-thread-s-signal-is-seen", signal_of_another_thread);
  test_child_add_func ("/smartasync/fiber-await/cancelling-ends-the-wait-for-a-signal", signal_cancelled);
  test_child_add_func ("/smartasync/fiber-await/an-object-that-is-disposed-of-ends-the-wait", signal_of_disposed);
  test_child_add_func ("/smartasync/fiber-await/a-function-runs-in-a-thread", in_thread);
  test_child_add_func ("/smartasync/fiber-await/the-former-name-of-that-works", in_thread_by_former_name);
  test_child_add_func ("/smartasync/fiber-await/a-context-that-ends-is-not-woken-up", context_ends);
  test_child_add_func ("/smartasync/fiber-await/a-thread-s-function-is-never-abandoned", thread_timed_out);

  return g_test_run ();
}
