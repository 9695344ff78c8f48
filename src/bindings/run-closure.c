/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs an operation that a closure starts.
 */

#include <smartasync/smartasync.h>

#include "call/call-slot.h"

static void
invoke_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  GValue argument = G_VALUE_INIT;

  g_value_init (&argument, SMART_ASYNC_TYPE_CALL);
  g_value_set_static_boxed (&argument, call);
  g_closure_invoke (user_data, NULL, 1, &argument, NULL);
  g_value_unset (&argument);
}

/**
 * smart_async_run_closure:
 * @name: the twin's name, for messages and traces
 * @flags: what the runtime must know of the operation
 * @cancellable: (nullable): cancels the call, from any thread
 * @start: starts the asynchronous operation; called with a
 *   [struct@SmartAsync.Call]
 * @error: return location for an error
 *
 * Like [func@SmartAsync.run], only for bindings in which a function that takes a callback
 * can't be called again while it waits: GJS keeps such a callback beside the function.
 * May be called from any thread.
 *
 * Returns: (transfer full): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_run_closure (const char                *name,
                         SmartAsyncOperationFlags   flags,
                         GCancellable              *cancellable,
                         GClosure                  *start,
                         GError                   **error)
{
  SmartAsyncOperation operation = {
    g_intern_string (name), invoke_start, flags | SMART_ASYNC_OPERATION_SCRIPT | SMART_ASYNC_OPERATION_OF_BINDING,
  };
  GAsyncResult *result;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (!(flags & SMART_ASYNC_OPERATION_EXTENDED), NULL);
  g_return_val_if_fail (start != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  g_closure_ref (start);
  g_closure_sink (start);
  result = smart_async_run (&operation, start, cancellable, error);
  g_closure_unref (start);

  return result;
}
