/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The main context that a call belongs to.
 */

#include "context/caller-context.h"

#include "base/process.h"
#include "base/thread.h"
#include "context/private-context.h"

/* What to take for the caller's context where @context is the thread-default one: itself. But a child that was fork()ed
 * inside a call, or in a callback of what one has left, finds a private context of its parent there.
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

/* For functions that are to find @context as their caller's one, whatever this thread has pushed. Gives whether it was
 * pushed, and so must be popped.
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
