/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs an operation that is no static data.
 */

#include <smartasync/smartasync.h>

#include "call/call-slot.h"

/**
 * smart_async_run_named: (rename-to smart_async_run)
 * @name: the twin's name, for messages and traces
 * @flags: what the runtime must know of the operation
 * @cancellable: (nullable): cancels the call, from any thread
 * @start: (scope call) (closure user_data): starts the asynchronous operation
 * @user_data: given to @start
 * @error: return location for an error
 *
 * Like [func@SmartAsync.run] in C, only for bindings, which have no static data. It waits
 * for the operation that @start starts, and returns what that operation has called back
 * with. May be called from any thread.
 *
 * The name is kept as long as the process lives: a program has few different ones.
 *
 * Returns: (transfer full): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_run_named (const char                *name,
                       SmartAsyncOperationFlags   flags,
                       GCancellable              *cancellable,
                       SmartAsyncStartFunc        start,
                       gpointer                   user_data,
                       GError                   **error)
{
  SmartAsyncOperation operation = { g_intern_string (name), start, flags | SMART_ASYNC_OPERATION_OF_BINDING };

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (!(flags & SMART_ASYNC_OPERATION_EXTENDED), NULL);
  g_return_val_if_fail (start != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return smart_async_run (&operation, user_data, cancellable, error);
}
