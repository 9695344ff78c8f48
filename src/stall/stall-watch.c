/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The watchdog: reports, or ends, waits in which nothing happens.
 */

#include "stall/stall-watch-private.h"

#include "base/settings.h"
#include "context/private-context.h"
#include "context/script-jobs.h"

/* What it does depends on what was asked for:
 *
 *   asked for                what it does when nothing has been dispatched for a period
 *   a watchdog               the call fails after the time that the program has set
 *   SMART_ASYNC_DEBUG=stall  it writes a report after five seconds
 *   neither                  it writes a report after five seconds, if the call is almost certainly an error
 *
 * In the first two cases it marks the contexts of the call when that begins, to name the sources that have come to them
 * since. In the last case it reports what costs nothing to be found: the operation has attached a source to the default
 * context, whose loop this thread was called from; the operation has released its cancellable, or shows nothing at all
 * by which it could go on; or the call was made inside a promise job of a script, and other jobs wait for that one.
 */

/* Whether nothing shows that the operation goes on: its cancellable does not. Only the main thread, which wakes up now
 * and then in any case, looks for other signs of it.
 */
static gboolean
shows_nothing (SmartAsyncWait *wait)
{
  return wait->private_context != NULL && wait->default_watch.is_on &&
         !(wait->operation->flags & SMART_ASYNC_OPERATION_OPAQUE) && !g_atomic_int_get (&wait->slot->cancellable_taken);
}

/* Besides, no source is there that could belong to the operation: neither on the context that it was started on nor, in
 * the main thread, on the default one. It may be going on in a thread or in another process, or may have returned
 * early.
 */
gboolean
smart_async_stall_is_unseen (SmartAsyncWait *wait)
{
  return shows_nothing (wait) && !wait->default_watch.has_newcomer &&
         !smart_async_private_context_has_sources (wait->private_context);
}

static gboolean
is_watchful (SmartAsyncStallWatch *self)
{
  return self->marks != NULL;
}

static void
set_alarm (SmartAsyncStallWatch *self,
           gint64                due)
{
  if (self->has_alarm)
    smart_async_alarm_set (&self->alarm, due);
}

static void
begin_alarm (SmartAsyncStallWatch *self)
{
  self->silent_since = g_get_monotonic_time ();
  self->has_alarm = TRUE;
  smart_async_alarm_init (&self->alarm, self->wait->context, self->wait->fiber);
  set_alarm (self, self->silent_since + self->period_usec);
}

void
smart_async_stall_watch_begin (SmartAsyncStallWatch *self,
                               SmartAsyncWait       *wait,
                               SmartAsyncLimit      *limit,
                               guint                 watchdog_msec)
{
  gboolean is_asked;

  self->wait = wait;
  self->limit = limit;
  self->fails = watchdog_msec > 0;
  self->period_usec = self->fails ? watchdog_msec * G_TIME_SPAN_MILLISECOND : SMART_ASYNC_REPORT_USEC;
  self->n_dispatched = 0;
  self->silent_since = 0;
  self->is_over = FALSE;
  self->has_alarm = FALSE;
  self->forgotten_due = 0;
  self->has_reported = FALSE;
  self->marks = NULL;

  is_asked = self->fails || smart_async_debug_enabled (SMART_ASYNC_DEBUG_STALL);
  if (is_asked || (wait->inside != NULL && smart_async_script_jobs_keep_others (wait->has_jobs_rest, wait->inside)))
    begin_alarm (self);

  /* After the alarms of the call, which are no newcomers. */
  if (is_asked)
    {
      self->marks = smart_async_stall_marks_new ();
      smart_async_stall_marks_take (self->marks, wait);
    }
}

/* Whether the operation has released its cancellable by now, and so has most likely returned early, and that is to be
 * reported some seconds later. A watchdog may come first, for which an alarm would be something that happens.
 */
static gboolean
is_to_be_reported (SmartAsyncStallWatch *self)
{
  return !self->has_reported && smart_async_stall_is_forgotten (self->wait) &&
         (!is_watchful (self) || self->period_usec > SMART_ASYNC_REPORT_USEC);
}

/* When the operation has been started. */
static void
report_later_if_forgotten (SmartAsyncStallWatch *self)
{
  if (!is_to_be_reported (self))
    return;

  self->forgotten_due = g_get_monotonic_time () + SMART_ASYNC_REPORT_USEC;
  smart_async_alarm_init (&self->forgotten_alarm, self->wait->context, self->wait->fiber);
  smart_async_alarm_set (&self->forgotten_alarm, self->forgotten_due);
}

/* When the start function has returned, or was passed on to another thread. */
void
smart_async_stall_watch_started (SmartAsyncStallWatch *self)
{
  if (is_watchful (self))
    smart_async_stall_marks_started (self->marks);

  if (shows_nothing (self->wait))
    self->wait->may_report = TRUE;
  else if (g_atomic_int_get (&self->wait->slot->cancellable_taken))
    report_later_if_forgotten (self);
}

static gboolean
alarm_has_fired (SmartAsyncStallWatch *self)
{
  return self->has_alarm && smart_async_alarm_has_fired (&self->alarm);
}

/* An iteration in which the alarm was dispatched dispatched nothing of a lower priority. */
static gboolean
is_silent (SmartAsyncStallWatch *self)
{
  gboolean nothing_new = self->wait->n_dispatched == self->n_dispatched;

  self->n_dispatched = self->wait->n_dispatched;

  return nothing_new || alarm_has_fired (self);
}

