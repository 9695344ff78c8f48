/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Being told that a cancellable is cancelled, without ever waiting for handlers of it.
 */

#include "call/listen.h"

#include "call/cancel-thread.h"

/* A handler of the signal “cancelled” may itself wait for the thread that makes a call, as one does that makes a call
 * which is forwarded to that thread's loop. So that thread must not wait for handlers. g_cancellable_disconnect()
 * always does; since GLib 2.81 g_cancellable_connect() does too, and g_cancellable_cancel() while another thread is in
 * it: handlers run with the cancellable's mutex held. GObject's own functions take no lock of the cancellable, and
 * hold none while handlers run. For that, a handler must expect to run when its call is over.
 */

/* @func gets to know in any case: who cancels sets the flag first, and then calls those who have connected. */
gulong
smart_async_cancelled_connect (GCancellable            *cancellable,
                               SmartAsyncCancelledFunc  func,
                               gpointer                 user_data,
                               GClosureNotify           destroy)
{
  gulong id = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (func), user_data, destroy,
                                     G_CONNECT_DEFAULT);

  if (g_cancellable_is_cancelled (cancellable))
    func (cancellable, user_data);

  return id;
}

void
smart_async_cancelled_disconnect (GCancellable *cancellable,
                                  gulong        handler_id)
{
  g_signal_handler_disconnect (cancellable, handler_id);
}

/* Cancels a cancellable of the library's own, unless somebody has, or is about to. @is_cancelled: atomic; its own.
 * @end: µs, monotonic; the latest time at which this returns, or 0 to wait for handlers as long as they take.
 */
void
smart_async_cancel_once (GCancellable *cancellable,
                         int          *is_cancelled,
                         gint64        end)
{
  if (!g_atomic_int_compare_and_exchange (is_cancelled, FALSE, TRUE))
    return;

  if (end == 0)
    g_cancellable_cancel (cancellable);
  else
    smart_async_cancel_until (cancellable, end);
}

/* The operation's cancellable, if it has one of the call's own. */
void
smart_async_slot_cancel (SmartAsyncSlot *slot,
                         gint64          end)
{
  if (slot->own_cancellable != NULL)
    smart_async_cancel_once (slot->own_cancellable, &slot->own_is_cancelled, end);
}

/* The wait may be over before the handler is. So this knows the call by its handle, and takes references to what it
 * needs, if it finds the call still waiting.
 */
typedef struct
{
  GCancellable    *to_cancel;  /* owned, nullable; the call's own, for which nobody else will do it */
  SmartAsyncFiber *fiber;      /* owned, nullable */
  GMainContext    *context;    /* owned, nullable; to be woken up where there is no fiber */
} Listener;

static void
listener_init (Listener       *self,
               SmartAsyncSlot *slot,
               SmartAsyncCall *call)
{
  GCancellable *own;

  g_mutex_lock (&slot->listening_lock);

  if (slot->is_listening && smart_async_slot_serves (slot, call))
    {
      own = slot->own_cancellable;
      if (own != NULL && g_atomic_int_compare_and_exchange (&slot->own_is_cancelled, FALSE, TRUE))
        self->to_cancel = g_object_ref (own);

      if (slot->fiber != NULL)
        self->fiber = smart_async_fiber_ref (slot->fiber);
      else
        self->context = g_main_context_ref (slot->context);
    }

  g_mutex_unlock (&slot->listening_lock);
}

static void
listener_clear (Listener *self)
{
  g_clear_object (&self->to_cancel);
  g_clear_pointer (&self->fiber, smart_async_fiber_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      call)
{
  Listener listener = { NULL, NULL, NULL };

  listener_init (&listener, smart_async_slot_lookup (call), call);

  g_cancellable_cancel (listener.to_cancel);

  if (listener.fiber != NULL)
    smart_async_fiber_wake (listener.fiber);
  else if (listener.context != NULL)
    g_main_context_wakeup (listener.context);

  listener_clear (&listener);
}

static void
set_listening (SmartAsyncSlot *slot,
               gboolean        is_listening)
{
  g_mutex_lock (&slot->listening_lock);
  slot->is_listening = is_listening;
  g_mutex_unlock (&slot->listening_lock);
}

/* Has the wait of a call woken up when the caller's cancellable is cancelled. In the thread that waits. */
void
smart_async_slot_listen (SmartAsyncSlot *slot)
{
  if (slot->cancellable == NULL || slot->cancelled_id != 0)
    return;

  set_listening (slot, TRUE);
  slot->cancelled_id = smart_async_cancelled_connect (slot->cancellable, cancelled_cb, smart_async_slot_get_call (slot),
                                                      NULL);
}

void
smart_async_slot_stop_listening (SmartAsyncSlot *slot)
{
  if (slot->cancelled_id == 0)
    return;

  set_listening (slot, FALSE);
  smart_async_cancelled_disconnect (slot->cancellable, slot->cancelled_id);
  slot->cancelled_id = 0;
}

/* Whether others than the wait are told when the cancellable of the operation is cancelled. In the thread that waits,
 * which looks at its cancellable before it goes to sleep: so it may be deaf for a moment.
 */
gboolean
smart_async_slot_others_listen (SmartAsyncSlot *slot)
{
  gboolean others_listen;

  if (slot->own_cancellable != NULL)
    return smart_async_cancellable_has_handlers (slot->own_cancellable);

  if (slot->cancelled_id == 0)
    return slot->cancellable != NULL && smart_async_cancellable_has_handlers (slot->cancellable);

  g_signal_handler_block (slot->cancellable, slot->cancelled_id);
  others_listen = smart_async_cancellable_has_handlers (slot->cancellable);
  g_signal_handler_unblock (slot->cancellable, slot->cancelled_id);

  return others_listen;
}
