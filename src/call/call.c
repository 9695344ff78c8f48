/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One call in flight, as the asynchronous operation sees it.
 */

#include <smartasync/smartasync.h>

#include "base/settings.h"
#include "base/thread.h"
#include "call/call-cancellable.h"
#include "call/call-slot.h"
#include "context/private-context.h"
#include "context/wait-record.h"

G_DEFINE_BOXED_TYPE (SmartAsyncCall, smart_async_call, smart_async_call_ref, smart_async_call_unref)

static SmartAsyncSlot *
slot_of_live_call (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);

  return slot != NULL && smart_async_slot_serves (slot, call) ? slot : NULL;
}

/**
 * smart_async_call_ref:
 * @call: the call
 *
 * Adds a reference, in any thread. A start function that only passes the call on to
 * [func@SmartAsync.Call.ready] needs none: it borrows the call, and so does the operation.
 *
 * Returns: (transfer full): the call
 *
 * Since: 0.1
 */
SmartAsyncCall *
smart_async_call_ref (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = slot_of_live_call (call);

  g_return_val_if_fail (slot != NULL, NULL);

  smart_async_slot_ref (slot);
  g_atomic_int_inc (&slot->n_handles);

  return call;
}

/* How many references programs had, this one included. */
static int
take_handle (SmartAsyncSlot *slot)
{
  int n_handles;

  do
    n_handles = g_atomic_int_get (&slot->n_handles);
  while (n_handles > 0 && !g_atomic_int_compare_and_exchange (&slot->n_handles, n_handles, n_handles - 1));

  return n_handles;
}

static gboolean
is_in_flight (SmartAsyncSlot *slot)
{
  SmartAsyncSlotState state = smart_async_slot_get_state (slot);

  return state != SMART_ASYNC_SLOT_ABANDONED && state != SMART_ASYNC_SLOT_OVER;
}

static void
release_handle (SmartAsyncSlot *slot)
{
  SmartAsyncSlotReleased released = g_atomic_pointer_get (&slot->released);
  int n_handles = take_handle (slot);

  if (n_handles == 0 && is_in_flight (slot))
    g_critical ("%s: more references to the call are released than were taken; ignored", slot->name);
  if (n_handles == 0)
    return;

  if (n_handles == 1 && released != NULL && g_atomic_pointer_compare_and_exchange (&slot->released, released, NULL))
    released (slot);
  smart_async_slot_unref (slot);
}

/**
 * smart_async_call_unref:
 * @call: (transfer full): the call
 *
 * Releases a reference, in any thread.
 *
 * The last reference to a call that was begun with [func@SmartAsync.Call.begin], and not waited for, abandons
 * the call: as nobody can wait for it any more, its operation is cancelled, and what it calls back with is dropped. It
 * is not cancelled where it has the cancellable that the caller has given: that may serve other calls, and is the
 * caller's to cancel.
 *
 * When [func@SmartAsync.await] or [method@SmartAsync.Call.abandon] have taken the only reference, releasing
 * it once more does nothing, as a variable that was declared with `g_autoptr` does if the reference was not stolen
 * from it.
 *
 * Since: 0.1
 */
void
smart_async_call_unref (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);

  g_return_if_fail (slot != NULL);

  if (smart_async_slot_serves (slot, call))
    release_handle (slot);
}

/**
 * smart_async_call_get_name:
 * @call: the call
 *
 * Gets the name of the twin that makes the call.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
smart_async_call_get_name (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = slot_of_live_call (call);

  g_return_val_if_fail (slot != NULL, NULL);

  return slot->name;
}

/**
 * smart_async_call_get_cancellable:
 * @call: the call
 *
 * Gets the cancellable to be given to the asynchronous function. It is cancelled
 * when the caller's is, at the deadline of the call, and when its watchdog ends it.
 *
 * It is for the start function, which passes it on. Asking changes nothing, however often it is done, and in whichever
 * thread; but a call that nobody has asked is not expected to have an operation that holds its cancellable, and one
 * that has been asked is. So the latter is reported after five seconds if nobody holds it.
 *
 * An operation that does not hold its cancellable, nor is connected to it, can't be cancelled: cancelling ends the
 * wait at once, and the result of the operation, which goes on, is dropped. Others may hold the cancellable of a
 * caller, or of a batch: where the operation has that one, it is enough that somebody has asked for it.
 *
 * Returns: (transfer none) (nullable): the cancellable; it may be %NULL if nothing can
 *   cancel the call
 *
 * Since: 0.1
 */
