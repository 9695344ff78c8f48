/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for another thread, which runs the caller's context.
 */

#include "wait/wait-forward.h"

#include <pthread.h>

#include "base/process.h"
#include "context/private-context.h"
#include "wait/limit.h"

/* How long the context may have no owner. A program can leave its loop and enter it again. */
#define UNOWNED_USEC G_TIME_SPAN_SECOND

/* How long it may take until another thread is seen to run the context, once the one that ran it has ended. */
#define NEW_OWNER_USEC (5 * G_TIME_SPAN_SECOND)

/* How soon a wait checks whether the context still has an owner, at first. After that it does so whenever it has lasted
 * twice as long as the last time.
 */
#define CHECK_USEC (100 * G_TIME_SPAN_MILLISECOND)

struct _SmartAsyncForward
{
  int                    cancel_state;   /* what that of the thread was: now it can be cancelled only while it sleeps */
  SmartAsyncAlarm        alarm;          /* ends a sleep, to check the thread that runs the context */
  gint64                 next_check;     /* µs, monotonic; when that is set to; -1: it is not */
  gint64                 begun;          /* µs, monotonic */
  gboolean               has_reported;   /* that nobody has started the operation */
  SmartAsyncRemoteStart *start;          /* owned */
  SmartAsyncEdge         edge;
  gint64                 unowned_since;  /* µs, monotonic; 0: somebody runs the context */
  gint64                 ended_since;    /* µs, monotonic; 0: the thread that runs it lives, as far as is known */
};

/* Of this thread: as for pthread_setcancelstate(), while it sleeps in a wait. Elsewhere cancelling is disabled. */
static FAST_THREAD_LOCAL int state_in_poll = PTHREAD_CANCEL_DISABLE;

/* The only place where pthread_cancel() can end a thread that waits for another one: elsewhere GLib may hold locks,
 * with which it writes to descriptors and reads from them.
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

/* In a fork()ed child the context may be owned by a thread of the parent, which does not exist here: so it is for
 * certain where there is no other thread at all.
 */
static gboolean
is_lost (SmartAsyncWait *wait)
{
  if (!smart_async_thread_is_main (wait->thread))
    return FALSE;

  return (wait->caller == g_main_context_default () && smart_async_process_default_may_be_lost ()) ||
         smart_async_process_has_one_thread ();
}

static gboolean
check_is_not_lost (SmartAsyncWait  *wait,
                   GError         **error)
{
  if (!is_lost (wait))
    return TRUE;

  if (smart_async_process_get_fork_count () > 0)
    g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED,
                 "%s: this process was forked off while another thread of its parent ran the caller's main context %p, "
                 "which nobody can run here any more", wait->operation->name, wait->caller);
  else
    g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED,
                 "%s: another thread has ended, or this process was forked off, without main context %p having been "
                 "released, which nobody can run any more", wait->operation->name, wait->caller);

  return FALSE;
}

/* A context of the thread's own, with nothing on it but what its waits put there. */
static GMainContext *
ensure_sleep_context (SmartAsyncThread  *thread,
                      const char        *name,
                      GError           **error)
{
  if (thread->sleep_context != NULL)
    return thread->sleep_context;

  thread->sleep_context = smart_async_private_context_make (name, error);
  if (thread->sleep_context != NULL)
    g_main_context_set_poll_func (thread->sleep_context, poll_to_be_cancelled);

  return thread->sleep_context;
}

static gboolean
forward_begin (SmartAsyncWait  *wait,
               GError         **error)
{
  if (!check_is_not_lost (wait, error))
    return FALSE;

  wait->context = ensure_sleep_context (wait->thread, wait->operation->name, error);
  if (wait->context == NULL)
    return FALSE;

  wait->forward = g_new (SmartAsyncForward, 1);
  *wait->forward = (SmartAsyncForward) { .next_check = -1, .begun = g_get_monotonic_time () };
  smart_async_alarm_init (&wait->forward->alarm, wait->context, NULL);
  pthread_setcancelstate (PTHREAD_CANCEL_DISABLE, &wait->forward->cancel_state);

  return TRUE;
}

