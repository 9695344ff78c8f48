/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A source that stands for another main context.
 */

#include "context-source.h"

/* A GSource in one context, the outer one, that stands for all sources of another, the inner one. It
 * polls the inner context's descriptors, and when something is ready there it iterates it once.
 *
 * It makes a private context a part of its caller's, and lets a thread that waits turn another of
 * its contexts meanwhile.
 *
 * What was polled is only a hint that it is worth an iteration: that iteration looks for itself. When
 * a call has the context, the source does nothing and asks to be woken up (is_watched).
 *
 * While the outer loop sleeps, a source that another thread attaches to the inner context must wake
 * it up. GLib signals that where the inner context has an owner. So the thread that is going to sleep
 * has hold of it, from prepare() until the gate: a source of the highest priority, whose check() is the
 * first thing that happens after the poll, whatever else is ready, where check() of this source may be
 * left out. The contexts for calls beside a running loop (is_ownerless) are made so that GLib signals
 * always: of those this source has hold only while it looks or dispatches, so that a call can take one
 * while the loop sleeps.
 *
 * GLib also leaves out all checks, if the set of descriptors has changed meanwhile, and a thread may
 * never come back to the outer context after that. Then the next one that turns it lets go on behalf
 * of the other (g_main_context_release() does not mind): the other is no longer asleep there, for the
 * outer context has a new owner.
 *
 * The source can recurse: a callback that it dispatches may turn the outer context, and wait there
 * for something that lives on the inner one.
 */
typedef struct
{
  GSource                   source;
  GMainContext             *inner;            /* owned */
  SmartAsyncPrivateContext *private_context;  /* owned; what the inner one belongs to, or NULL */
  GPollFD                  *polled;           /* owned; what the outer context polls for us */
  int                       n_polled;
  GPollFD                  *wanted;           /* owned; scratch space, what it should poll */
  int                       n_allocated;      /* of both arrays */
  gint64                    due;              /* µs, monotonic; the first timeout, -1 for none */
  gboolean                  is_held;          /* owner of the outer context: that one, or the one before, has hold of
                                                 the inner context for its sleep */
  gboolean                  recurses;         /* may be dispatched while it is being dispatched */
  gboolean                  is_dispatching;
} ContextSource;

/* What must happen after each poll of the outer context. */
typedef struct
{
  GSource        source;
  ContextSource *guarded;  /* owned */
} Gate;

/* How long the outer loop may sleep when something that is no call has hold of the inner context. */
#define BLIND_MSEC 10

static void
stop_polling (ContextSource *self)
{
  for (int i = 0; i < self->n_polled; i++)
    g_source_remove_poll (&self->source, &self->polled[i]);

  self->n_polled = 0;
}

static gboolean
polls_the_wanted (ContextSource *self,
                  int          n_wanted)
{
  if (n_wanted != self->n_polled)
    return FALSE;

  for (int i = 0; i < n_wanted; i++)
    {
      if (self->wanted[i].fd != self->polled[i].fd || self->wanted[i].events != self->polled[i].events)
        return FALSE;
    }

  return TRUE;
}

static void
poll_the_wanted (ContextSource *self,
                 int          n_wanted)
{
  if (polls_the_wanted (self, n_wanted))
    return;

  stop_polling (self);

  for (int i = 0; i < n_wanted; i++)
    {
      self->polled[i] = self->wanted[i];
      self->polled[i].revents = 0;
      g_source_add_poll (&self->source, &self->polled[i]);
    }

  self->n_polled = n_wanted;
}

/* The arrays that the outer context polls can't move while they are polled. */
static void
allocate (ContextSource *self,
          int          n)
{
  stop_polling (self);
  self->polled = g_renew (GPollFD, self->polled, n);
  self->wanted = g_renew (GPollFD, self->wanted, n);
  self->n_allocated = n;
}

static int
query (ContextSource *self,
       int         *timeout_msec)
{
  int n;

  while ((n = g_main_context_query (self->inner, G_MAXINT, timeout_msec, self->wanted, self->n_allocated)) >
         self->n_allocated)
    allocate (self, n);

  return n;
}

