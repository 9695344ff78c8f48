/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Wakes a wait up at a time.
 */

#include "wait/limit.h"

#include "fiber/fiber-private.h"

static gboolean
alarm_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  /* The iteration returns after this. */
  g_source_set_ready_time (source, -1);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs alarm_funcs = { .dispatch = alarm_dispatch };

static GSource *
make_source (GMainContext *context)
{
  GSource *source = g_source_new (&alarm_funcs, sizeof (GSource));

  g_source_set_static_name (source, "[smartasync] alarm");
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);

  return source;
}

/* @fiber: nullable; the one that waits. */
void
smart_async_alarm_init (SmartAsyncAlarm *alarm,
                        GMainContext    *context,
                        SmartAsyncFiber *fiber)
{
  alarm->context = context;
  alarm->source = NULL;
  alarm->timer = (SmartAsyncFiberTimer) { fiber, 0, 0 };
}

/* @due: µs, monotonic. It fires once. */
void
smart_async_alarm_set (SmartAsyncAlarm *alarm,
                       gint64           due)
{
  if (alarm->timer.fiber != NULL)
    {
      smart_async_fiber_timers_set (&alarm->timer.fiber->scheduler->timers, &alarm->timer, due);
      return;
    }

  if (alarm->source == NULL)
    alarm->source = make_source (alarm->context);

  g_source_set_ready_time (alarm->source, due);
}

/* Whether an alarm that was set has woken the wait up since. */
gboolean
smart_async_alarm_has_fired (SmartAsyncAlarm *alarm)
{
  return alarm->source != NULL ? g_source_get_ready_time (alarm->source) < 0 : alarm->timer.due == 0;
}

void
smart_async_alarm_clear (SmartAsyncAlarm *alarm)
{
  if (alarm->timer.due != 0)
    smart_async_fiber_timers_set (&alarm->timer.fiber->scheduler->timers, &alarm->timer, 0);

  if (alarm->source == NULL)
    return;

  g_source_destroy (alarm->source);
  g_source_unref (alarm->source);
}
