/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fibers for tests: one is spawned, and its end is waited for.
 */

#pragma once

#include <smartasync/smartasync.h>

/* A fiber, and how it has ended. */
typedef struct
{
  int       is_done;  /* atomic */
  gpointer  value;
  GError   *error;
} SupportFiber;

void     support_fiber_spawn (SupportFiber         *fiber,
                              SmartAsyncFiberFunc   func,
                              gpointer              user_data,
                              GCancellable         *cancellable);

/* Spawns one on the thread-default context, and iterates that until it is done. */
gpointer support_fiber_run   (SmartAsyncFiberFunc   func,
                              gpointer              user_data,
                              GCancellable         *cancellable,
                              GError              **error);
