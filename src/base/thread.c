/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the library knows of each thread that makes calls.
 */

#include "base/thread.h"

#include "base/process.h"

static FAST_THREAD_LOCAL SmartAsyncThread *current;

static SmartAsyncThreadEndFunc ends[SMART_ASYNC_N_THREAD_ENDS]; /* atomic; NULL: no thread has anything of that kind */

static void
thread_free (gpointer data)
{
  SmartAsyncThread *thread = data;

  /* A thread that is cancelled ends inside its waits, whose frames are gone. */
  thread->innermost = NULL;
  thread->depth = 0;
  thread->level = 0;

  for (guint i = 0; i < SMART_ASYNC_N_THREAD_ENDS; i++)
    {
      SmartAsyncThreadEndFunc end = g_atomic_pointer_get (&ends[i]);

      if (end != NULL)
        end (thread);
    }

  current = NULL;

  g_clear_pointer (&thread->sleep_context, g_main_context_unref);
  g_clear_pointer (&thread->scopes, g_array_unref);
  while (thread->n_spares > 0)
    g_object_unref (thread->spares[--thread->n_spares]);
  g_free (thread);
}

/* This only frees the record when the thread ends: reading a thread-local variable is several times faster. */
static GPrivate freer = G_PRIVATE_INIT (thread_free);

static SmartAsyncThread *
thread_new (void)
{
  SmartAsyncThread *thread = g_new0 (SmartAsyncThread, 1);

  smart_async_process_watch_forks ();
  thread->self = g_thread_self ();
  thread->fork_count = smart_async_process_get_fork_count ();
  thread->is_main = smart_async_process_is_main_thread ();
  g_private_set (&freer, thread);
  current = thread;

  return thread;
}

SmartAsyncThread *
smart_async_thread_get (void)
{
  return G_LIKELY (current != NULL) ? current : thread_new ();
}

/* Whether @thread is the current one, for one that has made a call: g_thread_self(), but several times faster. */
gboolean
smart_async_thread_is_current (GThread *thread)
{
  return current != NULL && current->self == thread;
}

/* In a fork()ed child its only thread is the main one. */
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

/* From now on @func is called at the end of each thread. To be called before a thread gets anything that @func frees;
 * it may be called again.
 */
void
smart_async_thread_on_end (SmartAsyncThreadEnd     end,
                           SmartAsyncThreadEndFunc func)
{
  g_atomic_pointer_set (&ends[end], func);
}

/* @kept: where the thread keeps it (see smart_async_thread_keep_name()). */
const char *
smart_async_thread_intern_name (const char **kept,
                                const char  *name)
{
  return *kept = g_intern_string (name);
}
