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

typedef struct _Case Case;

/* A thread cancels an operation of the thread that runs the default loop. A handler of the program's makes a call that
 * is forwarded to that loop: g_cancellable_cancel() returns when the loop has served it. So the cancelled call must
 * return before g_cancellable_cancel() does.
 */
typedef struct
{
  const Case     *tested;
  AwkwardMachine *machine;        /* its operation calls back when it is cancelled */
  GCancellable   *cancellable;
  int             is_started;     /* atomic; and the handler connected */
  int             is_cancelled;   /* atomic; g_cancellable_cancel() has returned */
  GMutex          lock;
  GCond           changed;
  gboolean        is_entered;     /* lock; the handler runs */
} Situation;

static void
tell_entered (Situation *situation)
{
  g_mutex_lock (&situation->lock);
  situation->is_entered = TRUE;
  g_cond_signal (&situation->changed);
  g_mutex_unlock (&situation->lock);
}

static void
call_the_loop_cb (GCancellable *cancellable,
                  gpointer      user_data)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  tell_entered (user_data);
  text = awkward_machine_echo_sync (machine, "hello", NULL, &error);

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
  if (g_atomic_int_get (&situation->is_started))
    return;

  g_cancellable_connect (situation->cancellable, G_CALLBACK (call_the_loop_cb), situation, NULL);
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

static void
enter_handler (Situation *situation)
{
  g_atomic_int_set (&situation->is_started, TRUE);

  g_mutex_lock (&situation->lock);
  while (!situation->is_entered)
    g_cond_wait (&situation->changed, &situation->lock);
  g_mutex_unlock (&situation->lock);
}

/* In the thread that makes a call: what is to happen before that connects to the cancellable. */
static _Thread_local Situation *to_enter;

static void
enter_first (void)
{
  if (to_enter != NULL)
    enter_handler (g_steal_pointer (&to_enter));
}

/* A call says that it begins when it has seen that it is not cancelled yet. */
static void
begins_cb (const char *text)
{
  if (strstr (text, ": begins, ") != NULL)
    enter_first ();
}

static gboolean
run_sleep (Situation  *situation,
           GError    **error)
{
  return smart_async_sleep (G_MAXINT, situation->cancellable, error);
}

static gboolean
run_await_signal (Situation  *situation,
                  GError    **error)
{
  g_autoptr (GArray) values = smart_async_await_signal (G_OBJECT (situation->machine), "notify",
                                                        situation->cancellable, error);

  return values != NULL;
}

static gpointer
fail_if_cancelled (gpointer       user_data,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_cancellable_set_error_if_cancelled (cancellable, error);

  return NULL;
}

static gboolean
run_in_thread (Situation  *situation,
               GError    **error)
{
  return smart_async_run_in_thread (fail_if_cancelled, NULL, NULL, situation->cancellable, error) != NULL;
}

static gboolean
run_await (Situation  *situation,
           GError    **error)
{
  SmartAsyncCall *call = smart_async_call_begin ("cancelled", SMART_ASYNC_OPERATION_NONE, situation->cancellable, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  enter_first ();
  echo_start (call, situation);
  result = smart_async_await (call, error);

  return result != NULL && end_echo (situation, result, error);
}

/* The operation has a cancellable of the call's own. */
static gboolean
run_await_with_timeout (Situation  *situation,
                        GError    **error)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (G_MAXINT);

  return run_await (situation, error);
}

/* The one that is cancelled comes second. The first is over when it is the only one. */
static gboolean
run_await_any (Situation  *situation,
               GError    **error)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *calls[] = {
    smart_async_call_begin ("released", SMART_ASYNC_OPERATION_NONE, NULL, NULL),
    smart_async_call_begin ("cancelled", SMART_ASYNC_OPERATION_NONE, situation->cancellable, NULL),
  };
  g_autoptr (GAsyncResult) result = NULL;

  awkward_machine_echo_async (machine, "hello", NULL, smart_async_call_ready, calls[0]);
  enter_first ();
  echo_start (calls[1], situation);
  g_assert_cmpuint (smart_async_await_any (calls, G_N_ELEMENTS (calls)), ==, 1);
  result = smart_async_await (calls[1], error);
  smart_async_call_abandon (calls[0]);
  awkward_machine_release (machine);

  return result != NULL && end_echo (situation, result, error);
}

