/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a call comes from.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncSituation smart_async_detect (GMainContext **context);

G_END_DECLS
