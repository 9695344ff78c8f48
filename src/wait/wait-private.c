/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on a private context.
 */

#include "wait/wait.h"

#include "context/private-stack.h"
#include "wait/interrupt.h"

/* The caller's context of a call that is made inside another one may be the private context of that. What the operation
 * leaves must be delivered by the application's loop nevertheless: so this finds the context of that.
 */
static GMainContext *
find_root (SmartAsyncWait *wait)
{
  SmartAsyncPrivateContext *inside = wait->thread->inside;
  GMainContext *root = NULL;

  if (inside != NULL && inside->context == wait->caller)
    root = smart_async_private_context_get_root (inside);

  return root != NULL ? root : wait->caller;
}

static gboolean
runs_root (SmartAsyncWait *wait,
           GMainContext   *root)
{
  if (root == g_main_context_default () && wait->default_watch.is_on)
    return TRUE;

  return root == wait->caller ? wait->runs_caller : g_main_context_is_owner (root);
}

static gboolean
private_begin (SmartAsyncWait  *wait,
               GError         **error)
{
  SmartAsyncThread *thread = wait->thread;
  GMainContext *root = find_root (wait);
  SmartAsyncPrivateContext *context;

  smart_async_wait_watch_default (wait);
  context = smart_async_private_stack_take (thread, root, runs_root (wait, root), wait->operation->name, error);
  if (context == NULL)
    return FALSE;

  wait->private_context = context;
  wait->context = context->context;
  wait->outer_context = thread->inside;
  thread->inside = context;
  g_main_context_push_thread_default (wait->context);

  return TRUE;
}

/* g_main_context_iteration() polls the context also when a source is known to be ready: with a timeout of 0, to see
 * what else is ready. When the only descriptor is the one that wakes the context up, there is nothing to be seen:
 * waking up is for sleepers. That is the common case of a call whose operation completes in an idle source.
 *
 * Gives whether it was such a case: what is ready has been dispatched.
 *
 * What completes the call here is noticed before this thread goes to sleep, unless prepare() or check() of a source
 * does.
 */
static gboolean
iterate_without_polling (SmartAsyncWait *wait)
{
  GMainContext *context = wait->context;
  GPollFD fd = { .fd = -1 };
  int priority;
  int timeout_msec;
  int n_fds;

  wait->main_depth = G_MAXINT;
  if (!g_main_context_prepare (context, &priority))
    return FALSE;

  n_fds = g_main_context_query (context, priority, &timeout_msec, &fd, 1);
  if (n_fds > 1)
    return FALSE;

  g_main_context_check (context, priority, &fd, n_fds);
  wait->main_depth = -1;
  g_main_context_dispatch (context);

  return TRUE;
}

/* When nothing is ready, a source of the context (default-source.c) looks at the default context, before the thread
 * goes to sleep, here or in a loop that the operation runs itself.
 */
static gboolean
private_step (SmartAsyncWait  *wait,
              GError         **error)
{
  gboolean has_dispatched = iterate_without_polling (wait);

  if (!has_dispatched)
    {
      wait->has_slept = TRUE;
      if (G_UNLIKELY (smart_async_interrupt_is_due (wait)))
        return TRUE;

      wait->main_depth = g_main_depth ();
      has_dispatched = g_main_context_iteration (wait->context, TRUE);
    }

  if (!has_dispatched)
    return TRUE;

  wait->asleep_since = 0;
  if (++wait->n_dispatched % SMART_ASYNC_WAIT_BUSY == 0)
    smart_async_default_source_serve (wait);

  return TRUE;
}

static void
private_end (SmartAsyncWait *wait)
{
  smart_async_default_watch_end (&wait->default_watch);
  g_main_context_pop_thread_default (wait->context);
  wait->thread->inside = wait->outer_context;
  smart_async_private_stack_give_back (wait->thread, wait->private_context, wait->has_slept, wait->result);
}

const SmartAsyncWaiting smart_async_waiting_private = {
  .where = "on a private context",
  .begin = private_begin,
  .start = smart_async_wait_start_here,
  .step = private_step,
  .end = private_end,
};
