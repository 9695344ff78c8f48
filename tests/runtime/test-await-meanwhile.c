/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that were begun by hand, and what happens to them before, and while, they are waited for.
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
assert_cancelled (SmartAsyncCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_await (call, &error);

  if (result != NULL && g_async_result_is_tagged (result, smart_async_spawn))
    smart_async_spawn_finish (result, &error);
  else if (result != NULL)
    g_task_propagate_boolean (G_TASK (result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A finish function that abandons its own call, as one does that ends all that a program has under way. */

static void
abandon_finish (GAsyncResult  *result,
                gpointer       user_data,
                GError       **error)
{
  SmartAsyncCall **call = user_data;

  smart_async_call_abandon (g_steal_pointer (call));
}

static void
abandon_inside_finish (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  GMainContext *before = g_main_context_get_thread_default ();
  SmartAsyncCall *call = smart_async_call_begin ("echo", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  g_autofree char *dump = NULL;

  smart_async_call_set_finish (call, abandon_finish, &call);
  awkward_machine_echo_async (machine, "hello", NULL, smart_async_call_ready, call);
  while (call != NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);

  g_assert_true (g_main_context_get_thread_default () == before);
  dump = smart_async_dump ();
  g_assert_cmpstr (dump, ==, "");
}

static void
abandon_inside_finish_in_loop (void)
{
  support_call_in_loop (NULL, abandon_inside_finish);
}

/* Callbacks that are dispatched while one of several calls is waited for. */

static SmartAsyncCall *calls[2];

static gboolean
release_all_cb (gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    smart_async_call_unref (calls[i]);

  return G_SOURCE_REMOVE;
}

static void
await_released (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    calls[i] = begin_echo (machine, NULL);
  g_idle_add (release_all_cb, NULL);

  g_assert_cmpuint (smart_async_await_any (calls, G_N_ELEMENTS (calls)), ==, G_N_ELEMENTS (calls));
}

static void
released_meanwhile (void)
{
  support_call_in_loop (NULL, await_released);
}

static gpointer
await_in_fiber (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  await_released ();

  return NULL;
}

/* The fiber is suspended when the callback releases its calls. */
static void
await_fiber (void)
{
  SmartAsyncCall *call = smart_async_call_spawn ("waits", await_in_fiber, NULL, NULL, NULL, NULL);

  g_object_unref (smart_async_await (call, NULL));
}

static void
released_while_a_fiber_waits (void)
{
  support_call_in_loop (NULL, await_fiber);
}

static gpointer
release_thread (gpointer user_data)
{
  /* That the thread which waits sleeps by then is likely, and all that can be had. */
  g_usleep (G_TIME_SPAN_MILLISECOND * 100);
  release_all_cb (NULL);

  return NULL;
}

/* There is no operation, which would wake the thread up. The child is killed if nothing else does. */
static void
released_in_a_thread (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    calls[i] = smart_async_call_begin ("never", SMART_ASYNC_OPERATION_NONE, cancellable, NULL);
  g_thread_unref (g_thread_new ("releases", release_thread, NULL));

  g_assert_cmpuint (smart_async_await_any (calls, G_N_ELEMENTS (calls)), ==, G_N_ELEMENTS (calls));
}

static void
context_ends (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GMainContext *context = g_main_context_new ();
  SmartAsyncCall *call;

  g_main_context_acquire (context);
  g_main_context_push_thread_default (context);
  call = smart_async_call_begin ("never", SMART_ASYNC_OPERATION_NONE, cancellable, NULL);
  g_main_context_pop_thread_default (context);
  g_main_context_release (context);
  g_main_context_unref (context);

  g_cancellable_cancel (cancellable);
  smart_async_call_unref (call);
}

static gboolean
cancel_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static gpointer
cancel_thread (gpointer cancellable)
{
  /* That the thread which waits sleeps by then is likely, and all that can be had. */
  g_usleep (G_TIME_SPAN_MILLISECOND * 100);
  g_cancellable_cancel (cancellable);

  return NULL;
}

/* An inner wait for one of the same calls. */
static gboolean
await_inside_cb (gpointer cancellable)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (SmartAsyncCall) other = begin_echo (machine, NULL);
  SmartAsyncCall *both[] = { calls[0], other };

  g_assert_cmpuint (smart_async_await_any (both, G_N_ELEMENTS (both)), ==, 1);
  g_thread_unref (g_thread_new ("cancels", cancel_thread, cancellable));

  return G_SOURCE_REMOVE;
}

static void
await_twice (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  SmartAsyncCall *call = smart_async_call_begin ("never", SMART_ASYNC_OPERATION_NONE, cancellable, NULL);

  calls[0] = call;
  g_idle_add (await_inside_cb, cancellable);
  g_assert_cmpuint (smart_async_await_any (&call, 1), ==, 0);
  assert_cancelled (call);
}

static void
awaited_inside_as_well (void)
{
  support_call_in_loop (NULL, await_twice);
}

/* A call with a time limit has a cancellable of its own. Before it is waited for, the caller's must cancel that. */

static gpointer
sleep_long (gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  gboolean *has_ended = user_data;

  smart_async_sleep (G_MAXINT, cancellable, error);
  *has_ended = TRUE;

  return NULL;
}

static void
cancel_before_wait (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean has_ended = FALSE;
  SmartAsyncCall *call;

  smart_async_push_timeout (G_MAXINT);
  call = smart_async_call_spawn ("sleeps", sleep_long, &has_ended, NULL, cancellable, NULL);
  smart_async_pop_timeout ();

  g_idle_add (cancel_cb, cancellable);
  while (!has_ended)
    g_main_context_iteration (NULL, TRUE);
  assert_cancelled (call);
}

static void
cancelled_before_the_wait (void)
{
  support_call_in_loop (NULL, cancel_before_wait);
}

/* Who has a weak reference to the cancellable of a call that is over must not reach that of a later one. */
static void
weak_references (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *call = begin_echo (machine, NULL);
  g_autoptr (GObject) kept = NULL;
  GWeakRef weak;

  g_weak_ref_init (&weak, smart_async_call_get_cancellable (call));
  g_object_unref (smart_async_await (call, NULL));
  call = begin_echo (machine, NULL);

  kept = g_weak_ref_get (&weak);
  g_assert_true (kept != (GObject *) smart_async_call_get_cancellable (call));
  g_object_unref (smart_async_await (call, NULL));
  g_weak_ref_clear (&weak);
}

/* Calls on one private context, whatever the policy says of the second. */
static void
two_under_refuse (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *first, *second;
  GMainContext *context;

  smart_async_push_policy (SMART_ASYNC_POLICY_REFUSE);
  first = begin_echo (machine, NULL);
  second = begin_echo (machine, NULL);
  smart_async_pop_policy ();

  context = g_main_context_get_thread_default ();
  g_object_unref (smart_async_await (first, NULL));
  g_assert_true (g_main_context_get_thread_default () == context);
  g_object_unref (smart_async_await (second, NULL));
  g_assert_null (g_main_context_get_thread_default ());
}

/* A call that is begun in the start function of another one, and waited for later. */

static void
begin_start (SmartAsyncCall *call,
             gpointer        machine)
{
  calls[0] = begin_echo (machine, NULL);
  awkward_machine_echo_async (machine, "hello", smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static void
begun_while_starting (void)
{
  static const SmartAsyncOperation operation = { "begins_another", begin_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  g_object_unref (smart_async_run (&operation, machine, NULL, NULL));
  g_assert_null (g_main_context_get_thread_default ());
  g_object_unref (smart_async_await (calls[0], NULL));
  smart_async_pop_policy ();
  g_assert_null (g_main_context_get_thread_default ());
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/await-meanwhile/a-finish-function-abandons-its-call", abandon_inside_finish);
  test_child_add_func ("/smartasync/await-meanwhile/so-does-one-in-a-loop", abandon_inside_finish_in_loop);
  test_child_add_func ("/smartasync/await-meanwhile/all-calls-are-released", released_meanwhile);
  test_child_add_func ("/smartasync/await-meanwhile/while-a-fiber-waits-for-them", released_while_a_fiber_waits);
  test_child_add_func ("/smartasync/await-meanwhile/in-another-thread", released_in_a_thread);
  test_child_add_func ("/smartasync/await-meanwhile/the-context-of-a-call-ends", context_ends);
  test_child_add_func ("/smartasync/await-meanwhile/a-callback-waits-for-the-same-call", awaited_inside_as_well);
  test_child_add_func ("/smartasync/await-meanwhile/cancelled-before-it-is-waited-for", cancelled_before_the_wait);
  test_child_add_func ("/smartasync/await-meanwhile/two-under-refuse", two_under_refuse);
  test_child_add_func ("/smartasync/await-meanwhile/begun-in-a-start-function", begun_while_starting);
  test_child_add_func ("/smartasync/await-meanwhile/weak-references-reach-no-later-call", weak_references);

  return g_test_run ();
}
