/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for calls that are begun together: they share a private context.
 */

#include "wait/wait.h"

#include "context/private-context.h"

/* Where a call would be waited for on a private context, the operation of a call that is begun by hand needs that
 * context as the thread-default one when it is started. So it is pushed when the first of such calls is begun, and
 * popped when the last one has been waited for or was abandoned. All have the same context: what completes one of them
 * is dispatched while another is waited for.
 */
struct _SmartAsyncCallGroup
{
  SmartAsyncWait       wait;     /* only begins and ends; its context is that of all */
  int                  n_calls;  /* atomic; what releases the last reference to a call may be another thread */
  SmartAsyncCallGroup *outer;    /* unowned, nullable; of the thread */
};

static const SmartAsyncOperation group_operation = { "smart_async_call_begin", NULL, SMART_ASYNC_OPERATION_NONE };

/* @wait: of the first call. */
static SmartAsyncCallGroup *
group_new (SmartAsyncWait  *wait,
           GError         **error)
{
  SmartAsyncCallGroup *self = g_new0 (SmartAsyncCallGroup, 1);

  self->wait = *wait;
  self->wait.operation = &group_operation;
  if (!smart_async_waiting_private.begin (&self->wait, error))
    {
      g_free (self);
      return NULL;
    }

  self->outer = wait->thread->group;
  wait->thread->group = self;

  return self;
}

static gboolean
is_innermost (SmartAsyncCallGroup *self)
{
  return self->wait.context == smart_async_caller_context ();
}

/* Whether the call is made in the context of calls that were begun before. */
gboolean
smart_async_call_group_is_joined_by (SmartAsyncWait *wait)
{
  SmartAsyncCallGroup *self = wait->thread->group;

  return self != NULL && self->wait.context == wait->caller && is_innermost (self);
}

/* Adds a call. The context of the group is the thread-default one then. */
SmartAsyncCallGroup *
smart_async_call_group_join (SmartAsyncWait  *wait,
                             GError         **error)
{
  SmartAsyncCallGroup *self = wait->thread->group;

  if (self == NULL || !is_innermost (self))
    self = group_new (wait, error);

  if (self != NULL)
    g_atomic_int_inc (&self->n_calls);

  return self;
}

/* Contexts are popped in order: a group without calls stays while another context is pushed that was pushed after its
 * own.
 */
void
smart_async_call_group_clean (SmartAsyncThread *thread)
{
  SmartAsyncCallGroup *self;

  while ((self = thread->group) != NULL && g_atomic_int_get (&self->n_calls) == 0 && is_innermost (self))
    {
      thread->group = self->outer;
      smart_async_waiting_private.end (&self->wait);
      g_free (self);
    }
}

/* A call of the group is over. Only the thread that has pushed the context can pop it: if this is another one, that is
 * done when the next such call begins.
 */
void
smart_async_call_group_leave (SmartAsyncCallGroup *self)
{
  SmartAsyncThread *thread = self->wait.thread;
  gboolean is_here = thread == smart_async_thread_get ();

  g_atomic_int_add (&self->n_calls, -1);
  if (is_here)
    smart_async_call_group_clean (thread);
}

static gboolean
group_begin (SmartAsyncWait  *wait,
             GError         **error)
{
  SmartAsyncWait *shared = &wait->group->wait;

  wait->context = shared->context;
  wait->private_context = shared->private_context;
  wait->caller = shared->caller;
  wait->runs_caller = shared->runs_caller;
  wait->default_watch = shared->default_watch;
  wait->is_pushed = smart_async_push_caller_context (wait->context);

  return TRUE;
}

/* Between two waits nobody looks at the default context. What comes there meanwhile counts as new in the next one. */
static void
group_end (SmartAsyncWait *wait)
{
  SmartAsyncWait *shared = &wait->group->wait;
  SmartAsyncDefaultWatch watch = { .is_on = wait->default_watch.is_on, .mark = wait->default_watch.mark };

  watch.is_mark_due = wait->default_watch.is_mark_due;
  smart_async_default_watch_end (&wait->default_watch);
  shared->default_watch = watch;
  shared->has_slept |= wait->has_slept;

  if (wait->is_pushed)
    g_main_context_pop_thread_default (wait->context);
}

static gboolean
group_step (SmartAsyncWait  *wait,
            GError         **error)
{
  return smart_async_waiting_private.step (wait, error);
}

const SmartAsyncWaiting smart_async_waiting_group = {
  .where = "on a private context of calls that were begun together",
  .begin = group_begin,
  .start = smart_async_wait_start_here,
  .step = group_step,
  .end = group_end,
};
