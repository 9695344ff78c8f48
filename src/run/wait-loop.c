/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waits until there is a result, or the wait must end without one.
 */

#include "run/wait-loop.h"

#include <pthread.h>

#include "base/thread.h"

static gboolean
is_starting (SmartAsyncWait *wait)
{
  return wait->waiting->is_starting != NULL && wait->waiting->is_starting (wait);
}

static gboolean
has_result (SmartAsyncWait *wait)
{
  return smart_async_slot_is_ready (wait->slot) && !is_starting (wait);
}

static gboolean
lets_go (SmartAsyncSlot *slot)
{
  return slot->let_go == NULL || slot->let_go (slot, slot->let_go_data);
}

/* One whose callback has come has its result when that returns, and wakes this thread up. */
static void
tell_if_finishing (SmartAsyncSlot  *slot,
                   SmartAsyncLimit *limit)
{
  if (g_atomic_int_get (&slot->is_finishing))
    smart_async_limit_tell (limit, "its finish function is still running: the call returns when that has");
}

/* Once the limit has passed. What is the caller's must stay while it is used. But an operation that is on its way to
 * another thread need not be started.
 */
static gboolean
may_leave (SmartAsyncWait  *wait,
           SmartAsyncLimit *limit)
{
  if (smart_async_slot_get_state (wait->slot) == SMART_ASYNC_SLOT_COMPLETING)
    {
      tell_if_finishing (wait->slot, limit);
      return FALSE;
    }

  if (wait->waiting->withdraw != NULL && wait->waiting->withdraw (wait))
    return TRUE;

  if (is_starting (wait))
    smart_async_limit_tell (limit, "the start function is still running in another thread, with arguments of the "
                                   "caller's: the call returns when that has");
  else if (wait->operation->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY)
    smart_async_limit_tell (limit, "the operation writes into memory of the caller, and has not called back: the call "
                                   "returns when it has");
  else if (!lets_go (wait->slot))
    smart_async_limit_tell (limit, "a function of the batch is still running: the call returns when that has");
  else
    return TRUE;

  return FALSE;
}

/* A limit that passes may bring the result. */
static gboolean
is_over (SmartAsyncWait  *wait,
         SmartAsyncLimit *limit)
{
  return has_result (wait) || (smart_async_limit_passed (limit) && may_leave (wait, limit)) || has_result (wait);
}

static void
step (SmartAsyncWait  *wait,
      SmartAsyncLimit *limit)
{
  GError *failure = NULL;

  wait->main_depth = g_main_depth ();
  if (!wait->waiting->step (wait, &failure))
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
      smart_async_held_up_look (wait);
      smart_async_stall_watch_look (watch);
    }
}

/* What pthread_cancel() unwinds. */
typedef struct
{
  SmartAsyncWait       *wait;
  SmartAsyncLimit      *limit;
  SmartAsyncStallWatch *watch;
} Loop;

/* Other threads must not find what was on the stack of this one, nor its contexts. But what they use of it now, they
 * use to the end.
 */
static void
unwind (gpointer user_data)
{
  Loop *self = user_data;
  SmartAsyncWait *wait = self->wait;
  gboolean left_behind;

  smart_async_limit_fail (self->limit, g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: the thread is cancelled",
                                                    wait->operation->name));
  while (!is_over (wait, self->limit))
    step (wait, self->limit);

  smart_async_stall_watch_end (self->watch);
  smart_async_limit_end (self->limit);
  smart_async_limit_clear (self->limit);
  if (!smart_async_wait_give_up (wait, &left_behind))
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

/* For a wait that has a slot. */
void
smart_async_wait_loop (SmartAsyncWait       *wait,
                       SmartAsyncLimit      *limit,
                       SmartAsyncStallWatch *watch)
{
  if (wait->forward != NULL)
    loop_to_be_unwound (&(Loop) { wait, limit, watch });
  else
    loop (wait, limit, watch);
}
