/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting on the caller's own context, which this thread turns.
 */

#include "wait.h"

static GSource *
find_dispatched_source (GMainContext *context)
{
  GSource *source = g_main_current_source ();

  return source != NULL && g_source_get_context (source) == context ? source : NULL;
}

/* It is thread-default already, or the global default. Acquiring is recursive: it succeeds where
 * this thread runs the context, and where nobody does.
 */
static gboolean
turn_begin (SmartAsyncWait  *wait,
            GError         **error)
{
  if (!g_main_context_acquire (wait->caller))
    {
      wait->waiting = &smart_async_waiting_forward;
      return wait->waiting->begin (wait, error);
    }

  wait->context = wait->caller;
  wait->inside = find_dispatched_source (wait->context);

  return TRUE;
}

static gboolean
turn_step (SmartAsyncWait  *wait,
           GError         **error)
{
  wait->n_dispatched += g_main_context_iteration (wait->context, TRUE);

  return TRUE;
}

static void
turn_end (SmartAsyncWait *wait)
{
  g_main_context_release (wait->context);
}

const SmartAsyncWaiting smart_async_waiting_turn = {
  .where = "turning its caller's context",
  .begin = turn_begin,
  .start = smart_async_wait_start_here,
  .step = turn_step,
  .end = turn_end,
};
