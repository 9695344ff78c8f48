/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How long calls may wait in which nothing happens.
 */

#include <smartasync/smartasync.h>

#include "base/settings.h"
#include "base/thread.h"

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
 * most likely returned early, with a critical warning, or lost its callback.
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
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (thread->watchdogs == NULL)
    thread->watchdogs = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (thread->watchdogs, period_msec);
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
  GArray *watchdogs = smart_async_thread_get ()->watchdogs;

  g_return_if_fail (watchdogs != NULL && watchdogs->len > 0);

  g_array_set_size (watchdogs, watchdogs->len - 1);
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
  GArray *watchdogs = smart_async_thread_get ()->watchdogs;

  if (watchdogs == NULL || watchdogs->len == 0)
    return (guint) g_atomic_int_get (&smart_async_settings_get ()->watchdog_msec);

  return g_array_index (watchdogs, guint, watchdogs->len - 1);
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
  g_atomic_int_set (&smart_async_settings_get ()->watchdog_msec, (int) period_msec);
}
