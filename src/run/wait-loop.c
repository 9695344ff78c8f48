/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waits until there is a result, or the wait must end without one.
 */

#include "run/wait-loop.h"


/* An operation that writes into the caller's memory can't be left, but one that is on its way to another thread need
 * not be started. One whose callback has come has its result when that returns, and wakes this thread up.
 */
static gboolean
may_leave (SmartAsyncWait *wait)
{
  if (smart_async_slot_get_state (wait->slot) == SMART_ASYNC_SLOT_COMPLETING)
    return FALSE;

  if (!(wait->operation->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY))
    return TRUE;

  return wait->waiting->withdraw != NULL && wait->waiting->withdraw (wait);
}

/* For a wait that has a slot. */
void
smart_async_wait_loop (SmartAsyncWait       *wait,
                       SmartAsyncLimit      *limit,
                       SmartAsyncStallWatch *watch)
{
  while (!smart_async_slot_is_ready (wait->slot) && !(smart_async_limit_passed (limit) && may_leave (wait)))
    {
      GError *failure = NULL;

      wait->main_depth = g_main_depth ();
      if (!wait->waiting->step (wait, &failure))
        smart_async_limit_fail (limit, failure);
      wait->main_depth = -1;

      smart_async_held_up_look (wait);
      smart_async_stall_watch_look (watch);
    }
}
