/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs an operation that has a finish function: what generated twins do.
 */

#include <smartasync/smartasync.h>

/**
 * smart_async_run_and_finish: (skip)
 * @operation: what to run, with a finish function; static data
 * @user_data: given to the start function and to the finish function
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsync.run], for twins whose finish function has all that they return: it
 * keeps no result.
 *
 * Returns: %TRUE if the operation was finished, %FALSE with @error set if its finish
 *   function has failed or was not called
 *
 * Since: 0.9
 */
gboolean
smart_async_run_and_finish (const SmartAsyncOperationExtended  *operation,
                            gpointer                            user_data,
                            GCancellable                       *cancellable,
                            GError                            **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (operation != NULL && operation->finish != NULL, FALSE);
  g_return_val_if_fail (operation->operation.flags & SMART_ASYNC_OPERATION_EXTENDED, FALSE);

  result = smart_async_run (&operation->operation, user_data, cancellable, error);

  return result != NULL;
}
