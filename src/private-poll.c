/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How private contexts are polled, or not.
 */

#include "private-poll.h"

#include "thread.h"

static int
min_timeout (int a,
             int b)
{
  return a < 0 ? b : MIN (a, b);
}

/* Loops that iterate the context from outside (context-source.c) never wait in it. */
static int
private_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout_msec)
{
  SmartAsyncWait *wait = smart_async_thread_get ()->innermost;

  if (timeout_msec != 0 && wait != NULL && wait->private_context != NULL)
    timeout_msec = min_timeout (timeout_msec,
                                smart_async_default_watch_look_around (&wait->default_watch, wait->context));

  return g_poll (fds, n_fds, timeout_msec);
}

/* Gives the descriptor that wakes the context up: in a new context the only one. */
static int
get_wakeup_fd (GMainContext *context)
{
  GPollFD fds[2] = { { .fd = -1 } };
  int timeout_msec;

  g_main_context_prepare (context, NULL);
  g_main_context_query (context, G_MAXINT, &timeout_msec, fds, G_N_ELEMENTS (fds));

  return fds[0].fd;
}

/* For a new context, acquired by this thread. */
void
smart_async_private_poll_init (SmartAsyncPrivateContext *self)
{
  self->wakeup_fd = get_wakeup_fd (self->context);
  g_main_context_set_poll_func (self->context, private_poll);
}

/* g_main_context_iteration() polls the context also when a source is known to be ready: with a timeout of
 * 0, to see what else is ready. When the only descriptor is the one that wakes the context up, there
 * is nothing to be seen: waking up is for sleepers. That is the common case of a call whose operation
 * completes in an idle source.
 *
 * Tells whether it was such a case: what is ready has been dispatched. For the thread that waits.
 */
gboolean
smart_async_private_poll_leave_out (SmartAsyncPrivateContext *self)
{
  GPollFD fd = { .fd = self->wakeup_fd };
  int priority;
  int timeout_msec;
  int n_fds;

  if (!g_main_context_prepare (self->context, &priority))
    return FALSE;

  n_fds = g_main_context_query (self->context, priority, &timeout_msec, &fd, 1);
  if (n_fds > 1 || fd.fd != self->wakeup_fd)
    return FALSE;

  g_main_context_check (self->context, priority, &fd, n_fds);
  g_main_context_dispatch (self->context);

  return TRUE;
}
