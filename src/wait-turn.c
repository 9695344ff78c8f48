/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on the caller's own context, which this thread turns.
 */

#include "script-jobs.h"
#include "thread.h"
#include "wait.h"

/* After so many iterations a wait looks whether they are of any use. */
#define MANY 100

/* An operation may complete on the global default context, which nobody runs, while this thread turns another one.
 * Here is no poll function of ours that could look for that, as in private waits: so a source does, each time
 * before the context is polled.
 */
typedef struct
{
  GSource         source;
  SmartAsyncWait *wait;
} Lookout;

static gboolean
lookout_prepare (GSource *source,
                 int     *timeout_msec)
{
  SmartAsyncWait *wait = ((Lookout *) source)->wait;

  *timeout_msec = -1;
  if (wait->thread->innermost == wait)
    *timeout_msec = smart_async_default_watch_look_around (&wait->default_watch, wait->context);

  return FALSE;
}

static GSourceFuncs lookout_funcs = { .prepare = lookout_prepare };

static GSource *
lookout_new (SmartAsyncWait *wait)
{
  GSource *source = g_source_new (&lookout_funcs, sizeof (Lookout));

  ((Lookout *) source)->wait = wait;
  g_source_set_static_name (source, "[smartasync] lookout");
  g_source_attach (source, wait->context);

  return source;
}

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
  wait->looks_out = wait->context != g_main_context_default ();
  if (wait->looks_out)
    smart_async_default_watch_begin (&wait->default_watch, wait->is_in_a_row);

  return TRUE;
}

/* Most operations complete before there is a reason to look. */
static gboolean
iterate (SmartAsyncWait *wait)
{
  if (wait->looks_out && wait->lookout == NULL)
    {
      if (g_main_context_iteration (wait->context, FALSE))
        return TRUE;

      wait->lookout = lookout_new (wait);
    }

  return g_main_context_iteration (wait->context, TRUE);
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
  wait->n_dispatched += iterate (wait);

  if (!wait->has_jobs_rest && wait->n_dispatched != 0 && wait->n_dispatched % MANY == 0 && is_starved (wait))
    wait->has_jobs_rest = smart_async_script_jobs_rest ();

  return TRUE;
}

static void
turn_end (SmartAsyncWait *wait)
{
  if (wait->has_jobs_rest)
    smart_async_script_jobs_resume ();

  if (wait->looks_out)
    stop_looking_out (wait);

  g_main_context_release (wait->context);
}

const SmartAsyncWaiting smart_async_waiting_turn = {
  .where = "on its caller's context",
  .begin = turn_begin,
  .start = smart_async_wait_start_here,
  .step = turn_step,
  .end = turn_end,
};
