/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on the caller's own context, which this thread turns.
 */

#include "wait/wait.h"

#include "base/process.h"
#include "context/caller-context.h"
#include "context/lookout.h"
#include "context/private-context.h"
#include "context/script-jobs.h"

/* After so many iterations a wait looks whether they are of any use. */
#define MANY 100

static GSource *
find_dispatched_source (GMainContext *context)
{
  GSource *source = g_main_current_source ();

  return source != NULL && g_source_get_context (source) == context ? source : NULL;
}

/* The global default context is the main thread's, or its owner's. Any other one is thread-default here. */
static gboolean
may_turn (SmartAsyncWait *wait)
{
  return wait->runs_caller || wait->caller != g_main_context_default () || smart_async_thread_is_main (wait->thread);
}

/* In general the context is the thread-default one already. */
static gboolean
needs_push (SmartAsyncWait *wait)
{
  return G_UNLIKELY (wait->has_own_context) || smart_async_process_get_fork_count () > 0;
}

/* Acquiring is recursive: it succeeds where this thread runs the context, and where nobody does. */
static gboolean
turn_begin (SmartAsyncWait  *wait,
            GError         **error)
{
  if (!may_turn (wait) || !g_main_context_acquire (wait->caller))
    {
      wait->waiting = &smart_async_waiting_forward;
      return wait->waiting->begin (wait, error);
    }

  wait->context = wait->caller;
  wait->is_pushed = needs_push (wait) && smart_async_push_caller_context (wait->context);
  wait->inside = find_dispatched_source (wait->context);
  if (wait->context != g_main_context_default ())
    smart_async_wait_watch_default (wait);

  return TRUE;
}

/* Whether the default context is to be looked at, and nothing on this one does that. Private ones have a lookout. */
static gboolean
needs_lookout (SmartAsyncWait *wait)
{
  SmartAsyncPrivateContext *inside = wait->thread->inside;

  if (!wait->default_watch.is_on || wait->lookout != NULL)
    return FALSE;

  return inside == NULL || inside->context != wait->context;
}

/* Most operations complete before there is a reason to look. */
static gboolean
iterate (SmartAsyncWait *wait)
{
  if (needs_lookout (wait))
    {
      if (g_main_context_iteration (wait->context, FALSE))
        return TRUE;

      wait->lookout = smart_async_lookout_new (wait->context);
    }

  return smart_async_script_jobs_iterate (wait->context);
}

static void
stop_looking_out (SmartAsyncWait *wait)
{
  smart_async_default_watch_end (&wait->default_watch);

  if (wait->lookout == NULL)
    return;

  g_source_destroy (wait->lookout);
  g_source_unref (wait->lookout);
}

/* Whether a source that runs promise jobs keeps all others of the context from being dispatched: it has run them all
 * when it returns, unless this thread is inside one.
 */
static gboolean
is_starved (SmartAsyncWait *wait)
{
  if (wait->context != g_main_context_default () || !smart_async_script_jobs_are_ready (wait->context))
    return FALSE;

  g_main_context_iteration (wait->context, FALSE);

  return smart_async_script_jobs_are_ready (wait->context);
}

static gboolean
turn_step (SmartAsyncWait  *wait,
           GError         **error)
{
  wait->thread->level++;
  wait->n_dispatched += iterate (wait);
  wait->thread->level--;

  if (wait->n_dispatched != 0 && wait->n_dispatched % MANY == 0)
    smart_async_lookout_serve (wait);

  if (!wait->has_jobs_rest && wait->n_dispatched != 0 && wait->n_dispatched % MANY == 0 && is_starved (wait))
    wait->has_jobs_rest = smart_async_script_jobs_rest ();

  return TRUE;
}

static void
turn_end (SmartAsyncWait *wait)
{
  if (wait->has_jobs_rest)
    smart_async_script_jobs_resume ();

  stop_looking_out (wait);

  if (wait->is_pushed)
    g_main_context_pop_thread_default (wait->context);
  g_main_context_release (wait->context);
}

const SmartAsyncWaiting smart_async_waiting_turn = {
  .where = "on its caller's context",
  .begin = turn_begin,
  .start = smart_async_wait_start_here,
  .step = turn_step,
  .end = turn_end,
};
