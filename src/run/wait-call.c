/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Begins to wait for a call: chooses where, and takes a slot for it.
 */

#include "run/wait-call.h"

#include "base/process.h"
#include "base/settings.h"
#include "call/call-cancellable.h"
#include "context/private-context.h"
#include "wait/interrupt.h"

/* How calls wait under each policy: where this thread runs the caller's loop, where it does not, and in a fiber. NULL:
 * not at all.
 */
static const struct
{
  const SmartAsyncWaiting *in_own_loop;
  const SmartAsyncWaiting *elsewhere;
  const SmartAsyncWaiting *in_fiber;
} waitings[] = {
  [SMART_ASYNC_POLICY_AUTO] = {
    &smart_async_waiting_own_loop, &smart_async_waiting_private, &smart_async_waiting_fiber,
  },
  [SMART_ASYNC_POLICY_PRIVATE] = {
    &smart_async_waiting_private, &smart_async_waiting_private, &smart_async_waiting_private,
  },
  [SMART_ASYNC_POLICY_FORWARD] = {
    &smart_async_waiting_own_loop, &smart_async_waiting_own_loop, &smart_async_waiting_fiber,
  },
  [SMART_ASYNC_POLICY_REFUSE] = {
    NULL, &smart_async_waiting_private, &smart_async_waiting_fiber,
  },
};

/* Whether the call is made in a fiber that may be suspended: then this thread runs the caller's context. A context that
 * a fiber has pushed stays pushed while it is suspended. So it is not suspended in a call with a context of its own,
 * unless that is the one of its loop.
 */
gboolean
smart_async_wait_may_suspend (SmartAsyncWait *wait)
{
  wait->runs_caller = g_main_context_is_owner (wait->caller);
  if (!wait->runs_caller || (wait->has_own_context && smart_async_caller_context () != wait->caller))
    return FALSE;

  return smart_async_fiber_is_suspendable (wait->thread, wait->caller);
}

gboolean
smart_async_wait_choose (SmartAsyncWait    *wait,
                         SmartAsyncPolicy   policy,
                         GError           **error)
{
  if (smart_async_wait_may_suspend (wait))
    wait->waiting = waitings[policy].in_fiber;
  else if (wait->runs_caller)
    wait->waiting = waitings[policy].in_own_loop;
  else if (wait->has_own_context && policy != SMART_ASYNC_POLICY_PRIVATE)
    wait->waiting = &smart_async_waiting_own_loop;
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
  wait->group = NULL;
  wait->private_context = NULL;
  wait->has_slept = FALSE;
  wait->default_watch = (SmartAsyncDefaultWatch) { 0 };
  wait->default_source = NULL;
  wait->forward = NULL;
  wait->begun = smart_async_process_get_coarse_time ();
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
  wait->delayed_since = 0;
  wait->fiber = NULL;
  wait->is_reported = FALSE;
  wait->interrupt = NULL;
}

static inline gboolean
enter (SmartAsyncWait  *wait,
       GError         **error)
{
  if (!check_depth (wait, error) || !wait->waiting->begin (wait, error))
    return FALSE;

  wait->thread->innermost = wait;
  wait->thread->depth++;

  return TRUE;
}

/* Where the call waits follows from the options and the situation. @wait: its thread is set. */
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

/* When a call is waited for that was begun before, another thread may run the context by then. */
static gboolean
check_can_iterate (SmartAsyncWait  *wait,
                   GError         **error)
{
  if (wait->waiting != &smart_async_waiting_own_loop)
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

/* For a call that was begun before: it waits where that was decided then. */
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
  wait->group = slot->group;
  wait->fiber = slot->fiber != NULL ? smart_async_fiber_ref (slot->fiber) : NULL;

  if (check_can_iterate (wait, error) && enter (wait, error))
    return TRUE;

  g_clear_pointer (&wait->fiber, smart_async_fiber_unref);

  return FALSE;
}

/* Whether the operation gets a cancellable of the call's own: a deadline, a watchdog and signals cancel that. Its
 * references tell, besides, whether the operation goes on: so there is one also where the caller has none, if that
 * tells anything.
 */
static gboolean
needs_own_cancellable (SmartAsyncWait          *wait,
                       const SmartAsyncOptions *options,
                       GCancellable            *cancellable)
{
  return options->timeout_msec > 0 || options->watchdog_msec > 0 ||
         smart_async_debug_enabled (SMART_ASYNC_DEBUG_STALL) ||
         smart_async_interrupt_may_come (wait) ||
         (cancellable == NULL && !(wait->operation->flags & SMART_ASYNC_OPERATION_OPAQUE));
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
  slot->level = wait->thread->level;
  slot->timeout_msec = 0;
  slot->due = 0;
  if (options->timeout_msec > 0)
    smart_async_slot_set_timeout (slot, options->timeout_msec);
  slot->watchdog_msec = options->watchdog_msec;
  if (needs_own_cancellable (wait, options, cancellable))
    smart_async_slot_give_own (slot, wait->thread);
  slot->home = wait->forward != NULL ? wait->caller : wait->context;
  wait->slot = slot;

  return slot;
}

/* Calls the finish function if that has not been called in the callback, which may have come in a thread where it must
 * not run.
 */
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
