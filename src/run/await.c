/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that are begun and started by hand, and waited for later.
 */

#include <smartasync/smartasync.h>

#include "call/listen.h"
#include "context/caller-context.h"
#include "run/options-private.h"
#include "run/wait-call.h"
#include "wait/alarm.h"
#include "wait/gathering.h"

/* A call that this thread, or the running fiber, has begun, and may wait for now. */
static SmartAsyncSlot *
get_slot (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (slot == NULL || !smart_async_slot_serves (slot, call) || !slot->is_begun)
    return NULL;

  if (slot->fiber != NULL)
    return slot->fiber == smart_async_fiber_get_suspendable (thread, slot->context) ? slot : NULL;

  return slot->waiting_thread == thread->self ? slot : NULL;
}

/* An operation that is started by hand is started here: in the caller's context, which this thread can iterate. */
static gboolean
check_is_here (SmartAsyncWait  *wait,
               GError         **error)
{
  gboolean is_thread_default = wait->caller == smart_async_caller_context ();

  if (wait->runs_caller && is_thread_default)
    return TRUE;

  if (is_thread_default && smart_async_wait_may_acquire (wait) && g_main_context_acquire (wait->caller))
    {
      g_main_context_release (wait->caller);
      return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "%s: a call that is started by hand can't be forwarded to another main context (%p); call "
               "smart_async_run() with a start function, or use the policy auto or private",
               wait->operation->name, wait->caller);

  return FALSE;
}

/* Where the call will be waited for. */
static gboolean
find_place (SmartAsyncWait           *wait,
            const SmartAsyncOptions  *options,
            GError                  **error)
{
  wait->has_own_context = options->context != NULL;
  wait->caller = wait->has_own_context ? options->context : smart_async_caller_context ();

  wait->context = wait->caller;
  wait->fiber = smart_async_wait_get_suspendable (wait);
  wait->waiting = &smart_async_waiting_fiber;
  if (wait->fiber != NULL)
    return TRUE;

  if (!smart_async_wait_choose (wait, options->policy, error))
    return FALSE;

  if (wait->waiting == &smart_async_waiting_turn)
    return check_is_here (wait, error);

  wait->gathering = smart_async_gathering_join (wait, error);
  if (wait->gathering == NULL)
    return FALSE;

  wait->waiting = &smart_async_waiting_gathered;
  wait->context = g_main_context_get_thread_default ();

  return TRUE;
}

static void
leave_place (SmartAsyncSlot *slot)
{
  slot->is_begun = FALSE;
  if (slot->fiber != NULL)
    slot->fiber->n_begun--;
}

static SmartAsyncCall *
begin (SmartAsyncWait           *wait,
       const SmartAsyncOptions  *options,
       GCancellable             *cancellable,
       GError                  **error)
{
  SmartAsyncSlot *slot;

  if (!find_place (wait, options, error))
    return NULL;

  slot = smart_async_wait_acquire_slot (wait, options, g_get_monotonic_time (), cancellable, error);
  if (slot == NULL)
    {
      g_clear_pointer (&wait->gathering, smart_async_gathering_leave);
      return NULL;
    }

  slot->is_begun = TRUE;
  slot->waiting = wait->waiting;
  slot->gathering = wait->gathering;
  slot->flags = wait->operation->flags;
  if (slot->fiber != NULL)
    slot->fiber->n_begun++;

  return smart_async_slot_get_call (slot);
}

/**
 * smart_async_call_begin: (skip)
 * @name: the name of the asynchronous function, for messages and traces; static
 * @flags: what the runtime must know of the operation
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Begins a call of any asynchronous function, which needs no start function. Right after
 * this, start the function, once, with [method@SmartAsync.Call.get_cancellable] as its
 * cancellable, [func@SmartAsync.Call.ready] as its callback and the call as the callback's
 * data; then wait with [func@SmartAsync.await]:
 *
 * ```c
 * SmartAsyncCall *call = smart_async_call_begin ("g_file_query_info", 0, cancellable, &error);
 * g_autoptr (GAsyncResult) result = NULL;
 *
 * if (call == NULL)
 *   return NULL;
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
 * In a fiber, waiting suspends the fiber, whatever the policy. Elsewhere the situation and the policy say where the
 * call waits, as with [func@SmartAsync.run]. Where that is a private main context, it
 * is the thread-default one from here on, until all calls that were begun meanwhile have been
 * waited for or abandoned: whatever else is pushed in between must be popped before.
 *
 * Errors: %SMART_ASYNC_ERROR_WOULD_NEST under %SMART_ASYNC_POLICY_REFUSE;
 * %G_IO_ERROR_NOT_SUPPORTED if the operation would have to be started in another thread or on
 * another main context, as under %SMART_ASYNC_POLICY_FORWARD; %G_IO_ERROR_NO_SPACE.
 *
 * Returns: (transfer full) (nullable): the call, to be given to [func@SmartAsync.await] or
 *   [method@SmartAsync.Call.abandon] by the thread or fiber that has begun it; %NULL with @error set
 *
 * Since: 0.1
 */
