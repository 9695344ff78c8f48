/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When a wait ends without a result: deadline, cancellation, silence.
 */

#include "wait/limit.h"

#include "call/call-cancellable.h"

static void
set_due (SmartAsyncLimit *limit,
         gint64           due)
{
  limit->due = due;
  smart_async_alarm_set (&limit->alarm, due);
}

void
smart_async_limit_begin (SmartAsyncLimit           *limit,
                         SmartAsyncSlot            *slot,
                         const SmartAsyncOperation *operation)
{
  limit->operation = operation;
  limit->slot = slot;
  limit->timeout_msec = slot->timeout_msec;
  limit->due = 0;
  limit->reason = SMART_ASYNC_LIMIT_NONE;
  limit->failure = NULL;
  limit->has_reported = FALSE;
  smart_async_alarm_init (&limit->alarm, slot->context, slot->fiber);

  if (slot->due != 0)
    set_due (limit, slot->due);

  smart_async_slot_listen (slot);
}

/* Handlers of “cancelled” that are a script's must run in the thread that waits. Others have to expect that any thread
 * cancels.
 */
static void
cancel (SmartAsyncLimit *limit,
        gint64           end)
{
  smart_async_slot_cancel (limit->slot, limit->operation->flags & SMART_ASYNC_OPERATION_SCRIPT ? 0 : end);
}

static void
begin_grace (SmartAsyncLimit       *limit,
             SmartAsyncLimitReason  reason)
{
  gint64 end = g_get_monotonic_time () + SMART_ASYNC_GRACE_USEC;
  gboolean may_react = smart_async_slot_may_react (limit->slot);

  limit->reason = reason;
  if (reason != SMART_ASYNC_LIMIT_CANCELLED)
    g_atomic_int_set (&limit->slot->is_late, TRUE);
  cancel (limit, end);

  /* Without its cancellable an operation will not react: no grace for it. */
  set_due (limit, may_react ? end : g_get_monotonic_time ());
}

static gboolean
is_due (SmartAsyncLimit *limit)
{
  return limit->due != 0 && g_get_monotonic_time () >= limit->due;
}

/* Whether the wait must end now, without a result, if the call can be abandoned. */
gboolean
smart_async_limit_passed (SmartAsyncLimit *limit)
{
  if (limit->reason == SMART_ASYNC_LIMIT_NONE)
    {
      if (is_due (limit))
        begin_grace (limit, SMART_ASYNC_LIMIT_TIMED_OUT);
      else if (limit->slot->cancellable != NULL && g_cancellable_is_cancelled (limit->slot->cancellable))
        begin_grace (limit, SMART_ASYNC_LIMIT_CANCELLED);
      else
        return FALSE;
    }

  return limit->reason == SMART_ASYNC_LIMIT_FAILED || is_due (limit);
}

/* Ends the wait as its cancellable does. */
void
smart_async_limit_cancel (SmartAsyncLimit *limit)
{
  if (limit->reason == SMART_ASYNC_LIMIT_NONE)
    begin_grace (limit, SMART_ASYNC_LIMIT_CANCELLED);
}

/* Ends the wait as a deadline does, because nothing happens. */
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

/* Ends the wait because it can't go on. */
void
smart_async_limit_fail (SmartAsyncLimit *limit,
                        GError          *failure)
{
  limit->reason = SMART_ASYNC_LIMIT_FAILED;
  g_clear_error (&limit->failure);
  limit->failure = failure;
  cancel (limit, g_get_monotonic_time () + SMART_ASYNC_GRACE_USEC);
}

void
smart_async_limit_end (SmartAsyncLimit *limit)
{
  smart_async_slot_stop_listening (limit->slot);
  if (limit->due != 0)
    smart_async_alarm_clear (&limit->alarm);
}

void
smart_async_limit_clear (SmartAsyncLimit *limit)
{
  if (G_UNLIKELY (limit->failure != NULL))
    g_clear_error (&limit->failure);
}

void
smart_async_limit_set_error (SmartAsyncLimit  *limit,
                             gboolean          is_owed,
                             GError          **error)
{
  const char *aftermath = is_owed ? "; the operation has not reacted and is left to end by itself" : "";

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
      g_propagate_error (error, g_error_copy (limit->failure));
      break;

    case SMART_ASYNC_LIMIT_NONE:
    default:
      g_assert_not_reached ();
    }
}

/* Reports, once, that the wait goes on although its limit has passed. */
void
smart_async_limit_report (SmartAsyncLimit *limit,
                          const char      *why)
{
  g_autoptr (GError) error = NULL;

  if (limit->has_reported)
    return;

  limit->has_reported = TRUE;
  smart_async_limit_set_error (limit, FALSE, &error);
  g_message ("%s; but %s", error->message, why);
}

static gboolean
has_passed (SmartAsyncLimit *limit)
{
  return limit->reason == SMART_ASYNC_LIMIT_TIMED_OUT || limit->reason == SMART_ASYNC_LIMIT_STALLED;
}

/* Gives the result of a call that has one, if it has not come too late, and whether its finish function was called. If
 * it was, it was in time: the caller has the value, or @error is what that function has set. After
 * smart_async_limit_end().
 */
GAsyncResult *
smart_async_limit_take_result (SmartAsyncLimit  *limit,
                               SmartAsyncSlot   *slot,
                               gboolean         *is_finished,
                               GError          **error)
{
  GError *failure = NULL;
  g_autoptr (GAsyncResult) result = smart_async_slot_take_result (slot, is_finished, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }

  if (*is_finished || !has_passed (limit))
    return g_steal_pointer (&result);

  smart_async_limit_set_error (limit, FALSE, error);

  return NULL;
}