GCancellable *
smart_async_call_get_cancellable (SmartAsyncCall *call)
{
  SmartAsyncSlot *slot = slot_of_live_call (call);

  g_return_val_if_fail (slot != NULL, NULL);

  g_atomic_int_set (&slot->cancellable_taken, TRUE);

  return smart_async_slot_get_given (slot);
}

static gboolean
is_cancelled (SmartAsyncSlot *slot)
{
  return g_cancellable_is_cancelled (slot->cancellable) ||
         g_cancellable_is_cancelled (slot->own_cancellable);
}

/* A callback may come from inside g_cancellable_cancel(). A fiber that went on there would wait for ever, if it waited
 * for that to end, as g_cancellable_disconnect() does.
 */
static gboolean
may_go_on_here (SmartAsyncSlot *slot)
{
  return smart_async_fiber_may_run_here (slot->fiber) && !is_cancelled (slot);
}

static void
wake_and_unref (SmartAsyncFiber *fiber)
{
  smart_async_fiber_wake (fiber);
  smart_async_fiber_unref (fiber);
}

/* The thread that waits looks at the result when something has been dispatched. What completes the call there outside
 * a dispatch, in a function that prepares, polls or checks, must see to it that the thread does not go to sleep.
 */
static gboolean
is_noticed_here (SmartAsyncSlot *slot)
{
  for (SmartAsyncWait *wait = smart_async_thread_get ()->innermost; wait != NULL; wait = wait->outer)
    {
      if (wait->slot == slot || (g_atomic_pointer_get (&slot->released) != NULL && wait->context == slot->context))
        return wait->main_depth < 0 || g_main_depth () > wait->main_depth;
    }

  return TRUE;
}

/* A fiber may go on in another thread than the one that has made the call. So do the functions of a batch, where it is
 * forwarded.
 */
static gboolean
is_of_this_thread (SmartAsyncSlot *slot)
{
  return slot->called_back == NULL && slot->fiber == NULL && smart_async_thread_is_current (slot->waiting_thread);
}

/* What is dispatched beside the call is at another level, where the options that were pushed around it do not hold. Its
 * finish function obeys them.
 */
static void
finish_at_level (SmartAsyncSlot *slot,
                 GAsyncResult   *result)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  guint level = thread->level;

  thread->level = slot->level;
  slot->is_finished = slot->finish (result, slot->finish_data, &slot->error);
  thread->level = level;
}

/* Another thread may run the operation's context without having pushed it. */
static void
finish_on_home (SmartAsyncSlot *slot,
                GAsyncResult   *result)
{
  gboolean is_pushed = smart_async_push_caller_context (slot->home);

  slot->is_finished = slot->finish (result, slot->finish_data, &slot->error);

  if (is_pushed)
    g_main_context_pop_thread_default (slot->home);
}

/* Results that are good only inside the callback are looked at here, if this is a thread in which the finish function
 * may run.
 */
static void
finish (SmartAsyncSlot *slot,
        GAsyncResult   *result)
{
  gboolean is_here;

  if (slot->finish == NULL || g_atomic_int_get (&slot->is_late))
    return;

  is_here = is_of_this_thread (slot);
  if (!is_here && !g_main_context_is_owner (slot->home))
    return;

  __atomic_store_n (&slot->is_finishing, TRUE, __ATOMIC_RELAXED);
  if (is_here)
    finish_at_level (slot, result);
  else
    finish_on_home (slot, result);
}

