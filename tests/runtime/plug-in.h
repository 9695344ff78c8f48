/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library with a twin, which a test loads and unloads.
 */

#pragma once

#include <smartasync/smartasync.h>

/* A call of its twin. */
typedef struct _PlugIn PlugIn;

struct _PlugIn
{
  void          (*start) (PlugIn *self);  /* the test's: what the operation does first */
  SmartAsyncCall *call;
  GAsyncResult   *result;                 /* owned, nullable */
  GError         *error;                  /* owned, nullable */
};

SMART_ASYNC_EXTERN void plug_in_run (PlugIn *self);
