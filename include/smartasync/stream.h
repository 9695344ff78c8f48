/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams that insist on the main context on which they were made.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <gio/gio.h>

#include <smartasync/version.h>

G_BEGIN_DECLS

#define SMART_ASYNC_TYPE_CONTEXT_STREAM (smart_async_context_stream_get_type ())

SMART_ASYNC_AVAILABLE_IN_0_9
G_DECLARE_FINAL_TYPE (SmartAsyncContextStream, smart_async_context_stream, SMART_ASYNC, CONTEXT_STREAM,
                      GFilterInputStream)

SMART_ASYNC_AVAILABLE_IN_0_9
GInputStream *smart_async_context_stream_take (GInputStream *base_stream) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
