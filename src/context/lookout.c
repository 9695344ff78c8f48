/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a wait does before the thread goes to sleep.
 */

#include "context/lookout.h"

#include "context/inner-poll.h"
#include "context/wait-record.h"

/* A source of the lowest priority there is. GLib asks a source whether it is ready only if nothing more urgent is: so
 * this one is asked when the thread would go to sleep, in a wait of this library or in a loop that the operation runs
 * itself, and a call whose operation completes at once or in an idle source pays nothing for it.
 *
 * It stands for the default context (default-watch.c) while the main thread waits on the context that it is on. Every
 * private context has one from the start, whose callback is also its sentinel (private-context.c); other contexts get
 * one for the time of a wait.
 */
typedef struct
{
  GSource              source;
  GMainContext        *context;  /* unowned; the one that it is on */
  SmartAsyncInnerPoll  poll;     /* of the default context */
} Lookout;

/* When it is told of what is almost certainly an error. */
#define REPORT_USEC (5 * G_TIME_SPAN_SECOND)

/* The wait that is about to sleep here, if it is the innermost one of this thread. */
static SmartAsyncWait *
get_wait (Lookout *self)
{
  SmartAsyncWait *wait = smart_async_thread_get ()->innermost;

  return wait != NULL && wait->context == self->context ? wait : NULL;
}

/* Whether the default context is being asked, or iterated, on behalf of the wait: that may dispatch what is left on
 * this one, and must not begin anew. What is polled stays: adding it again would wake this context up.
 */
static gboolean
rests (SmartAsyncWait *wait)
{
  return wait->default_watch.is_paused || wait->default_watch.is_iterating ||
         smart_async_inner_poll_is_preparing (g_main_context_default ());
}

static int
min_timeout (int a,
             int b)
{
  return a < 0 ? b : MIN (a, b);
}

static int
get_report_timeout (SmartAsyncWait *wait)
{
  gint64 left;

  if (!wait->may_report || wait->asleep_since < 0)
    return -1;

  if (wait->asleep_since == 0)
    wait->asleep_since = g_get_monotonic_time ();

  left = wait->asleep_since + REPORT_USEC - g_get_monotonic_time ();

  return left > 0 ? (int) (left / G_TIME_SPAN_MILLISECOND) + 1 : -1;
}

/* Looking may ask sources of the default context that stand for what is left on this one. */
static int
look (SmartAsyncWait *wait)
{
  SmartAsyncPreparing preparing;
  int msec;

  smart_async_inner_poll_begin (&preparing, wait->context);
  msec = smart_async_default_watch_look (&wait->default_watch, wait->operation->name);
  smart_async_inner_poll_end (&preparing);

  return msec;
}

static void
look_after_sleep (Lookout        *self,
                  SmartAsyncWait *wait)
{
  SmartAsyncPreparing preparing;

  smart_async_inner_poll_begin (&preparing, self->context);
  smart_async_default_watch_woken (&wait->default_watch, self->poll.polled, self->poll.n_polled);
  smart_async_inner_poll_end (&preparing);
}

static gboolean
lookout_prepare (GSource *source,
                 int     *timeout_msec)
{
  Lookout *self = (Lookout *) source;
  SmartAsyncWait *wait = get_wait (self);
  SmartAsyncDefaultWatch *watch;

  *timeout_msec = -1;
  if (wait != NULL && rests (wait))
    return FALSE;

  *timeout_msec = wait != NULL ? get_report_timeout (wait) : -1;
  if (wait == NULL || !wait->default_watch.is_on)
    {
      smart_async_inner_poll_stop (&self->poll, source);
      return FALSE;
    }

  watch = &wait->default_watch;
  *timeout_msec = min_timeout (*timeout_msec, look (wait));

  if (watch->has_newcomer)
    return smart_async_inner_poll_prepare (&self->poll, source, g_main_context_default (), timeout_msec);

  if (watch->is_owned)
    smart_async_inner_poll_watch (&self->poll, source, g_main_context_default (), smart_async_default_watch_ignores,
                                  watch);
  else
    smart_async_inner_poll_stop (&self->poll, source);

  return FALSE;
}

static gboolean
lookout_check (GSource *source)
{
  Lookout *self = (Lookout *) source;
  SmartAsyncWait *wait = get_wait (self);

  if (wait == NULL || rests (wait) || !wait->default_watch.is_owned)
    return FALSE;

  if (wait->default_watch.has_newcomer)
    return smart_async_inner_poll_check (&self->poll, g_source_get_time (source));

  look_after_sleep (self, wait);

  return FALSE;
}

/* Its callbacks find the thread-default context that they expect. */
static void
iterate_default_context (SmartAsyncWait *wait)
{
  wait->default_watch.is_iterating = TRUE;
  wait->thread->level++;
  g_main_context_push_thread_default (NULL);
  g_main_context_iteration (NULL, FALSE);
  g_main_context_pop_thread_default (NULL);
  wait->thread->level--;
  wait->default_watch.is_iterating = FALSE;
}

static gboolean
lookout_dispatch (GSource     *source,
                  GSourceFunc  callback,
                  gpointer     user_data)
{
  SmartAsyncWait *wait = get_wait ((Lookout *) source);

  if (wait != NULL && !rests (wait) && wait->default_watch.has_newcomer)
    iterate_default_context (wait);

  return G_SOURCE_CONTINUE;
}

/* For a wait that has not slept for long, because its own context always has something to do. */
void
smart_async_lookout_serve (SmartAsyncWait *wait)
{
  if (!wait->default_watch.is_on)
    return;

  look (wait);
  if (wait->default_watch.has_newcomer)
    iterate_default_context (wait);
}

static void
lookout_finalize (GSource *source)
{
  smart_async_inner_poll_clear (&((Lookout *) source)->poll);
}

static GSourceFuncs lookout_funcs = {
  .prepare = lookout_prepare,
  .check = lookout_check,
  .dispatch = lookout_dispatch,
  .finalize = lookout_finalize,
};

/* A source that can't recurse has its descriptors added anew after each dispatch, which wakes the context up. */
GSource *
smart_async_lookout_new (GMainContext *context)
{
  GSource *source = g_source_new (&lookout_funcs, sizeof (Lookout));

  ((Lookout *) source)->context = context;
  ((Lookout *) source)->poll.due = -1;
  g_source_set_static_name (source, "[smartasync] lookout");
  g_source_set_priority (source, G_MAXINT);
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);

  return source;
}
