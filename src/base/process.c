/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What all threads of the process share: a lock, what fork() changes, which thread is the main one, and a clock.
 */

#define _GNU_SOURCE  /* gettid() */

#include "base/process.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

/* One lock for all that threads share, which a warm call does not take. fork() takes it as well: in the child only the
 * forking thread lives on, and must not find something half changed by another one.
 */
static GMutex lock;
static guint fork_count; /* changes only in a child, before that has threads */

/* When fork() was called, another thread may have owned the global default context. */
static gboolean default_may_be_lost;

/* The main thread finds out by acquiring the context. Others must not do that, not even for a moment. */
static gboolean
is_default_elsewhere (void)
{
  GMainContext *context = g_main_context_default ();

  if (!smart_async_process_is_main_thread ())
    return !g_main_context_is_owner (context);

  if (!g_main_context_acquire (context))
    return TRUE;

  g_main_context_release (context);

  return FALSE;
}

static void
before_fork (void)
{
  default_may_be_lost = is_default_elsewhere ();
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

/* To be called before anything is kept that would be wrong in a fork()ed child. */
void
smart_async_process_watch_forks (void)
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
  smart_async_process_watch_forks ();
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

/* In a fork()ed child: another thread of the parent may have owned the global default context, and so own it for ever
 * here.
 */
gboolean
smart_async_process_default_may_be_lost (void)
{
  return fork_count > 0 && default_may_be_lost;
}

#if !defined (__linux__) && !defined (__APPLE__)

/* There is no function that tells. This is the best guess: the thread that has loaded the library. */
static pthread_t loader;

__attribute__ ((constructor)) static void
note_loader (void)
{
  loader = pthread_self ();
}

#endif

/* It takes a system call. */
gboolean
smart_async_process_is_main_thread (void)
{
#if defined (__linux__)
  return gettid () == getpid ();
#elif defined (__APPLE__)
  return pthread_main_np () != 0;
#else
  return pthread_equal (pthread_self (), loader);
#endif
}

/* Whether this thread is the only one, so that nobody else can be inside GLib. FALSE where that can't be known. It
 * takes some system calls.
 */
gboolean
smart_async_process_has_one_thread (void)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (threads != NULL && n < 2 && g_dir_read_name (threads) != NULL)
    n++;

  return n == 1;
}

/* The monotonic time of g_get_monotonic_time(), in µs, as it was at the last tick of the system: some milliseconds ago.
 * Reading the clock itself takes one part in fifty of a warm call.
 */
gint64
smart_async_process_get_coarse_time (void)
{
#ifdef CLOCK_MONOTONIC_COARSE
  struct timespec now;

  if (clock_gettime (CLOCK_MONOTONIC_COARSE, &now) == 0)
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
#endif

  return g_get_monotonic_time ();
}
