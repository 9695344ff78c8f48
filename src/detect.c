/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a call comes from.
 */

#include "detect-private.h"

#include "private-context.h"
#include "process.h"
#include "thread.h"

GMainContext *
smart_async_caller_context (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  if (context == NULL)
    return g_main_context_default ();

  if (G_UNLIKELY (smart_async_process_get_fork_count () > 0))
    return smart_async_private_context_find_own (context);

  return context;
}

/* For functions that are to find @context as their caller's one, whatever this thread has pushed. Gives whether it was
 * pushed, and so must be popped.
 */
gboolean
smart_async_push_caller_context (GMainContext *context)
{
  if (smart_async_caller_context () == context)
    return FALSE;

  g_main_context_push_thread_default (context);

  return TRUE;
}

/* GLib tells who owns a context only to the owner. So take hold of the context for a moment, as
 * g_main_context_invoke() does: that fails exactly when another thread has it.
 */
gboolean
smart_async_has_other_owner (GMainContext *context)
{
  if (!g_main_context_acquire (context))
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
 * moment, as [method@GLib.MainContext.invoke] does.
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

  if (g_atomic_int_get (&smart_async_fiber_was_spawned) &&
      smart_async_fiber_get_suspendable (smart_async_thread_get (), caller) != NULL)
    return SMART_ASYNC_SITUATION_FIBER;

  if (g_main_context_is_owner (caller))
    return SMART_ASYNC_SITUATION_OWN_LOOP;

  return smart_async_has_other_owner (caller) ? SMART_ASYNC_SITUATION_OTHER_LOOP : SMART_ASYNC_SITUATION_NO_LOOP;
}
