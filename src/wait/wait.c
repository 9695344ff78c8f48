/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What several ways of waiting have in common.
 */

#include "wait/wait.h"

#include "base/settings.h"

/* The start() of a wait whose operation runs in this thread. */
void
smart_async_wait_start_here (SmartAsyncWait *wait,
                             SmartAsyncCall *call,
                             gpointer        user_data)
{
  wait->operation->start (call, user_data);
}

/* Whether this thread may try to acquire the caller's context. Only the main thread, or the one that runs it, may
 * acquire the global default context. Any other one is the thread-default one here, or was named in the options.
 */
gboolean
smart_async_wait_may_acquire (SmartAsyncWait *wait)
{
  return wait->runs_caller || wait->caller != g_main_context_default () || smart_async_thread_is_main (wait->thread);
}

/* Abandons the call of the wait. Fails if that has a result by now. @is_owed: whether the operation will still call
 * back; then the callback has the reference to the slot from now on.
 */
gboolean
smart_async_wait_abandon (SmartAsyncWait *wait,
                          gboolean       *is_owed)
{
  SmartAsyncSlot *slot = wait->slot;

  *is_owed = !(wait->operation->flags & SMART_ASYNC_OPERATION_NOTHING) &&
             (wait->waiting->withdraw == NULL || !wait->waiting->withdraw (wait));

  if (!smart_async_slot_change (slot, smart_async_slot_get_call (slot), SMART_ASYNC_SLOT_PENDING,
                                *is_owed ? SMART_ASYNC_SLOT_ABANDONED : SMART_ASYNC_SLOT_OVER))
    return FALSE;

  if (!*is_owed)
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

/* For a wait that is to iterate another context than the global default one. In the main thread, its innermost wait
 * looks at the default context as well.
 */
void
smart_async_wait_watch_default (SmartAsyncWait *wait)
{
  for (SmartAsyncWait *outer = wait->outer; outer != NULL; outer = outer->outer)
    smart_async_default_watch_hand_over (&outer->default_watch);

  smart_async_default_watch_begin (&wait->default_watch, wait->thread, wait->caller, wait->runs_caller);
}

/* For a call that is begun now on the caller's context, and waited for there later: what comes to the default context
 * in between may be its operation's. 0: nobody will look at that.
 */
guint
smart_async_wait_mark_default (SmartAsyncWait *wait)
{
  if (wait->waiting != &smart_async_waiting_own_loop || wait->caller == g_main_context_default ())
    return 0;

  smart_async_wait_watch_default (wait);

  return wait->default_watch.is_on && !wait->default_watch.is_mark_due ? wait->default_watch.mark : 0;
}

/* @mark: what came after it is new; 0: what comes from now on. */
void
smart_async_wait_look_since (SmartAsyncWait *wait,
                             guint           mark)
{
  if (mark != 0 && wait->default_watch.is_on && !wait->default_watch.is_mark_due)
    wait->default_watch.mark = mark;
}

/* After each step of an inner wait: notes which of the outer calls have a result. They return in the order of the
 * stack, so that their results are delayed until this call has returned.
 */
void
smart_async_wait_note_delays (SmartAsyncWait *inner)
{
  for (SmartAsyncWait *wait = inner->outer; G_UNLIKELY (wait != NULL); wait = wait->outer)
    {
      if (wait->delayed_since == 0 && smart_async_slot_is_ready (wait->slot))
        wait->delayed_since = g_get_monotonic_time ();
    }
}

/* When the call returns. */
void
smart_async_wait_report_delay (SmartAsyncWait *wait)
{
  gint64 usec;

  if (G_LIKELY (wait->delayed_since == 0))
    return;

  usec = g_get_monotonic_time () - wait->delayed_since;
  wait->thread->n_delayed++;
  wait->thread->delayed_usec += usec;

  smart_async_debug (CALLS, "%s: its result has waited %" G_GINT64_FORMAT " ms for calls made inside it to return; "
                     "so far in this thread: %u such results, %" G_GINT64_FORMAT " ms\n", wait->operation->name,
                     usec / G_TIME_SPAN_MILLISECOND, wait->thread->n_delayed,
                     wait->thread->delayed_usec / G_TIME_SPAN_MILLISECOND);
}
