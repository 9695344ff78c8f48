/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for another thread, which runs the caller's context.
 */

#include "remote-start.h"
#include "thread.h"
#include "wait.h"
#include "waits-for.h"

/* How long the context may have no owner. A program can leave its loop and enter it again. */
#define UNOWNED_USEC G_TIME_SPAN_SECOND

/* How long it may take until another thread is seen to run the context, once the one that ran it has ended. */
#define NEW_RUNNER_USEC (5 * G_TIME_SPAN_SECOND)

struct _SmartAsyncForward
{
  SmartAsyncParking     *parking;        /* the thread's */
  SmartAsyncRemoteStart *start;          /* owned */
  SmartAsyncEdge         edge;
  gint64                 unowned_since;  /* µs, monotonic; 0: somebody runs the context */
  gint64                 ended_since;    /* µs, monotonic; 0: the thread that runs it lives, as far as is known */
};

/* While this thread is inside a private call, nothing else of the application may run in it. */
static gboolean
may_serve (SmartAsyncWait *wait)
{
  for (SmartAsyncWait *outer = wait->outer; outer != NULL; outer = outer->outer)
    {
      if (outer->private_context != NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
forward_begin (SmartAsyncWait  *wait,
               GError         **error)
{
  wait->forward = g_new0 (SmartAsyncForward, 1);
  wait->forward->parking = smart_async_thread_ensure_parking (wait->thread);
  wait->context = wait->forward->parking->context;

  return TRUE;
}

static void
forward_start (SmartAsyncWait *wait,
               SmartAsyncCall *call,
               gpointer        user_data)
{
  SmartAsyncForward *self = wait->forward;

  self->edge.name = wait->operation->name;
  self->edge.target = wait->caller;
  self->edge.wake_up = wait->context;
  self->edge.may_serve = may_serve (wait);
  smart_async_edge_begin (&self->edge);

  /* Until the start function has returned: it may use the call, also when it has completed it. */
  smart_async_slot_ref (wait->slot);
  self->start = smart_async_remote_start_post (wait->caller, wait->operation, call, user_data);
}

static gboolean
lasts_longer_than (gint64 *since,
                   gint64  usec)
{
  gint64 now = g_get_monotonic_time ();

  if (*since == 0)
    *since = now;

  return now - *since >= usec;
}

/* Whether the wait can only end with the callback. */
static gboolean
must_stay (SmartAsyncWait *wait)
{
  return (wait->operation->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY) &&
         smart_async_remote_start_has_begun (wait->forward->start);
}

/* Taking hold of the context succeeds exactly when nobody runs it. */
static gboolean
check_is_owned (SmartAsyncWait  *wait,
                GError         **error)
{
  SmartAsyncForward *self = wait->forward;

  if (!g_main_context_acquire (wait->caller))
    {
      self->unowned_since = 0;
      return TRUE;
    }

  g_main_context_release (wait->caller);

  /* Nobody else runs the operation's context, and this call can't be left: so this thread iterates it. */
  if (must_stay (wait))
    {
      g_main_context_iteration (wait->caller, FALSE);
      return TRUE;
    }

  if (!lasts_longer_than (&self->unowned_since, UNOWNED_USEC))
    return TRUE;

  g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED,
               "%s: the call was forwarded to another thread's main loop, which has stopped: nobody has run main "
               "context %p for %d ms", wait->operation->name, wait->caller, (int) (UNOWNED_USEC / 1000));

  return FALSE;
}

static gboolean
check_runner_lives (SmartAsyncWait  *wait,
                    GError         **error)
{
  SmartAsyncForward *self = wait->forward;

  if (!smart_async_remote_start_runner_has_ended (self->start) || must_stay (wait))
    {
      self->ended_since = 0;
      return TRUE;
    }

  if (self->ended_since == 0)
    smart_async_remote_start_find_new_runner (self->start);

  if (!lasts_longer_than (&self->ended_since, NEW_RUNNER_USEC))
    return TRUE;

  g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED,
               "%s: the call was forwarded to another thread, which has ended without leaving its main context %p to "
               "others", wait->operation->name, wait->caller);

  return FALSE;
}

static gboolean
forward_step (SmartAsyncWait  *wait,
              GError         **error)
{
  SmartAsyncForward *self = wait->forward;

  if (!smart_async_edge_review (&self->edge, !must_stay (wait), error) ||
      !check_is_owned (wait, error) ||
      !check_runner_lives (wait, error))
    return FALSE;

  smart_async_parking_wait (self->parking);

  return TRUE;
}

static gboolean
forward_withdraw (SmartAsyncWait *wait)
{
  return smart_async_remote_start_withdraw (wait->forward->start);
}

static gboolean
forward_is_started (SmartAsyncWait *wait)
{
  return smart_async_remote_start_is_done (wait->forward->start);
}

static void
forward_end (SmartAsyncWait *wait)
{
  SmartAsyncForward *self = wait->forward;

  if (self->start != NULL)
    {
      /* It may have called back and not returned: its data is the caller's until then. */
      smart_async_remote_start_withdraw (self->start);
      smart_async_slot_unref (wait->slot);
      smart_async_edge_end (&self->edge);
      smart_async_remote_start_unref (self->start);
    }

  g_free (self);
}

const SmartAsyncWaiting smart_async_waiting_forward = {
  .where = "for the thread that runs its caller's context",
  .looks_around = TRUE,
  .begin = forward_begin,
  .start = forward_start,
  .step = forward_step,
  .withdraw = forward_withdraw,
  .is_started = forward_is_started,
  .end = forward_end,
};
