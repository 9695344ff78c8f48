/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Handlers of the signal “cancelled” that wait for the very thread whose call is cancelled.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "fibers.h"
#include "support.h"

/* A thread cancels an operation of the thread that runs the default loop. A handler of the program's, connected after
 * the operation's own, then makes a call that is forwarded to that loop: g_cancellable_cancel() returns when the loop
 * has had its turn. So the cancelled call must return before g_cancellable_cancel() does.
 */
typedef struct
{
  AwkwardMachine *machine;        /* its operation calls back when it is cancelled */
  GCancellable   *cancellable;
  int             is_started;     /* atomic; and the handler connected */
  int             is_cancelled;   /* atomic; g_cancellable_cancel() has returned */
} Situation;

static void
call_the_loop_cb (GCancellable *cancellable,
                  gpointer      user_data)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "hello", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");
}

static void
echo_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  Situation *situation = user_data;

  awkward_machine_echo_async (situation->machine, "hello", smart_async_call_get_cancellable (call),
                              smart_async_call_ready, call);
  g_cancellable_connect (situation->cancellable, G_CALLBACK (call_the_loop_cb), NULL, NULL);
  g_atomic_int_set (&situation->is_started, TRUE);
}

static gpointer
cancel_thread (gpointer user_data)
{
  Situation *situation = user_data;

  while (!g_atomic_int_get (&situation->is_started))
    g_thread_yield ();

  g_cancellable_cancel (situation->cancellable);
  g_atomic_int_set (&situation->is_cancelled, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static gboolean
end_echo (Situation     *situation,
          GAsyncResult  *result,
          GError       **error)
{
  g_autofree char *text = awkward_machine_echo_finish (situation->machine, result, error);

  return text != NULL;
}

static gboolean
run_call (Situation  *situation,
          GError    **error)
{
  static const SmartAsyncOperation operation = { "cancelled_sync", echo_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, situation, situation->cancellable, error);

  return result != NULL && end_echo (situation, result, error);
}

static gboolean
run_batch (Situation  *situation,
           GError    **error)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("cancelled_batch");

  smart_async_batch_add (batch, echo_start, NULL, situation, NULL);

  return smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, situation->cancellable, error);
}

typedef gboolean (*RunFunc) (Situation *situation, GError **error);

static void
assert_returns (RunFunc run)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Situation situation = { machine, cancellable, FALSE, FALSE };
  GThread *thread = g_thread_new ("canceller", cancel_thread, &situation);

  run (&situation, &error);
  if (run != run_batch)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  support_iterate_until (NULL, &situation.is_cancelled);
  g_thread_join (thread);
}

static void
private_calls (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  for (int i = 0; i < 20; i++)
    assert_returns (run_call);
}

static void
private_batches (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  for (int i = 0; i < 20; i++)
    assert_returns (run_batch);
}

static void
call (void)
{
  support_call_in_loop (NULL, private_calls);
}

static void
batch (void)
{
  support_call_in_loop (NULL, private_batches);
}

static gpointer
run_in_fiber (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  run_call (user_data, error);

  return NULL;
}

static gboolean
run_fiber (Situation  *situation,
           GError    **error)
{
  support_fiber_run (run_in_fiber, situation, NULL, error);

  return *error == NULL;
}

static void
calls_of_fibers (void)
{
  for (int i = 0; i < 20; i++)
    assert_returns (run_fiber);
}

static void
fiber (void)
{
  support_call_in_loop (NULL, calls_of_fibers);
}

static gpointer
await_any_in_fiber (gpointer       user_data,
                    GCancellable  *cancellable,
                    GError       **error)
{
  Situation *situation = user_data;
  SmartAsyncCall *calls[] = {
    smart_async_call_begin ("cancelled", SMART_ASYNC_OPERATION_NONE, situation->cancellable),
  };
  g_autoptr (GAsyncResult) result = NULL;

  echo_start (calls[0], situation);
  smart_async_await_any (calls, G_N_ELEMENTS (calls));
  result = smart_async_await (calls[0], error);
  if (result != NULL)
    end_echo (situation, result, error);

  return NULL;
}

static gboolean
run_await_any (Situation  *situation,
               GError    **error)
{
  support_fiber_run (await_any_in_fiber, situation, NULL, error);

  return *error == NULL;
}

static void
awaits_of_fibers (void)
{
  for (int i = 0; i < 20; i++)
    assert_returns (run_await_any);
}

static void
await_any (void)
{
  support_call_in_loop (NULL, awaits_of_fibers);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/cancel-handlers/a-cancelled-call-waits-for-no-handler", call);
  test_child_add_func ("/smartasync/cancel-handlers/nor-does-a-batch", batch);
  test_child_add_func ("/smartasync/cancel-handlers/nor-does-a-fiber", fiber);
  test_child_add_func ("/smartasync/cancel-handlers/nor-does-one-that-waits-for-any", await_any);

  return g_test_run ();
}
