/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How long a call may take, for a stretch of code.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
void  smart_async_push_timeout        (guint timeout_msec);
SMART_ASYNC_AVAILABLE_IN_0_1
void  smart_async_pop_timeout         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
guint smart_async_get_timeout         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
void  smart_async_set_default_timeout (guint timeout_msec);

/**
 * SmartAsyncTimeoutScope: (skip)
 *
 * Pops a timeout when the variable goes out of scope:
 *
 * ```c
 * g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (500);
 * ```
 *
 * Since: 0.1
 */
typedef struct
{
  gboolean pushed; /*< private >*/
} SmartAsyncTimeoutScope G_GNUC_UNUSED; /* nobody reads it: clang would warn of each variable */

static inline G_GNUC_WARN_UNUSED_RESULT G_GNUC_UNUSED SmartAsyncTimeoutScope
smart_async_timeout_scope_push (guint timeout_msec)
{
  SmartAsyncTimeoutScope scope = { TRUE };

  smart_async_push_timeout (timeout_msec);

  return scope;
}

static inline G_GNUC_UNUSED void
smart_async_timeout_scope_pop (SmartAsyncTimeoutScope *scope)
{
  if (scope->pushed)
    smart_async_pop_timeout ();

  scope->pushed = FALSE;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SmartAsyncTimeoutScope, smart_async_timeout_scope_pop)

G_END_DECLS
