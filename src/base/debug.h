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

extern int smart_async_debug_flags;

void smart_async_debug_read (void);

/* Several times in each call. */
static inline gboolean
smart_async_debug_enabled (SmartAsyncDebugFlags flag)
{
  if (G_UNLIKELY (__atomic_load_n (&smart_async_debug_flags, __ATOMIC_RELAXED) < 0))
    smart_async_debug_read ();

  return (__atomic_load_n (&smart_async_debug_flags, __ATOMIC_RELAXED) & (int) flag) != 0;
}

#define smart_async_debug(flag, ...)                                                       \
  G_STMT_START                                                                             \
  {                                                                                        \
    if (G_UNLIKELY (smart_async_debug_enabled (SMART_ASYNC_DEBUG_##flag)))                 \
      g_printerr ("SmartAsync: " __VA_ARGS__);                                             \
  }                                                                                        \
  G_STMT_END
