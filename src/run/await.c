/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for calls that were begun by hand.
 */

#include <smartasync/smartasync.h>

#include "base/profile.h"
#include "call/call-cancellable.h"
#include "run/begin.h"
#include "run/wait-call.h"
#include "wait/interrupt.h"
#include "wait/limit.h"
#include "wait/wait.h"

static GAsyncResult *
await_slot (SmartAsyncWait             *wait,
            SmartAsyncSlot             *slot,
            const SmartAsyncOperation  *operation,
            GError                    **error)
{
  gint64 begun = smart_async_profile_begin ();
  GAsyncResult *result;

  if (!smart_async_wait_begin_at (wait, operation, slot, error))
    {
      smart_async_slot_stop_listening (slot);
      smart_async_begun_cancel (slot, g_get_monotonic_time () + SMART_ASYNC_GRACE_USEC);
      smart_async_slot_abandon (slot, smart_async_slot_get_call (slot), NULL);
      return NULL;
    }

  wait->slot = slot;
  smart_async_wait_look_since (wait, slot->default_mark);
  result = smart_async_wait_for_slot (wait, NULL, error);
  smart_async_wait_report_delay (wait);
  smart_async_wait_end (wait);
  smart_async_interrupt_end (wait, result == NULL);

  if (G_UNLIKELY (begun != 0))
    smart_async_profile_end (begun, "SmartAsync calls", operation->name, "awaited %s (%p): %s", wait->waiting->where,
                             (gpointer) wait->context, result != NULL ? "called back" : "no result");

  return result;
}

/**
 * smart_async_await: (skip)
 * @call: (transfer full): a call that was begun here with [func@SmartAsync.Call.begin] and started
 * @error: return location for an error
 *
 * Waits until a call has called back, if it has not yet, and gives what it has called
 * back with: the argument for its finish function.
 *
 * It takes the reference, as the call is over then. A `g_autoptr` variable that still has it does no harm, unless
 * others have taken references to the call.
 *
 * Errors: those of [func@SmartAsync.run]. The operation's own error comes from its finish function. Where this can't
 * wait at all (%SMART_ASYNC_ERROR_TOO_DEEP; or %SMART_ASYNC_ERROR_STALLED, as another thread runs the context by now),
 * the operation is cancelled and abandoned, as if the last reference to the call had been released.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_await (SmartAsyncCall  *call,
                   GError         **error)
{
  SmartAsyncSlot *slot = smart_async_begun_get_slot (call);
  SmartAsyncCallGroup *group;
  GMainContext *context;
  SmartAsyncFinishFunc finish;
  SmartAsyncOperation operation;
  SmartAsyncWait wait;
  GAsyncResult *result;
  gpointer finish_data;

  g_return_val_if_fail (slot != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  operation = (SmartAsyncOperation) { slot->name, NULL, slot->flags };
  group = slot->group;
  context = slot->context;
  finish = slot->func;
  finish_data = slot->func_data;
  smart_async_begun_end (slot);

  wait.thread = smart_async_thread_get ();
  result = await_slot (&wait, slot, &operation, error);
  smart_async_begun_leave_context (context, group);
  smart_async_call_unref (call);

  return smart_async_wait_finish (&wait, result, finish, finish_data, error);
}

/* Whether smart_async_await() would have something to do other than to wait. */
static gboolean
has_news (SmartAsyncSlot *slot)
{
  return smart_async_slot_is_ready (slot) || g_cancellable_is_cancelled (slot->cancellable) ||
         (slot->due != 0 && g_get_monotonic_time () >= slot->due);
}

/* A callback that is dispatched during the wait may wait for a call itself, or release it. The slot stays that of the
 * call for as long as there is a reference, and is passed over when nobody can wait for the call any more.
 */
static gboolean
is_begun (SmartAsyncSlot *slot)
{
  return g_atomic_pointer_get (&slot->released) != NULL;
}

/* The first call with news, or n_calls. */
static guint
find_news (SmartAsyncSlot **slots,
           guint            n_calls)
{
  guint i = 0;

  while (i < n_calls && (slots[i] == NULL || !is_begun (slots[i]) || !has_news (slots[i])))
    i++;

  return i;
}

static gboolean
are_over (SmartAsyncSlot **slots,
          guint            n_calls)
{
  guint i = 0;

  while (i < n_calls && (slots[i] == NULL || !is_begun (slots[i])))
    i++;

  return i == n_calls;
}

static void
set_first_due (SmartAsyncAlarm  *alarm,
               SmartAsyncSlot  **slots,
               guint             n_calls)
{
  gint64 first = 0;

  for (guint i = 0; i < n_calls; i++)
    {
      gint64 due = slots[i] != NULL ? slots[i]->due : 0;

      if (due != 0 && (first == 0 || due < first))
        first = due;
    }

  if (first > 0)
    smart_async_alarm_set (alarm, first);
}