SmartAsyncCall *
smart_async_call_begin (const char                *name,
                        SmartAsyncOperationFlags   flags,
                        GCancellable              *cancellable,
                        GError                   **error)
{
  SmartAsyncOperation operation = { name, NULL, flags };
  SmartAsyncWait wait = { .operation = &operation };
  SmartAsyncOptions options;
  SmartAsyncCall *call;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (!(flags & SMART_ASYNC_OPERATION_EXTENDED), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  wait.thread = smart_async_thread_get ();
  smart_async_options_resolve (wait.thread, NULL, &options);
  call = begin (&wait, &options, cancellable, error);
  smart_async_options_clear (&options);

  return call;
}

/**
 * smart_async_call_set_finish: (skip)
 * @call: a call that was begun with [func@SmartAsync.Call.begin] and not started yet
 * @finish: finishes the operation
 * @user_data: given to @finish
 *
 * Has the operation finished inside its callback, as [struct@SmartAsync.OperationExtended] does:
 * for results that are good only there. [func@SmartAsync.await] fails with the error that @finish
 * sets.
 *
 * Since: 0.9
 */
void
smart_async_call_set_finish (SmartAsyncCall       *call,
                             SmartAsyncFinishFunc  finish,
                             gpointer              user_data)
{
  SmartAsyncSlot *slot = get_slot (call);

  g_return_if_fail (slot != NULL);
  g_return_if_fail (finish != NULL);

  smart_async_slot_set_finish (slot, finish, user_data);
}

static GAsyncResult *
await_slot (SmartAsyncWait             *wait,
            SmartAsyncSlot             *slot,
            const SmartAsyncOperation  *operation,
            GError                    **error)
{
  GAsyncResult *result;

  if (!smart_async_wait_begin_at (wait, operation, slot, error))
    {
      smart_async_slot_leave (slot, smart_async_slot_get_call (slot), NULL);
      return NULL;
    }

  wait->slot = slot;
  result = smart_async_wait_for_slot (wait, NULL, error);
  smart_async_held_up_tell (wait);
  smart_async_wait_end (wait);

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
 * Errors: those of [func@SmartAsync.run], but for those that come before the operation is
 * started. The operation's own error comes from its finish function.
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
  SmartAsyncGathering *gathering;
  SmartAsyncFinishFunc finish;
  SmartAsyncOperation operation;
  SmartAsyncWait wait;
  GAsyncResult *result;
  gpointer finish_data;

  g_return_val_if_fail (slot != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  operation = (SmartAsyncOperation) { slot->name, NULL, slot->flags };
  gathering = slot->gathering;
  finish = slot->func;
  finish_data = slot->func_data;
  leave_place (slot);

  wait.thread = smart_async_thread_get ();
  result = await_slot (&wait, slot, &operation, error);
  g_clear_pointer (&gathering, smart_async_gathering_leave);

  return smart_async_wait_finish (&wait, result, finish, finish_data, error);
}

/* Whether smart_async_await() would have something to do other than to wait. */
static gboolean
has_news (SmartAsyncSlot *slot)
{
  return smart_async_slot_is_ready (slot) || g_cancellable_is_cancelled (slot->cancellable) ||
         (slot->due != 0 && g_get_monotonic_time () >= slot->due);
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
  gint64 first = 0;

  for (guint i = 0; i < n_calls; i++)
    {
      gint64 due = calls[i] != NULL ? smart_async_slot_lookup (calls[i])->due : 0;

      if (due != 0 && (first == 0 || due < first))
        first = due;
    }

  if (first > 0)
    smart_async_alarm_set (alarm, first);
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

/* n_calls: this thread can't wait here. */
static guint
wait_for_news (SmartAsyncWait  *wait,
               SmartAsyncCall **calls,
               guint            n_calls)
{
  SmartAsyncAlarm alarm;
  gboolean can_wait = TRUE;
  guint found;

  smart_async_alarm_init (&alarm, wait->context, wait->fiber);
  for_each_slot (calls, n_calls, smart_async_slot_listen);
  set_first_due (&alarm, calls, n_calls);

  while ((found = find_news (calls, n_calls)) == n_calls && can_wait)
    {
      wait->main_depth = g_main_depth ();
      can_wait = wait->waiting->step (wait, NULL);
      wait->main_depth = -1;
      smart_async_held_up_look (wait);
    }

  smart_async_alarm_clear (&alarm);
  for_each_slot (calls, n_calls, smart_async_slot_stop_listening);

  return found;
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
  static const SmartAsyncOperation operation = { "smart_async_await_any", NULL, SMART_ASYNC_OPERATION_NONE };
  SmartAsyncSlot *first = NULL;
  SmartAsyncWait wait;
  guint first_index = 0;
  guint found;

  g_return_val_if_fail (calls != NULL && n_calls > 0, 0);

  for (guint i = 0; i < n_calls; i++)
    {
      SmartAsyncSlot *slot = calls[i] != NULL ? get_slot (calls[i]) : NULL;

      g_return_val_if_fail (calls[i] == NULL || slot != NULL, 0);
      g_return_val_if_fail (slot == NULL || first == NULL || slot->context == first->context, 0);
      if (first == NULL)
        first_index = i;
      if (first == NULL)
        first = slot;
    }

  g_return_val_if_fail (first != NULL, 0);

  found = find_news (calls, n_calls);
  if (found < n_calls)
    return found;

  /* What has failed here will fail there as well. */
  wait.thread = smart_async_thread_get ();
  if (!smart_async_wait_begin_at (&wait, &operation, first, NULL))
    return first_index;

  wait.slot = first;
  found = wait_for_news (&wait, calls, n_calls);
  smart_async_wait_end (&wait);

  return found < n_calls ? found : first_index;
}

/**
 * smart_async_call_abandon: (skip)
 * @call: (transfer full): a call begun with [func@SmartAsync.Call.begin] and started, here
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
  SmartAsyncGathering *gathering;

  g_return_if_fail (slot != NULL && smart_async_slot_serves (slot, call) && slot->is_begun);

  gathering = slot->gathering;
  leave_place (slot);
  smart_async_slot_leave (slot, call, NULL);
  g_clear_pointer (&gathering, smart_async_gathering_leave);
}
