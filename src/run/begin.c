/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that are begun and started by hand.
 */

#include "run/begin.h"

#include "call/call-cancellable.h"
#include "context/private-context.h"
#include "run/options-private.h"
#include "run/wait-call.h"
#include "wait/wait.h"

/* A call that this thread, or the running fiber, has begun, and may wait for now. */
SmartAsyncSlot *
smart_async_begun_get_slot (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (slot == NULL || !smart_async_slot_serves (slot, call) || g_atomic_pointer_get (&slot->released) == NULL)
    return NULL;

  if (slot->fiber != NULL)
    return smart_async_fiber_may_wait_here (slot->fiber, thread, slot->context) ? slot : NULL;

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

/* A function that a private call runs, its start function for example, is on a private context already. If another one
 * was pushed there, the outer call could not pop its own.
 */
static gboolean
is_on_private_context (SmartAsyncWait *wait)
{
  return wait->thread->inside != NULL && wait->thread->inside->context == wait->caller;
}

static gboolean
join_group (SmartAsyncWait  *wait,
            GError         **error)
{
  wait->group = smart_async_call_group_join (wait, error);
  if (wait->group == NULL)
    return FALSE;

  wait->waiting = &smart_async_waiting_group;
  wait->context = g_main_context_get_thread_default ();

  return TRUE;
}

/* Where the call will be waited for: with those that were begun before and are not over, or where its policy says. */
static gboolean
find_place (SmartAsyncWait           *wait,
            const SmartAsyncOptions  *options,
            GError                  **error)
{
  wait->has_own_context = options->context != NULL;
  wait->caller = wait->has_own_context ? options->context : smart_async_caller_context ();

  wait->context = wait->caller;
  if (smart_async_wait_may_suspend (wait))
    {
      wait->waiting = &smart_async_waiting_fiber;
      wait->fiber = smart_async_fiber_acquire (wait->thread, wait->caller, error);

      return wait->fiber != NULL;
    }

  if (smart_async_call_group_is_joined_by (wait))
    return join_group (wait, error);

  if (!smart_async_wait_choose (wait, options->policy, error))
    return FALSE;

  if (wait->waiting != &smart_async_waiting_own_loop && !is_on_private_context (wait))
    return join_group (wait, error);

  wait->waiting = &smart_async_waiting_own_loop;

  return check_is_here (wait, error);
}

/* The call is waited for, or abandoned. */
void
smart_async_begun_end (SmartAsyncSlot *slot)
{
  g_atomic_pointer_set (&slot->released, NULL);
  if (slot->fiber != NULL)
    g_atomic_int_add (&slot->fiber->n_begun, -1);
}

/* What the call had of its slot. A context of its own is kept for it; that of a group lives as long as the group. */
void
smart_async_begun_leave_context (GMainContext        *context,
                                 SmartAsyncCallGroup *group)
{
  if (group != NULL)
    smart_async_call_group_leave (group);
  else
    g_main_context_unref (context);
}

/* smart_async_await_any() may wait for it, in another fiber or thread than this one, and must find it over. */
static void
wake_waiting (SmartAsyncSlot *slot)
{
  if (slot->fiber != NULL)
    smart_async_fiber_wake (slot->fiber);
  else if (!smart_async_thread_is_current (slot->waiting_thread))
    g_main_context_wakeup (slot->context);
}

static void
abandon (SmartAsyncSlot *slot)
{
  GMainContext *context = slot->context;
  SmartAsyncCallGroup *group = slot->group;

  smart_async_begun_end (slot);
  wake_waiting (slot);
  smart_async_slot_stop_listening (slot);
  smart_async_slot_abandon (slot, smart_async_slot_get_call (slot), NULL);
  smart_async_begun_leave_context (context, group);
}

/* Nobody can wait for the call any more: its operation is cancelled, where that is the call's to do. @end: as for
 * smart_async_slot_cancel().
 */
void
smart_async_begun_cancel (SmartAsyncSlot *slot,
                          gint64          end)
{
  if (!smart_async_slot_is_ready (slot) && (slot->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY))
    g_message ("%s: nobody waits for the call any more, and its operation has not called back: if it was started, it "
               "goes on to write into memory of the caller, which must stay valid until then", slot->name);

  smart_async_slot_cancel (slot, end);
}

/* The program has released its last reference, in any thread. */
static void
released (SmartAsyncSlot *slot)
{
  smart_async_begun_cancel (slot, 0);
  abandon (slot);
}

static SmartAsyncCall *
begin (SmartAsyncWait           *wait,
       const SmartAsyncOptions  *options,
       GCancellable             *cancellable,
       GError                  **error)
{
  SmartAsyncSlot *slot;

  smart_async_call_group_clean (wait->thread);
  if (!find_place (wait, options, error))
    return NULL;

  slot = smart_async_wait_acquire_slot (wait, options, g_get_monotonic_time (), cancellable, error);
  if (slot == NULL)
    {
      g_clear_pointer (&wait->group, smart_async_call_group_leave);
      return NULL;
    }

  smart_async_slot_ref (slot);
  slot->n_handles = 1;
  g_atomic_pointer_set (&slot->released, released);
  slot->waiting = wait->waiting;
  slot->group = wait->group;
  slot->default_mark = smart_async_wait_mark_default (wait);
  slot->flags = wait->operation->flags;
  if (slot->fiber != NULL)
    g_atomic_int_inc (&slot->fiber->n_begun);

  if (slot->group == NULL)
    g_main_context_ref (slot->context);

  /* The operation may have a cancellable of the call's own, which the caller's cancels also before the wait. */
  smart_async_slot_listen (slot);

  return smart_async_slot_get_call (slot);
}

/**
 * smart_async_call_begin: (skip)
 * @name: the name of the asynchronous function, for messages and traces; it is kept as long as the process lives
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
 * g_autoptr (SmartAsyncCall) call = smart_async_call_begin ("g_file_query_info", 0, cancellable, &error);
 * g_autoptr (GAsyncResult) result = NULL;
 *
 * if (call == NULL)
 *   return NULL;
 *
 * g_file_query_info_async (file, "*", 0, 0, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
 * result = smart_async_await (g_steal_pointer (&call), &error);
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
 * [func@SmartAsync.await] takes the reference that this gives. Whoever releases it instead, as `g_autoptr` does when
 * a function returns early, abandons the call, and cancels its operation where that is the call's to do: see
 * [method@SmartAsync.Call.unref]. The thread or fiber that has begun the call should do that: another one can't pop the
 * private context, which then stays the thread-default one until the next call is begun here.
 *
 * Errors: %SMART_ASYNC_ERROR_WOULD_NEST under %SMART_ASYNC_POLICY_REFUSE;
 * %G_IO_ERROR_NOT_SUPPORTED if the operation would have to be started in another thread or on
 * another main context, as under %SMART_ASYNC_POLICY_FORWARD; %G_IO_ERROR_NO_SPACE.
 *
 * Returns: (transfer full) (nullable): the call, to be given to [func@SmartAsync.await] or
 *   [method@SmartAsync.Call.abandon] by the thread or fiber that has begun it, or to be released; %NULL with @error set
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
  wait.outer = wait.thread->innermost;
  smart_async_options_resolve (wait.thread, NULL, &options);
  call = begin (&wait, &options, cancellable, error);
  g_clear_pointer (&wait.fiber, smart_async_fiber_unref);
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
  SmartAsyncSlot *slot = smart_async_begun_get_slot (call);

  g_return_if_fail (slot != NULL);
  g_return_if_fail (finish != NULL);

  smart_async_slot_set_finish (slot, finish, user_data);
}

/* Its finish function runs, perhaps in this thread, and may be what abandons it. */
static gboolean
is_finishing (SmartAsyncSlot *slot)
{
  return smart_async_slot_get_state (slot) == SMART_ASYNC_SLOT_COMPLETING && g_atomic_int_get (&slot->is_finishing);
}

/**
 * smart_async_call_abandon: (skip)
 * @call: (transfer full): a call begun with [func@SmartAsync.Call.begin] and started, here
 *
 * Gives up waiting for a call. Its operation goes on, and what it calls back with
 * is dropped; cancel it first if it should end soon, or release the last reference to the call
 * instead ([method@SmartAsync.Call.unref]). Memory of the caller that the
 * operation writes into must stay valid until it has called back.
 *
 * Since: 0.1
 */
void
smart_async_call_abandon (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);

  g_return_if_fail (slot != NULL && smart_async_slot_serves (slot, call));
  g_return_if_fail (g_atomic_pointer_get (&slot->released) != NULL);

  /* The one that finishes it has a reference, and releases the last one when the finish function has returned. */
  if (is_finishing (slot))
    g_atomic_pointer_set (&slot->released, abandon);
  else
    abandon (slot);
  smart_async_call_unref (call);
}
