/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Does what the library must not do, in a library whose name begins like its own.
 */

#include "touches.h"

void
touches_acquire (GMainContext *context)
{
  if (g_main_context_acquire (context))
    g_main_context_release (context);
}

void
touches_prepare (GMainContext *context)
{
  g_main_context_prepare (context, NULL);
}

/* Some versions of GLib take no NULL for these. */

static GMainContext *
or_default (GMainContext *context)
{
  return context != NULL ? context : g_main_context_default ();
}

void
touches_query (GMainContext *context)
{
  int timeout;

  (void) g_main_context_query (or_default (context), G_MAXINT, &timeout, NULL, 0);
}

void
touches_check (GMainContext *context)
{
  GPollFD fd;

  (void) g_main_context_check (or_default (context), G_MININT, &fd, 0);
}

void
touches_dispatch (GMainContext *context)
{
  g_main_context_dispatch (or_default (context));
}

void
touches_iteration (GMainContext *context)
{
  g_main_context_iteration (context, FALSE);
}

void
touches_pending (GMainContext *context)
{
  (void) g_main_context_pending (context);
}

void
touches_push (GMainContext *context)
{
  g_main_context_push_thread_default (context);
  g_main_context_pop_thread_default (context);
}

static gboolean
remove_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

void
touches_invoke (GMainContext *context)
{
  g_main_context_invoke (context, remove_cb, NULL);
}

void
touches_invoke_full (GMainContext *context)
{
  g_main_context_invoke_full (context, G_PRIORITY_DEFAULT, remove_cb, NULL, NULL);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

void
touches_loop (GMainContext *context)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit_cb, loop, NULL);
  g_source_attach (source, context);
  g_main_loop_run (loop);
}