static gboolean
enter_cb (gpointer user_data)
{
  enter_handler (user_data);

  return G_SOURCE_REMOVE;
}

/* It looks whether it is cancelled, and then waits: nothing comes between the two. */
static gboolean
run_sleep_of_fiber (Situation  *situation,
                    GError    **error)
{
  g_idle_add (enter_cb, g_steal_pointer (&to_enter));

  return run_sleep (situation, error);
}

typedef gboolean (*RunFunc) (Situation *situation, GError **error);

struct _Case
{
  const char *claim;
  RunFunc     run;
  gboolean    is_in_fiber;
  gboolean    enters_first;  /* the handler runs when the call connects; else only some time after that */
};

static gpointer
run_in_fiber (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  Situation *situation = user_data;

  situation->tested->run (situation, error);

  return NULL;
}

static void
run_case (Situation  *situation,
          GError    **error)
{
  if (situation->tested->is_in_fiber)
    support_fiber_run (run_in_fiber, situation, NULL, error);
  else
    situation->tested->run (situation, error);
}

/* The operation of a batch, which has no finish function, succeeds by calling back, and may do so first. */
static void
assert_returns (const Case *tested)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Situation situation = { .tested = tested, .machine = machine, .cancellable = cancellable };
  GThread *thread;

  if (tested->enters_first)
    {
      g_cancellable_connect (cancellable, G_CALLBACK (call_the_loop_cb), &situation, NULL);
      to_enter = &situation;
    }

  thread = g_thread_new ("canceller", cancel_thread, &situation);
  run_case (&situation, &error);
  g_assert_null (to_enter);
  if (tested->enters_first || tested->run != run_batch)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  support_iterate_until (NULL, &situation.is_cancelled);
  g_thread_join (thread);
}

static const Case *tested_in_loop;

static void
test_in_loop (void)
{
  SmartAsyncPolicy policy = tested_in_loop->is_in_fiber ? SMART_ASYNC_POLICY_AUTO : SMART_ASYNC_POLICY_PRIVATE;
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (policy);

  for (int i = 0; i < 20; i++)
    assert_returns (tested_in_loop);
}

static void
test (gconstpointer tested)
{
  g_setenv ("SMART_ASYNC_DEBUG", "calls", TRUE);
  g_set_printerr_handler (begins_cb);
  tested_in_loop = tested;
  support_call_in_loop (NULL, test_in_loop);
}

static const Case cases[] = {
  { "a-cancelled-call-waits-for-no-handler", run_call, FALSE, FALSE },
  { "nor-does-a-batch", run_batch, FALSE, FALSE },
  { "nor-does-a-fiber", run_call, TRUE, FALSE },
  { "nor-does-one-that-waits", run_await, TRUE, FALSE },
  { "nor-does-one-that-waits-for-any", run_await_any, TRUE, FALSE },

  { "a-call-that-begins-meanwhile-waits-for-no-handler", run_call, FALSE, TRUE },
  { "nor-does-a-batch-that-begins", run_batch, FALSE, TRUE },
  { "nor-does-a-sleep", run_sleep, FALSE, TRUE },
  { "nor-does-a-wait-for-a-signal", run_await_signal, FALSE, TRUE },
  { "nor-does-a-thread", run_in_thread, FALSE, TRUE },

  { "a-call-that-a-fiber-begins-waits-for-no-handler", run_call, TRUE, TRUE },
  { "nor-does-a-batch-of-a-fiber", run_batch, TRUE, TRUE },
  { "nor-does-a-sleep-of-a-fiber", run_sleep_of_fiber, TRUE, TRUE },
  { "nor-does-a-wait-of-a-fiber-for-a-signal", run_await_signal, TRUE, TRUE },
  { "nor-does-a-thread-of-a-fiber", run_in_thread, TRUE, TRUE },
  { "nor-does-await", run_await, TRUE, TRUE },
  { "nor-does-await-with-a-timeout", run_await_with_timeout, TRUE, TRUE },
  { "nor-does-await-any", run_await_any, TRUE, TRUE },
};

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smartasync/cancel-handlers/", cases[i].claim, NULL);

      test_child_add (path, test, &cases[i]);
    }

  return g_test_run ();
}
