/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Options one at a time, and the depth that calls may have.
 */

#include "run/options-private.h"

#include "run/rendezvous.h"

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
  SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_POLICY, .policy = policy };

  if (!smart_async_is_policy (policy))
    options.set = 0;
  smart_async_options_push (SMART_ASYNC_OPTION_POLICY, options);
  g_return_if_fail (smart_async_is_policy (policy));
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
  gboolean was_pushed = smart_async_options_pop (SMART_ASYNC_OPTION_POLICY);

  g_return_if_fail (was_pushed);
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
  SmartAsyncOptions options;

  smart_async_options_resolve (smart_async_thread_get (), NULL, &options);
  smart_async_options_clear (&options);

  return options.policy;
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
  g_return_if_fail (smart_async_is_policy (policy));

  g_atomic_int_set (&smart_async_rendezvous_get_defaults ()->policy, (int) policy);
}

/**
 * smart_async_push_timeout:
 * @timeout_msec: milliseconds, 0 for no limit
 *
 * Limits the time of each call that this thread makes from now on, until
 * [func@SmartAsync.pop_timeout]. It is a limit for each call, not for all of
 * them together. Scopes nest; the innermost counts, so that 0 lifts a limit set
 * outside.
 *
 * A call whose time is up cancels its operation, gives it a second to react, and
 * fails with %G_IO_ERROR_TIMED_OUT. Handlers of the signal “cancelled” run in another thread, while
 * this one waits for them, so that one that blocks delays the call by no more than that second.
 *
 * Two things are waited for nevertheless, and a message says so: an operation with the flag
 * %SMART_ASYNC_OPERATION_CALLER_MEMORY that has been started, and a start function while it runs
 * in another thread (%SMART_ASYNC_POLICY_FORWARD).
 *
 * In C, [struct@SmartAsync.TimeoutScope] with `g_auto` does the popping.
 *
 * Since: 0.1
 */
void
smart_async_push_timeout (guint timeout_msec)
{
  SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_TIMEOUT, .timeout_msec = timeout_msec };

  smart_async_options_push (SMART_ASYNC_OPTION_TIMEOUT, options);
}

/**
 * smart_async_pop_timeout:
 *
 * Restores the timeout from before [func@SmartAsync.push_timeout] in this thread.
 *
 * Since: 0.1
 */
void
smart_async_pop_timeout (void)
{
  gboolean was_pushed = smart_async_options_pop (SMART_ASYNC_OPTION_TIMEOUT);

  g_return_if_fail (was_pushed);
}

/**
 * smart_async_get_timeout:
 *
 * Gets how long a call made now in this thread may take: the timeout pushed last,
 * else the process's default.
 *
 * Returns: milliseconds, 0 for no limit
 *
 * Since: 0.1
 */
guint
smart_async_get_timeout (void)
{
  SmartAsyncOptions options;

  smart_async_options_resolve (smart_async_thread_get (), NULL, &options);
  smart_async_options_clear (&options);

  return options.timeout_msec;
}

/**
 * smart_async_set_default_timeout:
 * @timeout_msec: milliseconds, 0 for no limit
 *
 * Sets how long a call may take in threads that have pushed no timeout: the
 * process's default. It begins as what the environment variable
 * `SMART_ASYNC_TIMEOUT` says (milliseconds), else without a limit. May be called from
 * any thread.
 *
 * Since: 0.1
 */
void
smart_async_set_default_timeout (guint timeout_msec)
{
  g_atomic_int_set (&smart_async_rendezvous_get_defaults ()->timeout_msec, (int) timeout_msec);
}

/**
 * smart_async_push_watchdog:
 * @period_msec: milliseconds, 0 for no limit
 *
 * Limits how long each call that this thread makes from now on, until
 * [func@SmartAsync.pop_watchdog], may wait without anything happening. Scopes nest;
 * the innermost counts, so that 0 lifts a limit set outside.
 *
 * A wait is silent while no source is dispatched on the main context that it
 * iterates, and no timeout is pending there. A call that was forwarded to another
 * thread's loop, which can't be watched from here, is silent until it has a result.
 *
 * When the period has passed, the call cancels its operation, gives it a second to
 * react, and fails with %SMART_ASYNC_ERROR_STALLED. The message names what the
 * operation may be waiting for: the sources that were attached to main contexts since
 * the call began, and why they are not dispatched; and the source whose callback
 * has made the call, if that can't be dispatched again before the call returns. It also
 * says if nobody holds the cancellable of the operation any more: then the operation has
 * most likely returned early, with a critical warning, or lost its callback. What is waited for
 * nevertheless is the same as with [func@SmartAsync.push_timeout].
 *
 * Whether an operation will ever complete cannot be known, as another thread or
 * process may be busy with it. The period proves nothing: choose it longer than the
 * operations can be silent. A watchdog takes a few microseconds in each call.
 *
 * In C, [struct@SmartAsync.WatchdogScope] with `g_auto` does the popping.
 *
 * Since: 0.1
 */
void
smart_async_push_watchdog (guint period_msec)
{
  SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_WATCHDOG, .watchdog_msec = period_msec };

  smart_async_options_push (SMART_ASYNC_OPTION_WATCHDOG, options);
}

/**
 * smart_async_pop_watchdog:
 *
 * Restores the watchdog from before [func@SmartAsync.push_watchdog] in this thread.
 *
 * Since: 0.1
 */
void
smart_async_pop_watchdog (void)
{
  gboolean was_pushed = smart_async_options_pop (SMART_ASYNC_OPTION_WATCHDOG);

  g_return_if_fail (was_pushed);
}

/**
 * smart_async_get_watchdog:
 *
 * Gets how long a call made now in this thread may wait in silence: the period
 * pushed last, else the process's default.
 *
 * Returns: milliseconds, 0 for no limit
 *
 * Since: 0.1
 */
guint
smart_async_get_watchdog (void)
{
  SmartAsyncOptions options;

  smart_async_options_resolve (smart_async_thread_get (), NULL, &options);
  smart_async_options_clear (&options);

  return options.watchdog_msec;
}

/**
 * smart_async_set_default_watchdog:
 * @period_msec: milliseconds, 0 for no limit
 *
 * Sets how long a call may wait in silence in threads that have pushed no period:
 * the process's default. It begins as what the environment variable
 * `SMART_ASYNC_WATCHDOG` says (milliseconds), else without a limit. May be called from
 * any thread.
 *
 * Since: 0.1
 */
void
smart_async_set_default_watchdog (guint period_msec)
{
  g_atomic_int_set (&smart_async_rendezvous_get_defaults ()->watchdog_msec, (int) period_msec);
}

/**
 * smart_async_push_context:
 * @context: (nullable): the main context of the operations; %NULL for the caller's
 *
 * Sets on which main context the operations are of each call that this thread makes from now
 * on, until [func@SmartAsync.pop_context]: [struct@SmartAsync.Options] says what that means.
 *
 * Since: 0.9
 */
void
smart_async_push_context (GMainContext *context)
{
  SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_CONTEXT, .context = context };

  smart_async_options_push (SMART_ASYNC_OPTION_CONTEXT, options);
}

/**
 * smart_async_pop_context:
 *
 * Restores the main context from before [func@SmartAsync.push_context] in this thread.
 *
 * Since: 0.9
 */
void
smart_async_pop_context (void)
{
  gboolean was_pushed = smart_async_options_pop (SMART_ASYNC_OPTION_CONTEXT);

  g_return_if_fail (was_pushed);
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

  smart_async_rendezvous_offer ();
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
