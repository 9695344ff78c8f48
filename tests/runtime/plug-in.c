/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library with a twin, which a test loads and unloads.
 */

#include "plug-in.h"

static void
plug_in_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  PlugIn *self = user_data;

  self->call = call;
  self->start (self);
}

void
plug_in_run (PlugIn *self)
{
  static const SmartAsyncOperation operation = { "plug_in_sync", plug_in_start, SMART_ASYNC_OPERATION_NONE };

  self->result = smart_async_run (&operation, self, NULL, &self->error);
}
