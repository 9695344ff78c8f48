/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What holds in the whole process: settings of the environment and of the program, and SMART_ASYNC_DEBUG.
 */

#pragma once

#include <smartasync/smartasync.h>

/* What threads obey that have pushed nothing. Several copies of the library in a process share the first one's: see
 * run/rendezvous.h.
 */
typedef struct
{
  int  policy;         /* atomic; SMART_ASYNC_POLICY: a SmartAsyncPolicy */
  int  timeout_msec;   /* atomic; SMART_ASYNC_TIMEOUT: a guint, 0 for none */
  int  watchdog_msec;  /* atomic; SMART_ASYNC_WATCHDOG: a guint, 0 for none */
} SmartAsyncDefaults;

typedef struct
{
  SmartAsyncDefaults  defaults;
  GMainContext       *context;           /* owned, nullable; atomic; changed under the process lock */
  gsize               fiber_stack_size;  /* SMART_ASYNC_FIBER_STACK_SIZE; bytes */
} SmartAsyncSettings;

SmartAsyncSettings *smart_async_settings_get (void);

/* What SMART_ASYNC_DEBUG has messages written about. */
typedef enum
{
  SMART_ASYNC_DEBUG_CALLS   = 1 << 0,
  SMART_ASYNC_DEBUG_CONTEXT = 1 << 1,
  SMART_ASYNC_DEBUG_STALL   = 1 << 2,
} SmartAsyncDebugFlags;

/* Atomic. All flags are set until the variable has been read: so that what asks for one finds out with one comparison
 * that it has to read it.
 */
extern int smart_async_debug_flags;

gboolean smart_async_debug_is_set (SmartAsyncDebugFlags flag);

/* Each call asks several times. */
static inline gboolean
smart_async_debug_enabled (SmartAsyncDebugFlags flag)
{
  return G_UNLIKELY (__atomic_load_n (&smart_async_debug_flags, __ATOMIC_RELAXED) & (int) flag) &&
         smart_async_debug_is_set (flag);
}

#define smart_async_debug(flag, ...)                                                       \
  G_STMT_START                                                                             \
  {                                                                                        \
    if (smart_async_debug_enabled (SMART_ASYNC_DEBUG_##flag))                              \
      g_printerr ("SmartAsync: " __VA_ARGS__);                                             \
  }                                                                                        \
  G_STMT_END
