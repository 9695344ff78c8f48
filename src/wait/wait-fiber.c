/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting in a fiber, which is suspended meanwhile.
 */

#include "wait/wait.h"

/* A call that was begun before has its fiber already. */
static gboolean
fiber_begin (SmartAsyncWait  *wait,
             GError         **error)
{
  if (wait->fiber == NULL)
    wait->fiber = smart_async_fiber_acquire (wait->thread, wait->caller, error);
  wait->context = wait->caller;

  return wait->fiber != NULL;
}

/* The fiber may have been suspended by a call that the start function has made. */
static void
fiber_start (SmartAsyncWait *wait,
             SmartAsyncCall *call,
             gpointer        user_data)
{
  smart_async_wait_start_here (wait, call, user_data);
  wait->thread = smart_async_thread_get ();
}

/* The fiber may go on in another thread, if that one runs the context by then. Being woken up counts as something that
 * has happened; the watchdog finds out by itself whether it was only its own alarm.
 */
static gboolean
fiber_step (SmartAsyncWait  *wait,
            GError         **error)
{
  gboolean is_resumed = smart_async_fiber_suspend (wait->fiber, error);

  wait->n_dispatched++;
  wait->thread = smart_async_thread_get ();

  return is_resumed;
}

static void
fiber_end (SmartAsyncWait *wait)
{
  g_clear_pointer (&wait->fiber, smart_async_fiber_unref);
}

const SmartAsyncWaiting smart_async_waiting_fiber = {
  .where = "in a fiber of its caller's context",
  .begin = fiber_begin,
  .start = fiber_start,
  .step = fiber_step,
  .end = fiber_end,
};
