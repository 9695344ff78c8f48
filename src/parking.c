/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a thread waits that iterates no context of its operation.
 */

#include "parking.h"

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Not an alarm that is set for each wait: setting one wakes the context up, also from inside. */
SmartAsyncParking *
smart_async_parking_new (guint tick_msec)
{
  SmartAsyncParking *self = g_new0 (SmartAsyncParking, 1);

  self->context = g_main_context_new ();
  self->ticks = g_timeout_source_new (tick_msec);
  g_source_set_static_name (self->ticks, "[smartasync] look around");
  g_source_set_can_recurse (self->ticks, TRUE);
  g_source_set_callback (self->ticks, tick_cb, NULL, NULL);
  g_source_attach (self->ticks, self->context);

  return self;
}

void
smart_async_parking_free (SmartAsyncParking *self)
{
  g_source_destroy (self->ticks);
  g_source_unref (self->ticks);
  g_main_context_unref (self->context);
  g_free (self);
}

/* Returns when the context is woken up, when something has been dispatched on it, or after a tick. */
void
smart_async_parking_wait (SmartAsyncParking *self)
{
  g_main_context_iteration (self->context, TRUE);
}
