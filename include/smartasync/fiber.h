/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that are suspended while they wait. For C and Vala only.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

/**
 * SmartAsyncFiberFunc: (skip)
 * @user_data: the user data that was given with the function
 * @cancellable: (nullable): the cancellable that was given with the function
 * @error: return location for an error
 *
 * A function that a fiber runs ([func@SmartAsync.spawn]), or a thread
 * ([func@SmartAsync.run_in_thread]).
 *
 * Returns: (nullable): any value, whose ownership is the program's own matter; ignored if
 *   @error is set
 *
 * Since: 0.1
 */
typedef gpointer (*SmartAsyncFiberFunc) (gpointer       user_data,
                                         GCancellable  *cancellable,
                                         GError       **error);

SMART_ASYNC_AVAILABLE_IN_0_1
void      smart_async_spawn                (SmartAsyncFiberFunc   func,
                                            gpointer              user_data,
                                            GDestroyNotify        destroy,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              callback_data);
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncCall *smart_async_call_spawn     (const char           *name,
                                            SmartAsyncFiberFunc   func,
                                            gpointer              user_data,
                                            GDestroyNotify        destroy,
                                            GCancellable         *cancellable,
                                            GError              **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
gpointer  smart_async_spawn_finish         (GAsyncResult         *result,
                                            GError              **error);

SMART_ASYNC_AVAILABLE_IN_0_1
gboolean  smart_async_sleep                (guint                 msec,
                                            GCancellable         *cancellable,
                                            GError              **error);

SMART_ASYNC_AVAILABLE_IN_0_1
void      smart_async_set_fiber_stack_size (gsize                 size);
SMART_ASYNC_AVAILABLE_IN_0_1
gsize     smart_async_get_fiber_stack_size (void);

G_END_DECLS
