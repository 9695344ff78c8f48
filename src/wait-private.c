/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on a private context.
 */

#include "thread.h"
#include "wait.h"

/* A call made inside a private wait has that wait's private context for its own caller's context.
 * What it leaves must reach the application nevertheless: it goes to where the outer call came from.
 */
static GMainContext *
find_root (SmartAsyncWait *wait)
{
  for (SmartAsyncWait *outer = wait->outer; outer != NULL; outer = outer->outer)
    {
      if (outer->private_context != NULL && outer->context == wait->caller)
        return outer->private_context->caller;
    }

  return wait->caller;
}

static gboolean
private_begin (SmartAsyncWait  *wait,
               GError         **error)
{
  wait->private_context = smart_async_private_context_take (&wait->thread->recent, find_root (wait));
  wait->context = wait->private_context->context;
  g_main_context_push_thread_default (wait->context);

  return TRUE;
}

static void
private_end (SmartAsyncWait *wait)
{
  g_main_context_pop_thread_default (wait->context);
  smart_async_private_context_give_back (wait->private_context);
}

const SmartAsyncWaiting smart_async_waiting_private = {
  .begin = private_begin,
  .start = smart_async_wait_start_here,
  .step = smart_async_wait_iterate,
  .end = private_end,
};
