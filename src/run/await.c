/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting, in a fiber, for operations that were started before.
 */

#include <smartasync/smartasync.h>

#include "context/caller-context.h"
#include "call/listen.h"
#include "base/thread.h"
#include "run/wait-loop.h"

/* The slot of a call that the running fiber has begun, if it may be suspended now. */
static SmartAsyncSlot *
get_slot (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);
  SmartAsyncFiber *fiber = smart_async_fiber_get_suspendable (smart_async_thread_get (), smart_async_caller_context ());

  if (fiber == NULL || slot == NULL)
    return NULL;

  return smart_async_slot_serves (slot, call) && slot->fiber == fiber ? slot : NULL;
}

/**
 * smart_async_call_begin: (skip)
 * @name: the name of the asynchronous function, for messages and traces; static
 * @flags: what the runtime must know of the operation
 * @cancellable: (nullable): cancels the call, from any thread
 *
 * Begins a call of any asynchronous function. May only be called in a fiber. Right after
 * this, start the function, once, with [method@SmartAsync.Call.get_cancellable] as its
 * cancellable, [func@SmartAsync.Call.ready] as its callback and the call as the callback's
 * data; then wait with [func@SmartAsync.await]:
 *
 * ```c
 * SmartAsyncCall *call = smart_async_call_begin ("g_file_query_info", 0, cancellable);
 * g_autoptr (GAsyncResult) result = NULL;
 *
 * g_file_query_info_async (file, "*", 0, 0, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
 * result = smart_async_await (call, &error);
 * if (result == NULL)
 *   return NULL;
 *
 * return g_file_query_info_finish (file, result, &error);
 * ```
 *
 * Several calls may be begun and started before the first is waited for: then they
 * are under way at the same time. [func@SmartAsync.push_timeout] counts from here,
 * [func@SmartAsync.push_watchdog] from when the call is waited for. An operation that is
 * already cancelled here is started all the same, and fails by itself.
 *
 * Returns: (transfer full): the call, to be given to [func@SmartAsync.await] or
 *   [method@SmartAsync.Call.abandon] before the fiber ends
 *
 * Since: 0.1
 */
SmartAsyncCall *
smart_async_call_begin (const char               *name,
                        SmartAsyncOperationFlags  flags,
                        GCancellable             *cancellable)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  SmartAsyncFiber *fiber = smart_async_fiber_get_suspendable (thread, smart_async_caller_context ());
  g_autoptr (GError) error = NULL;
  SmartAsyncSlot *slot;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (fiber != NULL, NULL);

  slot = smart_async_slot_acquire_for_fiber (thread, fiber, name, cancellable, &error);
  if (slot == NULL)
    g_error ("%s", error->message);

  fiber->n_begun++;
  slot->flags = flags;
  slot->timeout_msec = smart_async_get_timeout ();
  slot->watchdog_msec = smart_async_get_watchdog ();
  slot->gives_own_cancellable = slot->timeout_msec > 0 || slot->watchdog_msec > 0;

  return smart_async_slot_get_call (slot);
}

/* How much of its time a call has left: at least a moment, 0 if it has no limit. */
static guint
get_time_left (SmartAsyncSlot *slot)
{
  gint64 passed = (g_get_monotonic_time () - slot->begun) / G_TIME_SPAN_MILLISECOND;

  if (slot->timeout_msec == 0)
    return 0;

  return (guint) MAX (slot->timeout_msec - passed, 1);
}

static void
wait_for_result (SmartAsyncSlot  *slot,
                 SmartAsyncLimit *limit)
{
  SmartAsyncWait wait = {
    .waiting = &smart_async_waiting_fiber,
    .operation = limit->operation,
    .thread = smart_async_thread_get (),
    .caller = slot->context,
    .context = slot->context,
    .slot = slot,
    .fiber = slot->fiber,
  };
  SmartAsyncStallWatch watch;

  smart_async_stall_watch_begin (&watch, &wait, limit, slot->watchdog_msec);
  smart_async_stall_watch_tell_if_forgotten (&watch);
  smart_async_wait_loop (&wait, limit, &watch);
  smart_async_stall_watch_end (&watch);
}

/* Ends a call that has called back; or that has not, and is left behind then. */
static GAsyncResult *
leave (SmartAsyncSlot   *slot,
       SmartAsyncCall   *call,
       SmartAsyncLimit  *limit,
       GError          **error)
{
  gboolean is_finished;

  if (smart_async_slot_change (slot, call, SMART_ASYNC_SLOT_PENDING, SMART_ASYNC_SLOT_ABANDONED))
    {
      smart_async_limit_set_error (limit, TRUE, error);
      return NULL;
    }

  return smart_async_limit_take_result (limit, slot, &is_finished, error);
}

