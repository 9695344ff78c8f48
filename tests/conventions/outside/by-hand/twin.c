/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The twin, written by hand.
 */

#include "twin.h"

#include <smartasync/smartasync.h>

#include "count.h"

static void
count_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  int *limit = user_data;

  outside_count_async (*limit, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

int
outside_count_sync (int            limit,
                    GCancellable  *cancellable,
                    GError       **error)
{
  static const SmartAsyncOperation operation = { "outside_count_sync", count_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &limit, cancellable, error);

  if (result == NULL)
    return -1;

  return outside_count_finish (result, error);
}
