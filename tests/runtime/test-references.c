/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * References to calls: what the last one of a call that was begun by hand means.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

static SmartAsyncCall *
begin_echo (AwkwardMachine *machine,
            GCancellable   *cancellable)
{
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call = smart_async_call_begin ("echo", SMART_ASYNC_OPERATION_NONE, cancellable, &error);

  g_assert_no_error (error);
  awkward_machine_echo_async (machine, "hello", smart_async_call_get_cancellable (call), smart_async_call_ready, call);

  return call;
}

static void
assert_dump (const char *pattern)
{
  g_autofree char *text = smart_async_dump ();

  if (!g_pattern_match_simple (pattern, text))
    g_error ("“%s” is not “%s”", text, pattern);
}

static void
assert_result (AwkwardMachine *machine,
               GAsyncResult   *result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_finish (machine, result, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");
}

/* The operation is cancelled, ends by that, and then nothing is left of the call. */
static void
assert_abandoned (void)
{
  assert_dump ("echo: abandoned; begun * ms ago, has not called back\n");
  for (guint i = 0; i < 10; i++)
    support_iterate_until_idle (NULL);
  assert_dump ("");
}

static void
abandon (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);

  {
    g_autoptr (SmartAsyncCall) call = begin_echo (machine, NULL);

    g_assert_nonnull (call);
  }

  g_assert_true (g_main_context_get_thread_default () == before);
  assert_abandoned ();
}

static void
abandon_in_loop (void)
{
  support_call_in_loop (NULL, abandon);
}

static gpointer
abandon_func (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (SmartAsyncCall) call G_GNUC_UNUSED = begin_echo (user_data, NULL);

  return NULL;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(int *) user_data = TRUE;
}

/* A fiber that ends without having waited for what it has begun would say so. */
static void
abandon_in_fiber (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  int is_done = FALSE;

  smart_async_spawn (abandon_func, machine, NULL, NULL, done_cb, &is_done);
  support_iterate_until (NULL, &is_done);
  support_iterate_until_idle (NULL);
  assert_dump ("");
}

/* It has called back already: what with is dropped. */
static void
abandon_completed (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_AT_ONCE, AWKWARD_OUTCOME_VALUE);

  smart_async_call_unref (begin_echo (machine, NULL));
  assert_dump ("");
}

/* It may serve others, too. */
static void
callers_cancellable_rests (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  smart_async_call_unref (begin_echo (machine, cancellable));
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  assert_dump ("echo: abandoned; *");
  awkward_machine_release (machine);
  assert_dump ("");
}

/* The variable still has the handle when its reference is gone. */
static void
after_await (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  for (int i = 0; i < 100; i++)
    {
      g_autoptr (SmartAsyncCall) call = begin_echo (machine, NULL);
      g_autoptr (GAsyncResult) result = smart_async_await (call, NULL);

      assert_result (machine, result);
      assert_dump ("");
    }
}

static void
after_stolen_await (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (SmartAsyncCall) call = begin_echo (machine, NULL);
  g_autoptr (GAsyncResult) result = smart_async_await (g_steal_pointer (&call), NULL);

  assert_result (machine, result);
  assert_dump ("");
}

static void
after_abandon (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  {
    g_autoptr (SmartAsyncCall) call = begin_echo (machine, NULL);

    smart_async_call_abandon (call);
  }

  assert_dump ("echo: abandoned; *");
  awkward_machine_release (machine);
  assert_dump ("");
}

static void
after_await_any (void)
{
  g_autoptr (AwkwardMachine) never = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (AwkwardMachine) soon = awkward_machine_new (AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_OUTCOME_VALUE);

  {
    g_autoptr (SmartAsyncCall) first = begin_echo (never, NULL);
    g_autoptr (SmartAsyncCall) second = begin_echo (soon, NULL);
    SmartAsyncCall *calls[] = { first, second };
    g_autoptr (GAsyncResult) result = NULL;

    g_assert_cmpuint (smart_async_await_any (calls, G_N_ELEMENTS (calls)), ==, 1);
    result = smart_async_await (g_steal_pointer (&second), NULL);
    assert_result (soon, result);
  }

  assert_abandoned ();
}

/* A reference of another thread's keeps the call, and what can be asked of it. */

static gpointer
hold_thread (gpointer user_data)
{
  g_autoptr (SmartAsyncCall) call = user_data;

  g_assert_cmpstr (smart_async_call_get_name (call), ==, "echo");

  return NULL;
}

static void
held_elsewhere (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (SmartAsyncCall) call = begin_echo (machine, NULL);
  SmartAsyncCall *held = smart_async_call_ref (call);
  g_autoptr (GAsyncResult) result = NULL;

  result = smart_async_await (g_steal_pointer (&call), NULL);
  assert_result (machine, result);
  g_thread_join (g_thread_new ("hold", hold_thread, held));
  assert_dump ("");
}

