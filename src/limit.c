/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When a wait ends without a result: deadline and cancellation.
 */

#include "limit.h"

/* How long an operation that was cancelled may take to call back before it is left behind. */
#define GRACE_MSEC 1000

static gboolean
alarm_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  /* It has made the wait's step return; that is all that it is for. */
  g_source_set_ready_time (source, -1);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs alarm_funcs = { .dispatch = alarm_dispatch };

static void
set_due (SmartAsyncLimit *limit,
         gint64           due)
{
  limit->due = due;

  if (limit->alarm == NULL)
    {
      limit->alarm = g_source_new (&alarm_funcs, sizeof (GSource));
      g_source_set_static_name (limit->alarm, "[smartasync] deadline");
      g_source_set_priority (limit->alarm, G_PRIORITY_HIGH);
      g_source_set_can_recurse (limit->alarm, TRUE);
      g_source_attach (limit->alarm, limit->context);
    }

  g_source_set_ready_time (limit->alarm, due);
}

/* In the thread that cancels. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  SmartAsyncLimit *limit = user_data;
  GCancellable *own = g_atomic_pointer_get (&limit->slot->own_cancellable);

  if (own != NULL)
    g_cancellable_cancel (own);

  g_main_context_wakeup (limit->context);
}

void
smart_async_limit_begin (SmartAsyncLimit          *limit,
                         SmartAsyncSlot           *slot,
                         SmartAsyncOperationFlags  flags,
                         guint                     timeout_msec)
{
  limit->slot = slot;
  limit->context = slot->context;
  limit->flags = flags;
  limit->timeout_msec = timeout_msec;
  limit->due = 0;
  limit->alarm = NULL;
  limit->cancelled_id = 0;
  limit->reason = SMART_ASYNC_LIMIT_NONE;

  if (timeout_msec > 0)
    set_due (limit, g_get_monotonic_time () + timeout_msec * G_TIME_SPAN_MILLISECOND);

  if (slot->cancellable != NULL)
    limit->cancelled_id = g_cancellable_connect (slot->cancellable, G_CALLBACK (cancelled_cb), limit, NULL);
}

static void
begin_grace (SmartAsyncLimit       *limit,
             SmartAsyncLimitReason  reason)
{
  limit->reason = reason;

  if (limit->slot->own_cancellable != NULL)
    g_cancellable_cancel (limit->slot->own_cancellable);

  /* An operation that has not asked for the cancellable will not react: no grace for it. */
  set_due (limit, g_get_monotonic_time () +
                  (g_atomic_int_get (&limit->slot->cancellable_taken) ? GRACE_MSEC * G_TIME_SPAN_MILLISECOND : 0));
}

static gboolean
is_due (SmartAsyncLimit *limit)
{
  return limit->due != 0 && g_get_monotonic_time () >= limit->due;
}

/* Whether the wait must end now, without a result. */
gboolean
smart_async_limit_reached (SmartAsyncLimit *limit)
{
  if (limit->reason == SMART_ASYNC_LIMIT_NONE)
    {
      if (is_due (limit))
        begin_grace (limit, SMART_ASYNC_LIMIT_TIMED_OUT);
      else if (g_cancellable_is_cancelled (limit->slot->cancellable))
        begin_grace (limit, SMART_ASYNC_LIMIT_CANCELLED);
    }

  if (limit->reason == SMART_ASYNC_LIMIT_NONE || (limit->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY))
    return FALSE;

  return is_due (limit);
}

void
smart_async_limit_end (SmartAsyncLimit *limit)
{
  if (limit->cancelled_id != 0)
    g_cancellable_disconnect (limit->slot->cancellable, limit->cancelled_id);

  if (limit->alarm != NULL)
    {
      g_source_destroy (limit->alarm);
      g_source_unref (limit->alarm);
    }
}

void
smart_async_limit_set_error (SmartAsyncLimit  *limit,
                             gboolean          left_behind,
                             GError          **error)
{
  const char *aftermath = left_behind ? "; the operation has not reacted and is left to end by itself" : "";

  if (limit->reason == SMART_ASYNC_LIMIT_TIMED_OUT)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%s: no result within %u ms%s",
                 limit->slot->name, limit->timeout_msec, aftermath);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: cancelled%s", limit->slot->name, aftermath);
}
