/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What language bindings alone need: programs in C have better functions for each. See CONTRIBUTING.md for what is
 * promised.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/batch.h>
#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult *smart_async_run_named          (const char                *name,
                                              SmartAsyncOperationFlags   flags,
                                              GCancellable              *cancellable,
                                              SmartAsyncStartFunc        start,
                                              gpointer                   user_data,
                                              GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult *smart_async_run_closure        (const char                *name,
                                              SmartAsyncOperationFlags   flags,
                                              GCancellable              *cancellable,
                                              GClosure                  *start,
                                              GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
guint         smart_async_batch_add_closures (SmartAsyncBatch           *self,
                                              SmartAsyncStartFunc        start,
                                              gpointer                   start_data,
                                              GDestroyNotify             start_destroy,
                                              SmartAsyncFinishFunc       finish,
                                              gpointer                   finish_data,
                                              GDestroyNotify             finish_destroy);

G_END_DECLS
