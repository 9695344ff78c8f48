/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The shortest operation there is: what a call of it takes is the library's own share.
 */

#include "plain.h"

#include <smartasync/smartasync.h>

/* A source that is ready at once, and calls back. A GTask would take longer than everything else that is measured. */
static void
plain_async (GSourceFunc callback,
             gpointer    user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

typedef struct
{
  SmartAsyncCall *call;
  GAsyncResult   *result;
} PlainCall;

static gboolean
call_ready_cb (gpointer user_data)
{
  PlainCall *self = user_data;

  smart_async_call_ready (NULL, self->result, self->call);

  return G_SOURCE_REMOVE;
}

static void
plain_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  ((PlainCall *) user_data)->call = call;
  plain_async (call_ready_cb, user_data);
}

/* All calls have the same result: making one is not measured either. It is made outside of them, as a task refers to
 * the context in which it was made.
 */
void
plain_twin (guint n)
{
  static const SmartAsyncOperation operation = { "plain_sync", plain_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  PlainCall call = { NULL, G_ASYNC_RESULT (task) };

  for (guint i = 0; i < n; i++)
    g_object_unref (smart_async_run (&operation, &call, NULL, NULL));
}

static gboolean
done_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
plain_by_hand (guint n)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  for (guint i = 0; i < n; i++)
    {
      gboolean done = FALSE;

      g_main_context_push_thread_default (context);
      plain_async (done_cb, &done);
      while (!done)
        g_main_context_iteration (context, TRUE);
      g_main_context_pop_thread_default (context);
    }
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

void
plain_fresh (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GMainContext) context = g_main_context_new ();
      g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);

      g_main_context_push_thread_default (context);
      plain_async (quit_cb, loop);
      g_main_loop_run (loop);
      g_main_context_pop_thread_default (context);
    }
}
