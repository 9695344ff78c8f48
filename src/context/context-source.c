/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A source that stands for another main context: one iterated inside another.
 */

#include "context/main-context.h"

/* A source of one context, the outer one, that stands for all sources of another, the inner one. It polls the inner
 * context's descriptors, and iterates it once when something is ready there: so a thread that waits on the outer
 * context iterates the inner one meanwhile. The thread must own the inner one. Whoever destroys the source ends what
 * preparing the inner context has begun there (smart_async_root_watch_release()).
 *
 * What was polled only says that an iteration is worth it: that finds out itself what is ready.
 */
typedef struct
{
  GSource              source;
  GMainContext        *inner;  /* owned */
  SmartAsyncInnerPoll  poll;
} ContextSource;

static gboolean
context_source_prepare (GSource *source,
                        int     *timeout_msec)
{
  ContextSource *self = (ContextSource *) source;

  *timeout_msec = -1;
  if (smart_async_inner_poll_is_preparing (self->inner) || !g_main_context_is_owner (self->inner))
    return FALSE;

  return smart_async_inner_poll_prepare (&self->poll, source, self->inner, timeout_msec);
}

static gboolean
context_source_check (GSource *source)
{
  return smart_async_inner_poll_check (&((ContextSource *) source)->poll, g_source_get_time (source));
}

/* One iteration, with the inner context as the thread-default one, as its callbacks expect. */
void
smart_async_iterate_inside (SmartAsyncThread *thread,
                            GMainContext     *inner)
{
  thread->level++;
  g_main_context_push_thread_default (inner);
  g_main_context_iteration (inner, FALSE);
  g_main_context_pop_thread_default (inner);
  thread->level--;
}

/* A callback may end this source. */
static gboolean
context_source_dispatch (GSource     *source,
                         GSourceFunc  callback,
                         gpointer     user_data)
{
  g_autoptr (GMainContext) inner = g_main_context_ref (((ContextSource *) source)->inner);

  if (g_main_context_is_owner (inner))
    smart_async_iterate_inside (smart_async_thread_get (), inner);

  return G_SOURCE_CONTINUE;
}

static void
context_source_finalize (GSource *source)
{
  ContextSource *self = (ContextSource *) source;

  g_main_context_unref (self->inner);
  smart_async_inner_poll_clear (&self->poll);
}

static GSourceFuncs context_source_funcs = {
  .prepare = context_source_prepare,
  .check = context_source_check,
  .dispatch = context_source_dispatch,
  .finalize = context_source_finalize,
};

/* It can recurse only because GLib adds the descriptors of a source that can't anew after each dispatch, which wakes
 * the outer context up.
 */
GSource *
smart_async_context_source_new (GMainContext *inner)
{
  GSource *source = g_source_new (&context_source_funcs, sizeof (ContextSource));
  ContextSource *self = (ContextSource *) source;

  self->inner = g_main_context_ref (inner);
  self->poll.due = -1;

  g_source_set_static_name (source, "[smartasync] context");
  g_source_set_can_recurse (source, TRUE);

  return source;
}

GMainContext *
smart_async_context_source_get_inner (GSource *source)
{
  return ((ContextSource *) source)->inner;
}
