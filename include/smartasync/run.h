/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs an asynchronous operation to completion.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/options.h>
#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult *smart_async_run         (const SmartAsyncOperation  *operation,
                                       gpointer                    user_data,
                                       GCancellable               *cancellable,
                                       GError                    **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
GAsyncResult *smart_async_run_full    (const SmartAsyncOperation  *operation,
                                       gpointer                    user_data,
                                       const SmartAsyncOptions    *options,
                                       GCancellable               *cancellable,
                                       GError                    **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean      smart_async_run_and_finish (const SmartAsyncOperationExtended  *operation,
                                          gpointer                            user_data,
                                          GCancellable                       *cancellable,
                                          GError                            **error);

G_END_DECLS
