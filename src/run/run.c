/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs an asynchronous operation to completion.
 */

#include <smartasync/smartasync.h>

#include "base/clock.h"
#include "base/debug.h"
#include "context/caller-context.h"
#include "base/thread.h"
#include "run/options-private.h"
#include "run/wait-loop.h"

/* The table of the policies: what each does where this thread runs the caller's loop, where not, and in a
 * fiber. NULL: it refuses to wait.
 */
static const struct
{
  const SmartAsyncWaiting *in_own_loop;
  const SmartAsyncWaiting *elsewhere;
  const SmartAsyncWaiting *in_fiber;
} waitings[] = {
  [SMART_ASYNC_POLICY_AUTO] = {
    &smart_async_waiting_turn, &smart_async_waiting_private, &smart_async_waiting_fiber,
  },
  [SMART_ASYNC_POLICY_PRIVATE] = {
    &smart_async_waiting_private, &smart_async_waiting_private, &smart_async_waiting_private,
  },
  [SMART_ASYNC_POLICY_FORWARD] = {
    &smart_async_waiting_turn, &smart_async_waiting_turn, &smart_async_waiting_fiber,
  },
  [SMART_ASYNC_POLICY_REFUSE] = {
    NULL, &smart_async_waiting_private, &smart_async_waiting_fiber,
  },
};

