/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes a private context part of its caller's context.
 */

#include "integration.h"

/* A GSource in the caller's context that stands for all sources of the private one. It polls the
 * private context's descriptors, and when something is ready there it iterates it once.
 *
 * It has hold of the private context only while it looks or dispatches, never while the caller's
 * loop sleeps, so that a call from another thread can take the context meanwhile. What was polled
 * is therefore only a hint that it is worth an iteration: that iteration looks for itself. When a
 * call has the context, the source does nothing and asks to be woken up (is_watched).
 *
 * The source can recurse: a callback that it dispatches may turn the caller's loop, and wait there
 * for something that lives on the private context.
 */
typedef struct
{
  GSource                   source;
  SmartAsyncPrivateContext *private_context;  /* owned */
  GPollFD                  *polled;           /* owned; what the caller's context polls for us */
  int                       n_polled;
  GPollFD                  *wanted;           /* owned; scratch space, what it should poll */
  int                       n_allocated;      /* of both arrays */
  gint64                    due;              /* µs, monotonic; the first timeout, -1 for none */
} Integration;

static void
stop_polling (Integration *self)
{
  for (int i = 0; i < self->n_polled; i++)
    g_source_remove_poll (&self->source, &self->polled[i]);

  self->n_polled = 0;
}

static gboolean
polls_the_wanted (Integration *self,
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
poll_the_wanted (Integration *self,
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

/* The arrays that the caller's context polls can't move while they are polled. */
static void
allocate (Integration *self,
          int          n)
{
  stop_polling (self);
  self->polled = g_renew (GPollFD, self->polled, n);
  self->wanted = g_renew (GPollFD, self->wanted, n);
  self->n_allocated = n;
}

static int
query (Integration *self,
       int         *timeout_msec)
{
  GMainContext *context = self->private_context->context;
  int n;

  while ((n = g_main_context_query (context, G_MAXINT, timeout_msec, self->wanted, self->n_allocated)) >
         self->n_allocated)
    allocate (self, n);

  return n;
}

static gboolean
look (Integration *self,
      int         *timeout_msec)
{
  GMainContext *context = self->private_context->context;
  gboolean ready;
  int priority;

  if (!g_main_context_acquire (context))
    {
      stop_polling (self);
      return FALSE;
    }

  ready = g_main_context_prepare (context, &priority);
  poll_the_wanted (self, query (self, timeout_msec));
  g_main_context_release (context);

  if (*timeout_msec >= 0)
    self->due = g_source_get_time (&self->source) + *timeout_msec * G_TIME_SPAN_MILLISECOND;

  return ready;
}

static gboolean
integration_prepare (GSource *source,
                     int     *timeout_msec)
{
  Integration *self = (Integration *) source;

  *timeout_msec = -1;
  self->due = -1;

  if (smart_async_private_context_is_foreign (self->private_context))
    {
      stop_polling (self);
      return FALSE;
    }

  /* Before looking: what a call leaves after the look must find this set. */
  g_atomic_int_set (&self->private_context->is_watched, TRUE);

  return look (self, timeout_msec);
}

static gboolean
integration_check (GSource *source)
{
  Integration *self = (Integration *) source;

  g_atomic_int_set (&self->private_context->is_watched, FALSE);

  if (self->due >= 0 && self->due <= g_source_get_time (source))
    return TRUE;

  for (int i = 0; i < self->n_polled; i++)
    {
      if (self->polled[i].revents != 0)
        return TRUE;
    }

  return FALSE;
}

/* A callback may end the caller's context, and the source with it. */
static void
iterate (SmartAsyncPrivateContext *private_context)
{
  g_autoptr (GMainContext) context = g_main_context_ref (private_context->context);
  gboolean must_poll;

  if (!g_main_context_acquire (context))
    return;

  smart_async_private_context_ref (private_context);
  must_poll = private_context->must_poll;
  private_context->must_poll = TRUE;
  g_main_context_iteration (context, FALSE);
  private_context->must_poll = must_poll;
  smart_async_private_context_unref (private_context);

  g_main_context_release (context);
}

static gboolean
integration_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  Integration *self = (Integration *) source;

  g_atomic_int_set (&self->private_context->is_watched, FALSE);
  iterate (self->private_context);

  return G_SOURCE_CONTINUE;
}

static void
integration_finalize (GSource *source)
{
  Integration *self = (Integration *) source;

  smart_async_private_context_lose_caller (self->private_context);
  smart_async_private_context_unref (self->private_context);
  g_free (self->polled);
  g_free (self->wanted);
}

static GSourceFuncs integration_funcs = {
  .prepare = integration_prepare,
  .check = integration_check,
  .dispatch = integration_dispatch,
  .finalize = integration_finalize,
};

void
smart_async_integrate (SmartAsyncPrivateContext *private_context)
{
  GSource *source = g_source_new (&integration_funcs, sizeof (Integration));
  Integration *self = (Integration *) source;

  self->private_context = smart_async_private_context_ref (private_context);
  self->due = -1;

  g_source_set_static_name (source, "[smartasync] private context");
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, private_context->caller);
  g_source_unref (source);
}
