/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a thread waits that iterates no context of its operation.
 */

#pragma once

#include <glib.h>

/* A context of the thread's own, with nothing in it but what a wait puts there. */
typedef struct
{
  GMainContext *context;  /* owned */
} SmartAsyncParking;

SmartAsyncParking *smart_async_parking_new  (const char         *name,
                                             GError            **error);
void               smart_async_parking_free (SmartAsyncParking  *self);
void               smart_async_parking_wait (SmartAsyncParking  *self);