static gboolean
choose_waiting (SmartAsyncWait    *wait,
                SmartAsyncPolicy   policy,
                GError           **error)
{
  wait->runs_caller = g_main_context_is_owner (wait->caller);
  if (smart_async_fiber_get_suspendable (wait->thread, wait->caller) != NULL)
    wait->waiting = waitings[policy].in_fiber;
  else if (wait->runs_caller)
    wait->waiting = waitings[policy].in_own_loop;
  else if (wait->has_own_context && policy != SMART_ASYNC_POLICY_PRIVATE)
    wait->waiting = &smart_async_waiting_turn;
  else
    wait->waiting = waitings[policy].elsewhere;

  if (wait->waiting == NULL)
    {
      g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST,
                   "%s: called from inside a running main loop, whose context the policy refuse does not iterate from "
                   "inside; call the asynchronous function here, or use the policy auto or private",
                   wait->operation->name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_depth (SmartAsyncWait  *wait,
             GError         **error)
{
  guint max_depth = smart_async_get_max_depth ();

  if (wait->thread->depth < max_depth)
    return TRUE;

  g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_TOO_DEEP,
               "%s: %u calls wait inside one another in this thread, and no more are allowed; the innermost is %s. "
               "Call the asynchronous function from callbacks, or raise the limit with smart_async_set_max_depth()",
               wait->operation->name, wait->thread->depth, wait->outer->operation->name);

  return FALSE;
}

static gboolean
wait_begin (SmartAsyncWait             *wait,
            const SmartAsyncOperation  *operation,
            const SmartAsyncOptions    *options,
            GError                    **error)
{
  SmartAsyncThread *thread = wait->thread;

  wait->operation = operation;
  wait->outer = thread->innermost;
  wait->has_own_context = options->context != NULL;
  wait->caller = wait->has_own_context ? options->context : smart_async_caller_context ();
  wait->private_context = NULL;
  wait->has_slept = FALSE;
  wait->default_watch = (SmartAsyncDefaultWatch) { 0 };
  wait->lookout = NULL;
  wait->forward = NULL;
  wait->begun = smart_async_clock_get_coarse_time ();
  wait->main_depth = -1;
  wait->may_report = FALSE;
  wait->asleep_since = 0;
  wait->n_dispatched = 0;
  wait->slot = NULL;
  wait->inside = NULL;
  wait->is_pushed = FALSE;
  wait->result = NULL;
  wait->has_jobs_rest = FALSE;
  wait->is_finished = FALSE;
  wait->held_up_since = 0;
  wait->fiber = NULL;

  if (!choose_waiting (wait, options->policy, error) || !check_depth (wait, error) ||
      !wait->waiting->begin (wait, error))
    return FALSE;

  thread->innermost = wait;
  thread->depth++;

  return TRUE;
}

static void
wait_end (SmartAsyncWait *wait)
{
  wait->thread->depth--;
  wait->thread->innermost = wait->outer;
  wait->waiting->end (wait);
}

/* A deadline cancels it. And it tells whether the operation still holds it: so there is one also where the caller has
 * none, if it tells anything.
 */
static gboolean
needs_own_cancellable (const SmartAsyncOperation *operation,
                       const SmartAsyncOptions   *options,
                       GCancellable              *cancellable)
{
  return options->timeout_msec > 0 || options->watchdog_msec > 0 ||
         smart_async_debug_enabled (SMART_ASYNC_DEBUG_STALL) ||
         (cancellable == NULL && !(operation->flags & SMART_ASYNC_OPERATION_OPAQUE));
}

static SmartAsyncSlot *
acquire_slot (SmartAsyncWait  *wait,
              GCancellable    *cancellable,
              gboolean         gives_own_cancellable,
              GError         **error)
{
  SmartAsyncSlot *slot = smart_async_slot_acquire (wait->thread, wait->operation->name, cancellable, error);

  if (slot == NULL)
    return NULL;

  slot->context = wait->context;
  slot->fiber = wait->fiber != NULL ? smart_async_fiber_ref (wait->fiber) : NULL;
  slot->where = wait->waiting->where;
  slot->begun = wait->begun;
  slot->gives_own_cancellable = gives_own_cancellable;
  slot->home = wait->forward != NULL ? wait->caller : wait->context;
  wait->slot = slot;

  return slot;
}

/* Ends a call that has no result. Fails when it gets one meanwhile. Otherwise the reference to the
 * slot passes to the callback that is still owed, if one is.
 */
static gboolean
abandon (SmartAsyncWait *wait,
         SmartAsyncSlot *slot,
         SmartAsyncCall *call,
         gboolean       *left_behind)
{
  *left_behind = wait->waiting->withdraw == NULL || !wait->waiting->withdraw (wait);

  if (!smart_async_slot_change (slot, call, SMART_ASYNC_SLOT_PENDING,
                                *left_behind ? SMART_ASYNC_SLOT_ABANDONED : SMART_ASYNC_SLOT_OVER))
    return FALSE;

  if (!*left_behind)
    smart_async_slot_unref (slot);

  return TRUE;
}

/* Leaves the call, with its result if there is one and it has not come too late. */
static GAsyncResult *
leave (SmartAsyncWait   *wait,
       SmartAsyncSlot   *slot,
       SmartAsyncCall   *call,
       SmartAsyncLimit  *limit,
       GError          **error)
{
  gboolean left_behind = FALSE;

  if (!smart_async_slot_is_ready (slot) && abandon (wait, slot, call, &left_behind))
    {
      smart_async_limit_set_error (limit, left_behind, error);
      return NULL;
    }

  return smart_async_limit_take_result (limit, slot, &wait->is_finished, error);
}

static SmartAsyncFinishFunc
get_finish (const SmartAsyncOperation *operation)
{
  if (!(operation->flags & SMART_ASYNC_OPERATION_EXTENDED))
    return NULL;

  return ((const SmartAsyncOperationExtended *) operation)->finish;
}

static gboolean
finish_in_callback (GAsyncResult  *result,
                    gpointer       user_data,
                    GError       **error)
{
  SmartAsyncWait *wait = user_data;

  get_finish (wait->operation) (result, wait->user_data, error);

  return TRUE;
}

static GAsyncResult *
run_slot (SmartAsyncWait           *wait,
          SmartAsyncSlot           *slot,
          gpointer                  user_data,
          const SmartAsyncOptions  *options,
          GError                  **error)
{
  SmartAsyncCall *call = smart_async_slot_get_call (slot);
  GAsyncResult *result;
  SmartAsyncLimit limit;
  SmartAsyncStallWatch watch;

  wait->user_data = user_data;
  slot->finish = get_finish (wait->operation) != NULL ? finish_in_callback : NULL;
  slot->finish_data = wait;
  wait->may_report = wait->private_context != NULL &&
                     (options->timeout_msec > 0 || options->watchdog_msec > 0 ||
                      smart_async_default_watch_keeps (&wait->default_watch));
  smart_async_limit_begin (&limit, slot, wait->operation, options->timeout_msec);
  smart_async_stall_watch_begin (&watch, wait, &limit, options->watchdog_msec);
  wait->waiting->start (wait, call, user_data);
  smart_async_stall_watch_started (&watch);
  smart_async_wait_loop (wait, &limit, &watch);
  smart_async_stall_watch_end (&watch);
  smart_async_limit_end (&limit);

  result = leave (wait, slot, call, &limit, error);
  smart_async_limit_clear (&limit);

  return result;
}

/* The callback may have come in a thread in which the finish function must not run. */
static GAsyncResult *
finish (SmartAsyncWait  *wait,
        GAsyncResult    *result,
        gpointer         user_data,
        GError         **error)
{
  SmartAsyncFinishFunc func = get_finish (wait->operation);
  GError *failure = NULL;

  if (result == NULL || wait->is_finished || func == NULL)
    return result;

  func (result, user_data, &failure);
  if (failure == NULL)
    return result;

  g_propagate_error (error, failure);
  g_object_unref (result);

  return NULL;
}

static GAsyncResult *
run_in_wait (SmartAsyncWait             *wait,
             const SmartAsyncOperation  *operation,
             gpointer                    user_data,
             const SmartAsyncOptions    *options,
             GCancellable               *cancellable,
             GError                    **error)
{
  GAsyncResult *result = NULL;
  SmartAsyncSlot *slot;

  if (!wait_begin (wait, operation, options, error))
    return NULL;

  smart_async_debug (CALLS, "%s: begins, %s\n", operation->name, wait->waiting->where);

  slot = acquire_slot (wait, cancellable, needs_own_cancellable (operation, options, cancellable), error);
  if (slot != NULL)
    result = run_slot (wait, slot, user_data, options, error);

  smart_async_debug (CALLS, "%s: ends %s a result\n", operation->name, result != NULL ? "with" : "without");
  smart_async_held_up_tell (wait);
  wait->result = result;
  wait_end (wait);

  return finish (wait, result, user_data, error);
}

static GAsyncResult *
run (const SmartAsyncOperation  *operation,
     gpointer                    user_data,
     const SmartAsyncOptions    *own_options,
     GCancellable               *cancellable,
     GError                    **error)
{
  SmartAsyncOptions options;
  SmartAsyncWait wait;
  GAsyncResult *result;

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: cancelled before it was started", operation->name);
      return NULL;
    }

  wait.thread = smart_async_thread_get ();
  smart_async_options_resolve (wait.thread, own_options, &options);
  result = run_in_wait (&wait, operation, user_data, &options, cancellable, error);
  smart_async_options_clear (&options);

  return result;
}

