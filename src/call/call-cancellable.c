/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The cancellables of calls: made, cancelled and listened to, whatever handlers of theirs do.
 */

#include "call/call-cancellable.h"

/* Who has called g_cancellable_connect() has a handler of the signal “cancelled”, which runs inside
 * g_cancellable_cancel(). It may wait for the thread that makes a call, as one does that itself makes a call which is
 * forwarded to that thread's loop; it may also never return. So the thread that makes a call
 *
 *  - connects and disconnects without waiting for handlers that are running in other threads;
 *  - where a call must end at a certain time, has another thread cancel, and waits for that one until then.
 */

/* Without the check of the type that G_OBJECT() makes. */
static guint
get_ref_count (GCancellable *cancellable)
{
  return (guint) g_atomic_int_get (&((GObject *) cancellable)->ref_count);
}

static gboolean
has_handlers (GCancellable *cancellable)
{
  static guint id; /* atomic */

  if (g_atomic_int_get (&id) == 0)
    g_atomic_int_set (&id, g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE));

  return g_signal_has_handler_pending (cancellable, g_atomic_int_get (&id), 0, FALSE);
}

/* A cancellable that is cancelled in a thread of its own. The thread of the call waits for it meanwhile, so that
 * handlers find everything as it would be if that thread called them; but no longer than it may.
 */
typedef struct
{
  int           ref_count;     /* atomic; one for each of the two threads */
  GCancellable *cancellable;   /* owned */
  GMutex        lock;
  GCond         changed;
  gboolean      has_returned;  /* lock; g_cancellable_cancel() has */
} Cancelling;

static Cancelling *
cancelling_new (GCancellable *cancellable)
{
  Cancelling *self = g_new0 (Cancelling, 1);

  self->ref_count = 2;
  self->cancellable = g_object_ref (cancellable);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);

  return self;
}

static void
cancelling_unref (Cancelling *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gpointer
cancel_thread (gpointer user_data)
{
  Cancelling *self = user_data;

  g_cancellable_cancel (self->cancellable);

  g_mutex_lock (&self->lock);
  self->has_returned = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);

  cancelling_unref (self);

  return NULL;
}

