/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a thread waits that iterates no context of its operation.
 */

#include "parking.h"

#include "alarm.h"

SmartAsyncParking *
smart_async_parking_new (void)
{
  SmartAsyncParking *self = g_new0 (SmartAsyncParking, 1);

  self->context = g_main_context_new ();
  self->alarm = smart_async_alarm_new (self->context);

  return self;
}

void
smart_async_parking_free (SmartAsyncParking *self)
{
  smart_async_alarm_free (self->alarm);
  g_main_context_unref (self->context);
  g_free (self);
}

/* Returns when the context is woken up, when something has been dispatched on it, or in time. */
void
smart_async_parking_wait (SmartAsyncParking *self,
                          guint              timeout_msec)
{
  g_source_set_ready_time (self->alarm, g_get_monotonic_time () + timeout_msec * G_TIME_SPAN_MILLISECOND);
  g_main_context_iteration (self->context, TRUE);
  g_source_set_ready_time (self->alarm, -1);
}
