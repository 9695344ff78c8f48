/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The main context that a call belongs to.
 */

#include "context/private-context.h"

#include "base/process.h"

/* The thread-default context is the caller's one. But in a child that was fork()ed inside a private call, or inside a
 * callback of what such a call has left, it is a private context of the parent.
 */
static GMainContext *
find_own (GMainContext *context)
{
  SmartAsyncPrivateContext *inside = smart_async_thread_get ()->inside;

  if (inside == NULL || inside->context != context || !smart_async_private_context_is_foreign (inside))
    return context;

  return inside->root;
}

GMainContext *
smart_async_caller_context (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  if (context == NULL)
    return g_main_context_default ();

  return G_UNLIKELY (smart_async_process_get_fork_count () > 0) ? find_own (context) : context;
}

/* Makes @context the caller's context for the functions that are called next. Gives whether it had to be pushed, and so
 * must be popped.
 */
gboolean
smart_async_push_caller_context (GMainContext *context)
{
  GMainContext *pushed = g_main_context_get_thread_default ();

  if (context == (pushed != NULL ? pushed : g_main_context_default ()))
    return FALSE;

  g_main_context_push_thread_default (context);

  return TRUE;
}

/* Acquires a context unless it is another thread's. The global default context is acquired by the main thread only: for
 * all others it is that one's, whether it runs its loop at this moment or not.
 */
gboolean
smart_async_acquire_context (GMainContext *context)
{
  if (context == g_main_context_default () && !smart_async_thread_is_main (smart_async_thread_get ()))
    return FALSE;

  return g_main_context_acquire (context);
}
