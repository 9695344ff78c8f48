/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on the caller's own context.
 */

#include "wait.h"

/* It is thread-default already, or the global default. Acquiring is recursive: it succeeds where
 * this thread runs the context, and where nobody does.
 */
static gboolean
turn_begin (SmartAsyncWait  *wait,
            GError         **error)
{
  if (!g_main_context_acquire (wait->caller))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "%s: the caller's main context is run by another thread, and forwarding a call to another "
                   "thread's loop is not supported yet; use the policy auto or private", wait->name);
      return FALSE;
    }

  wait->context = wait->caller;

  return TRUE;
}

static void
turn_step (SmartAsyncWait *wait)
{
  g_main_context_iteration (wait->context, TRUE);
}

static void
turn_end (SmartAsyncWait *wait)
{
  g_main_context_release (wait->context);
}

const SmartAsyncWaiting smart_async_waiting_turn = {
  .begin = turn_begin,
  .step = turn_step,
  .end = turn_end,
};
