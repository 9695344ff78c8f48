/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a thread waits that iterates no context of its operation.
 */

#include "wait/parking.h"

#include "context/private-context.h"

/* @name: of the call that needs it. */
SmartAsyncParking *
smart_async_parking_new (const char  *name,
                         GError     **error)
{
  GMainContext *context = smart_async_private_context_make (name, error);
  SmartAsyncParking *self;

  if (context == NULL)
    return NULL;

  self = g_new0 (SmartAsyncParking, 1);
  self->context = context;

  return self;
}

void
smart_async_parking_free (SmartAsyncParking *self)
{
  g_main_context_unref (self->context);
  g_free (self);
}

/* Returns when the context is woken up, or when something has been dispatched on it. */
void
smart_async_parking_wait (SmartAsyncParking *self)
{
  g_main_context_iteration (self->context, TRUE);
}
