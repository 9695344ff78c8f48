/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whether a thread has ended, for others to ask.
 */

#include "base/lifetime.h"

SmartAsyncLifetime *
smart_async_lifetime_new (void)
{
  SmartAsyncLifetime *self = g_new0 (SmartAsyncLifetime, 1);

  self->ref_count = 1;

  return self;
}

SmartAsyncLifetime *
smart_async_lifetime_ref (SmartAsyncLifetime *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
smart_async_lifetime_unref (SmartAsyncLifetime *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

/* In the thread itself, as the last thing that it does with it. */
void
smart_async_lifetime_end (SmartAsyncLifetime *self)
{
  g_atomic_int_set (&self->has_ended, TRUE);
  smart_async_lifetime_unref (self);
}

gboolean
smart_async_lifetime_has_ended (SmartAsyncLifetime *self)
{
  return g_atomic_int_get (&self->has_ended);
}
