/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Jobs of a script engine: promises that wait to be settled.
 */

#include "context/script-jobs.h"

#include "base/process.h"
#include "context/source-mark.h"

/* GJS runs promise jobs from a source of the global default context, ten times as urgent as
 * G_PRIORITY_HIGH, so that nothing else there runs before them. Nothing of an application is
 * as urgent.
 */
#define JOBS_PRIORITY (10 * G_PRIORITY_HIGH)

/* Nothing of this is for other programs: sources so urgent may then be anything. */
static gboolean
has_engine (void)
{
  return g_type_from_name ("GjsContext") != G_TYPE_INVALID;
}

/* For a context that this thread owns. */
gboolean
smart_async_script_jobs_are_ready (GMainContext *context)
{
  int priority = G_MAXINT;

  return has_engine () && g_main_context_prepare (context, &priority) && priority <= JOBS_PRIORITY;
}

static GSource *
find_jobs_source (guint last_id)
{
  for (guint id = 1; id <= last_id; id++)
    {
      GSource *source = g_main_context_find_source_by_id (NULL, id);

      if (source != NULL && g_source_get_priority (source) <= JOBS_PRIORITY)
        return source;
    }

  return NULL;
}

/* The engine of a script attaches its source when it starts. */
#define EARLY_ID 32

static gboolean
is_ready (GSource            *source,
          const GSourceFuncs *funcs)
{
  int timeout_msec;

  return funcs->prepare != NULL && funcs->prepare (source, &timeout_msec);
}

/* Whether jobs wait for this thread to turn the global default context, which nobody does now. They belong to the
 * thread of the engine, which is the main one. Only that one source is asked: the context is not to be prepared while
 * this thread is inside a private one, which belongs to it.
 */
gboolean
smart_async_script_jobs_wait_here (void)
{
  GSource *source = smart_async_process_is_main_thread () && has_engine () ? find_jobs_source (EARLY_ID) : NULL;

  return source != NULL && is_ready (source, source->source_funcs);
}

/* GJS runs jobs from its source, and after setTimeout() from elsewhere. Inside a job that runs from elsewhere, the
 * source is always ready, as jobs are in the queue, and does nothing, as none runs inside another: nothing less urgent
 * is dispatched. Inside one that it runs itself GLib leaves it out. It is given the same rest while this thread turns
 * the default context in such a job. GLib has no function for that; but what it asks a source belongs to its ABI.
 */
static GSource *resting;               /* owned; main thread only */
static const GSourceFuncs *own_funcs;  /* static; what the resting source had */

static gboolean
resting_prepare (GSource *source,
                 int     *timeout_msec)
{
  *timeout_msec = -1;

  return FALSE;
}

/* Whether it was found, and did not rest before. */
gboolean
smart_async_script_jobs_rest (void)
{
  static GSourceFuncs resting_funcs;
  guint last_id = smart_async_source_mark_take (g_main_context_default ());
  GSource *source = resting == NULL ? find_jobs_source (last_id) : NULL;

  if (source == NULL)
    return FALSE;

  resting = g_source_ref (source);
  own_funcs = source->source_funcs;
  resting_funcs = *own_funcs;
  resting_funcs.prepare = resting_prepare;
  source->source_funcs = &resting_funcs;

  return TRUE;
}

void
smart_async_script_jobs_resume (void)
{
  resting->source_funcs = own_funcs;
  g_clear_pointer (&resting, g_source_unref);
}

/* Whether this thread is inside a job, if it has made others rest or is inside the callback of @inside. */
gboolean
smart_async_script_jobs_keep_others (gboolean  has_jobs_rest,
                                     GSource  *inside)
{
  return has_jobs_rest || (inside != NULL && g_source_get_priority (inside) <= JOBS_PRIORITY && has_engine ());
}

/* Whether others wait for that job to return. */
gboolean
smart_async_script_jobs_are_kept (gboolean  has_jobs_rest,
                                  GSource  *inside)
{
  if (!smart_async_script_jobs_keep_others (has_jobs_rest, inside))
    return FALSE;

  return resting != NULL ? is_ready (resting, own_funcs) : is_ready (inside, inside->source_funcs);
}
