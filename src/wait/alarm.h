/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Wakes a wait up at a time.
 */

#pragma once

#include "fiber/fiber-timers.h"

/* Of one wait, on the stack beside it. */
typedef struct
{
  GMainContext         *context;  /* unowned; the one that is iterated */
  GSource              *source;   /* owned, made on demand; where no fiber waits */
  SmartAsyncFiberTimer  timer;    /* where one does */
} SmartAsyncAlarm;

void     smart_async_alarm_init      (SmartAsyncAlarm *alarm,
                                      GMainContext    *context,
                                      SmartAsyncFiber *fiber);
void     smart_async_alarm_set       (SmartAsyncAlarm *alarm,
                                      gint64           due);
gboolean smart_async_alarm_has_fired (SmartAsyncAlarm *alarm);
void     smart_async_alarm_clear     (SmartAsyncAlarm *alarm);
