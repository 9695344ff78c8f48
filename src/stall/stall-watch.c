/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waits in which nothing happens.
 */

#include "stall/stall-watch.h"

#include "base/debug.h"
#include "context/script-jobs.h"
#include "stall/stall-report.h"

/* How long a wait is silent before that is reported, where no period has been set. */
#define REPORT_USEC (5 * G_TIME_SPAN_SECOND)

/* Three degrees of watchfulness. With a period set the call fails after it. With SMART_ASYNC_DEBUG=stall
 * a report is printed. Both mark the contexts of the call when it begins, so that they can name what came
 * to them. Otherwise a private wait says so when it finds one of the two cases that are almost certainly
 * errors, and cost nothing to be found: the operation has attached a source to the default context, whose
 * loop this thread was called from; or it has let go of its cancellable, or shows nothing at all by
 * which it could go on. So does a wait inside a promise job of a script, if others wait for that job.
 */

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
  self->period_usec = self->fails ? watchdog_msec * G_TIME_SPAN_MILLISECOND : REPORT_USEC;
  self->n_dispatched = 0;
  self->silent_since = 0;
  self->is_over = FALSE;
  self->has_alarm = FALSE;
  self->tell_due = 0;
  self->has_told = FALSE;
  self->marks = NULL;

  is_asked = self->fails || smart_async_debug_enabled (SMART_ASYNC_DEBUG_STALL);
  if (is_asked || smart_async_script_jobs_keep_others (wait->has_jobs_rest, wait->inside))
    begin_alarm (self);

  /* After the alarms of the call, which are no newcomers. */
  if (is_asked)
    {
      self->marks = smart_async_stall_marks_new ();
      smart_async_stall_marks_take (self->marks, wait);
    }
}

/* Whether an operation that has let go of its cancellable by now, and so has most likely returned early, is to be told
 * of some seconds later. A watchdog may come first, for which an alarm would be something that happens.
 */
static gboolean
is_to_be_told (SmartAsyncStallWatch *self)
{
  return !self->has_told && smart_async_stall_is_forgotten (self->wait) &&
         (!is_watchful (self) || self->period_usec > REPORT_USEC);
}

/* When the operation has been started. */
void
smart_async_stall_watch_tell_if_forgotten (SmartAsyncStallWatch *self)
{
  if (self->tell_due != 0 || !is_to_be_told (self))
    return;

  self->tell_due = g_get_monotonic_time () + REPORT_USEC;
  smart_async_alarm_init (&self->tell_alarm, self->wait->context, self->wait->fiber);
  smart_async_alarm_set (&self->tell_alarm, self->tell_due);
}

/* When the start function has returned, or is on its way to another thread. */
void
smart_async_stall_watch_started (SmartAsyncStallWatch *self)
{
  if (is_watchful (self))
    smart_async_stall_marks_started (self->marks);

  if (smart_async_stall_may_be_unseen (self->wait))
    self->wait->may_report = TRUE;

  smart_async_stall_watch_tell_if_forgotten (self);
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

  /* What is due in weeks is never due: such times are set by sources of bindings that wait for a descriptor. */
  if (timeout_msec < 0 || timeout_msec == G_MAXINT)
    return FALSE;

  return self->limit->due == 0 || now + timeout_msec * G_TIME_SPAN_MILLISECOND < self->limit->due;
}

static void
report_the_obvious (SmartAsyncStallWatch *self,
                    gint64                now)
{
  SmartAsyncWait *wait = self->wait;
  g_autoptr (GArray) marks = smart_async_stall_marks_new ();
  g_autofree char *text = NULL;

  if (smart_async_default_watch_is_in_the_way (&wait->default_watch))
    smart_async_stall_marks_add (marks, g_main_context_default (), wait->default_watch.mark);
  else if (!smart_async_stall_is_forgotten (wait) && !smart_async_stall_is_unseen (wait) &&
           !smart_async_script_jobs_are_kept (wait->has_jobs_rest, wait->inside))
    return;

  text = smart_async_stall_report (wait, marks, now - self->silent_since);
  g_message ("%s", text);
  self->has_told = TRUE;
}

static void
bark (SmartAsyncStallWatch *self,
      gint64                now)
{
  g_autofree char *text = NULL;

  self->is_over = TRUE;

  if (!is_watchful (self))
    {
      report_the_obvious (self, now);
      return;
    }

  text = smart_async_stall_report (self->wait, self->marks, now - self->silent_since);
  smart_async_debug (STALL, "%s\n", text);

  if (self->fails)
    smart_async_limit_stall (self->limit, g_error_new_literal (SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED, text));
}

/* A wait without an alarm is ended by its lookout after as long a time. */
static void
look_again (SmartAsyncStallWatch *self,
            gint64                now)
{
  set_alarm (self, now + self->period_usec);
  self->wait->asleep_since = 0;
}

static void
look_into_silence (SmartAsyncStallWatch *self)
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
    look_again (self, now);
  else
    bark (self, now);
}

static void
stop_telling (SmartAsyncStallWatch *self)
{
  if (self->tell_due != 0)
    smart_async_alarm_clear (&self->tell_alarm);

  self->tell_due = 0;
}

static void
tell_forgotten (SmartAsyncStallWatch *self)
{
  g_autoptr (GArray) marks = NULL;
  g_autofree char *text = NULL;

  if (g_get_monotonic_time () < self->tell_due)
    return;

  stop_telling (self);
  if (!is_to_be_told (self))
    return;

  marks = smart_async_stall_marks_new ();
  text = smart_async_stall_report (self->wait, marks, REPORT_USEC);
  g_message ("%s", text);
  self->has_told = TRUE;
  self->is_over = self->is_over || !is_watchful (self);
}

/* After each step of the wait. */
void
smart_async_stall_watch_look (SmartAsyncStallWatch *self)
{
  if (self->tell_due != 0)
    tell_forgotten (self);
  else if (self->wait->forward != NULL)
    smart_async_stall_watch_tell_if_forgotten (self);

  if (self->is_over)
    return;

  if (self->wait->has_jobs_rest && !self->has_alarm)
    begin_alarm (self);

  if (is_silent (self))
    look_into_silence (self);
  else
    self->silent_since = self->has_alarm ? g_get_monotonic_time () : 0;
}

void
smart_async_stall_watch_end (SmartAsyncStallWatch *self)
{
  if (self->has_alarm)
    smart_async_alarm_clear (&self->alarm);
  stop_telling (self);
  g_clear_pointer (&self->marks, g_array_unref);
}
