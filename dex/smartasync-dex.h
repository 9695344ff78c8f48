/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SmartAsync and libdex: waiting for a DexFuture in every situation, and asynchronous functions as futures.
 */

#pragma once

#include <smartasync/smartasync.h>

#include <libdex.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_9
gboolean   smart_dex_await          (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean   smart_dex_await_value    (DexFuture     *future,
                                     GValue        *value,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean   smart_dex_await_boolean  (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
int        smart_dex_await_int      (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
guint      smart_dex_await_uint     (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
gint64     smart_dex_await_int64    (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
guint64    smart_dex_await_uint64   (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
double     smart_dex_await_double   (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
float      smart_dex_await_float    (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
guint      smart_dex_await_enum     (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
guint      smart_dex_await_flags    (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
int        smart_dex_await_fd       (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
char      *smart_dex_await_string   (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
gpointer   smart_dex_await_pointer  (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error);
SMART_ASYNC_AVAILABLE_IN_0_9
gpointer   smart_dex_await_object   (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
gpointer   smart_dex_await_boxed    (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
GVariant  *smart_dex_await_variant  (DexFuture     *future,
                                     GCancellable  *cancellable,
                                     GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * SmartDexStartFunc:
 * @cancellable: (transfer none): cancelled when nobody has the future any more
 * @callback: (scope async): what the asynchronous function is to call
 * @callback_data: given to @callback
 * @user_data: what was given to [func@SmartAsyncDex.start]
 *
 * Starts an asynchronous function.
 *
 * Since: 0.9
 */
typedef void (*SmartDexStartFunc) (GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             callback_data,
                                   gpointer             user_data);

/**
 * SmartDexFinishFunc:
 * @source: (nullable) (transfer none): the source object of the asynchronous function
 * @result: (transfer none): its result
 * @value: filled with zeroes; what the future is to be resolved with. If it is left as it is, that is %TRUE
 * @user_data: what was given to [func@SmartAsyncDex.start]
 * @error: return location for an error, with which the future is rejected
 *
 * Calls the finish function that belongs to the asynchronous function. It is called inside the callback. What it gets
 * besides, in out parameters, it can keep in @user_data, or in a boxed type as the value.
 *
 * Returns: whether @error was not set
 *
 * Since: 0.9
 */
typedef gboolean (*SmartDexFinishFunc) (GObject       *source,
                                        GAsyncResult  *result,
                                        GValue        *value,
                                        gpointer       user_data,
                                        GError       **error);

SMART_ASYNC_AVAILABLE_IN_0_9
DexFuture *smart_dex_start          (SmartDexStartFunc   start,
                                     SmartDexFinishFunc  finish,
                                     gpointer            user_data,
                                     GDestroyNotify      destroy) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
