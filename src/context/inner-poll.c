/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Polling one main context from a source of another.
 */

#include "context/main-context.h"

/* Preparing the inner context calls the prepare() of its sources, one of which may stand for the outer context again.
 * GLib does not prepare a context inside its own g_main_context_prepare(): such a source leaves it alone then.
 */
static _Thread_local SmartAsyncPreparing *innermost;

void
smart_async_inner_poll_begin (SmartAsyncPreparing *preparing,
                              GMainContext        *outer)
{
  preparing->outer = outer;
  preparing->previous = innermost;
  innermost = preparing;
}

void
smart_async_inner_poll_end (SmartAsyncPreparing *preparing)
{
  innermost = preparing->previous;
}

/* Whether this thread prepares a context on behalf of a source of @outer. */
gboolean
smart_async_inner_poll_is_preparing (GMainContext *outer)
{
  for (SmartAsyncPreparing *each = innermost; each != NULL; each = each->previous)
    {
      if (each->outer == outer)
        return TRUE;
    }

  return FALSE;
}

void
smart_async_inner_poll_stop (SmartAsyncInnerPoll *self,
                             GSource             *source)
{
  for (int i = 0; i < self->n_polled; i++)
    g_source_remove_poll (source, &self->polled[i]);

  self->n_polled = 0;
  self->due = -1;
  self->is_ready = FALSE;
}

/* The source must not poll any more. */
void
smart_async_inner_poll_clear (SmartAsyncInnerPoll *self)
{
  g_clear_pointer (&self->polled, g_free);
  g_clear_pointer (&self->wanted, g_free);
}

static gboolean
polls_the_wanted (SmartAsyncInnerPoll *self,
                  int                  n_wanted)
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

/* Adding or removing a descriptor wakes the outer context up: nothing is done where they are the same. */
static void
poll_the_wanted (SmartAsyncInnerPoll *self,
                 GSource             *source,
                 int                  n_wanted)
{
  if (polls_the_wanted (self, n_wanted))
    return;

  for (int i = 0; i < self->n_polled; i++)
    g_source_remove_poll (source, &self->polled[i]);

  for (int i = 0; i < n_wanted; i++)
    {
      self->polled[i] = self->wanted[i];
      self->polled[i].revents = 0;
      g_source_add_poll (source, &self->polled[i]);
    }

  self->n_polled = n_wanted;
}

/* GLib keeps pointers into the array that is polled: it can't move meanwhile. */
static void
allocate (SmartAsyncInnerPoll *self,
          GSource             *source,
          int                  n)
{
  for (int i = 0; i < self->n_polled; i++)
    g_source_remove_poll (source, &self->polled[i]);

  self->n_polled = 0;
  self->polled = g_renew (GPollFD, self->polled, n);
  self->wanted = g_renew (GPollFD, self->wanted, n);
  self->n_allocated = n;
}

static int
query (SmartAsyncInnerPoll *self,
       GSource             *source,
       GMainContext        *inner,
       int                 *timeout_msec)
{
  int n;

  while ((n = g_main_context_query (inner, G_MAXINT, timeout_msec, self->wanted, self->n_allocated)) >
         self->n_allocated)
    allocate (self, source, n);

  return n;
}

static gboolean
prepare (GSource      *source,
         GMainContext *inner,
         int          *priority)
{
  SmartAsyncPreparing preparing;
  gboolean is_ready;

  smart_async_inner_poll_begin (&preparing, g_source_get_context (source));
  is_ready = g_main_context_prepare (inner, priority);
  smart_async_inner_poll_end (&preparing);

  return is_ready;
}

/* For the prepare() of @source, which is on the outer context. Whether something is ready on the inner one. */
gboolean
smart_async_inner_poll_prepare (SmartAsyncInnerPoll *self,
                                GSource             *source,
                                GMainContext        *inner,
                                int                 *timeout_msec)
{
  int priority = G_PRIORITY_DEFAULT;
  int inner_msec = -1;

  self->is_ready = prepare (source, inner, &priority);
  self->priority = self->is_ready ? MAX (priority, G_PRIORITY_DEFAULT) : G_PRIORITY_DEFAULT;
  poll_the_wanted (self, source, query (self, source, inner, &inner_msec));
  self->due = -1;

  if (inner_msec < 0)
    return self->is_ready;

  self->due = g_source_get_time (source) + inner_msec * G_TIME_SPAN_MILLISECOND;
  *timeout_msec = *timeout_msec < 0 ? inner_msec : MIN (*timeout_msec, inner_msec);

  return self->is_ready;
}

/* Likewise, where the inner context is not to be iterated, but is to wake the thread up. */
void
smart_async_inner_poll_watch (SmartAsyncInnerPoll       *self,
                              GSource                   *source,
                              GMainContext              *inner,
                              SmartAsyncInnerPollFilter  is_left_out,
                              gpointer                   user_data)
{
  int inner_msec;
  int n = query (self, source, inner, &inner_msec);
  int n_wanted = 0;

  for (int i = 0; i < n; i++)
    {
      if (!is_left_out (self->wanted[i].fd, user_data))
        self->wanted[n_wanted++] = self->wanted[i];
    }

  poll_the_wanted (self, source, n_wanted);
  self->due = -1;
  self->is_ready = FALSE;
}

/* For the check() of the source. */
gboolean
smart_async_inner_poll_check (SmartAsyncInnerPoll *self,
                              gint64               now)
{
  if (self->due >= 0 && self->due <= now)
    self->is_ready = TRUE;

  for (int i = 0; i < self->n_polled; i++)
    {
      if (self->polled[i].revents != 0)
        self->is_ready = TRUE;
    }

  return self->is_ready;
}