/**
 * smart_async_run: (skip)
 * @operation: what to run; static data
 * @user_data: given to the start function, and to the finish function
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Starts an asynchronous operation, waits until it has called back, and gives
 * what it has called back with: the argument for its finish function. If the operation
 * names that, it has been called, and its error is the call's.
 *
 * Where it waits follows from the situation ([func@SmartAsync.detect]) and the
 * policy ([func@SmartAsync.get_policy]): on a private main context, so that
 * nothing else of the application runs meanwhile, or by iterating the main context
 * whose loop the caller runs in. With %SMART_ASYNC_POLICY_FORWARD, where another thread
 * runs the caller's main context, the operation is started in that thread, and
 * this one waits for it. That nobody does so is told after five seconds, and is an
 * error, %SMART_ASYNC_ERROR_STALLED, where it is certain. For the operation, the context that is iterated is
 * the thread-default one. What it leaves there (signal subscriptions, timeouts,
 * monitors) is delivered later in the caller's context.
 *
 * It may be called from any thread, and from callbacks that are dispatched while
 * another call waits.
 *
 * Errors: %G_IO_ERROR_CANCELLED when @cancellable was cancelled before the
 * operation was started, or was cancelled later and the operation did not call
 * back within a second; %G_IO_ERROR_TIMED_OUT when [func@SmartAsync.push_timeout]
 * limits the time and that has passed; or one of [error@SmartAsync.Error], of which
 * %SMART_ASYNC_ERROR_STALLED also stands for a wait in which nothing has happened
 * for as long as [func@SmartAsync.push_watchdog] says. The operation's own error is
 * not among them: it comes from its finish function, unchanged.
 *
 * An operation that has not called back when its call fails goes on in the caller's
 * context until it ends, and its result is dropped. A call whose operation has the
 * flag %SMART_ASYNC_OPERATION_CALLER_MEMORY does not return before that, once it has
 * been started.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_run (const SmartAsyncOperation  *operation,
                 gpointer                    user_data,
                 GCancellable               *cancellable,
                 GError                    **error)
{
  g_return_val_if_fail (operation != NULL && operation->name != NULL && operation->start != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return run (operation, user_data, NULL, cancellable, error);
}

/**
 * smart_async_run_full: (skip)
 * @operation: what to run; static data
 * @user_data: given to the start function, and to the finish function
 * @options: (nullable): what this call obeys; for options that it does not set, or if it is %NULL,
 *   those of the scope hold, and of the process
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsync.run], with options for this call.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 *
 * Since: 0.9
 */
GAsyncResult *
smart_async_run_full (const SmartAsyncOperation  *operation,
                      gpointer                    user_data,
                      const SmartAsyncOptions    *options,
                      GCancellable               *cancellable,
                      GError                    **error)
{
  g_return_val_if_fail (operation != NULL && operation->name != NULL && operation->start != NULL, NULL);
  g_return_val_if_fail (options == NULL || smart_async_options_are_valid (options), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return run (operation, user_data, options, cancellable, error);
}

/**
 * smart_async_run_named: (rename-to smart_async_run)
 * @name: the twin's name, for messages and traces
 * @flags: what the runtime must know of the operation
 * @cancellable: (nullable): cancels the call, from any thread
 * @start: (scope call) (closure user_data): starts the asynchronous operation
 * @user_data: given to @start
 * @error: return location for an error
 *
 * Like [func@SmartAsync.run] in C, for callers that have no static data: bindings.
 * It waits for the operation that @start starts, and returns what that operation
 * has called back with. May be called from any thread.
 *
 * The name is kept as long as the process lives: a program has few different ones.
 *
 * Returns: (transfer full): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_run_named (const char                *name,
                       SmartAsyncOperationFlags   flags,
                       GCancellable              *cancellable,
                       SmartAsyncStartFunc        start,
                       gpointer                   user_data,
                       GError                   **error)
{
  SmartAsyncOperation operation = { g_intern_string (name), start, flags | SMART_ASYNC_OPERATION_OPAQUE };

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (!(flags & SMART_ASYNC_OPERATION_EXTENDED), NULL);
  g_return_val_if_fail (start != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return run (&operation, user_data, NULL, cancellable, error);
}
