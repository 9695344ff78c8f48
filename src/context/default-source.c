/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The source that looks at the global default context before the thread goes to sleep.
 */

#include "context/wait-record-private.h"

#include "context/main-context.h"

/* A source of the lowest priority there is, on the context that the main thread waits on. GLib calls prepare() only of
 * sources that are at least as urgent as what is ready: so the prepare() of this one is called when the thread would go
 * to sleep, in a wait of this library or in a loop that the operation runs itself, and a call whose operation completes
 * at once or in an idle source pays nothing for it.
 *
 * It stands for the default context: it polls and iterates that one when the wait must (see default-watch.c). Every
 * private context has such a source from the start, whose callback is also its sentinel (private-context.c); other
 * contexts get one for the time of a wait.
 */
typedef struct
{
  GSource              source;
  GMainContext        *context;  /* unowned; the one that it is on */
  SmartAsyncInnerPoll  poll;     /* of the default context */
} DefaultSource;

/* The innermost wait of this thread, if that is what is about to sleep here. */
static SmartAsyncWait *
get_wait (DefaultSource *self)
{
  SmartAsyncWait *wait = smart_async_thread_get ()->innermost;

  return wait != NULL && wait->context == self->context ? wait : NULL;
}

/* The default context is being prepared or iterated for this wait. A source there may stand for this context, and so
 * prepare it: that must not begin anew. What is polled stays, as adding it again would wake this context up.
 */
static gboolean
is_busy (SmartAsyncWait *wait)
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

/* The step of the wait then returns, and the wait finds that nothing has happened (stall-watch.c). */
static int
get_report_timeout (SmartAsyncWait *wait,
                    gint64          now)
{
  gint64 due;

  if (!wait->may_report)
    return -1;

  if (wait->asleep_since == 0)
    wait->asleep_since = now;

  due = wait->asleep_since + SMART_ASYNC_REPORT_USEC;

  return due > now ? smart_async_default_watch_until (due, now) : -1;
}

/* This may prepare sources of the default context that stand for this one. */
static int
look (SmartAsyncWait *wait,
      gint64          now)
{
  SmartAsyncPreparing preparing;
  int msec;

  smart_async_inner_poll_begin (&preparing, wait->context);
  msec = smart_async_default_watch_look (&wait->default_watch, wait->operation->name, now);
  smart_async_inner_poll_end (&preparing);

  return msec;
}

static void
look_after_sleep (DefaultSource  *self,
                  SmartAsyncWait *wait)
{
  SmartAsyncPreparing preparing;

  smart_async_inner_poll_begin (&preparing, self->context);
  smart_async_default_watch_woken (&wait->default_watch, self->poll.polled, self->poll.n_polled);
  smart_async_inner_poll_end (&preparing);
}

/* What the look before has led to. */
static gboolean
poll_default_context (DefaultSource          *self,
                      SmartAsyncDefaultWatch *watch,
                      int                    *timeout_msec)
{
  GMainContext *context = g_main_context_default ();

  if (watch->has_newcomer)
    return smart_async_inner_poll_prepare (&self->poll, &self->source, context, timeout_msec);

  if (watch->is_owned)
    smart_async_inner_poll_watch (&self->poll, &self->source, context, smart_async_default_watch_ignores, watch);
  else
    smart_async_inner_poll_stop (&self->poll, &self->source);

  return FALSE;
}

static gboolean
default_source_prepare (GSource *source,
                        int     *timeout_msec)
{
  DefaultSource *self = (DefaultSource *) source;
  SmartAsyncWait *wait = get_wait (self);
  gint64 now;

  *timeout_msec = -1;
  if (wait == NULL)
    {
      smart_async_inner_poll_stop (&self->poll, source);
      return FALSE;
    }

  if (is_busy (wait))
    return FALSE;

  now = g_get_monotonic_time ();
  *timeout_msec = get_report_timeout (wait, now);
  if (wait->default_watch.is_on)
    *timeout_msec = min_timeout (*timeout_msec, look (wait, now));

  return poll_default_context (self, &wait->default_watch, timeout_msec);
}

static gboolean
default_source_check (GSource *source)
{
  DefaultSource *self = (DefaultSource *) source;
  SmartAsyncWait *wait = get_wait (self);

  if (wait == NULL || is_busy (wait) || !wait->default_watch.is_owned)
    return FALSE;

  if (wait->default_watch.has_newcomer)
    return smart_async_inner_poll_check (&self->poll, g_source_get_time (source));

  look_after_sleep (self, wait);

  return FALSE;
}

static void
iterate_default_context (SmartAsyncWait *wait)
{
  wait->default_watch.is_iterating = TRUE;
  smart_async_iterate_inside (wait->thread, g_main_context_default ());
  wait->default_watch.is_iterating = FALSE;
}

static gboolean
default_source_dispatch (GSource     *source,
                         GSourceFunc  callback,
                         gpointer     user_data)
{
  SmartAsyncWait *wait = get_wait ((DefaultSource *) source);

  if (wait != NULL && !is_busy (wait) && wait->default_watch.has_newcomer)
    iterate_default_context (wait);

  return G_SOURCE_CONTINUE;
}

/* For a wait that has not slept for long, because something is always ready on its own context. */
void
smart_async_default_source_serve (SmartAsyncWait *wait)
{
  if (!wait->default_watch.is_on)
    return;

  look (wait, g_get_monotonic_time ());
  if (wait->default_watch.has_newcomer)
    iterate_default_context (wait);
}

static void
default_source_finalize (GSource *source)
{
  smart_async_inner_poll_clear (&((DefaultSource *) source)->poll);
}

static GSourceFuncs default_source_funcs = {
  .prepare = default_source_prepare,
  .check = default_source_check,
  .dispatch = default_source_dispatch,
  .finalize = default_source_finalize,
};

/* It can recurse only because GLib adds the descriptors of a source that can't anew after each dispatch, which wakes
 * the context up.
 */
GSource *
smart_async_default_source_new (GMainContext *context)
{
  GSource *source = g_source_new (&default_source_funcs, sizeof (DefaultSource));

  ((DefaultSource *) source)->context = context;
  ((DefaultSource *) source)->poll.due = -1;
  g_source_set_static_name (source, "[smartasync] global default context");
  g_source_set_priority (source, G_MAXINT);
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);

  return source;
}
