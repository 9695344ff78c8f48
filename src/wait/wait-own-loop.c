/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on the caller's own context, which this thread iterates.
 */

#include "wait/wait.h"

#include "base/process.h"
#include "context/private-context.h"
#include "context/script-jobs.h"

/* After so many iterations a wait checks whether other sources are dispatched as well. */
#define MANY 100

static GSource *
find_dispatched_source (GMainContext *context)
{
  GSource *source = g_main_current_source ();

  return source != NULL && g_source_get_context (source) == context ? source : NULL;
}

/* In general the context is the thread-default one already. */
static gboolean
needs_push (SmartAsyncWait *wait)
{
  return G_UNLIKELY (wait->has_own_context) || smart_async_process_get_fork_count () > 0;
}

/* Acquiring is recursive: it succeeds where this thread runs the context, and where nobody does. */
static gboolean
own_loop_begin (SmartAsyncWait  *wait,
                GError         **error)
{
  if (!smart_async_wait_may_acquire (wait) || !g_main_context_acquire (wait->caller))
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

/* Whether the default context is to be looked at, and no source of this one does that yet. Private contexts have one.
 */
static gboolean
needs_default_source (SmartAsyncWait *wait)
{
  SmartAsyncPrivateContext *inside = wait->thread->inside;

  if (!wait->default_watch.is_on || wait->default_source != NULL)
    return FALSE;

  return inside == NULL || inside->context != wait->context;
}

/* Finds out whether GLib iterates a context. In a prepare() or check() function of one of its sources it does not: it
 * only writes a warning, and does not call prepare() of any source. So this is a source that notes whether it was
 * called.
 */
typedef struct
{
  GSource  source;
  gboolean was_asked;
} Question;

static gboolean
question_prepare (GSource *source,
                  int     *timeout_msec)
{
  ((Question *) source)->was_asked = TRUE;
  *timeout_msec = -1;

  return FALSE;
}

static gboolean
question_check (GSource *source)
{
  return FALSE;
}

static GSourceFuncs question_funcs = { .prepare = question_prepare, .check = question_check };

static gboolean
is_iterated (GMainContext *context)
{
  GSource *source = g_source_new (&question_funcs, sizeof (Question));
  gboolean was_asked;
  int priority;

  g_source_set_static_name (source, "[smartasync] question");
  g_source_set_priority (source, G_MININT);
  g_source_attach (source, context);
  g_main_context_prepare (context, &priority);
  was_asked = ((Question *) source)->was_asked;
  g_source_destroy (source);
  g_source_unref (source);

  return was_asked;
}

/* When nothing is ready, before the first sleep. Most operations complete before there is a reason for that. */
static gboolean
prepare_to_sleep (SmartAsyncWait  *wait,
                  GError         **error)
{
  wait->has_slept = TRUE;

  if (!is_iterated (wait->context))
    {
      g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST,
                   "%s: called from inside a prepare() or check() function of a source of main context %p, which GLib "
                   "does not iterate there; call the asynchronous function here, or use the policy private",
                   wait->operation->name, wait->context);
      return FALSE;
    }

  if (needs_default_source (wait))
    wait->default_source = smart_async_default_source_new (wait->context);

  return TRUE;
}

static void
end_default_watch (SmartAsyncWait *wait)
{
  smart_async_default_watch_end (&wait->default_watch);

  if (wait->default_source == NULL)
    return;

  g_source_destroy (wait->default_source);
  g_source_unref (wait->default_source);
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

/* What is dispatched does not belong to this call alone. Before the first sleep the iteration does not block: then the
 * result is noticed after it, wherever it has come from.
 */
static gboolean
iterate (SmartAsyncWait *wait)
{
  gboolean has_dispatched;

  if (wait->has_slept)
    wait->main_depth = g_main_depth ();
  wait->thread->level++;
  has_dispatched = smart_async_script_jobs_iterate (wait->context, wait->has_slept);
  wait->thread->level--;

  return has_dispatched;
}

static gboolean
own_loop_step (SmartAsyncWait  *wait,
               GError         **error)
{
  gboolean has_dispatched = iterate (wait);

  if (!has_dispatched && !wait->has_slept && !prepare_to_sleep (wait, error))
    return FALSE;

  wait->n_dispatched += has_dispatched;

  if (wait->n_dispatched != 0 && wait->n_dispatched % MANY == 0)
    smart_async_default_source_serve (wait);

  if (!wait->has_jobs_rest && wait->n_dispatched != 0 && wait->n_dispatched % MANY == 0 && is_starved (wait))
    wait->has_jobs_rest = smart_async_script_jobs_rest ();

  return TRUE;
}

static void
own_loop_end (SmartAsyncWait *wait)
{
  if (wait->has_jobs_rest)
    smart_async_script_jobs_resume ();

  end_default_watch (wait);

  if (wait->is_pushed)
    g_main_context_pop_thread_default (wait->context);
  g_main_context_release (wait->context);
}

const SmartAsyncWaiting smart_async_waiting_own_loop = {
  .where = "on its caller's context",
  .begin = own_loop_begin,
  .start = smart_async_wait_start_here,
  .step = own_loop_step,
  .end = own_loop_end,
};