static void
released_elsewhere_first (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *call = begin_echo (machine, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_thread_join (g_thread_new ("hold", hold_thread, smart_async_call_ref (call)));
  result = smart_async_await (call, NULL);
  assert_result (machine, result);
  assert_dump ("");
}

/* That thread can't pop what this one has pushed for the call: this one does when it begins the next one. */
static void
released_elsewhere_last (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *call = begin_echo (machine, NULL);
  SmartAsyncCall *held = smart_async_call_ref (call);

  smart_async_call_unref (call);
  assert_dump ("echo: thread *");
  g_thread_join (g_thread_new ("hold", hold_thread, held));
  assert_dump ("echo: abandoned; *");

  smart_async_call_unref (begin_echo (machine, NULL));
  g_assert_true (g_main_context_get_thread_default () == before);
  for (guint i = 0; i < 10; i++)
    support_iterate_until_idle (NULL);
  assert_dump ("");
}

/* Whoever finishes the operation may have the last one. */

static void
release_finish (GAsyncResult  *result,
                gpointer       user_data,
                GError       **error)
{
  g_clear_pointer ((SmartAsyncCall **) user_data, smart_async_call_unref);
}

static void
released_inside (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *call = smart_async_call_begin ("glimpse", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  SmartAsyncCall *other = begin_echo (machine, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  smart_async_call_set_finish (call, release_finish, &call);
  awkward_machine_glimpse_async (machine, "fleeting", NULL, smart_async_call_ready, call);
  result = smart_async_await (other, NULL);
  assert_result (machine, result);
  support_iterate_until_idle (NULL);
  g_assert_null (call);
  assert_dump ("");
}

/* In a start function the call is borrowed. */

static void
borrow_start (SmartAsyncCall *call,
              gpointer        machine)
{
  g_autoptr (SmartAsyncCall) held = smart_async_call_ref (call);

  awkward_machine_echo_async (machine, "hello", smart_async_call_get_cancellable (held), smart_async_call_ready, held);
}

static void
overdraw_start (SmartAsyncCall *call,
                gpointer        machine)
{
  borrow_start (call, machine);
  smart_async_call_unref (call);
}

static void
run_with (SmartAsyncStartFunc start)
{
  SmartAsyncOperation operation = { "run", start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, machine, NULL, NULL);

  assert_result (machine, result);
  assert_dump ("");
}

static void
in_start_function (void)
{
  run_with (borrow_start);
}

static void
too_many_released (void)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "run: *more references*");
  run_with (overdraw_start);
  g_test_assert_expected_messages ();
}

/* It can't be waited for any more, and the operation writes on. */
static void
callers_memory (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *call = smart_async_call_begin ("read", SMART_ASYNC_OPERATION_CALLER_MEMORY, NULL, NULL);

  awkward_machine_echo_async (machine, "hello", NULL, smart_async_call_ready, call);
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_MESSAGE, "read: *memory of the caller*");
  smart_async_call_unref (call);
  g_test_assert_expected_messages ();
  awkward_machine_release (machine);
  assert_dump ("");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/references/the-last-one-abandons", abandon);
  test_child_add_func ("/smartasync/references/the-last-one-abandons-in-a-loop", abandon_in_loop);
  test_child_add_func ("/smartasync/references/the-last-one-abandons-in-a-fiber", abandon_in_fiber);
  test_child_add_func ("/smartasync/references/the-last-one-drops-the-result", abandon_completed);
  test_child_add_func ("/smartasync/references/the-callers-cancellable-is-left-alone", callers_cancellable_rests);
  test_child_add_func ("/smartasync/references/releasing-after-await-is-harmless", after_await);
  test_child_add_func ("/smartasync/references/await-takes-it", after_stolen_await);
  test_child_add_func ("/smartasync/references/releasing-after-abandon-is-harmless", after_abandon);
  test_child_add_func ("/smartasync/references/await-any-takes-none", after_await_any);
  test_child_add_func ("/smartasync/references/another-thread-may-hold-one", held_elsewhere);
  test_child_add_func ("/smartasync/references/another-thread-may-release-one", released_elsewhere_first);
  test_child_add_func ("/smartasync/references/another-thread-may-release-the-last-one", released_elsewhere_last);
  test_child_add_func ("/smartasync/references/a-finish-function-may-release-the-last-one", released_inside);
  test_child_add_func ("/smartasync/references/a-start-function-may-hold-one", in_start_function);
  test_child_add_func ("/smartasync/references/what-was-not-taken-is-not-released", too_many_released);
  test_child_add_func ("/smartasync/references/that-memory-is-still-in-use-is-told", callers_memory);

  return g_test_run ();
}