static void
hand_in (SmartAsyncSlot *slot,
         GAsyncResult   *result)
{
  GMainContext *to_wake = NULL;
  SmartAsyncFiber *fiber = slot->fiber;
  gboolean goes_on_here;

  finish (slot, result);
  slot->result = g_object_ref (result);
  goes_on_here = fiber != NULL && may_go_on_here (slot);

  /* Once the call is READY its waiting thread may return, and the context end. */
  if (slot->called_back != NULL)
    slot->called_back (slot, slot->called_back_data);
  else if (fiber != NULL && !goes_on_here)
    smart_async_fiber_ref (fiber);
  else if (fiber == NULL && (!smart_async_thread_is_current (slot->waiting_thread) || !is_noticed_here (slot)))
    to_wake = slot->context;

  /* Not a reference to the context: its end is looked for as soon as the call has returned. */
  if (to_wake != NULL)
    g_atomic_int_set (&slot->is_waking, TRUE);
  smart_async_slot_set_ready (slot);

  if (to_wake != NULL)
    {
      g_main_context_wakeup (to_wake);
      g_atomic_int_set (&slot->is_waking, FALSE);
    }

  if (goes_on_here)
    smart_async_fiber_run (fiber);
  else if (fiber != NULL)
    wake_and_unref (fiber);
}

/* A finish function may release the last reference to a call that was begun by hand. That takes effect when it has
 * returned.
 */
static void
complete (SmartAsyncSlot *slot,
          SmartAsyncCall *call,
          GAsyncResult   *result)
{
  gboolean is_held = slot->finish != NULL && g_atomic_pointer_get (&slot->released) != NULL;

  if (is_held)
    call = smart_async_call_ref (call);
  hand_in (slot, result);
  if (is_held)
    smart_async_call_unref (call);
}

static void
complain (SmartAsyncSlot *slot,
          SmartAsyncCall *call)
{
  const char *name = g_atomic_pointer_get (&slot->name);

  if (smart_async_slot_serves (slot, call))
    g_critical ("%s: the operation has called back more than once; ignored", name);
  else
    g_critical ("%s: the operation has called back after the call was over; ignored", name);
}

/* It is nearly always a GTask, and recognising that takes no search among interfaces. */
static gboolean
is_async_result (gpointer instance)
{
  return G_IS_TASK (instance) || G_IS_ASYNC_RESULT (instance);
}

/**
 * smart_async_call_complete:
 * @call: the call
 * @result: what the operation has called back with
 *
 * Completes a call: the callback of the asynchronous function hands in what it
 * got. May be called from any thread, also before the start function returns.
 *
 * A second time, or when the call is over, it is ignored with a critical warning
 * that names the twin.
 *
 * Since: 0.1
 */
void
smart_async_call_complete (SmartAsyncCall *call,
                           GAsyncResult   *result)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);

  g_return_if_fail (slot != NULL);
  g_return_if_fail (is_async_result (result));

  if (smart_async_slot_change (slot, call, SMART_ASYNC_SLOT_PENDING, SMART_ASYNC_SLOT_COMPLETING))
    {
      complete (slot, call, result);
    }
  else if (smart_async_slot_change (slot, call, SMART_ASYNC_SLOT_ABANDONED, SMART_ASYNC_SLOT_OVER))
    {
      smart_async_debug (CALLS, "%s: the abandoned operation has called back\n", slot->name);
      smart_async_slot_unref (slot);
    }
  else
    {
      complain (slot, call);
    }
}

/**
 * smart_async_call_ready: (skip)
 * @source: (nullable): the object that the operation was started on
 * @result: what the operation has called back with
 * @call: the [struct@SmartAsync.Call]
 *
 * Completes a call like [method@SmartAsync.Call.complete]. It is a
 * [callback@Gio.AsyncReadyCallback]: give it to the asynchronous function, with
 * the call as its data. Bindings, which write callbacks of their own, use
 * [method@SmartAsync.Call.complete] there.
 *
 * Since: 0.1
 */
void
smart_async_call_ready (GObject      *source,
                        GAsyncResult *result,
                        gpointer      call)
{
  smart_async_call_complete (call, result);
}
