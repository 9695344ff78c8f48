/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waits in which nothing happens.
 */

#pragma once

#include "wait/limit.h"
#include "wait/wait.h"

/* What one wait does about that, on the stack beside it. */
typedef struct
{
  SmartAsyncWait  *wait;          /* unowned */
  SmartAsyncLimit *limit;         /* unowned */
  gboolean         fails;         /* the call fails after the period; else it is reported */
  gint64           period_usec;
  guint            n_dispatched;  /* what wait->n_dispatched was at the last look */
  gint64           silent_since;  /* µs, monotonic; 0: not known to be silent */
  gboolean         is_over;       /* it has been reported, or the call has failed */
  gboolean         has_alarm;     /* set for the end of the period; else the lookout of the wait looks at the time */
  SmartAsyncAlarm  alarm;
  gint64           tell_due;      /* µs, monotonic; when to tell that the operation is forgotten; 0: never */
  SmartAsyncAlarm  tell_alarm;    /* set where that is not 0 */
  gboolean         has_told;      /* that it is forgotten, or what else is almost certain */
  GArray          *marks;         /* owned, nullable */
} SmartAsyncStallWatch;

void smart_async_stall_watch_begin   (SmartAsyncStallWatch *self,
                                      SmartAsyncWait       *wait,
                                      SmartAsyncLimit      *limit,
                                      guint                 watchdog_msec);
void smart_async_stall_watch_started (SmartAsyncStallWatch *self);
void smart_async_stall_watch_tell_if_forgotten (SmartAsyncStallWatch *self);
void smart_async_stall_watch_look    (SmartAsyncStallWatch *self);
void smart_async_stall_watch_end     (SmartAsyncStallWatch *self);
