/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the library keeps for each thread.
 */

#include "base/thread.h"

#include "base/fast-thread-local.h"
#include "fiber/fiber-scheduler.h"
#include "base/process.h"
#include "wait/waits-for.h"

static FAST_THREAD_LOCAL SmartAsyncThread *current;

static void
thread_free (gpointer data)
{
  SmartAsyncThread *thread = data;

  smart_async_private_stack_end (thread);
  current = NULL;

  g_clear_pointer (&thread->scopes, g_array_unref);
  g_clear_pointer (&thread->scheduler, smart_async_scheduler_unref);
  g_clear_pointer (&thread->parking, smart_async_parking_free);
  smart_async_slot_queue_give_back (&thread->free_slots);
  smart_async_lifetime_end (thread->lifetime);
  smart_async_edges_wake ();
  g_free (thread);
}

/* Only frees at the end of the thread: a thread-local variable is several times faster to read. */
static GPrivate freer = G_PRIVATE_INIT (thread_free);

static SmartAsyncThread *
thread_new (void)
{
  SmartAsyncThread *thread = g_new0 (SmartAsyncThread, 1);

  smart_async_process_watch_forks ();
  thread->self = g_thread_self ();
  thread->lifetime = smart_async_lifetime_new ();
  thread->fork_count = smart_async_process_get_fork_count ();
  thread->is_main = smart_async_process_is_main_thread ();
  thread->private_stack.fork_count = thread->fork_count;
  thread->held = g_ptr_array_new_with_free_func ((GDestroyNotify) smart_async_private_context_unref);
  g_private_set (&freer, thread);
  current = thread;

  return thread;
}

SmartAsyncThread *
smart_async_thread_get (void)
{
  return G_LIKELY (current != NULL) ? current : thread_new ();
}

/* In a fork()ed child its only thread is. */
gboolean
smart_async_thread_is_main (SmartAsyncThread *thread)
{
  if (G_UNLIKELY (thread->fork_count != smart_async_process_get_fork_count ()))
    {
      thread->fork_count = smart_async_process_get_fork_count ();
      thread->is_main = smart_async_process_is_main_thread ();
    }

  return thread->is_main;
}

SmartAsyncParking *
smart_async_thread_ensure_parking (SmartAsyncThread  *thread,
                                   const char        *name,
                                   GError           **error)
{
  if (thread->parking == NULL)
    thread->parking = smart_async_parking_new (name, error);

  return thread->parking;
}
