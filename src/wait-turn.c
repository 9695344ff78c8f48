/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on the caller's own context, which this thread turns.
 */

#include "script-jobs.h"
#include "wait.h"

/* After so many iterations a wait looks whether they are of any use. */
#define MANY 100

static GSource *
find_dispatched_source (GMainContext *context)
{
  GSource *source = g_main_current_source ();

  return source != NULL && g_source_get_context (source) == context ? source : NULL;
}

/* It is thread-default already, or the global default. Acquiring is recursive: it succeeds where
 * this thread runs the context, and where nobody does.
 */
static gboolean
turn_begin (SmartAsyncWait  *wait,
            GError         **error)
{
  if (!g_main_context_acquire (wait->caller))
    {
      wait->waiting = &smart_async_waiting_forward;
      return wait->waiting->begin (wait, error);
    }

  wait->context = wait->caller;
  wait->inside = find_dispatched_source (wait->context);

  return TRUE;
}

/* Inside a promise job of GJS, the source that runs such jobs may be ready all the time and do nothing;
 * it is so urgent that nothing else is ever dispatched. Outside one it has run them all when it returns.
 */
static gboolean
is_starved (SmartAsyncWait *wait)
{
  if (!smart_async_script_jobs_are_ready (wait->context))
    return FALSE;

  g_main_context_iteration (wait->context, FALSE);

  return smart_async_script_jobs_are_ready (wait->context);
}

static gboolean
turn_step (SmartAsyncWait  *wait,
           GError         **error)
{
  wait->n_dispatched += g_main_context_iteration (wait->context, TRUE);

  if (wait->n_dispatched == 0 || wait->n_dispatched % MANY != 0 || !is_starved (wait))
    return TRUE;

  g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED,
               "%s: called from inside a promise job, which keeps the main loop from doing anything else; "
               "await the asynchronous function here, or use the policy private", wait->operation->name);

  return FALSE;
}

static void
turn_end (SmartAsyncWait *wait)
{
  g_main_context_release (wait->context);
}

const SmartAsyncWaiting smart_async_waiting_turn = {
  .where = "turning its caller's context",
  .begin = turn_begin,
  .start = smart_async_wait_start_here,
  .step = turn_step,
  .end = turn_end,
};
