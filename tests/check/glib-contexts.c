/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tells ThreadSanitizer of GLib's main contexts and sources.
 *
 * What one thread does before it attaches a source, wakes a context up or releases it comes before what another one
 * does in that context later: the context's lock orders that, which GLib takes by itself.
 */

#include "order.h"

#include <glib-unix.h>

static GMainContext *
or_default (GMainContext *context)
{
  return context != NULL ? context : g_main_context_default ();
}

/* Main contexts */

gboolean
g_main_context_acquire (GMainContext *context)
{
  gboolean acquired = REAL (g_main_context_acquire) (context);

  acquire (or_default (context));
  return acquired;
}

void
g_main_context_release (GMainContext *context)
{
  release (or_default (context));
  REAL (g_main_context_release) (context);
}

void
g_main_context_push_thread_default (GMainContext *context)
{
  REAL (g_main_context_push_thread_default) (context);
  acquire (or_default (context));
}

void
g_main_context_pop_thread_default (GMainContext *context)
{
  release (or_default (context));
  REAL (g_main_context_pop_thread_default) (context);
}

gboolean
g_main_context_iteration (GMainContext *context,
                          gboolean      may_block)
{
  gboolean dispatched;

  acquire (or_default (context));
  dispatched = REAL (g_main_context_iteration) (context, may_block);
  acquire (or_default (context));
  release (or_default (context));

  return dispatched;
}

void
g_main_context_wakeup (GMainContext *context)
{
  release (or_default (context));
  REAL (g_main_context_wakeup) (context);
}

void
g_main_context_invoke_full (GMainContext   *context,
                            int             priority,
                            GSourceFunc     func,
                            gpointer        data,
                            GDestroyNotify  notify)
{
  acquire (or_default (context));
  release (or_default (context));
  REAL (g_main_context_invoke_full) (context, priority, func, data, notify);
}

void
g_main_context_invoke (GMainContext *context,
                       GSourceFunc   func,
                       gpointer      data)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, func, data, NULL);
}

void
g_main_loop_run (GMainLoop *loop)
{
  GMainContext *context = g_main_loop_get_context (loop);

  acquire (context);
  REAL (g_main_loop_run) (loop);
  acquire (context);
  release (context);
}

void
g_main_loop_quit (GMainLoop *loop)
{
  release (g_main_loop_get_context (loop));
  REAL (g_main_loop_quit) (loop);
}

/* Kinds of sources: what they do for a context is seen to come after what others did to that. */

typedef struct
{
  GSourceFuncs *given;
  GSourceFuncs  real;
  GSourceFuncs  seen;
} Kind;

static GMutex kinds_lock;
static Kind kinds[256]; /* kinds_lock; entries that are counted never change */
static int n_kinds;     /* atomic */

static Kind *
find_kind (const GSourceFuncs *funcs)
{
  int n = g_atomic_int_get (&n_kinds);

  for (int i = 0; i < n; i++)
    {
      if (funcs == kinds[i].given || funcs == &kinds[i].seen)
        return &kinds[i];
    }

  return NULL;
}

static GSourceFuncs *
real_funcs (GSource *source)
{
  return &find_kind (source->source_funcs)->real;
}

static GMainContext *
begin (GSource *source)
{
  acquire (source);
  acquire (source->context);

  return source->context;
}

static void
end (GSource      *source,
     GMainContext *context)
{
  release (source);
  release (context);
}

static gboolean
seen_prepare (GSource *source,
              int     *timeout_msec)
{
  GMainContext *context = begin (source);
  gboolean ready = real_funcs (source)->prepare (source, timeout_msec);

  end (source, context);
  return ready;
}

static gboolean
seen_check (GSource *source)
{
  GMainContext *context = begin (source);
  gboolean ready = real_funcs (source)->check (source);

  end (source, context);
  return ready;
}

static gboolean
seen_dispatch (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  GMainContext *context = begin (source);
  gboolean goes_on = real_funcs (source)->dispatch (source, callback, user_data);

  end (source, context);
  return goes_on;
}

static void
seen_finalize (GSource *source)
{
  acquire (source);
  real_funcs (source)->finalize (source);
}

static Kind *
add_kind (GSourceFuncs *funcs)
{
  Kind *kind = &kinds[n_kinds];

  g_assert (n_kinds < (int) G_N_ELEMENTS (kinds));
  kind->given = funcs;
  kind->real = *funcs;
  kind->seen = *funcs;
  kind->seen.prepare = funcs->prepare != NULL ? seen_prepare : NULL;
  kind->seen.check = funcs->check != NULL ? seen_check : NULL;
  kind->seen.dispatch = seen_dispatch;
  kind->seen.finalize = funcs->finalize != NULL ? seen_finalize : NULL;
  g_atomic_int_inc (&n_kinds);

  return kind;
}

/* GLib makes sources of its own kinds without asking here, and knows them by the addresses of these. */
static void __attribute__ ((constructor))
see_own_kinds (void)
{
  GSourceFuncs *own[] = {
    &g_idle_funcs, &g_timeout_funcs, &g_unix_fd_source_funcs, &g_unix_signal_funcs, &g_child_watch_funcs,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    *own[i] = add_kind (own[i])->seen;
}

/* Sources */

GSource *
g_source_new (GSourceFuncs *funcs,
              guint         size)
{
  Kind *kind;

  g_mutex_lock (&kinds_lock);
  kind = find_kind (funcs);
  if (kind == NULL)
    kind = add_kind (funcs);
  g_mutex_unlock (&kinds_lock);

  return REAL (g_source_new) (&kind->seen, size);
}

/* It compares the functions, which are others here. */
GSource *
g_main_context_find_source_by_funcs_user_data (GMainContext *context,
                                               GSourceFuncs *funcs,
                                               gpointer      user_data)
{
  Kind *kind = find_kind (funcs);

  return REAL (g_main_context_find_source_by_funcs_user_data) (context, kind != NULL ? &kind->seen : funcs, user_data);
}

guint
g_source_attach (GSource      *source,
                 GMainContext *context)
{
  release (or_default (context));
  return REAL (g_source_attach) (source, context);
}

void
g_source_set_ready_time (GSource *source,
                         gint64   ready_time)
{
  release (source);
  REAL (g_source_set_ready_time) (source, ready_time);
}

/* The memory that these functions free is not used any more by the last dispatch in another thread. */

void
g_source_destroy (GSource *source)
{
  acquire (source);
  release (source);
  REAL (g_source_destroy) (source);
}

void
g_source_unref (GSource *source)
{
  acquire (source);
  release (source);
  REAL (g_source_unref) (source);
}

guint
g_idle_add_full (int             priority,
                 GSourceFunc     func,
                 gpointer        data,
                 GDestroyNotify  notify)
{
  release (g_main_context_default ());
  return REAL (g_idle_add_full) (priority, func, data, notify);
}

guint
g_idle_add (GSourceFunc func,
            gpointer    data)
{
  return g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, func, data, NULL);
}

guint
g_timeout_add_full (int             priority,
                    guint           interval_msec,
                    GSourceFunc     func,
                    gpointer        data,
                    GDestroyNotify  notify)
{
  release (g_main_context_default ());
  return REAL (g_timeout_add_full) (priority, interval_msec, func, data, notify);
}

guint
g_timeout_add (guint       interval_msec,
               GSourceFunc func,
               gpointer    data)
{
  return g_timeout_add_full (G_PRIORITY_DEFAULT, interval_msec, func, data, NULL);
}
