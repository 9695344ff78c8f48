/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Starting an operation in the thread that runs a main context.
 */

#include "wait/remote-start.h"

#include "base/process.h"
#include "base/thread.h"
#include "call/call-slot.h"
#include "call/given-cancellable.h"

/* A thread, for others to ask whether it has ended. */
struct _SmartAsyncRunner
{
  int ref_count;  /* atomic */
  int has_ended;  /* atomic */
};

struct _SmartAsyncRemoteStart
{
  int                   ref_count;   /* atomic; the waiting thread's and the source's */
  int                   state;       /* atomic */
  SmartAsyncStartFunc   start;
  SmartAsyncCall       *call;
  gpointer              user_data;   /* the waiting thread's; valid unless DONE or WITHDRAWN */
  GMainContext         *context;     /* owned; the one that runs it */
  GMainContext         *waiter;      /* owned; wakes up the thread that waits for it */
  int                   is_awaited;  /* atomic; that thread waits for DONE */
  guint                 fork_count;  /* of the process that waits for it */
  SmartAsyncRunner     *runner;      /* process lock; owned; the thread that has run it, or now runs the context */
};

static SmartAsyncRunner *
runner_ref (SmartAsyncRunner *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

static void
runner_unref (SmartAsyncRunner *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

static void
runner_end (SmartAsyncThread *thread)
{
  if (thread->runner == NULL)
    return;

  g_atomic_int_set (&thread->runner->has_ended, TRUE);
  g_clear_pointer (&thread->runner, runner_unref);
}

/* This thread. */
static SmartAsyncRunner *
ensure_runner (void)
{
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (thread->runner != NULL)
    return thread->runner;

  thread->runner = g_new0 (SmartAsyncRunner, 1);
  thread->runner->ref_count = 1;
  smart_async_thread_on_end (SMART_ASYNC_THREAD_END_RUNNER, runner_end);

  return thread->runner;
}

void
smart_async_remote_start_unref (SmartAsyncRemoteStart *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->runner, runner_unref);
  g_main_context_unref (self->context);
  g_main_context_unref (self->waiter);
  g_free (self);
}

static gboolean
change (SmartAsyncRemoteStart      *self,
        SmartAsyncRemoteStartState  from,
        SmartAsyncRemoteStartState  to)
{
  return g_atomic_int_compare_and_exchange (&self->state, (int) from, (int) to);
}

static void
set_runner (SmartAsyncRemoteStart *self)
{
  SmartAsyncRunner *runner = ensure_runner ();

  smart_async_process_lock ();
  g_clear_pointer (&self->runner, runner_unref);
  self->runner = runner_ref (runner);
  smart_async_process_unlock ();
}

/* In the other thread. What that has for its thread-default context need not be the one it runs. */
static gboolean
run_cb (gpointer user_data)
{
  SmartAsyncRemoteStart *self = user_data;
  gboolean is_forgotten;

  /* A fork()ed child has a copy of the source, and of no thread that waits for it. */
  if (self->fork_count != smart_async_process_get_fork_count () ||
      !change (self, SMART_ASYNC_REMOTE_START_POSTED, SMART_ASYNC_REMOTE_START_RUNNING))
    return G_SOURCE_REMOVE;

  set_runner (self);
  g_main_context_push_thread_default (self->context);
  self->start (self->call, self->user_data);
  g_main_context_pop_thread_default (self->context);
  is_forgotten = smart_async_slot_is_forgotten (smart_async_slot_lookup (self->call));
  g_atomic_int_set (&self->state, SMART_ASYNC_REMOTE_START_DONE);

  if (is_forgotten || g_atomic_int_get (&self->is_awaited))
    g_main_context_wakeup (self->waiter);

  return G_SOURCE_REMOVE;
}

static void
unref_cb (gpointer user_data)
{
  smart_async_remote_start_unref (user_data);
}

static void
post (SmartAsyncRemoteStart *self,
      GSourceFunc            func)
{
  GSource *source = g_idle_source_new ();

  g_atomic_int_inc (&self->ref_count);
  g_source_set_static_name (source, "[smartasync] forwarded call");
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, self, unref_cb);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

SmartAsyncRemoteStart *
smart_async_remote_start_post (GMainContext              *context,
                               const SmartAsyncOperation *operation,
                               SmartAsyncCall            *call,
                               gpointer                   user_data,
                               GMainContext              *waiter)
{
  SmartAsyncRemoteStart *self = g_new0 (SmartAsyncRemoteStart, 1);

  self->ref_count = 1;
  self->state = SMART_ASYNC_REMOTE_START_POSTED;
  self->context = g_main_context_ref (context);
  self->waiter = g_main_context_ref (waiter);
  self->fork_count = smart_async_process_get_fork_count ();
  self->start = operation->start;
  self->call = call;
  self->user_data = user_data;
  post (self, run_cb);

  return self;
}

/* Whether the operation has been started, or is about to be. */
gboolean
smart_async_remote_start_has_begun (SmartAsyncRemoteStart *self)
{
  int state = g_atomic_int_get (&self->state);

  return state == SMART_ASYNC_REMOTE_START_RUNNING || state == SMART_ASYNC_REMOTE_START_DONE;
}

/* Whether the start function has returned. */
gboolean
smart_async_remote_start_is_done (SmartAsyncRemoteStart *self)
{
  return g_atomic_int_get (&self->state) == SMART_ASYNC_REMOTE_START_DONE;
}

/* Whether the operation has not been started, and will not be. */
gboolean
smart_async_remote_start_withdraw (SmartAsyncRemoteStart *self)
{
  return change (self, SMART_ASYNC_REMOTE_START_POSTED, SMART_ASYNC_REMOTE_START_WITHDRAWN) ||
         g_atomic_int_get (&self->state) == SMART_ASYNC_REMOTE_START_WITHDRAWN;
}

/* Whether the start function is running. If so, the thread that waits is woken up when it has returned. */
gboolean
smart_async_remote_start_await (SmartAsyncRemoteStart *self)
{
  if (g_atomic_int_get (&self->state) != SMART_ASYNC_REMOTE_START_RUNNING)
    return FALSE;

  g_atomic_int_set (&self->is_awaited, TRUE);

  return g_atomic_int_get (&self->state) == SMART_ASYNC_REMOTE_START_RUNNING;
}

/* Whether the thread that was last seen running the context has ended. */
gboolean
smart_async_remote_start_runner_has_ended (SmartAsyncRemoteStart *self)
{
  gboolean has_ended;

  smart_async_process_lock ();
  has_ended = self->runner != NULL && g_atomic_int_get (&self->runner->has_ended);
  smart_async_process_unlock ();

  return has_ended;
}

static gboolean
set_runner_cb (gpointer user_data)
{
  set_runner (user_data);

  return G_SOURCE_REMOVE;
}

/* Another thread may have taken the context over. If so, this shows it. */
void
smart_async_remote_start_find_new_runner (SmartAsyncRemoteStart *self)
{
  post (self, set_runner_cb);
}
