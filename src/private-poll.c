/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The poll function of private contexts.
 */

#include "private-poll.h"

#include "thread.h"

/* How often a wait that has nothing to do looks around. A source that another thread attaches to the
 * default context, which nobody runs, wakes nobody up.
 */
#define LOOK_MSEC 50

/* A context is polled in each iteration, also when a source is known to be ready: with a timeout of
 * 0, to see what else is ready. When the only descriptor is the one that wakes the context up, there
 * is nothing to be seen: waking up is for sleepers. That is the common case of a call whose operation
 * completes in an idle source.
 *
 * Polling is also what resets that descriptor. The caller's loop, which polls it from outside, does
 * need that, or it would find it ready for ever: it sets must_poll while it iterates the context.
 */
static gboolean
is_pointless (SmartAsyncWait *wait,
              const GPollFD  *fds,
              guint           n_fds,
              int             timeout_msec)
{
  return timeout_msec == 0 && n_fds == 1 && fds[0].fd == wait->private_context->wakeup_fd;
}

/* The wait whose context is being polled: not that of a loop which iterates the context from outside. */
static SmartAsyncWait *
polling_wait (void)
{
  SmartAsyncWait *wait = smart_async_thread_get ()->innermost;

  if (wait == NULL || wait->private_context == NULL || wait->private_context->must_poll)
    return NULL;

  return wait;
}

static int
min_timeout (int a,
             int b)
{
  return a < 0 ? b : MIN (a, b);
}

static int
private_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout_msec)
{
  SmartAsyncWait *wait = polling_wait ();

  if (wait == NULL)
    return g_poll (fds, n_fds, timeout_msec);

  if (is_pointless (wait, fds, n_fds, timeout_msec))
    {
      fds[0].revents = 0;
      return 0;
    }

  if (timeout_msec != 0)
    {
      gboolean is_wanted = smart_async_default_watch_look (&wait->default_watch);

      timeout_msec = is_wanted ? 0 : min_timeout (timeout_msec, LOOK_MSEC);
    }

  return g_poll (fds, n_fds, timeout_msec);
}

/* Gives the descriptor that wakes the context up: in a new context the only one. */
static gintptr
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
