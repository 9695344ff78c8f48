/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How long calls may take.
 */

#include <smartasync/smartasync.h>

#include "base/settings.h"
#include "base/thread.h"

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
 * fails with %G_IO_ERROR_TIMED_OUT.
 *
 * In C, [struct@SmartAsync.TimeoutScope] with `g_auto` does the popping.
 *
 * Since: 0.1
 */
void
smart_async_push_timeout (guint timeout_msec)
{
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (thread->timeouts == NULL)
    thread->timeouts = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (thread->timeouts, timeout_msec);
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
  GArray *timeouts = smart_async_thread_get ()->timeouts;

  g_return_if_fail (timeouts != NULL && timeouts->len > 0);

  g_array_set_size (timeouts, timeouts->len - 1);
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
  GArray *timeouts = smart_async_thread_get ()->timeouts;

  if (timeouts == NULL || timeouts->len == 0)
    return (guint) g_atomic_int_get (&smart_async_settings_get ()->timeout_msec);

  return g_array_index (timeouts, guint, timeouts->len - 1);
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
  g_atomic_int_set (&smart_async_settings_get ()->timeout_msec, (int) timeout_msec);
}
