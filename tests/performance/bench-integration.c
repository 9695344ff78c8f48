/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a loop pays for a private context that is integrated in its context.
 */

#include <smartasync/smartasync.h>

#include "bench.h"

static GMainContext *bare;
static GMainContext *with_private;

static gboolean
nothing_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
add_source (GMainContext *context,
            GSource      *source)
{
  g_source_set_callback (source, nothing_cb, NULL, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
}

/* The operation leaves a timeout behind that is not going to fire. */
static void
leaving_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  add_source (g_main_context_get_thread_default (), g_timeout_source_new_seconds (24 * 60 * 60));
  g_task_return_boolean (task, TRUE);
}

static void
call_privately (GMainContext *context)
{
  static const SmartAsyncOperation operation = { "leaving_sync", leaving_start, SMART_ASYNC_OPERATION_NONE };
  G_GNUC_UNUSED g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (GAsyncResult) result = NULL;

  g_main_context_push_thread_default (context);
  result = smart_async_run (&operation, NULL, NULL, NULL);
  g_main_context_pop_thread_default (context);
  g_assert_nonnull (result);
}

/* A loop that has something to do in each iteration. */
static GMainContext *
context_new (void)
{
  GMainContext *context = g_main_context_new ();
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  add_source (context, source);

  return context;
}

static void
iterate (GMainContext *context,
         guint         n)
{
  for (guint i = 0; i < n; i++)
    g_main_context_iteration (context, TRUE);
}

static void
iterate_with_private (guint n)
{
  iterate (with_private, n);
}

static void
iterate_bare (guint n)
{
  iterate (bare, n);
}

int
main (void)
{
  static const BenchRow row = { "integration", "what a private context adds to an iteration of the loop", " µs", 2, FALSE };
  BenchPeer peers[] = {
    { "an iteration with a private context integrated", iterate_with_private, 0 },
    { "an iteration without", iterate_bare, 0 },
  };

  bare = context_new ();
  with_private = context_new ();
  call_privately (with_private);

  bench_run (peers, G_N_ELEMENTS (peers));
  bench_print ("Integration", peers, G_N_ELEMENTS (peers));
  bench_report (&row, (peers[0].nsec - peers[1].nsec) / 1000);

  g_main_context_unref (bare);
  g_main_context_unref (with_private);

  return 0;
}
