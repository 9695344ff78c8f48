/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What detection and one warm call cost, against the same by hand.
 */

#include <smartasync/smartasync.h>

#include "answer.h"
#include "bench.h"
#include "plain.h"

static void
twin (guint n)
{
  for (guint i = 0; i < n; i++)
    answer_sync ();
}

static void
by_hand_on_a_pushed_context (guint n)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < n; i++)
    answer_by_hand (context);
  g_main_context_pop_thread_default (context);
}

typedef struct
{
  GMainLoop    *loop;
  GAsyncResult *result;
} LoopCall;

static void
quit_loop_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  LoopCall *call = user_data;

  call->result = g_object_ref (result);
  g_main_loop_quit (call->loop);
}

/* A synchronous call as programs usually write it by hand. */
static void
fresh_context_and_loop (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      GMainContext *context = g_main_context_new ();
      LoopCall call = { g_main_loop_new (context, FALSE), NULL };

      g_main_context_push_thread_default (context);
      answer_async (quit_loop_cb, &call);
      g_main_loop_run (call.loop);
      g_main_context_pop_thread_default (context);
      g_main_loop_unref (call.loop);
      g_main_context_unref (context);

      answer_assert (call.result);
      g_object_unref (call.result);
    }
}

static int sink;

static void
detect (guint n)
{
  for (guint i = 0; i < n; i++)
    sink += smart_async_detect (NULL);
}

static void
is_owner (guint n)
{
  for (guint i = 0; i < n; i++)
    sink += g_main_context_is_owner (g_main_context_default ());
}

static const BenchRow rows[] = {
  { "detect", "smart_async_detect(), no loop, to g_main_context_is_owner()", "×", 3, FALSE },
  { "detect-own-loop", "smart_async_detect(), own loop, to g_main_context_is_owner()", "×", 3, FALSE },
  { "call", "a warm private call, to the same by hand on a pushed context", "×", 0.75, FALSE },
  { "call-fresh", "a warm private call, to a fresh context and GMainLoop each time", "×", 0.2, FALSE },
  { "call-task", "the same with a GTask, to the same by hand on a pushed context", "×", 1, FALSE },
  { "call-task-fresh", "the same with a GTask, to a fresh context and GMainLoop each time", "×", 0.25, FALSE },
};

static void
compare_detections (const BenchRow *row)
{
  BenchPeer detections[] = {
    { "smart_async_detect()", detect, 0 },
    { "g_main_context_is_owner (g_main_context_default ())", is_owner, 0 },
  };

  bench_compare (row, detections);
}

/* The first one to the second and to the third. */
static void
compare_calls (const char     *title,
               BenchPeer       calls[3],
               const BenchRow  of_rows[2])
{
  bench_run (calls, 3);
  bench_print (title, calls, 3);
  bench_report (&of_rows[0], calls[0].nsec / calls[1].nsec);
  bench_report (&of_rows[1], calls[0].nsec / calls[2].nsec);
}

static void
compare_plain_calls (void)
{
  BenchPeer calls[] = {
    { "a warm call, privately", plain_twin, 0 },
    { "the same operation by hand, on a context that is kept, and pushed each time", plain_by_hand, 0 },
    { "the same operation, a fresh context and GMainLoop each time", plain_fresh, 0 },
  };

  compare_calls ("One call", calls, &rows[2]);
}

static void
compare_calls_with_tasks (void)
{
  BenchPeer calls[] = {
    { "a warm call, privately", twin, 0 },
    { "the same operation by hand, on a context already pushed", by_hand_on_a_pushed_context, 0 },
    { "the same operation, a fresh context and GMainLoop each time", fresh_context_and_loop, 0 },
  };

  compare_calls ("One call of an operation with a GTask", calls, &rows[4]);
}

int
main (void)
{
  compare_detections (&rows[0]);
  g_main_context_acquire (NULL);
  compare_detections (&rows[1]);
  g_main_context_release (NULL);
  compare_plain_calls ();
  compare_calls_with_tasks ();

  return 0;
}
