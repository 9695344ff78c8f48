/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How long a call may wait in which nothing happens, for a stretch of code.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
void  smart_async_push_watchdog        (guint period_msec);
SMART_ASYNC_AVAILABLE_IN_0_1
void  smart_async_pop_watchdog         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
guint smart_async_get_watchdog         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
void  smart_async_set_default_watchdog (guint period_msec);

/**
 * SmartAsyncWatchdogScope: (skip)
 *
 * Pops a watchdog's period when the variable goes out of scope:
 *
 * ```c
 * g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (5000);
 * ```
 *
 * Since: 0.1
 */
typedef struct
{
  gboolean pushed; /*< private >*/
} SmartAsyncWatchdogScope G_GNUC_UNUSED; /* nobody reads it: clang would warn of each variable */

static inline G_GNUC_WARN_UNUSED_RESULT G_GNUC_UNUSED SmartAsyncWatchdogScope
smart_async_watchdog_scope_push (guint period_msec)
{
  SmartAsyncWatchdogScope scope = { TRUE };

  smart_async_push_watchdog (period_msec);

  return scope;
}

static inline G_GNUC_UNUSED void
smart_async_watchdog_scope_pop (SmartAsyncWatchdogScope *scope)
{
  if (scope->pushed)
    smart_async_pop_watchdog ();

  scope->pushed = FALSE;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SmartAsyncWatchdogScope, smart_async_watchdog_scope_pop)

G_END_DECLS
