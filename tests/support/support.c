/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What test programs share: loops, threads, descriptors.
 */

#include "support.h"

#include "src/valgrind/valgrind.h"
#include "threads.h"

typedef struct
{
  SupportFunc  func;
  GMainLoop   *loop;
} InLoop;

static gboolean
in_loop_cb (gpointer user_data)
{
  InLoop *in_loop = user_data;

  in_loop->func ();
  g_main_loop_quit (in_loop->loop);

  return G_SOURCE_REMOVE;
}

void
support_call_in_loop (GMainContext *context,
                      SupportFunc   func)
{
  InLoop in_loop = { func, g_main_loop_new (context, FALSE) };
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, in_loop_cb, &in_loop, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
  support_thread_iterates (context, 1);
  g_main_loop_run (in_loop.loop);
  support_thread_iterates (context, -1);
  g_main_loop_unref (in_loop.loop);
}

static gpointer
call_thread (gpointer user_data)
{
  SupportFunc func = (SupportFunc) user_data;

  func ();

  return NULL;
}

void
support_call_in_thread (SupportFunc func)
{
  g_thread_join (g_thread_new ("support", call_thread, (gpointer) func));
}

void
support_call_in_threads (guint        n_threads,
                         GThreadFunc  func,
                         gpointer     user_data)
{
  g_autofree GThread **threads = g_new (GThread *, n_threads);

  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("one of many", func, user_data);

  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
}

void
support_iterate_until (GMainContext *context,
                       int          *flag)
{
  support_thread_iterates (context, 1);
  while (!g_atomic_int_get (flag))
    g_main_context_iteration (context, TRUE);
  support_thread_iterates (context, -1);
}

void
support_iterate_until_idle (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

gboolean
support_is_of_probe (const char *message)
{
  return glib_check_version (2, 86, 0) != NULL && g_str_has_prefix (message, "g_main_context_ref: assertion");
}

static gboolean
is_fatal (const char     *domain,
          GLogLevelFlags  level,
          const char     *message,
          gpointer        user_data)
{
  return !support_is_of_probe (message);
}

void
support_expect_probes (void)
{
  g_test_log_set_fatal_handler (is_fatal, NULL);
}

static gboolean
later_cb (gpointer user_data)
{
  *(int *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* It takes longer than the 10 ms for which, before GLib 2.86, the library keeps contexts that other threads may use. */
void
support_go_round (void)
{
  int is_later = FALSE;

  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);

  g_timeout_add (20, later_cb, &is_later);
  support_iterate_until (NULL, &is_later);
  g_main_context_iteration (NULL, FALSE);
}

struct _SupportLoopThread
{
  GMainLoop *loop;
  GThread   *thread;
  GMutex     lock;
  GCond      changed;
  gboolean   is_running;  /* lock */
};

static gboolean
is_running_cb (gpointer user_data)
{
  SupportLoopThread *self = user_data;

  g_mutex_lock (&self->lock);
  self->is_running = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);

  return G_SOURCE_REMOVE;
}

static gpointer
loop_thread (gpointer user_data)
{
  SupportLoopThread *self = user_data;

  support_thread_iterates (g_main_loop_get_context (self->loop), 1);
  g_main_loop_run (self->loop);
  support_thread_iterates (g_main_loop_get_context (self->loop), -1);

  return NULL;
}

SupportLoopThread *
support_loop_thread_start (GMainContext *context)
{
  SupportLoopThread *self = g_new0 (SupportLoopThread, 1);
  GSource *source = g_idle_source_new ();

  self->loop = g_main_loop_new (context, FALSE);
  g_source_set_callback (source, is_running_cb, self, NULL);
  g_source_attach (source, context);
  g_source_unref (source);

  self->thread = g_thread_new ("loop", loop_thread, self);

  g_mutex_lock (&self->lock);
  while (!self->is_running)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);

  return self;
}

void
support_loop_thread_stop (SupportLoopThread *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

guint
support_count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

gboolean
support_is_under_valgrind (void)
{
  return RUNNING_ON_VALGRIND > 0;
}
