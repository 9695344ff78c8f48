/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When a wait is woken up, and when it ends without a result: deadline, cancellation, silence.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"
#include "fiber/fiber-timers.h"

/* How long an operation that was cancelled may take to call back before the call is abandoned. */
#define SMART_ASYNC_GRACE_USEC G_TIME_SPAN_SECOND

/* Wakes a wait up at a time. On the stack beside the wait. */
typedef struct
{
  GMainContext         *context;  /* unowned; the one that is iterated */
  GSource              *source;   /* owned, made on demand; where no fiber waits */
  SmartAsyncFiberTimer  timer;    /* where one does */
} SmartAsyncAlarm;

/* Why a wait is being ended. */
typedef enum
{
  SMART_ASYNC_LIMIT_NONE,
  SMART_ASYNC_LIMIT_CANCELLED,
  SMART_ASYNC_LIMIT_TIMED_OUT,
  SMART_ASYNC_LIMIT_STALLED,
  SMART_ASYNC_LIMIT_FAILED,
} SmartAsyncLimitReason;

/* The limit of one wait, on the stack beside it. */
typedef struct
{
  const SmartAsyncOperation *operation;     /* unowned, valid while waiting */
  SmartAsyncSlot            *slot;          /* owned by the wait; not used after smart_async_limit_end() */
  guint                      timeout_msec;  /* 0 for none */
  gint64                     due;           /* µs, monotonic: the deadline, then the end of the grace; 0 for none */
  SmartAsyncAlarm            alarm;         /* wakes the wait up when it is due */
  SmartAsyncLimitReason      reason;
  gboolean                   has_reported;  /* why the wait goes on although it has passed */
  GError                    *failure;       /* owned; of SMART_ASYNC_LIMIT_STALLED and SMART_ASYNC_LIMIT_FAILED */
} SmartAsyncLimit;

void          smart_async_alarm_init        (SmartAsyncAlarm            *alarm,
                                             GMainContext               *context,
                                             SmartAsyncFiber            *fiber);
void          smart_async_alarm_set         (SmartAsyncAlarm            *alarm,
                                             gint64                      due);
gboolean      smart_async_alarm_has_fired   (SmartAsyncAlarm            *alarm);
void          smart_async_alarm_clear       (SmartAsyncAlarm            *alarm);

void          smart_async_limit_begin       (SmartAsyncLimit            *limit,
                                             SmartAsyncSlot             *slot,
                                             const SmartAsyncOperation  *operation);
gboolean      smart_async_limit_passed      (SmartAsyncLimit            *limit);
void          smart_async_limit_cancel      (SmartAsyncLimit            *limit);
void          smart_async_limit_stall       (SmartAsyncLimit            *limit,
                                             GError                     *failure);
void          smart_async_limit_fail        (SmartAsyncLimit            *limit,
                                             GError                     *failure);
void          smart_async_limit_report      (SmartAsyncLimit            *limit,
                                             const char                 *why);
void          smart_async_limit_end         (SmartAsyncLimit            *limit);
void          smart_async_limit_clear       (SmartAsyncLimit            *limit);
void          smart_async_limit_set_error   (SmartAsyncLimit            *limit,
                                             gboolean                    is_owed,
                                             GError                    **error);
GAsyncResult *smart_async_limit_take_result (SmartAsyncLimit            *limit,
                                             SmartAsyncSlot             *slot,
                                             gboolean                   *is_finished,
                                             GError                    **error);
