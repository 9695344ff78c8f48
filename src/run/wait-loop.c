/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waits until a call has a result, or must end without one.
 */

#include "run/wait-call.h"

#include <pthread.h>

#include "stall/stall-watch.h"
#include "wait/interrupt.h"
#include "wait/limit.h"

static gboolean
is_starting (SmartAsyncWait *wait)
{
  return wait->waiting->is_starting != NULL && wait->waiting->is_starting (wait);
}

static inline gboolean
has_result (SmartAsyncWait *wait)
{
  return smart_async_slot_is_ready (wait->slot) && !is_starting (wait);
}

static gboolean
is_abandonable (SmartAsyncSlot *slot)
{
  return slot->may_abandon == NULL || slot->may_abandon (slot, slot->may_abandon_data);
}

/* A call whose callback has come has its result when the finish function returns, which wakes this thread up. */
static void
report_if_finishing (SmartAsyncSlot  *slot,
                     SmartAsyncLimit *limit)
{
  if (g_atomic_int_get (&slot->is_finishing))
    smart_async_limit_report (limit, "its finish function is still running: the call returns when that has");
}

/* Once the limit has passed. What is the caller's must stay while the operation uses it. But an operation that is on
 * its way to another thread need not be started.
 */
static gboolean
may_abandon (SmartAsyncWait  *wait,
             SmartAsyncLimit *limit)
{
  if (smart_async_slot_get_state (wait->slot) == SMART_ASYNC_SLOT_COMPLETING)
    {
      report_if_finishing (wait->slot, limit);
      return FALSE;
    }

  if (wait->waiting->withdraw != NULL && wait->waiting->withdraw (wait))
    return TRUE;

  if (is_starting (wait))
    smart_async_limit_report (limit, "the start function is still running in another thread, with arguments of the "
                                     "caller's: the call returns when that has");
  else if (wait->operation->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY)
    smart_async_limit_report (limit, "the operation writes into memory of the caller, and has not called back: the "
                                     "call returns when it has");
  else if (!is_abandonable (wait->slot))
    smart_async_limit_report (limit, "a function of the batch is still running: the call returns when that has");
  else
    return TRUE;

  return FALSE;
}

static void
look_for_interrupt (SmartAsyncWait  *wait,
                    SmartAsyncLimit *limit)
{
  if (smart_async_interrupt_is_due (wait))
    smart_async_interrupt_begin (wait);
  if (smart_async_interrupt_has_come (wait))
    smart_async_limit_cancel (limit);
}

/* Cancelling an operation because its limit has passed may bring the result. */
static gboolean
is_over (SmartAsyncWait  *wait,
         SmartAsyncLimit *limit)
{
  if (G_UNLIKELY (smart_async_interrupt_may_come (wait)) && !has_result (wait))
    look_for_interrupt (wait, limit);

  return has_result (wait) || (smart_async_limit_passed (limit) && (may_abandon (wait, limit) || has_result (wait)));
}

static void
step (SmartAsyncWait  *wait,
      SmartAsyncLimit *limit)
{
  GError *failure = NULL;

  if (G_UNLIKELY (!wait->waiting->step (wait, &failure)))
    smart_async_limit_fail (limit, failure);
  wait->main_depth = -1;
}

static void
loop (SmartAsyncWait       *wait,
      SmartAsyncLimit      *limit,
      SmartAsyncStallWatch *watch)
{
  while (!is_over (wait, limit))
    {
      step (wait, limit);
      if (G_UNLIKELY (wait->outer != NULL))
        smart_async_wait_note_delays (wait);
      if (has_result (wait))
        return;

      smart_async_stall_watch_step (watch);
    }
}

/* What pthread_cancel() unwinds. */
typedef struct
{
  SmartAsyncWait       *wait;
  SmartAsyncLimit      *limit;
  SmartAsyncStallWatch *watch;
} Loop;

/* Other threads must not find what was on the stack of this one, nor its contexts. What they are using when the thread
 * is cancelled, they use to the end.
 */
static void
unwind (gpointer user_data)
{
  Loop *self = user_data;
  SmartAsyncWait *wait = self->wait;
  gboolean is_owed;

  smart_async_limit_fail (self->limit, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: the thread is cancelled",
                                                    wait->operation->name));
  while (!is_over (wait, self->limit))
    step (wait, self->limit);

  smart_async_stall_watch_end (self->watch);
  smart_async_limit_end (self->limit);
  smart_async_limit_clear (self->limit);
  if (!smart_async_wait_abandon (wait, &is_owed))
    smart_async_slot_drop_result (wait->slot);
  smart_async_wait_end (wait);
}

/* A forwarded call is known to other threads by what is on this one's stack. */
static void
loop_to_be_unwound (Loop *self)
{
  pthread_cleanup_push (unwind, self);
  loop (self->wait, self->limit, self->watch);
  pthread_cleanup_pop (0);
}

static void
wait_until_over (SmartAsyncWait       *wait,
                 SmartAsyncLimit      *limit,
                 SmartAsyncStallWatch *watch)
{
  if (wait->forward != NULL)
    loop_to_be_unwound (&(Loop) { wait, limit, watch });
  else
    loop (wait, limit, watch);
}

/* Abandons a call whose limits have ended its wait: then there is one reference more, until they are done with the
 * slot. If its callback has come just now, another thread may be finishing it: then this waits for that.
 */
static gboolean
abandon (SmartAsyncWait        *wait,
         SmartAsyncLimit       *limit,
         SmartAsyncStallWatch  *watch,
         GError               **error)
{
  gboolean is_owed;

  smart_async_slot_ref (wait->slot);
  if (smart_async_wait_abandon (wait, &is_owed))
    {
      smart_async_limit_set_error (limit, is_owed, error);
      return TRUE;
    }

  smart_async_slot_unref (wait->slot);
  wait_until_over (wait, limit, watch);

  return FALSE;
}

/* Whether a silence of some seconds is to be reported although nobody has asked for that. */
static gboolean
may_report (SmartAsyncWait *wait)
{
  return wait->private_context != NULL && (wait->slot->timeout_msec > 0 || wait->slot->watchdog_msec > 0 ||
                                           smart_async_default_watch_blocks_newcomers (&wait->default_watch));
}

/* Waits for the call of the slot, which is started if it was not; until its limits end it. */
GAsyncResult *
smart_async_wait_for_slot (SmartAsyncWait  *wait,
                           gpointer         user_data,
                           GError         **error)
{
  SmartAsyncSlot *slot = wait->slot;
  GAsyncResult *result = NULL;
  gboolean is_abandoned;
  SmartAsyncLimit limit;
  SmartAsyncStallWatch watch;

  wait->may_report = may_report (wait);
  smart_async_limit_begin (&limit, slot, wait->operation);
  smart_async_stall_watch_begin (&watch, wait, &limit, slot->watchdog_msec);
  if (wait->operation->start != NULL)
    wait->waiting->start (wait, smart_async_slot_get_call (slot), user_data);
  smart_async_stall_watch_started (&watch);
  wait_until_over (wait, &limit, &watch);

  is_abandoned = !smart_async_slot_is_ready (slot) && abandon (wait, &limit, &watch, error);
  smart_async_stall_watch_end (&watch);
  smart_async_limit_end (&limit);

  if (is_abandoned)
    smart_async_slot_unref (slot);
  else
    result = smart_async_limit_take_result (&limit, slot, &wait->is_finished, error);
  smart_async_limit_clear (&limit);

  return result;
}
