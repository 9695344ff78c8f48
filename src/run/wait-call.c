/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for one call: where, for how long, and how it is left.
 */

#include "run/wait-call.h"

#include "base/clock.h"
#include "base/debug.h"
#include "call/given-cancellable.h"
#include "context/caller-context.h"
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

/* What a fiber has pushed stays pushed while it is suspended, whatever context the operation is given. */
SmartAsyncFiber *
smart_async_wait_get_suspendable (SmartAsyncWait *wait)
{
  if (wait->has_own_context && smart_async_caller_context () != wait->caller)
    return NULL;

  return smart_async_fiber_get_suspendable (wait->thread, wait->caller);
}

gboolean
smart_async_wait_choose (SmartAsyncWait    *wait,
                         SmartAsyncPolicy   policy,
                         GError           **error)
{
  wait->runs_caller = g_main_context_is_owner (wait->caller);
  if (smart_async_wait_get_suspendable (wait) != NULL)
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

static void
init (SmartAsyncWait            *wait,
      const SmartAsyncOperation *operation)
{
  wait->operation = operation;
  wait->outer = wait->thread->innermost;
  wait->gathering = NULL;
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
}

static gboolean
enter (SmartAsyncWait  *wait,
       GError         **error)
{
  if (!check_depth (wait, error) || !wait->waiting->begin (wait, error))
    return FALSE;

  wait->thread->innermost = wait;
  wait->thread->depth++;

  return TRUE;
}

/* Where it waits, the options and the situation tell. @wait: its thread is set. */
gboolean
smart_async_wait_begin (SmartAsyncWait             *wait,
                        const SmartAsyncOperation  *operation,
                        const SmartAsyncOptions    *options,
                        GError                    **error)
{
  init (wait, operation);
  wait->has_own_context = options->context != NULL;
  wait->caller = wait->has_own_context ? options->context : smart_async_caller_context ();

  return smart_async_wait_choose (wait, options->policy, error) && enter (wait, error);
}

/* By the time that it is waited for, another thread may run the context. */
static gboolean
check_can_iterate (SmartAsyncWait  *wait,
                   GError         **error)
{
  if (wait->waiting != &smart_async_waiting_turn)
    return TRUE;

  if (smart_async_wait_may_acquire (wait) && g_main_context_acquire (wait->caller))
    {
      g_main_context_release (wait->caller);
      return TRUE;
    }

  g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED,
               "%s: another thread runs main context %p by now, in which the call was begun", wait->operation->name,
               wait->caller);

  return FALSE;
}

/* For a call that was begun before, where that has been decided. */
gboolean
smart_async_wait_begin_at (SmartAsyncWait             *wait,
                           const SmartAsyncOperation  *operation,
                           SmartAsyncSlot             *slot,
                           GError                    **error)
{
  init (wait, operation);
  wait->has_own_context = FALSE;
  wait->caller = slot->context;
  wait->runs_caller = g_main_context_is_owner (wait->caller);
  wait->waiting = slot->waiting;
  wait->gathering = slot->gathering;

  return check_can_iterate (wait, error) && enter (wait, error);
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

/* @begun: µs, monotonic; from when its time counts. */
SmartAsyncSlot *
smart_async_wait_acquire_slot (SmartAsyncWait           *wait,
                               const SmartAsyncOptions  *options,
                               gint64                    begun,
                               GCancellable             *cancellable,
                               GError                  **error)
{
  SmartAsyncSlot *slot = smart_async_slot_acquire (wait->thread, wait->operation->name, cancellable, error);

  if (slot == NULL)
    return NULL;

  slot->context = wait->context;
  slot->fiber = wait->fiber != NULL ? smart_async_fiber_ref (wait->fiber) : NULL;
  slot->fiber_name = wait->fiber != NULL ? wait->fiber->name : NULL;
  slot->where = wait->waiting->where;
  slot->begun = begun;
  smart_async_slot_set_timeout (slot, options->timeout_msec);
  slot->watchdog_msec = options->watchdog_msec;
  if (needs_own_cancellable (wait->operation, options, cancellable))
    smart_async_slot_give_own (slot, wait->thread);
  slot->home = wait->forward != NULL ? wait->caller : wait->context;
  wait->slot = slot;

  return slot;
}

/* The callback may have come in a thread in which the finish function must not run. */
GAsyncResult *
smart_async_wait_finish (SmartAsyncWait        *wait,
                         GAsyncResult          *result,
                         SmartAsyncFinishFunc   finish,
                         gpointer               user_data,
                         GError               **error)
{
  GError *failure = NULL;

  if (result == NULL || wait->is_finished || finish == NULL)
    return result;

  finish (result, user_data, &failure);
  if (failure == NULL)
    return result;

  g_propagate_error (error, failure);
  g_object_unref (result);

  return NULL;
}

/* Gives up a call whose limits have ended its wait: then there is one reference more, until they are done with the
 * slot. If its callback has come just now, that may be busy with finishing it, in another thread: then this waits for
 * that.
 */
static gboolean
give_up (SmartAsyncWait        *wait,
         SmartAsyncLimit       *limit,
         SmartAsyncStallWatch  *watch,
         GError               **error)
{
  gboolean left_behind;

  smart_async_slot_ref (wait->slot);
  if (smart_async_wait_give_up (wait, &left_behind))
    {
      smart_async_limit_set_error (limit, left_behind, error);
      return TRUE;
    }

  smart_async_slot_unref (wait->slot);
  smart_async_wait_loop (wait, limit, watch);

  return FALSE;
}

/* Waits for the call of the slot, which is started if it was not; until its limits end it. */
GAsyncResult *
smart_async_wait_for_slot (SmartAsyncWait  *wait,
                           gpointer         user_data,
                           GError         **error)
{
  SmartAsyncSlot *slot = wait->slot;
  GAsyncResult *result = NULL;
  gboolean is_given_up;
  SmartAsyncLimit limit;
  SmartAsyncStallWatch watch;

  wait->may_report = wait->private_context != NULL &&
                     (slot->timeout_msec > 0 || slot->watchdog_msec > 0 ||
                      smart_async_default_watch_keeps (&wait->default_watch));
  smart_async_limit_begin (&limit, slot, wait->operation);
  smart_async_stall_watch_begin (&watch, wait, &limit, slot->watchdog_msec);
  if (wait->operation->start != NULL)
    wait->waiting->start (wait, smart_async_slot_get_call (slot), user_data);
  smart_async_stall_watch_started (&watch);
  smart_async_wait_loop (wait, &limit, &watch);

  is_given_up = !smart_async_slot_is_ready (slot) && give_up (wait, &limit, &watch, error);
  smart_async_stall_watch_end (&watch);
  smart_async_limit_end (&limit);

  if (is_given_up)
    smart_async_slot_unref (slot);
  else
    result = smart_async_limit_take_result (&limit, slot, &wait->is_finished, error);
  smart_async_limit_clear (&limit);

  return result;
}