/* Looking at the inner context prepares it, which makes the sources look that it has itself: one of
 * them may stand for the outer context again. GLib does not prepare a context inside its own
 * preparation, so that such a source lets it be.
 */
typedef struct _Looking Looking;

struct _Looking
{
  GMainContext *outer;
  Looking      *previous;
};

static _Thread_local Looking *looking;

static gboolean
is_being_prepared (GMainContext *context)
{
  for (Looking *look = looking; look != NULL; look = look->previous)
    {
      if (look->outer == context)
        return TRUE;
    }

  return FALSE;
}

static gboolean
prepare_inner (ContextSource *self,
               int           *priority)
{
  Looking look = { g_source_get_context (&self->source), looking };
  gboolean ready;

  looking = &look;
  ready = g_main_context_prepare (self->inner, priority);
  looking = look.previous;

  return ready;
}

/* A call that has the context asks for another look when it gives it back. Anything else, like
 * g_main_context_invoke(), does not.
 */
static void
be_blind (ContextSource *self,
          int           *timeout_msec)
{
  stop_polling (self);

  if (self->private_context != NULL && !g_atomic_int_get (&self->private_context->is_taken))
    *timeout_msec = BLIND_MSEC;
}

/* Not when the outer context is itself only looked at: whoever does so sleeps elsewhere, and does not
 * own it meanwhile. It is not woken up for what is attached there either, and looks again after a while.
 */
static gboolean
must_hold (ContextSource *self)
{
  return self->private_context != NULL && !self->private_context->is_ownerless && looking == NULL;
}

static void
let_go (ContextSource *self)
{
  if (!self->is_held || smart_async_private_context_is_foreign (self->private_context))
    return;

  self->is_held = FALSE;
  g_main_context_release (self->inner);
}

static gboolean
look (ContextSource *self,
      int           *timeout_msec)
{
  gboolean ready;

  /* What is polled stays: adding it again would wake the outer context up. */
  if (is_being_prepared (self->inner))
    return FALSE;

  if (!g_main_context_acquire (self->inner))
    {
      be_blind (self, timeout_msec);
      return FALSE;
    }

  ready = prepare_inner (self, NULL);
  poll_the_wanted (self, query (self, timeout_msec));

  if (!ready && must_hold (self))
    self->is_held = TRUE;
  else
    g_main_context_release (self->inner);

  if (*timeout_msec >= 0)
    self->due = g_source_get_time (&self->source) + *timeout_msec * G_TIME_SPAN_MILLISECOND;

  return ready;
}

static void
set_watched (ContextSource *self,
             gboolean       is_watched)
{
  if (self->private_context != NULL)
    g_atomic_int_set (&self->private_context->is_watched, is_watched);
}

/* Even a look would lose what the dispatching iteration has still to dispatch. */
static gboolean
must_not_recurse (ContextSource *self)
{
  return self->is_dispatching && !self->recurses;
}

static gboolean
context_source_prepare (GSource *source,
                        int     *timeout_msec)
{
  ContextSource *self = (ContextSource *) source;

  *timeout_msec = -1;
  if (must_not_recurse (self))
    return FALSE;

  self->due = -1;
  if (self->private_context != NULL && smart_async_private_context_is_foreign (self->private_context))
    {
      stop_polling (self);
      return FALSE;
    }

  let_go (self);

  /* Before looking: what a call leaves after the look must find this set. */
  set_watched (self, TRUE);

  return look (self, timeout_msec);
}

static gboolean
context_source_check (GSource *source)
{
  ContextSource *self = (ContextSource *) source;

  if (must_not_recurse (self))
    return FALSE;

  if (self->due >= 0 && self->due <= g_source_get_time (source))
    return TRUE;

  for (int i = 0; i < self->n_polled; i++)
    {
      if (self->polled[i].revents != 0)
        return TRUE;
    }

  return FALSE;
}

/* One iteration, with the inner context as the thread-default one, as its callbacks expect.
 *
 * A callback may end the outer context, and this source with it.
 */
static void
iterate (GMainContext *inner)
{
  g_autoptr (GMainContext) context = g_main_context_ref (inner);

  if (!g_main_context_acquire (context))
    return;

  g_main_context_push_thread_default (context);
  g_main_context_iteration (context, FALSE);
  g_main_context_pop_thread_default (context);
  g_main_context_release (context);
}

