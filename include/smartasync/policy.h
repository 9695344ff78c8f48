/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a call does in each situation, for a stretch of code or the process.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

SMART_ASYNC_AVAILABLE_IN_0_1
void             smart_async_push_policy        (SmartAsyncPolicy policy);
SMART_ASYNC_AVAILABLE_IN_0_1
void             smart_async_pop_policy         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncPolicy smart_async_get_policy         (void);
SMART_ASYNC_AVAILABLE_IN_0_1
void             smart_async_set_default_policy (SmartAsyncPolicy policy);

SMART_ASYNC_AVAILABLE_IN_0_1
void             smart_async_set_max_depth      (guint depth);
SMART_ASYNC_AVAILABLE_IN_0_1
guint            smart_async_get_max_depth      (void);

/**
 * SmartAsyncPolicyScope: (skip)
 *
 * Pops a policy when the variable goes out of scope:
 *
 * ```c
 * g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
 * ```
 *
 * Since: 0.1
 */
typedef struct
{
  gboolean pushed; /*< private >*/
} SmartAsyncPolicyScope G_GNUC_UNUSED; /* nobody reads it: clang would warn of each variable */

static inline G_GNUC_WARN_UNUSED_RESULT G_GNUC_UNUSED SmartAsyncPolicyScope
smart_async_policy_scope_push (SmartAsyncPolicy policy)
{
  SmartAsyncPolicyScope scope = { TRUE };

  smart_async_push_policy (policy);

  return scope;
}

static inline G_GNUC_UNUSED void
smart_async_policy_scope_pop (SmartAsyncPolicyScope *scope)
{
  if (scope->pushed)
    smart_async_pop_policy ();

  scope->pushed = FALSE;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SmartAsyncPolicyScope, smart_async_policy_scope_pop)

G_END_DECLS
