/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What several ways of waiting have in common.
 */

#include "wait/wait.h"

#include "base/debug.h"

/* The start() of a wait whose operation runs in this thread. */
void
smart_async_wait_start_here (SmartAsyncWait *wait,
                             SmartAsyncCall *call,
                             gpointer        user_data)
{
  wait->operation->start (call, user_data);
}

/* The global default context is acquired by the main thread, or by who runs it. Any other one is thread-default here,
 * or was named.
 */
gboolean
smart_async_wait_may_acquire (SmartAsyncWait *wait)
{
  return wait->runs_caller || wait->caller != g_main_context_default () || smart_async_thread_is_main (wait->thread);
}

/* Gives the call of the wait up. Fails when that has a result by now. Otherwise the reference to the slot passes to the
 * callback that is still owed, if one is (@left_behind).
 */
gboolean
smart_async_wait_give_up (SmartAsyncWait *wait,
                          gboolean       *left_behind)
{
  SmartAsyncSlot *slot = wait->slot;

  *left_behind = !(wait->operation->flags & SMART_ASYNC_OPERATION_NOTHING) &&
                 (wait->waiting->withdraw == NULL || !wait->waiting->withdraw (wait));

  if (!smart_async_slot_change (slot, smart_async_slot_get_call (slot), SMART_ASYNC_SLOT_PENDING,
                                *left_behind ? SMART_ASYNC_SLOT_ABANDONED : SMART_ASYNC_SLOT_OVER))
    return FALSE;

  if (!*left_behind)
    smart_async_slot_unref (slot);

  return TRUE;
}

void
smart_async_wait_end (SmartAsyncWait *wait)
{
  wait->thread->depth--;
  wait->thread->innermost = wait->outer;
  wait->waiting->end (wait);
}

/* For a wait that is to iterate another context than the global default one. If this is the main thread, its innermost
 * wait looks at that one.
 */
void
smart_async_wait_watch_default (SmartAsyncWait *wait)
{
  for (SmartAsyncWait *outer = wait->outer; outer != NULL; outer = outer->outer)
    smart_async_default_watch_hand_over (&outer->default_watch);

  smart_async_default_watch_begin (&wait->default_watch, wait->thread, wait->caller, wait->runs_caller);
}

/* Calls return in the order of the stack: a call can't before those that were made inside it have. */
static void
look (SmartAsyncWait *wait)
{
  if (wait->held_up_since == 0 && smart_async_slot_is_ready (wait->slot))
    wait->held_up_since = g_get_monotonic_time ();
}

/* After each step of an inner wait. */
void
smart_async_held_up_look (SmartAsyncWait *inner)
{
  for (SmartAsyncWait *wait = inner->outer; G_UNLIKELY (wait != NULL); wait = wait->outer)
    look (wait);
}

/* When the call returns. */
void
smart_async_held_up_tell (SmartAsyncWait *wait)
{
  gint64 usec;

  if (G_LIKELY (wait->held_up_since == 0))
    return;

  usec = g_get_monotonic_time () - wait->held_up_since;
  wait->thread->n_held_up++;
  wait->thread->held_up_usec += usec;

  smart_async_debug (CALLS, "%s: its result has waited %" G_GINT64_FORMAT " ms for calls made inside it to return; "
                     "so far in this thread: %u such results, %" G_GINT64_FORMAT " ms\n", wait->operation->name,
                     usec / G_TIME_SPAN_MILLISECOND, wait->thread->n_held_up,
                     wait->thread->held_up_usec / G_TIME_SPAN_MILLISECOND);
}
