/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on a private context.
 */

#include "private-poll.h"
#include "thread.h"
#include "wait.h"

/* A call made by a callback of a private context has that for its own caller's context. What it leaves
 * must reach the application nevertheless. A context that private ones are integrated in is not private
 * itself, so that there is no need to look for it in the pool.
 */
static GMainContext *
find_root (SmartAsyncWait *wait)
{
  SmartAsyncPrivateContext *recent = wait->thread->recent;

  if (wait->caller == g_main_context_default () || (recent != NULL && recent->caller == wait->caller))
    return wait->caller;

  return smart_async_private_context_find_root (wait->caller);
}

static gboolean
private_begin (SmartAsyncWait  *wait,
               GError         **error)
{
  wait->private_context = smart_async_private_context_take (&wait->thread->recent, find_root (wait));
  wait->context = wait->private_context->context;
  smart_async_default_watch_begin (&wait->default_watch, wait->is_in_a_row);
  g_main_context_push_thread_default (wait->context);

  return TRUE;
}

/* When there is nothing to do, the poll function of the context (private-poll.c) looks at the default
 * context: that is the moment in which the thread would go to sleep, here or in a loop that the operation runs itself.
 */
static gboolean
private_step (SmartAsyncWait  *wait,
              GError         **error)
{
  wait->n_dispatched += smart_async_private_poll_leave_out (wait->private_context) ||
                        g_main_context_iteration (wait->context, TRUE);

  return TRUE;
}

static void
private_end (SmartAsyncWait *wait)
{
  smart_async_default_watch_end (&wait->default_watch);
  g_main_context_pop_thread_default (wait->context);
  smart_async_private_context_give_back (wait->private_context, &wait->thread->recent);
}

const SmartAsyncWaiting smart_async_waiting_private = {
  .where = "on a private context",
  .looks_around = TRUE,
  .begin = private_begin,
  .start = smart_async_wait_start_here,
  .step = private_step,
  .end = private_end,
};
