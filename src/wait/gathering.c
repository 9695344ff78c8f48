/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The private context of calls that are begun before they are waited for.
 */

#include "wait/gathering.h"

#include "context/caller-context.h"

/* Where a call would wait privately, those that are begun by hand are started with a private context as the
 * thread-default one. It is pushed when the first of them is begun, and popped when the last has been waited for or was
 * abandoned. All of them have the same, so that one wait serves all.
 */
struct _SmartAsyncGathering
{
  SmartAsyncWait       wait;     /* never waits; begins and ends as one that does */
  int                  n_calls;  /* atomic; what releases the last reference to a call may be another thread */
  SmartAsyncGathering *outer;    /* unowned, nullable; of the thread */
};

static const SmartAsyncOperation gathering_operation = { "smart_async_call_begin", NULL, SMART_ASYNC_OPERATION_NONE };

/* @wait: is about to wait privately. */
static SmartAsyncGathering *
gathering_new (SmartAsyncWait  *wait,
               GError         **error)
{
  SmartAsyncGathering *self = g_new0 (SmartAsyncGathering, 1);

  self->wait = *wait;
  self->wait.operation = &gathering_operation;
  if (!smart_async_waiting_private.begin (&self->wait, error))
    {
      g_free (self);
      return NULL;
    }

  self->outer = wait->thread->gathering;
  wait->thread->gathering = self;

  return self;
}

static gboolean
is_innermost (SmartAsyncGathering *self)
{
  return self->wait.context == smart_async_caller_context ();
}

/* Adds a call. The context of what it gives is the thread-default one then. */
SmartAsyncGathering *
smart_async_gathering_join (SmartAsyncWait  *wait,
                            GError         **error)
{
  SmartAsyncGathering *self = wait->thread->gathering;

  if (self == NULL || !is_innermost (self))
    self = gathering_new (wait, error);

  if (self != NULL)
    g_atomic_int_inc (&self->n_calls);

  return self;
}

/* Contexts are popped in order: one that is empty while another was pushed after it stays for as long as that does. */
void
smart_async_gathering_clean (SmartAsyncThread *thread)
{
  SmartAsyncGathering *self;

  while ((self = thread->gathering) != NULL && g_atomic_int_get (&self->n_calls) == 0 && is_innermost (self))
    {
      thread->gathering = self->outer;
      smart_async_waiting_private.end (&self->wait);
      g_free (self);
    }
}

/* A call is over. Only the thread that has pushed the context can pop it: if this is another one, that is done when the
 * next such call begins.
 */
void
smart_async_gathering_leave (SmartAsyncGathering *self)
{
  SmartAsyncThread *thread = self->wait.thread;

  gboolean is_here = thread == smart_async_thread_get ();

  g_atomic_int_add (&self->n_calls, -1);
  if (is_here)
    smart_async_gathering_clean (thread);
}

static gboolean
gathered_begin (SmartAsyncWait  *wait,
                GError         **error)
{
  SmartAsyncWait *place = &wait->gathering->wait;

  wait->context = place->context;
  wait->private_context = place->private_context;
  wait->caller = place->caller;
  wait->runs_caller = place->runs_caller;
  wait->default_watch = place->default_watch;
  wait->is_pushed = smart_async_push_caller_context (wait->context);

  return TRUE;
}

/* Between two waits the default context is left alone, and what has come meanwhile is new nevertheless. */
static void
gathered_end (SmartAsyncWait *wait)
{
  SmartAsyncWait *place = &wait->gathering->wait;
  SmartAsyncDefaultWatch watch = { .is_on = wait->default_watch.is_on, .mark = wait->default_watch.mark };

  watch.is_mark_due = wait->default_watch.is_mark_due;
  smart_async_default_watch_end (&wait->default_watch);
  place->default_watch = watch;
  place->has_slept |= wait->has_slept;

  if (wait->is_pushed)
    g_main_context_pop_thread_default (wait->context);
}

static gboolean
gathered_step (SmartAsyncWait  *wait,
               GError         **error)
{
  return smart_async_waiting_private.step (wait, error);
}

const SmartAsyncWaiting smart_async_waiting_gathered = {
  .where = "on a private context of calls that were begun together",
  .begin = gathered_begin,
  .start = smart_async_wait_start_here,
  .step = gathered_step,
  .end = gathered_end,
};
