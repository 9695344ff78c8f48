/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for things that have no twin.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/fiber.h>
#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncCall *smart_async_call_begin   (const char                *name,
                                          SmartAsyncOperationFlags   flags,
                                          GCancellable              *cancellable,
                                          GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
void            smart_async_call_set_finish (SmartAsyncCall         *call,
                                             SmartAsyncFinishFunc    finish,
                                             gpointer                user_data);
SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult   *smart_async_await        (SmartAsyncCall            *call,
                                          GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
guint           smart_async_await_any    (SmartAsyncCall           **calls,
                                          guint                      n_calls);
SMART_ASYNC_AVAILABLE_IN_0_1
void            smart_async_call_abandon (SmartAsyncCall            *call);

SMART_ASYNC_AVAILABLE_IN_0_1
GArray         *smart_async_await_signal (GObject                   *object,
                                          const char                *detailed_signal,
                                          GCancellable              *cancellable,
                                          GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
gpointer        smart_async_run_in_thread (SmartAsyncFiberFunc       func,
                                          gpointer                   user_data,
                                          GDestroyNotify             free_result,
                                          GCancellable              *cancellable,
                                          GError                   **error);
SMART_ASYNC_DEPRECATED_IN_0_9_FOR (smart_async_run_in_thread)
gpointer        smart_async_in_thread    (SmartAsyncFiberFunc        func,
                                          gpointer                   user_data,
                                          GDestroyNotify             free_result,
                                          GCancellable              *cancellable,
                                          GError                   **error);

G_END_DECLS
