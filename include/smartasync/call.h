/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One call in flight.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

#define SMART_ASYNC_TYPE_CALL (smart_async_call_get_type ())

SMART_ASYNC_AVAILABLE_IN_0_1
GType           smart_async_call_get_type        (void);

SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncCall *smart_async_call_ref             (SmartAsyncCall *call) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
void            smart_async_call_unref           (SmartAsyncCall *call);

SMART_ASYNC_AVAILABLE_IN_0_1
const char     *smart_async_call_get_name        (SmartAsyncCall *call);
SMART_ASYNC_AVAILABLE_IN_0_1
GCancellable   *smart_async_call_get_cancellable (SmartAsyncCall *call);

SMART_ASYNC_AVAILABLE_IN_0_1
void            smart_async_call_ready           (GObject        *source,
                                                  GAsyncResult   *result,
                                                  gpointer        call);
SMART_ASYNC_AVAILABLE_IN_0_1
void            smart_async_call_complete        (SmartAsyncCall *call,
                                                  GAsyncResult   *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmartAsyncCall, smart_async_call_unref)

G_END_DECLS
