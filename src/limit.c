/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When a wait ends without a result: deadline, cancellation, silence.
 */

#include "limit.h"

static void
set_due (SmartAsyncLimit *limit,
         gint64           due)
{
  limit->due = due;
  smart_async_alarm_set (&limit->alarm, due);
}

/* The wait ends without waiting for this handler, as g_cancellable_disconnect() would: another handler of the same
 * signal may itself wait for this thread. So the handler knows the call by its handle, and takes references to
 * what it needs, if it finds the call still waiting.
 */
typedef struct
{
  GCancellable    *own;      /* owned, nullable; the call's */
  SmartAsyncFiber *fiber;    /* owned, nullable */
  GMainContext    *context;  /* owned, nullable; to be woken up where there is no fiber */
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
      own = g_atomic_pointer_get (&slot->own_cancellable);
      self->own = own != NULL ? g_object_ref (own) : NULL;

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
  g_clear_object (&self->own);
  g_clear_pointer (&self->fiber, smart_async_fiber_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}

/* In the thread that cancels. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      call)
{
  Listener listener = { NULL, NULL, NULL };

  listener_init (&listener, smart_async_slot_lookup (call), call);

  if (listener.own != NULL)
    g_cancellable_cancel (listener.own);

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

static void
listen (SmartAsyncLimit *limit)
{
  SmartAsyncSlot *slot = limit->slot;

  set_listening (slot, TRUE);
  limit->cancelled_id = g_cancellable_connect (slot->cancellable, G_CALLBACK (cancelled_cb),
                                               smart_async_slot_get_call (slot), NULL);
}

static void
stop_listening (SmartAsyncLimit *limit)
{
  set_listening (limit->slot, FALSE);

  if (limit->cancelled_id != 0)
    g_signal_handler_disconnect (limit->slot->cancellable, limit->cancelled_id);
}

void
smart_async_limit_begin (SmartAsyncLimit           *limit,
                         SmartAsyncSlot            *slot,
                         const SmartAsyncOperation *operation,
                         guint                      timeout_msec)
{
  limit->operation = operation;
  limit->slot = slot;
  limit->context = slot->context;
  limit->timeout_msec = timeout_msec;
  limit->due = 0;
  limit->cancelled_id = 0;
  limit->reason = SMART_ASYNC_LIMIT_NONE;
  limit->failure = NULL;
  smart_async_alarm_init (&limit->alarm, slot->context, slot->fiber);

  if (timeout_msec > 0)
    set_due (limit, g_get_monotonic_time () + timeout_msec * G_TIME_SPAN_MILLISECOND);

  if (slot->cancellable != NULL)
    listen (limit);
}

static void
begin_grace (SmartAsyncLimit       *limit,
             SmartAsyncLimitReason  reason)
{
  GCancellable *own = g_atomic_pointer_get (&limit->slot->own_cancellable);

  limit->reason = reason;

  if (own != NULL)
    g_cancellable_cancel (own);

  /* An operation that has not asked for the cancellable will not react: no grace for it. */
  set_due (limit, g_get_monotonic_time () +
                  (g_atomic_int_get (&limit->slot->cancellable_taken) ? SMART_ASYNC_GRACE_USEC : 0));
}

static gboolean
is_due (SmartAsyncLimit *limit)
{
  return limit->due != 0 && g_get_monotonic_time () >= limit->due;
}

/* Whether the wait must end now, without a result, if the operation can be left. */
gboolean
smart_async_limit_passed (SmartAsyncLimit *limit)
{
  if (limit->reason == SMART_ASYNC_LIMIT_NONE)
    {
      if (is_due (limit))
        begin_grace (limit, SMART_ASYNC_LIMIT_TIMED_OUT);
      else if (g_cancellable_is_cancelled (limit->slot->cancellable))
        begin_grace (limit, SMART_ASYNC_LIMIT_CANCELLED);
    }

  if (limit->reason == SMART_ASYNC_LIMIT_NONE)
    return FALSE;

  return limit->reason == SMART_ASYNC_LIMIT_FAILED || is_due (limit);
}

/* Ends the wait because nothing happens: like a deadline. */
void
smart_async_limit_stall (SmartAsyncLimit *limit,
                         GError          *failure)
{
  if (limit->reason != SMART_ASYNC_LIMIT_NONE)
    {
      g_error_free (failure);
      return;
    }

  limit->failure = failure;
  begin_grace (limit, SMART_ASYNC_LIMIT_STALLED);
}

/* Ends the wait for a reason that lies in the way of waiting. */
void
smart_async_limit_fail (SmartAsyncLimit *limit,
                        GError          *failure)
{
  GCancellable *own = g_atomic_pointer_get (&limit->slot->own_cancellable);

  limit->reason = SMART_ASYNC_LIMIT_FAILED;
  g_clear_error (&limit->failure);
  limit->failure = failure;

  if (own != NULL)
    g_cancellable_cancel (own);
}

void
smart_async_limit_end (SmartAsyncLimit *limit)
{
  if (limit->slot->cancellable != NULL)
    stop_listening (limit);

  smart_async_alarm_clear (&limit->alarm);
}

void
smart_async_limit_clear (SmartAsyncLimit *limit)
{
  g_clear_error (&limit->failure);
}

void
smart_async_limit_set_error (SmartAsyncLimit  *limit,
                             gboolean          left_behind,
                             GError          **error)
{
  const char *aftermath = left_behind ? "; the operation has not reacted and is left to end by itself" : "";

  switch (limit->reason)
    {
    case SMART_ASYNC_LIMIT_TIMED_OUT:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s: no result within %u ms%s",
                   limit->operation->name, limit->timeout_msec, aftermath);
      break;

    case SMART_ASYNC_LIMIT_CANCELLED:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: cancelled%s", limit->operation->name, aftermath);
      break;

    case SMART_ASYNC_LIMIT_STALLED:
      g_set_error (error, limit->failure->domain, limit->failure->code, "%s%s", limit->failure->message, aftermath);
      break;

    case SMART_ASYNC_LIMIT_FAILED:
      g_propagate_error (error, g_steal_pointer (&limit->failure));
      break;

    case SMART_ASYNC_LIMIT_NONE:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
has_passed (SmartAsyncLimit *limit)
{
  return limit->reason == SMART_ASYNC_LIMIT_TIMED_OUT || limit->reason == SMART_ASYNC_LIMIT_STALLED;
}

/* Gives the result of a call that has one, if it has not come too late. After smart_async_limit_end(). */
GAsyncResult *
smart_async_limit_take_result (SmartAsyncLimit  *limit,
                               SmartAsyncSlot   *slot,
                               SmartAsyncCall   *call,
                               GError          **error)
{
  g_autoptr (GAsyncResult) result = smart_async_slot_take_result (slot, call);

  if (!has_passed (limit))
    return g_steal_pointer (&result);

  smart_async_limit_set_error (limit, FALSE, error);

  return NULL;
}
