/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Jobs of a script engine: promises that wait to be settled.
 */

#include "context/script-jobs.h"

#include "base/process.h"
#include "context/main-context.h"

/* GJS runs promise jobs from a source of the global default context, ten times as urgent as
 * G_PRIORITY_HIGH, so that nothing else there runs before them. Nothing of an application is
 * as urgent.
 */
#define JOBS_PRIORITY (10 * G_PRIORITY_HIGH)

/* In programs without GJS sources so urgent may be anything. */
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

/* GJS attaches it when it starts. It is searched for among the sources that were attached since the last search. Only
 * the main thread does that.
 */
static GSource *
find_jobs_source (void)
{
  static GSource *found; /* owned */
  static guint looked_until;
  guint last_id;

  if (found != NULL && !g_source_is_destroyed (found))
    return found;

  last_id = smart_async_source_mark_take (g_main_context_default ());
  g_clear_pointer (&found, g_source_unref);
  while (looked_until < last_id && found == NULL)
    {
      GSource *source = g_main_context_find_source_by_id (NULL, ++looked_until);

      if (source != NULL && g_source_get_priority (source) <= JOBS_PRIORITY)
        found = g_source_ref (source);
    }

  return found;
}

static gboolean
is_ready (GSource *source)
{
  int timeout_msec;

  return source->source_funcs->prepare != NULL && source->source_funcs->prepare (source, &timeout_msec);
}

/* Whether jobs wait for this thread to iterate the global default context, which nobody does now. GJS runs in the main
 * thread. Only its one source is asked: preparing the whole context would prepare the private one that this thread
 * waits on, too.
 */
gboolean
smart_async_script_jobs_wait_here (void)
{
  GSource *source = smart_async_process_is_main_thread () && has_engine () ? find_jobs_source () : NULL;

  return source != NULL && is_ready (source);
}

/* GJS runs jobs in the dispatch() of its source, but after setTimeout() also elsewhere. While such a job runs elsewhere
 * and others are queued, the source is always ready, and its dispatch() does nothing, as no job runs inside another. So
 * an iteration of the default context dispatches nothing that is less urgent, and never sleeps. (While the source is
 * being dispatched GLib leaves it out, as it can't recurse.) Therefore, while a wait in such a job iterates the default
 * context, the jobs rest: their source gets the lowest priority, after a source of ours that is always ready, too. GLib
 * calls the prepare() of that one only when nothing else is ready. It then polls itself, for as long as GLib would
 * without those two sources.
 */
typedef struct
{
  GSource   source;
  GSource  *jobs;            /* owned */
  int       priority;        /* what the jobs had */
  int       depth;           /* of the iteration of a wait: how many dispatches are around it; -1: there is none */
  gboolean  has_dispatched;  /* in that iteration nothing else was */
  int       timeout_msec;    /* when it was asked last: until other sources are to be asked, -1 for never */
  GArray   *fds;             /* owned; of GPollFD */
} Rest;

#define REST_PRIORITY (G_MAXINT - 1)

static Rest *rest; /* owned; main thread only; NULL: jobs do not rest */

static int
query (Rest *self,
       int  *timeout_msec)
{
  GMainContext *context = g_main_context_default ();
  int n;

  while ((n = g_main_context_query (context, REST_PRIORITY - 1, timeout_msec, (GPollFD *) (gpointer) self->fds->data,
                                    (int) self->fds->len)) > (int) self->fds->len)
    g_array_set_size (self->fds, (guint) n);

  return n;
}

/* It sleeps only in the iteration of a wait: other iterations may be non-blocking ones. */
static gboolean
rest_prepare (GSource *source,
              int     *timeout_msec)
{
  Rest *self = (Rest *) source;
  int n = query (self, &self->timeout_msec);

  *timeout_msec = -1;
  if (self->depth == g_main_depth ())
    g_main_context_get_poll_func (NULL) ((GPollFD *) (gpointer) self->fds->data, (guint) n, self->timeout_msec);

  return FALSE;
}

/* In check(), as GLib does not call the prepare() of a source again that it has found to be ready. */
static gboolean
rest_check (GSource *source)
{
  return TRUE;
}

static gboolean
rest_dispatch (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  ((Rest *) source)->has_dispatched = TRUE;

  return G_SOURCE_CONTINUE;
}

static void
rest_finalize (GSource *source)
{
  Rest *self = (Rest *) source;

  g_source_unref (self->jobs);
  g_array_unref (self->fds);
}

static GSourceFuncs rest_funcs = {
  .prepare = rest_prepare,
  .check = rest_check,
  .dispatch = rest_dispatch,
  .finalize = rest_finalize,
};

/* Gives whether they rest from now on, and did not before. */
gboolean
smart_async_script_jobs_rest (void)
{
  GSource *jobs = rest == NULL ? find_jobs_source () : NULL;
  GSource *source;

  if (jobs == NULL)
    return FALSE;

  source = g_source_new (&rest_funcs, sizeof (Rest));
  g_source_set_static_name (source, "[smartasync] jobs rest");
  g_source_set_priority (source, REST_PRIORITY);
  g_source_set_can_recurse (source, TRUE);

  rest = (Rest *) source;
  rest->jobs = g_source_ref (jobs);
  rest->priority = g_source_get_priority (jobs);
  rest->depth = -1;
  rest->fds = g_array_new (FALSE, FALSE, sizeof (GPollFD));
  g_source_set_priority (jobs, G_MAXINT);
  g_source_attach (source, NULL);

  return TRUE;
}

void
smart_async_script_jobs_resume (void)
{
  GSource *source = (GSource *) g_steal_pointer (&rest);

  g_source_set_priority (((Rest *) source)->jobs, ((Rest *) source)->priority);
  g_source_destroy (source);
  g_source_unref (source);
}

/* Iterates the caller's context for a wait of this thread, also while jobs rest there. Whether anything else was
 * dispatched. @may_block: it sleeps if there is nothing to do.
 */
gboolean
smart_async_script_jobs_iterate (GMainContext *context,
                                 gboolean      may_block)
{
  int outer_depth;
  gboolean has_dispatched;

  if (G_LIKELY (rest == NULL) || context != g_main_context_default ())
    return g_main_context_iteration (context, may_block);

  outer_depth = rest->depth;
  rest->depth = may_block ? g_main_depth () : -1;
  rest->has_dispatched = FALSE;
  has_dispatched = g_main_context_iteration (context, may_block);
  rest->depth = outer_depth;

  return has_dispatched && !rest->has_dispatched;
}

/* For a context that this thread owns: how long an iteration would sleep now at most, but for jobs that rest. In
 * milliseconds, -1 for ever.
 */
int
smart_async_script_jobs_get_timeout (GMainContext *context)
{
  int timeout_msec = -1;

  g_main_context_prepare (context, NULL);
  if (rest != NULL && context == g_main_context_default ())
    return rest->timeout_msec;

  g_main_context_query (context, G_MAXINT, &timeout_msec, NULL, 0);

  return timeout_msec;
}

/* Whether this thread is inside a job: it has made the others rest, or is inside the dispatch() of @inside. */
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

  return is_ready (rest != NULL ? rest->jobs : inside);
}
