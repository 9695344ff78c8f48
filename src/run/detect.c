/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a call comes from.
 */

#include <smartasync/smartasync.h>

#include "base/thread.h"
#include "context/private-context.h"
#include "fiber/fiber-private.h"

/* GLib tells who owns a context only to the owner. So acquire it for a moment, as g_main_context_invoke() does: that
 * fails exactly when another thread owns it.
 */
static gboolean
has_other_owner (GMainContext *context)
{
  if (!smart_async_acquire_context (context))
    return TRUE;

  g_main_context_release (context);

  return FALSE;
}

/**
 * smart_async_detect:
 * @context: (out) (optional) (transfer none): the caller's main context:
 *   the thread-default one, else the global default
 *
 * Finds out where the call comes from. May be called from any thread.
 *
 * It looks at each call and remembers nothing: it takes nanoseconds. To tell an
 * unowned context from one that another thread owns, it acquires the context for a
 * moment, as [method@GLib.MainContext.invoke] does. The global default context is
 * acquired by the main thread only: in every other one that does not run it itself
 * it is %SMART_ASYNC_SITUATION_OTHER_LOOP.
 *
 * Returns: the situation
 *
 * Since: 0.1
 */
SmartAsyncSituation
smart_async_detect (GMainContext **context)
{
  GMainContext *caller = smart_async_caller_context ();

  if (context != NULL)
    *context = caller;

  if (smart_async_fiber_is_suspendable (smart_async_thread_get (), caller))
    return SMART_ASYNC_SITUATION_FIBER;

  if (g_main_context_is_owner (caller))
    return SMART_ASYNC_SITUATION_OWN_LOOP;

  return has_other_owner (caller) ? SMART_ASYNC_SITUATION_OTHER_LOOP : SMART_ASYNC_SITUATION_NO_LOOP;
}
