/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Jobs of a script engine: promises that wait to be settled.
 */

#define _GNU_SOURCE  /* gettid() */

#include "script-jobs.h"

#include <unistd.h>

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

/* Jobs belong to the thread of the engine, which is the main one. */
static gboolean
is_main_thread (void)
{
#ifdef __linux__
  return gettid () == getpid ();
#else
  return FALSE;
#endif
}

/* The engine attaches its source when it starts. */
#define LAST_ID 32

static GSource *
find_jobs_source (void)
{
  for (guint id = 1; id <= LAST_ID; id++)
    {
      GSource *source = g_main_context_find_source_by_id (NULL, id);

      if (source != NULL && g_source_get_priority (source) <= JOBS_PRIORITY)
        return source;
    }

  return NULL;
}

/* Whether jobs wait for this thread to turn the global default context, which nobody does now. Only that one
 * source is asked: the context is not to be prepared while this thread is inside a private one, which belongs to it.
 */
gboolean
smart_async_script_jobs_wait_here (void)
{
  GSource *source = is_main_thread () && has_engine () ? find_jobs_source () : NULL;
  int timeout_msec;

  return source != NULL && source->source_funcs->prepare != NULL
         && source->source_funcs->prepare (source, &timeout_msec);
}
