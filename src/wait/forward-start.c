/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Starts an operation in the thread that runs a main context.
 */

#include "wait/wait-forward.h"

#include "base/process.h"
#include "call/call-cancellable.h"

/* A thread that has owned a main context, for others to ask whether it has ended. */
struct _SmartAsyncOwner
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
  SmartAsyncOwner      *owner;       /* process lock; owned, nullable; the thread that was last seen to run it */
};

static SmartAsyncOwner *
owner_ref (SmartAsyncOwner *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

static void
owner_unref (SmartAsyncOwner *self)
{
  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

static void
owner_end (SmartAsyncThread *thread)
{
  if (thread->as_owner == NULL)
    return;

  g_atomic_int_set (&thread->as_owner->has_ended, TRUE);
  g_clear_pointer (&thread->as_owner, owner_unref);
}

/* This thread. */
static SmartAsyncOwner *
ensure_owner (void)
{
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (thread->as_owner != NULL)
    return thread->as_owner;

  thread->as_owner = g_new0 (SmartAsyncOwner, 1);
  thread->as_owner->ref_count = 1;
  smart_async_thread_on_end (SMART_ASYNC_THREAD_END_OWNER, owner_end);

  return thread->as_owner;
}

void
smart_async_remote_start_unref (SmartAsyncRemoteStart *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->owner, owner_unref);
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
set_owner (SmartAsyncRemoteStart *self)
{
  SmartAsyncOwner *owner = ensure_owner ();

  smart_async_process_lock ();
  g_clear_pointer (&self->owner, owner_unref);
  self->owner = owner_ref (owner);
  smart_async_process_unlock ();
}

/* In the other thread, whose thread-default context need not be the one that it runs. */
static gboolean
run_cb (gpointer user_data)
{
  SmartAsyncRemoteStart *self = user_data;
  gboolean is_forgotten;

  /* A fork()ed child has a copy of the source, and of no thread that waits for it. */
  if (self->fork_count != smart_async_process_get_fork_count () ||
      !change (self, SMART_ASYNC_REMOTE_START_POSTED, SMART_ASYNC_REMOTE_START_RUNNING))
    return G_SOURCE_REMOVE;

  set_owner (self);
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
  SmartAsyncRemoteStart *self = g_new (SmartAsyncRemoteStart, 1);

  *self = (SmartAsyncRemoteStart) {
    .ref_count = 1,
    .state = SMART_ASYNC_REMOTE_START_POSTED,
    .start = operation->start,
    .call = call,
    .user_data = user_data,
    .context = g_main_context_ref (context),
    .waiter = g_main_context_ref (waiter),
    .fork_count = smart_async_process_get_fork_count (),
  };
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

/* Whether the thread has ended that was last seen running the context. */
gboolean
smart_async_remote_start_owner_has_ended (SmartAsyncRemoteStart *self)
{
  gboolean has_ended;

  smart_async_process_lock ();
  has_ended = self->owner != NULL && g_atomic_int_get (&self->owner->has_ended);
  smart_async_process_unlock ();

  return has_ended;
}

static gboolean
set_owner_cb (gpointer user_data)
{
  set_owner (user_data);

  return G_SOURCE_REMOVE;
}

/* Another thread may have acquired the context meanwhile. If so, it is the owner from when it dispatches this. */
void
smart_async_remote_start_find_new_owner (SmartAsyncRemoteStart *self)
{
  post (self, set_owner_cb);
}
