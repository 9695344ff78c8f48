/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What all threads of the process share: a lock, knowing of fork(), and which is the main one.
 */

#define _GNU_SOURCE  /* gettid() */

#include "process.h"

#include <pthread.h>
#include <unistd.h>

/* One lock for the shared pools, never taken on the warm path. fork() takes it too: the child, in
 * which only the forking thread lives on, must not find a pool half changed by a thread that is gone.
 */
static GMutex lock;
static guint fork_count; /* changes only in a child, before that has threads */

static void
before_fork (void)
{
  g_mutex_lock (&lock);
}

static void
after_fork_in_parent (void)
{
  g_mutex_unlock (&lock);
}

static void
after_fork_in_child (void)
{
  fork_count++;
  g_mutex_unlock (&lock);
}

static void
watch_forks (void)
{
  static gsize is_watching;

  if (!g_once_init_enter (&is_watching))
    return;

  pthread_atfork (before_fork, after_fork_in_parent, after_fork_in_child);
  g_once_init_leave (&is_watching, 1);
}

void
smart_async_process_lock (void)
{
  watch_forks ();
  g_mutex_lock (&lock);
}

void
smart_async_process_unlock (void)
{
  g_mutex_unlock (&lock);
}

/* Differs between a process and its fork()ed children. */
guint
smart_async_process_get_fork_count (void)
{
  return fork_count;
}

/* FALSE also where that can't be found out. */
gboolean
smart_async_process_is_main_thread (void)
{
#ifdef __linux__
  return gettid () == getpid ();
#else
  return FALSE;
#endif
}
