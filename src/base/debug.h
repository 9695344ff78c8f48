/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SMART_ASYNC_DEBUG: messages about what the library does.
 */

#pragma once

#include <glib.h>

typedef enum
{
  SMART_ASYNC_DEBUG_CALLS   = 1 << 0,
  SMART_ASYNC_DEBUG_CONTEXT = 1 << 1,
  SMART_ASYNC_DEBUG_STALL   = 1 << 2,
} SmartAsyncDebugFlags;

gboolean smart_async_debug_enabled (SmartAsyncDebugFlags flag);

#define smart_async_debug(flag, ...)                                                       \
  G_STMT_START                                                                             \
  {                                                                                        \
    if (G_UNLIKELY (smart_async_debug_enabled (SMART_ASYNC_DEBUG_##flag)))                 \
      g_printerr ("SmartAsync: " __VA_ARGS__);                                             \
  }                                                                                        \
  G_STMT_END