static void
wait_until (Cancelling *self,
            gint64      end)
{
  g_mutex_lock (&self->lock);
  while (!self->has_returned && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
}

/* Handlers that have not returned at @end go on alone. Where no thread can be made, they are waited for. */
void
smart_async_cancel_until (GCancellable *cancellable,
                          gint64        end)
{
  Cancelling *self;
  GThread *thread = NULL;

  if (has_handlers (cancellable))
    {
      self = cancelling_new (cancellable);
      thread = g_thread_try_new ("[smartasync] cancel", cancel_thread, self, NULL);
    }

  if (thread == NULL)
    {
      g_cancellable_cancel (cancellable);
      return;
    }

  g_thread_unref (thread);
  wait_until (self, end);
  cancelling_unref (self);
}

/* g_cancellable_disconnect() waits for handlers; since GLib 2.81 g_cancellable_connect() does too, and
 * g_cancellable_cancel() while another thread is in it: handlers run with the cancellable's mutex held. GObject's own
 * functions take no lock of the cancellable, and hold none while handlers run. For that, a handler must expect to run
 * when its call is over.
 *
 * @func is called in any case: who cancels sets the flag first, and then calls those who have connected.
 */
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

/* Weak references, among others. The lowest bits are flags. */
static gboolean
has_data (GCancellable *cancellable)
{
  return ((gsize) g_atomic_pointer_get (&((GObject *) cancellable)->qdata) & ~(gsize) 7) != 0;
}

/* A thread keeps the cancellables of its last calls for the next ones, which need not allocate any then. The result of
 * a call may still hold one. An operation that has not released its own, has left a handler there, or knows it by a
 * weak reference, keeps it.
 */
static gboolean
is_as_new (GCancellable *cancellable)
{
  return get_ref_count (cancellable) == 1 && !g_cancellable_is_cancelled (cancellable) &&
         !has_handlers (cancellable) && !has_data (cancellable);
}

/* Gives a reference. */
static GCancellable *
take_spare (SmartAsyncThread *thread)
{
  while (thread->n_spares > 0)
    {
      GCancellable *spare = thread->spares[--thread->n_spares];

      if ((thread->new_spares >> thread->n_spares & 1) != 0 || is_as_new (spare))
        return spare;

      g_object_unref (spare);
    }

  return g_cancellable_new ();
}

/* Has the operation given a cancellable of the call's own, in place of the caller's. It is cancelled when the deadline
 * or the watchdog ends the wait; the caller's is not, as it may serve other calls too. And its references tell whether
 * the operation goes on. Before the operation is started. @thread: this one.
 */
void
smart_async_slot_give_own (SmartAsyncSlot   *slot,
                           SmartAsyncThread *thread)
{
  slot->own_cancellable = take_spare (thread);
  slot->n_refs_given = get_ref_count (slot->own_cancellable);

  if (slot->cancellable != NULL && g_cancellable_is_cancelled (slot->cancellable))
    smart_async_slot_cancel (slot, 0);
}

/* Nullable. */
GCancellable *
smart_async_slot_get_given (SmartAsyncSlot *slot)
{
  return slot->own_cancellable != NULL ? slot->own_cancellable : slot->cancellable;
}

/* An operation that goes on holds its cancellable, as each GTask does. That no more references are there than before it
 * was started is almost a proof that nothing will call back, if it has asked for it: one that has not may go on
 * without. In the thread that has started it, or later.
 */
gboolean
smart_async_slot_is_forgotten (SmartAsyncSlot *slot)
{
  GCancellable *given = smart_async_slot_get_given (slot);

  return smart_async_slot_get_state (slot) == SMART_ASYNC_SLOT_PENDING && given != NULL &&
         g_atomic_int_get (&slot->cancellable_taken) && get_ref_count (given) <= slot->n_refs_given;
}

/* Whether the operation gets to know that it is cancelled. Others than the operation may hold the caller's cancellable:
 * then all that can be known is that it has asked for it.
 */
gboolean
smart_async_slot_may_react (SmartAsyncSlot *slot)
{
  if (slot->own_cancellable == NULL)
    return g_atomic_int_get (&slot->cancellable_taken);

  return get_ref_count (slot->own_cancellable) > slot->n_refs_given || has_handlers (slot->own_cancellable);
}

/* Cancels the operation, if it has a cancellable of the call's own, unless somebody has, or is about to. @end: µs,
 * monotonic; the latest time at which this returns, or 0 to wait for handlers however long they take.
 */
void
smart_async_slot_cancel (SmartAsyncSlot *slot,
                         gint64          end)
{
  if (slot->own_cancellable == NULL || !g_atomic_int_compare_and_exchange (&slot->own_is_cancelled, FALSE, TRUE))
    return;

  if (end == 0)
    g_cancellable_cancel (slot->own_cancellable);
  else
    smart_async_cancel_until (slot->own_cancellable, end);
}

/* What a handler of the caller's cancellable has to do. The wait may be over before the handler is. So the handler
 * knows the call by its handle, and takes references to what it needs, if it finds the call still waiting.
 */
typedef struct
{
  GCancellable    *to_cancel;  /* owned, nullable; the call's own, if nobody else cancels it */
  SmartAsyncFiber *fiber;      /* owned, nullable; to be woken up */
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

/* From now on the wait of a call is woken up when the caller's cancellable is cancelled. In the thread that waits. */
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

/* Whether somebody besides the wait has connected to the cancellable of the operation. In the thread that waits, which
 * looks at the cancellable before it goes to sleep: so it may block its own handler for a moment.
 */
gboolean
smart_async_slot_others_listen (SmartAsyncSlot *slot)
{
  gboolean others_listen;

  if (slot->own_cancellable != NULL)
    return has_handlers (slot->own_cancellable);

  if (slot->cancelled_id == 0)
    return slot->cancellable != NULL && has_handlers (slot->cancellable);

  g_signal_handler_block (slot->cancellable, slot->cancelled_id);
  others_listen = has_handlers (slot->cancellable);
  g_signal_handler_unblock (slot->cancellable, slot->cancelled_id);

  return others_listen;
}
