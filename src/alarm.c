/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A source that makes an iteration return at a time.
 */

#include "alarm.h"

static gboolean
alarm_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  g_source_set_ready_time (source, -1);

  /* The iteration returns after this. Where nobody waits for that, there is a callback. */
  if (callback != NULL)
    callback (user_data);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs alarm_funcs = { .dispatch = alarm_dispatch };

/* Set by g_source_set_ready_time(), for one time only. */
GSource *
smart_async_alarm_new (GMainContext *context)
{
  GSource *source = g_source_new (&alarm_funcs, sizeof (GSource));

  g_source_set_static_name (source, "[smartasync] alarm");
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);

  return source;
}

void
smart_async_alarm_free (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}
