/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tells ThreadSanitizer of GLib's locks, pools of threads and tasks.
 */

#include "order.h"

#include <gio/gio.h>

void
(g_mutex_lock) (GMutex *mutex)
{
  REAL (g_mutex_lock) (mutex);
  acquire (mutex);
}

gboolean
(g_mutex_trylock) (GMutex *mutex)
{
  gboolean locked = REAL (g_mutex_trylock) (mutex);

  if (locked)
    acquire (mutex);

  return locked;
}

void
(g_mutex_unlock) (GMutex *mutex)
{
  release (mutex);
  REAL (g_mutex_unlock) (mutex);
}

void
(g_rec_mutex_lock) (GRecMutex *mutex)
{
  REAL (g_rec_mutex_lock) (mutex);
  acquire (mutex);
}

void
(g_rec_mutex_unlock) (GRecMutex *mutex)
{
  release (mutex);
  REAL (g_rec_mutex_unlock) (mutex);
}

void
(g_cond_wait) (GCond  *cond,
               GMutex *mutex)
{
  release (mutex);
  REAL (g_cond_wait) (cond, mutex);
  acquire (mutex);
}

gboolean
(g_cond_wait_until) (GCond  *cond,
                     GMutex *mutex,
                     gint64  end_time)
{
  gboolean signalled;

  release (mutex);
  signalled = REAL (g_cond_wait_until) (cond, mutex, end_time);
  acquire (mutex);

  return signalled;
}

gboolean
(g_once_init_enter) (volatile void *location)
{
  gboolean is_first = REAL (g_once_init_enter) (location);

  acquire (location);
  return is_first;
}

void
(g_once_init_leave) (volatile void *location,
                     gsize          result)
{
  release (location);
  REAL (g_once_init_leave) (location, result);
}

/* What a thread of a pool does with something comes after what was done with it before. */
typedef struct
{
  GFunc    func;
  gpointer user_data;
} Pool;

static void
pool_thread (gpointer data,
             gpointer user_data)
{
  const Pool *pool = user_data;

  acquire (data);
  pool->func (data, pool->user_data);
}

/* A pool is there for as long as the process. */
GThreadPool *
g_thread_pool_new (GFunc      func,
                   gpointer   user_data,
                   int        max_threads,
                   gboolean   exclusive,
                   GError   **error)
{
  Pool *pool = g_new (Pool, 1);

  pool->func = func;
  pool->user_data = user_data;

  return REAL (g_thread_pool_new) (pool_thread, pool, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool  *pool,
                    gpointer      data,
                    GError      **error)
{
  release (data);

  return REAL (g_thread_pool_push) (pool, data, error);
}

/* A task's work in a thread comes after what its starter did; getting its result comes after returning it. */

static const char work_key[] = "tsan-work";

static void
work_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GTaskThreadFunc work = (GTaskThreadFunc) g_object_get_data (G_OBJECT (task), work_key);

  acquire (task);
  work (task, source_object, task_data, cancellable);
}

void
g_task_run_in_thread (GTask           *task,
                      GTaskThreadFunc  work)
{
  g_object_set_data (G_OBJECT (task), work_key, (gpointer) work);
  release (task);
  REAL (g_task_run_in_thread) (task, work_thread);
}

void
g_task_return_pointer (GTask          *task,
                       gpointer        result,
                       GDestroyNotify  destroy)
{
  release (task);
  REAL (g_task_return_pointer) (task, result, destroy);
}

void
g_task_return_int (GTask  *task,
                   gssize  result)
{
  release (task);
  REAL (g_task_return_int) (task, result);
}

void
g_task_return_boolean (GTask    *task,
                       gboolean  result)
{
  release (task);
  REAL (g_task_return_boolean) (task, result);
}

void
g_task_return_error (GTask  *task,
                     GError *error)
{
  release (task);
  REAL (g_task_return_error) (task, error);
}

void
g_task_return_new_error (GTask      *task,
                         GQuark      domain,
                         int         code,
                         const char *format,
                         ...)
{
  va_list arguments;
  GError *error;

  va_start (arguments, format);
  error = g_error_new_valist (domain, code, format, arguments);
  va_end (arguments);

  g_task_return_error (task, error);
}

gpointer
g_task_propagate_pointer (GTask   *task,
                          GError **error)
{
  acquire (task);
  return REAL (g_task_propagate_pointer) (task, error);
}

gssize
g_task_propagate_int (GTask   *task,
                      GError **error)
{
  acquire (task);
  return REAL (g_task_propagate_int) (task, error);
}

gboolean
g_task_propagate_boolean (GTask   *task,
                          GError **error)
{
  acquire (task);
  return REAL (g_task_propagate_boolean) (task, error);
}