/* A source on a private context that always has something to do, at a low priority, must not starve the caller's own
 * sources of a higher one: this source is as urgent as what is to be done next there. That is not for prepare(),
 * in which the outer context goes through its list of sources.
 */
static void
follow_priority (ContextSource *self)
{
  int priority = G_PRIORITY_DEFAULT;

  if (self->private_context == NULL || g_source_is_destroyed (&self->source) || is_being_prepared (self->inner) ||
      !g_main_context_acquire (self->inner))
    return;

  if (!prepare_inner (self, &priority))
    priority = G_PRIORITY_DEFAULT;

  g_main_context_release (self->inner);
  priority = MAX (priority, G_PRIORITY_DEFAULT);

  /* Setting it adds the descriptors anew, which wakes the outer context up. */
  if (priority != g_source_get_priority (&self->source))
    g_source_set_priority (&self->source, priority);
}

static gboolean
context_source_dispatch (GSource     *source,
                         GSourceFunc  callback,
                         gpointer     user_data)
{
  ContextSource *self = (ContextSource *) source;
  gboolean was_dispatching = self->is_dispatching;

  self->is_dispatching = TRUE;
  iterate (self->inner);
  self->is_dispatching = was_dispatching;
  follow_priority (self);

  return G_SOURCE_CONTINUE;
}

static void
context_source_finalize (GSource *source)
{
  ContextSource *self = (ContextSource *) source;

  if (self->private_context != NULL)
    {
      let_go (self);
      smart_async_private_context_lose_caller (self->private_context);
      smart_async_private_context_unref (self->private_context);
    }

  g_main_context_unref (self->inner);
  g_free (self->polled);
  g_free (self->wanted);
}

static GSourceFuncs context_source_funcs = {
  .prepare = context_source_prepare,
  .check = context_source_check,
  .dispatch = context_source_dispatch,
  .finalize = context_source_finalize,
};

/* Not g_source_set_can_recurse(): a source that can't makes GLib add its descriptors anew after each
 * dispatch, which wakes the outer context up each time.
 */
GSource *
smart_async_context_source_new (GMainContext *inner,
                                gboolean      recurses)
{
  GSource *source = g_source_new (&context_source_funcs, sizeof (ContextSource));
  ContextSource *self = (ContextSource *) source;

  self->inner = g_main_context_ref (inner);
  self->due = -1;
  self->recurses = recurses;

  g_source_set_static_name (source, "[smartasync] context");
  g_source_set_can_recurse (source, TRUE);

  return source;
}

static gboolean
gate_check (GSource *source)
{
  ContextSource *guarded = ((Gate *) source)->guarded;

  let_go (guarded);
  set_watched (guarded, FALSE);

  return FALSE;
}

static void
gate_finalize (GSource *source)
{
  g_source_unref (&((Gate *) source)->guarded->source);
}

static GSourceFuncs gate_funcs = {
  .check = gate_check,
  .finalize = gate_finalize,
};

static GSource *
gate_new (GSource *guarded)
{
  GSource *source = g_source_new (&gate_funcs, sizeof (Gate));

  ((Gate *) source)->guarded = (ContextSource *) g_source_ref (guarded);

  g_source_set_static_name (source, "[smartasync] gate");
  g_source_set_priority (source, G_MININT);
  g_source_set_can_recurse (source, TRUE);

  return source;
}

/* Makes a private context a part of its caller's, for as long as that lives. Under the process lock. */
void
smart_async_context_source_integrate (SmartAsyncPrivateContext *inner)
{
  g_autoptr (GSource) source = smart_async_context_source_new (inner->context, TRUE);
  g_autoptr (GSource) gate = gate_new (source);

  ((ContextSource *) source)->private_context = smart_async_private_context_ref (inner);

  inner->gate_id = g_source_attach (gate, inner->caller);
  inner->source_id = g_source_attach (source, inner->caller);
}

GMainContext *
smart_async_context_source_get_inner (GSource *source)
{
  return ((ContextSource *) source)->inner;
}