static void
forward_start (SmartAsyncWait *wait,
               SmartAsyncCall *call,
               gpointer        user_data)
{
  SmartAsyncForward *self = wait->forward;

  self->edge.name = wait->operation->name;
  self->edge.thread = wait->thread->self;
  self->edge.target = wait->caller;
  self->edge.wake_up = wait->context;
  self->edge.may_serve = may_serve (wait);
  smart_async_edge_begin (&self->edge);

  /* Until the start function has returned: it may use the call, also when it has completed it. */
  smart_async_slot_ref (wait->slot);
  self->start = smart_async_remote_start_post (wait->caller, wait->operation, call, user_data, wait->context);
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

/* Whether the operation uses what is the caller's, so that the call can't be abandoned now. */
static gboolean
uses_caller_memory (SmartAsyncWait *wait)
{
  SmartAsyncRemoteStart *start = wait->forward->start;

  if (wait->operation->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY)
    return smart_async_remote_start_has_begun (start);

  return smart_async_remote_start_has_begun (start) && !smart_async_remote_start_is_done (start);
}

/* Acquiring the context succeeds exactly when nobody runs it. */
static gboolean
check_is_owned (SmartAsyncWait  *wait,
                GError         **error)
{
  SmartAsyncForward *self = wait->forward;

  if (!smart_async_wait_may_acquire (wait) || !g_main_context_acquire (wait->caller))
    {
      self->unowned_since = 0;
      return TRUE;
    }

  g_main_context_release (wait->caller);

  /* Nobody else runs the operation's context, and this call can't be abandoned: so this thread iterates it. */
  if (uses_caller_memory (wait))
    {
      wait->thread->level++;
      g_main_context_iteration (wait->caller, FALSE);
      wait->thread->level--;
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
check_owner_lives (SmartAsyncWait  *wait,
                   GError         **error)
{
  SmartAsyncForward *self = wait->forward;

  if (!smart_async_remote_start_owner_has_ended (self->start) || uses_caller_memory (wait))
    {
      self->ended_since = 0;
      return TRUE;
    }

  if (self->ended_since == 0)
    smart_async_remote_start_find_new_owner (self->start);

  if (!lasts_longer_than (&self->ended_since, NEW_OWNER_USEC))
    return TRUE;

  g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED,
               "%s: the call was forwarded to another thread, which has ended without leaving its main context %p to "
               "others", wait->operation->name, wait->caller);

  return FALSE;
}

/* Whether the other thread runs its loop, or ever will, can't be known. */
static void
report_if_not_started (SmartAsyncWait *wait,
                       gint64          now)
{
  SmartAsyncForward *self = wait->forward;

  if (self->has_reported || now - self->begun < SMART_ASYNC_REPORT_USEC)
    return;

  if (smart_async_remote_start_has_begun (self->start))
    return;

  self->has_reported = TRUE;
  g_message ("%s: the call was forwarded to the thread that runs main context %p, which has not started the operation for "
             "%d s: it is busy, or does not run its loop. The call waits until it does", wait->operation->name,
             wait->caller, (int) ((now - self->begun) / G_TIME_SPAN_SECOND));
}

/* When to check next; -1: when woken up. */
static gint64
get_next_check (SmartAsyncWait *wait,
                gint64          now)
{
  SmartAsyncForward *self = wait->forward;
  gint64 due = -1;

  if (self->unowned_since != 0 || self->ended_since != 0)
    return now + CHECK_USEC;

  if (smart_async_wait_may_acquire (wait))
    due = now + MAX (now - self->begun, CHECK_USEC);

  if (self->has_reported || smart_async_remote_start_has_begun (self->start))
    return due;

  return due < 0 ? self->begun + SMART_ASYNC_REPORT_USEC : MIN (due, self->begun + SMART_ASYNC_REPORT_USEC);
}

/* Setting the alarm wakes the context up: done again each time, that would be one after the other. */
static void
set_next_check (SmartAsyncForward *self,
                gint64             due,
                gint64             now)
{
  gboolean is_pending = self->next_check > now;

  if (is_pending ? due < 0 || due >= self->next_check : due == self->next_check)
    return;

  self->next_check = due;
  smart_async_alarm_set (&self->alarm, due);
}

static void
sleep_until_next_check (SmartAsyncWait *wait)
{
  SmartAsyncForward *self = wait->forward;
  gint64 now = g_get_monotonic_time ();

  report_if_not_started (wait, now);
  set_next_check (self, get_next_check (wait, now), now);

  state_in_poll = self->cancel_state;
  g_main_context_iteration (wait->context, TRUE);
}

static gboolean
forward_step (SmartAsyncWait  *wait,
              GError         **error)
{
  SmartAsyncForward *self = wait->forward;

  wait->main_depth = g_main_depth ();
  if (!smart_async_edge_review (&self->edge, !uses_caller_memory (wait), error) ||
      !check_is_owned (wait, error) ||
      !check_owner_lives (wait, error))
    return FALSE;

  sleep_until_next_check (wait);

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

/* Also when it has called back: its data is the caller's until it returns. */
static gboolean
forward_is_starting (SmartAsyncWait *wait)
{
  return smart_async_remote_start_await (wait->forward->start);
}

static void
forward_end (SmartAsyncWait *wait)
{
  SmartAsyncForward *self = wait->forward;

  if (self->start != NULL)
    {
      smart_async_slot_unref (wait->slot);
      smart_async_edge_end (&self->edge);
      smart_async_remote_start_unref (self->start);
    }

  smart_async_alarm_clear (&self->alarm);
  pthread_setcancelstate (self->cancel_state, NULL);
  g_free (self);
}

const SmartAsyncWaiting smart_async_waiting_forward = {
  .where = "for the thread that runs its caller's context",
  .begin = forward_begin,
  .start = forward_start,
  .step = forward_step,
  .withdraw = forward_withdraw,
  .is_started = forward_is_started,
  .is_starting = forward_is_starting,
  .end = forward_end,
};
