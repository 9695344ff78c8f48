/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tells ThreadSanitizer of GLib's locks and tasks; preloaded into the tests.
 *
 * GLib is not built with ThreadSanitizer, and its locks are futexes of its own, so that none of them is seen to order
 * anything. Each function here does what GLib's does, and says what it orders. GLib's calls of its own functions do not
 * come here, so that memory that GLib passes from thread to thread would be reported when it is freed; glib.supp keeps
 * what GLib calls out of the reports, but for what orders threads: it comes here first, and is seen to come from here.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/* Calls GLib's function of the same name. */
#define REAL(function) ((__typeof__ (&function)) dlsym (RTLD_NEXT, #function))

void
(g_mutex_lock) (GMutex *mutex)
{
  REAL (g_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

gboolean
(g_mutex_trylock) (GMutex *mutex)
{
  gboolean locked = REAL (g_mutex_trylock) (mutex);

  if (locked)
    __tsan_acquire (mutex);

  return locked;
}

void
(g_mutex_unlock) (GMutex *mutex)
{
  __tsan_release (mutex);
  REAL (g_mutex_unlock) (mutex);
}

void
(g_rec_mutex_lock) (GRecMutex *mutex)
{
  REAL (g_rec_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

void
(g_rec_mutex_unlock) (GRecMutex *mutex)
{
  __tsan_release (mutex);
  REAL (g_rec_mutex_unlock) (mutex);
}

void
(g_cond_wait) (GCond  *cond,
               GMutex *mutex)
{
  __tsan_release (mutex);
  REAL (g_cond_wait) (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
(g_cond_wait_until) (GCond  *cond,
                     GMutex *mutex,
                     gint64  end_time)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = REAL (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_acquire (mutex);

  return signalled;
}

gboolean
(g_once_init_enter) (volatile void *location)
{
  gboolean is_first = REAL (g_once_init_enter) (location);

  __tsan_acquire ((void *) location);
  return is_first;
}

void
(g_once_init_leave) (volatile void *location,
                     gsize          result)
{
  __tsan_release ((void *) location);
  REAL (g_once_init_leave) (location, result);
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

  __tsan_acquire (task);
  work (task, source_object, task_data, cancellable);
}

void
g_task_run_in_thread (GTask           *task,
                      GTaskThreadFunc  work)
{
  g_object_set_data (G_OBJECT (task), work_key, (gpointer) work);
  __tsan_release (task);
  REAL (g_task_run_in_thread) (task, work_thread);
}

void
g_task_return_pointer (GTask          *task,
                       gpointer        result,
                       GDestroyNotify  destroy)
{
  __tsan_release (task);
  REAL (g_task_return_pointer) (task, result, destroy);
}

void
g_task_return_int (GTask  *task,
                   gssize  result)
{
  __tsan_release (task);
  REAL (g_task_return_int) (task, result);
}

void
g_task_return_boolean (GTask    *task,
                       gboolean  result)
{
  __tsan_release (task);
  REAL (g_task_return_boolean) (task, result);
}

void
g_task_return_error (GTask  *task,
                     GError *error)
{
  __tsan_release (task);
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
  __tsan_acquire (task);
  return REAL (g_task_propagate_pointer) (task, error);
}

gssize
g_task_propagate_int (GTask   *task,
                      GError **error)
{
  __tsan_acquire (task);
  return REAL (g_task_propagate_int) (task, error);
}

gboolean
g_task_propagate_boolean (GTask   *task,
                          GError **error)
{
  __tsan_acquire (task);
  return REAL (g_task_propagate_boolean) (task, error);
}

/* How one thread wakes another one's main context. */

static int made; /* an eventfd, by whoever made a context: g_main_context_default(), say, has a lock for that */

int
eventfd (unsigned int count,
         int          flags)
{
  int fd = REAL (eventfd) (count, flags);

  __tsan_release (&made);
  return fd;
}

ssize_t
read (int     fd,
      void   *buffer,
      size_t  size)
{
  __tsan_acquire (&made);
  return REAL (read) (fd, buffer, size);
}

ssize_t
write (int         fd,
       const void *buffer,
       size_t      size)
{
  __tsan_acquire (&made);
  return REAL (write) (fd, buffer, size);
}

/* What attaches a source comes before what the context does with it, in another thread. The context's lock orders that,
 * which GLib takes by itself; what can be seen of it is that it polls.
 */
static int attached;

/* A kind of source with a prepare function that is seen to come after that. */
typedef struct
{
  GSourceFuncs  seen;
  GSourceFuncs *real;
} SeenFuncs;

static gboolean
seen_prepare (GSource *source,
              int     *timeout_msec)
{
  SeenFuncs *funcs = (SeenFuncs *) source->source_funcs;

  __tsan_acquire (&attached);
  return funcs->real->prepare (source, timeout_msec);
}

GSource *
g_source_new (GSourceFuncs *funcs,
              guint         size)
{
  SeenFuncs *seen_funcs;

  if (funcs->prepare == NULL)
    return REAL (g_source_new) (funcs, size);

  /* GLib keeps a pointer to it for as long as the source lives, and nobody says when that ends. */
  seen_funcs = g_new (SeenFuncs, 1);
  seen_funcs->seen = *funcs;
  seen_funcs->seen.prepare = seen_prepare;
  seen_funcs->real = funcs;

  return REAL (g_source_new) (&seen_funcs->seen, size);
}

guint
g_source_attach (GSource      *source,
                 GMainContext *context)
{
  __tsan_release (&attached);
  return REAL (g_source_attach) (source, context);
}

int
poll (struct pollfd *fds,
      nfds_t         n_fds,
      int            timeout_msec)
{
  int n_ready = REAL (poll) (fds, n_fds, timeout_msec);

  __tsan_acquire (&attached);
  return n_ready;
}