/* Whether something will happen at a time that is known, other than the deadline. */
static gboolean
has_timeout_pending (SmartAsyncStallWatch *self,
                     gint64                now)
{
  int timeout_msec;

  if (self->wait->forward != NULL)
    return FALSE;

  self->wait->default_watch.is_paused = TRUE;
  timeout_msec = smart_async_script_jobs_get_timeout (self->wait->context);
  self->wait->default_watch.is_paused = FALSE;

  /* What is due in weeks counts as never: sources of bindings that wait for a descriptor set such times. */
  if (timeout_msec < 0 || timeout_msec == G_MAXINT)
    return FALSE;

  return self->limit->due == 0 || now + timeout_msec * G_TIME_SPAN_MILLISECOND < self->limit->due;
}

/* Nothing tells whether the operation is made with libdex. */
static void
report_libdex (SmartAsyncStallWatch *self)
{
  g_message ("%s: nothing has happened for %d s, while sources of this thread's loop are ready, which a private call does "
             "not run. If the operation is made with libdex, its futures settle there: use the policy auto or forward",
             self->wait->operation->name, (int) (SMART_ASYNC_REPORT_USEC / G_TIME_SPAN_SECOND));
  self->has_reported = TRUE;
}

static void
report_if_certain (SmartAsyncStallWatch *self,
                   gint64                now)
{
  SmartAsyncWait *wait = self->wait;
  g_autoptr (GArray) marks = smart_async_stall_marks_new ();
  g_autofree char *text = NULL;

  if (smart_async_default_watch_has_blocked_newcomer (&wait->default_watch))
    {
      smart_async_stall_marks_add (marks, g_main_context_default (), wait->default_watch.mark);
    }
  else if (smart_async_default_watch_blocks_libdex (&wait->default_watch))
    {
      report_libdex (self);
      return;
    }
  else if (!smart_async_stall_is_forgotten (wait) && !smart_async_stall_is_unseen (wait) &&
           !smart_async_script_jobs_are_kept (wait->has_jobs_rest, wait->inside))
    {
      return;
    }

  text = smart_async_stall_report (wait, marks, now - self->silent_since);
  g_message ("%s", text);
  self->has_reported = TRUE;
}

static void
end_silence (SmartAsyncStallWatch *self,
             gint64                now)
{
  g_autofree char *text = NULL;

  self->is_over = TRUE;

  if (!is_watchful (self))
    {
      report_if_certain (self, now);
      return;
    }

  text = smart_async_stall_report (self->wait, self->marks, now - self->silent_since);
  smart_async_debug (STALL, "%s\n", text);

  if (self->fails)
    smart_async_limit_stall (self->limit, g_error_new_literal (SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED, text));
}

/* Where there is no alarm, a source of the context (default-source.c) wakes the wait up after as long a time. */
static void
wait_another_period (SmartAsyncStallWatch *self,
                     gint64                now)
{
  set_alarm (self, now + self->period_usec);
  self->wait->asleep_since = 0;
}

static void
check_silence (SmartAsyncStallWatch *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 due;

  if (self->silent_since == 0)
    self->silent_since = self->wait->asleep_since > 0 ? self->wait->asleep_since : now;

  due = self->silent_since + self->period_usec;

  /* Setting an alarm wakes the context up: done again in each iteration, that would be one after the other. */
  if (now >= due && self->has_alarm && !alarm_has_fired (self))
    return;

  if (now < due)
    set_alarm (self, due);
  else if (has_timeout_pending (self, now))
    wait_another_period (self, now);
  else
    end_silence (self, now);
}

static void
clear_forgotten_alarm (SmartAsyncStallWatch *self)
{
  smart_async_alarm_clear (&self->forgotten_alarm);
  self->forgotten_due = 0;
}

static void
report_if_forgotten (SmartAsyncStallWatch *self)
{
  g_autoptr (GArray) marks = NULL;
  g_autofree char *text = NULL;

  if (g_get_monotonic_time () < self->forgotten_due)
    return;

  clear_forgotten_alarm (self);
  if (!is_to_be_reported (self))
    return;

  marks = smart_async_stall_marks_new ();
  text = smart_async_stall_report (self->wait, marks, SMART_ASYNC_REPORT_USEC);
  g_message ("%s", text);
  self->has_reported = TRUE;
  self->is_over = self->is_over || !is_watchful (self);
}

/* After each step of the wait. */
void
smart_async_stall_watch_step (SmartAsyncStallWatch *self)
{
  if (self->forgotten_due != 0)
    report_if_forgotten (self);
  else if (self->wait->forward != NULL)
    report_later_if_forgotten (self);

  if (self->is_over)
    return;

  if (self->wait->has_jobs_rest && !self->has_alarm)
    begin_alarm (self);

  if (is_silent (self))
    check_silence (self);
  else
    self->silent_since = self->has_alarm ? g_get_monotonic_time () : 0;
}

void
smart_async_stall_watch_end (SmartAsyncStallWatch *self)
{
  if (self->has_alarm)
    smart_async_alarm_clear (&self->alarm);
  if (self->forgotten_due != 0)
    clear_forgotten_alarm (self);
  if (self->marks != NULL)
    g_array_unref (self->marks);
}
