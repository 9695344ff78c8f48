/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The policy and the depth that calls obey.
 */

#include <smartasync/smartasync.h>

#include "base/settings.h"
#include "base/thread.h"

#define DEFAULT_MAX_DEPTH 100

static guint max_depth = DEFAULT_MAX_DEPTH; /* atomic */

/**
 * smart_async_push_policy:
 * @policy: the policy
 *
 * Sets the policy for each call that this thread makes from now on, until
 * [func@SmartAsync.pop_policy]. Scopes nest; the innermost counts.
 *
 * In C, [struct@SmartAsync.PolicyScope] with `g_auto` does the popping.
 *
 * Since: 0.1
 */
void
smart_async_push_policy (SmartAsyncPolicy policy)
{
  SmartAsyncThread *thread = smart_async_thread_get ();

  g_return_if_fail (policy >= SMART_ASYNC_POLICY_AUTO && policy <= SMART_ASYNC_POLICY_REFUSE);

  if (thread->policies == NULL)
    thread->policies = g_array_new (FALSE, FALSE, sizeof (SmartAsyncPolicy));

  g_array_append_val (thread->policies, policy);
}

/**
 * smart_async_pop_policy:
 *
 * Restores the policy from before [func@SmartAsync.push_policy] in this thread.
 *
 * Since: 0.1
 */
void
smart_async_pop_policy (void)
{
  GArray *policies = smart_async_thread_get ()->policies;

  g_return_if_fail (policies != NULL && policies->len > 0);

  g_array_set_size (policies, policies->len - 1);
}

/**
 * smart_async_get_policy:
 *
 * Gets the policy that a call made now in this thread would obey: the one pushed
 * last, else the process's default.
 *
 * Returns: the policy
 *
 * Since: 0.1
 */
SmartAsyncPolicy
smart_async_get_policy (void)
{
  GArray *policies = smart_async_thread_get ()->policies;

  if (policies == NULL || policies->len == 0)
    return (SmartAsyncPolicy) g_atomic_int_get (&smart_async_settings_get ()->policy);

  return g_array_index (policies, SmartAsyncPolicy, policies->len - 1);
}

/**
 * smart_async_set_default_policy:
 * @policy: the policy
 *
 * Sets the policy of threads that have pushed none: the process's default. It
 * begins as what the environment variable `SMART_ASYNC_POLICY` says (`auto`,
 * `private`, `forward` or `refuse`), else as %SMART_ASYNC_POLICY_AUTO.
 *
 * It is for programs, and may be called from any thread. A library does not know who
 * else is in the process, and pushes policies where it makes calls.
 *
 * Since: 0.1
 */
void
smart_async_set_default_policy (SmartAsyncPolicy policy)
{
  g_return_if_fail (policy >= SMART_ASYNC_POLICY_AUTO && policy <= SMART_ASYNC_POLICY_REFUSE);

  g_atomic_int_set (&smart_async_settings_get ()->policy, (int) policy);
}

/**
 * smart_async_set_max_depth:
 * @depth: how many calls, at least 1
 *
 * Sets how many calls of one thread may wait inside one another, in the whole
 * process. A call past that fails with %SMART_ASYNC_ERROR_TOO_DEEP. The limit is 100
 * at first: each level takes a few kilobytes of the thread's stack. May be called from
 * any thread.
 *
 * Since: 0.1
 */
void
smart_async_set_max_depth (guint depth)
{
  g_return_if_fail (depth > 0);

  g_atomic_int_set (&max_depth, depth);
}

/**
 * smart_async_get_max_depth:
 *
 * Gets how many calls of one thread may wait inside one another.
 *
 * Returns: how many
 *
 * Since: 0.1
 */
guint
smart_async_get_max_depth (void)
{
  return (guint) g_atomic_int_get (&max_depth);
}
