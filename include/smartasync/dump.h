/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which calls are in flight.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
char       *smart_async_dump        (void) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
const char *smart_async_dump_static (void);

G_END_DECLS
