/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a thread waits that iterates no context of its operation.
 */

#include "wait/parking.h"

#include <pthread.h>

#include "context/private-context.h"

/* Of this thread, where it may be cancelled. */
static _Thread_local int state_in_poll = PTHREAD_CANCEL_DISABLE;

/* Nowhere else can pthread_cancel() end a thread that waits here: GLib writes to descriptors, and reads from them, with
 * its locks held.
 */
static int
poll_to_be_cancelled (GPollFD *fds,
                      guint    n_fds,
                      int      timeout_msec)
{
  int n_ready;

  pthread_setcancelstate (state_in_poll, NULL);
  n_ready = g_poll (fds, n_fds, timeout_msec);
  pthread_setcancelstate (PTHREAD_CANCEL_DISABLE, NULL);

  return n_ready;
}

/* @name: of the call that needs it. */
GMainContext *
smart_async_parking_new (const char  *name,
                         GError     **error)
{
  GMainContext *parking = smart_async_private_context_make (name, error);

  if (parking != NULL)
    g_main_context_set_poll_func (parking, poll_to_be_cancelled);

  return parking;
}

/* Returns when the context is woken up, or when something has been dispatched on it. @cancel_state: as for
 * pthread_setcancelstate(), while it sleeps; the thread has disabled cancelling.
 */
void
smart_async_parking_wait (GMainContext *parking,
                          int           cancel_state)
{
  state_in_poll = cancel_state;
  g_main_context_iteration (parking, TRUE);
}