/**
 * smart_async_await: (skip)
 * @call: (transfer full): a call that this fiber has begun with [func@SmartAsync.Call.begin] and started
 * @error: return location for an error
 *
 * Suspends the fiber until a call has called back, if it has not yet, and gives
 * what it has called back with: the argument for its finish function.
 *
 * Errors: %G_IO_ERROR_CANCELLED, %G_IO_ERROR_TIMED_OUT and %SMART_ASYNC_ERROR_STALLED as with
 * [func@SmartAsync.run]. The operation's own error comes from its finish function.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_await (SmartAsyncCall  *call,
                   GError         **error)
{
  SmartAsyncSlot *slot = get_slot (call);
  SmartAsyncOperation operation;
  SmartAsyncLimit limit;
  GAsyncResult *result;

  g_return_val_if_fail (slot != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  slot->fiber->n_begun--;
  operation = (SmartAsyncOperation) { slot->name, NULL, slot->flags };
  smart_async_limit_begin (&limit, slot, &operation, get_time_left (slot));
  limit.timeout_msec = slot->timeout_msec;
  wait_for_result (slot, &limit);
  smart_async_limit_end (&limit);

  result = leave (slot, call, &limit, error);
  smart_async_limit_clear (&limit);

  return result;
}

/* Whether smart_async_await() would have something to do other than to wait. */
static gboolean
has_news (SmartAsyncSlot *slot)
{
  return smart_async_slot_is_ready (slot) || g_cancellable_is_cancelled (slot->cancellable) ||
         get_time_left (slot) == 1;
}

/* The first call with news, or n_calls. */
static guint
find_news (SmartAsyncCall **calls,
           guint            n_calls)
{
  guint i = 0;

  while (i < n_calls && (calls[i] == NULL || !has_news (smart_async_slot_lookup (calls[i]))))
    i++;

  return i;
}

static void
set_first_due (SmartAsyncAlarm  *alarm,
               SmartAsyncCall  **calls,
               guint             n_calls)
{
  guint first = 0;

  for (guint i = 0; i < n_calls; i++)
    {
      guint left = calls[i] != NULL ? get_time_left (smart_async_slot_lookup (calls[i])) : 0;

      if (left > 0 && (first == 0 || left < first))
        first = left;
    }

  if (first > 0)
    smart_async_alarm_set (alarm, g_get_monotonic_time () + first * G_TIME_SPAN_MILLISECOND);
}

static void
for_each_slot (SmartAsyncCall **calls,
               guint            n_calls,
               void           (*func) (SmartAsyncSlot *slot))
{
  for (guint i = 0; i < n_calls; i++)
    {
      if (calls[i] != NULL)
        func (smart_async_slot_lookup (calls[i]));
    }
}

static guint
suspend_until_news (SmartAsyncFiber  *fiber,
                    SmartAsyncCall  **calls,
                    guint             n_calls)
{
  guint found;
  SmartAsyncAlarm alarm;

  smart_async_alarm_init (&alarm, smart_async_caller_context (), fiber);
  for_each_slot (calls, n_calls, smart_async_slot_listen);

  while ((found = find_news (calls, n_calls)) == n_calls)
    {
      set_first_due (&alarm, calls, n_calls);
      smart_async_fiber_suspend (fiber);
    }

  smart_async_alarm_clear (&alarm);
  for_each_slot (calls, n_calls, smart_async_slot_stop_listening);

  return found;
}

/**
 * smart_async_await_any: (skip)
 * @calls: (array length=n_calls) (element-type SmartAsyncCall): calls that this fiber has begun and started;
 *   %NULL for those that are over, but not for all
 * @n_calls: how many
 *
 * Suspends the fiber until one of several calls has called back, was cancelled, or
 * has used up its time. [func@SmartAsync.await], which is to be called for it next,
 * tells what has become of it; the others may be waited for later, or abandoned.
 *
 * Waiting for all of them needs no function: wait for one after the other.
 *
 * Returns: the index of the call in @calls
 *
 * Since: 0.1
 */
guint
smart_async_await_any (SmartAsyncCall **calls,
                       guint            n_calls)
{
  SmartAsyncFiber *fiber = NULL;
  guint found;

  g_return_val_if_fail (calls != NULL && n_calls > 0, 0);

  for (guint i = 0; i < n_calls; i++)
    {
      SmartAsyncSlot *slot = calls[i] != NULL ? get_slot (calls[i]) : NULL;

      g_return_val_if_fail (calls[i] == NULL || slot != NULL, 0);
      fiber = slot != NULL ? slot->fiber : fiber;
    }

  g_return_val_if_fail (fiber != NULL, 0);

  found = find_news (calls, n_calls);

  return found < n_calls ? found : suspend_until_news (fiber, calls, n_calls);
}

/**
 * smart_async_call_abandon: (skip)
 * @call: (transfer full): a call begun with [func@SmartAsync.Call.begin] and started, in this fiber
 *
 * Gives up waiting for a call. Its operation goes on, and what it calls back with
 * is dropped; cancel it first if it should end soon. Memory of the caller that the
 * operation writes into must stay valid until it has called back.
 *
 * Since: 0.1
 */
void
smart_async_call_abandon (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);

  g_return_if_fail (slot != NULL && smart_async_slot_serves (slot, call) && slot->fiber != NULL);

  slot->fiber->n_begun--;
  if (!smart_async_slot_change (slot, call, SMART_ASYNC_SLOT_PENDING, SMART_ASYNC_SLOT_ABANDONED))
    smart_async_slot_drop_result (slot);
}