/* n_calls: all calls are over by now. @first: of the first call, for which this thread may be unable to wait here, or
 * which is to end because a signal has come: that comes again, and ends the wait for the call.
 */
static guint
wait_for_news (SmartAsyncWait  *wait,
               SmartAsyncSlot **slots,
               guint            n_calls,
               guint            first)
{
  SmartAsyncAlarm alarm;
  gboolean can_wait = TRUE;
  guint found;

  smart_async_alarm_init (&alarm, wait->context, wait->fiber);
  set_first_due (&alarm, slots, n_calls);

  while ((found = find_news (slots, n_calls)) == n_calls && can_wait && !are_over (slots, n_calls))
    {
      if (G_UNLIKELY (smart_async_interrupt_is_due (wait)))
        smart_async_interrupt_begin (wait);  /* It may bring news. */
      else
        can_wait = !smart_async_interrupt_has_come (wait) && wait->waiting->step (wait, NULL);
      wait->main_depth = -1;
      smart_async_wait_note_delays (wait);
    }

  smart_async_alarm_clear (&alarm);

  return can_wait ? found : first;
}

/* The differences are right also when the ids of sources begin anew. */
static guint
get_first_mark (SmartAsyncSlot **slots,
                guint            n_calls)
{
  guint mark = 0;

  for (guint i = 0; i < n_calls; i++)
    {
      guint other = slots[i] != NULL ? slots[i]->default_mark : 0;

      if (other != 0 && (mark == 0 || (int) (other - mark) < 0))
        mark = other;
    }

  return mark;
}

/* The calls can be waited for here. @first: the index of one. What has failed here will fail there as well. */
static guint
await_any (SmartAsyncSlot **slots,
           guint            n_calls,
           guint            first)
{
  static const SmartAsyncOperation operation = { "smart_async_await_any", NULL, SMART_ASYNC_OPERATION_NONE };
  SmartAsyncWait wait;
  guint found;

  wait.thread = smart_async_thread_get ();
  if (!smart_async_wait_begin_at (&wait, &operation, slots[first], NULL))
    return first;

  wait.slot = slots[first];
  smart_async_wait_look_since (&wait, get_first_mark (slots, n_calls));
  found = wait_for_news (&wait, slots, n_calls, first);
  smart_async_wait_end (&wait);
  smart_async_interrupt_end (&wait, FALSE);

  return found;
}

static void
unref_slot (gpointer slot)
{
  if (slot != NULL)
    smart_async_slot_unref (slot);
}

/* Gives the slots, each with a reference; or NULL if not all calls can be waited for in the same place. */
static GPtrArray *
get_slots (SmartAsyncCall **calls,
           guint            n_calls,
           guint           *first)
{
  g_autoptr (GPtrArray) slots = g_ptr_array_new_full (n_calls, unref_slot);

  *first = n_calls;
  for (guint i = 0; i < n_calls; i++)
    {
      SmartAsyncSlot *slot = calls[i] != NULL ? smart_async_begun_get_slot (calls[i]) : NULL;

      g_return_val_if_fail (calls[i] == NULL || slot != NULL, NULL);
      if (slot != NULL && *first == n_calls)
        *first = i;
      g_return_val_if_fail (slot == NULL || slot->context == smart_async_slot_lookup (calls[*first])->context, NULL);

      if (slot != NULL)
        smart_async_slot_ref (slot);
      g_ptr_array_add (slots, slot);
    }

  g_return_val_if_fail (*first < n_calls, NULL);

  return g_steal_pointer (&slots);
}

/**
 * smart_async_await_any: (skip)
 * @calls: (array length=n_calls) (element-type SmartAsyncCall): calls that were begun here and started, all in the
 *   same place; %NULL for those that are over, but not for all
 * @n_calls: how many
 *
 * Waits until one of several calls has called back, was cancelled, or has used up its
 * time. [func@SmartAsync.await], which is to be called for it next, tells what has become of
 * it; the others may be waited for later, or abandoned. No watchdog ends it.
 *
 * Callbacks that are dispatched meanwhile may wait for some of the calls, abandon or release them: those are over.
 *
 * Waiting for all of them needs no function: wait for one after the other.
 *
 * Returns: the index of the call in @calls; @n_calls if callbacks have seen to it that all of them are over
 *
 * Since: 0.1
 */
guint
smart_async_await_any (SmartAsyncCall **calls,
                       guint            n_calls)
{
  g_autoptr (GPtrArray) slots = NULL;
  guint first;
  guint found;

  g_return_val_if_fail (calls != NULL && n_calls > 0, 0);

  slots = get_slots (calls, n_calls, &first);
  if (slots == NULL)
    return 0;

  found = find_news ((SmartAsyncSlot **) slots->pdata, n_calls);

  return found < n_calls ? found : await_any ((SmartAsyncSlot **) slots->pdata, n_calls, first);
}
