/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The watchdog: reports, or ends, waits in which nothing happens.
 */

#pragma once

#include "wait/limit.h"
#include "wait/wait.h"

/* What it knows of one wait; on the stack beside that. */
typedef struct
{
  SmartAsyncWait  *wait;           /* unowned */
  SmartAsyncLimit *limit;          /* unowned */
  gboolean         fails;          /* the call fails after the period; else the silence is reported */
  gint64           period_usec;
  guint            n_dispatched;   /* what wait->n_dispatched was after the last step */
  gint64           silent_since;   /* µs, monotonic; 0: not known to be silent */
  gboolean         is_over;        /* the silence has been reported, or the call has failed */
  gboolean         has_alarm;      /* set for the end of the period; else the watch source of the context wakes up */
  SmartAsyncAlarm  alarm;
  gint64           forgotten_due;  /* µs, monotonic; when to report that the operation is forgotten; 0: never */
  SmartAsyncAlarm  forgotten_alarm; /* set where that is not 0 */
  gboolean         has_reported;   /* that the operation is forgotten, or something else that is almost certain */
  GArray          *marks;          /* owned, nullable */
} SmartAsyncStallWatch;

void smart_async_stall_watch_begin   (SmartAsyncStallWatch *self,
                                      SmartAsyncWait       *wait,
                                      SmartAsyncLimit      *limit,
                                      guint                 watchdog_msec);
void smart_async_stall_watch_started (SmartAsyncStallWatch *self);
void smart_async_stall_watch_step    (SmartAsyncStallWatch *self);
void smart_async_stall_watch_end     (SmartAsyncStallWatch *self);
