/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What fibers cost, against callbacks and GTask.
 */

#include <smartasync/smartasync.h>

#include <stdio.h>
#include <unistd.h>

#include "answer.h"
#include "bench.h"
#include "measured-fibers.h"

#define N_WAITING 20000

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  guint *left = user_data;

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);

  if (--*left > 0)
    answer_async (answered_cb, left);
}

static void
callbacks (guint n)
{
  answer_async (answered_cb, &n);
  while (n > 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
run_task_cb (gpointer user_data)
{
  g_task_return_pointer (user_data, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
task_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_task_propagate_pointer (G_TASK (result), NULL);
  *(gboolean *) user_data = TRUE;
}

static void
task_in_idle (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean is_done = FALSE;
      GTask *task = g_task_new (NULL, NULL, task_done_cb, &is_done);
      GSource *source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_task_attach_source (task, source, run_task_cb);
      g_source_unref (source);
      g_object_unref (task);
      fibers_iterate_until (&is_done);
    }
}

static double
measure_sleepers (void)
{
  gint64 begun = g_get_monotonic_time ();

  fibers_sleep (1);

  return (double) (g_get_monotonic_time () - begun) / G_TIME_SPAN_SECOND;
}

typedef struct
{
  GCancellable *until;
  guint         n_waiting;
} Crowd;

static gpointer
sleep_in_crowd (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  Crowd *crowd = user_data;

  crowd->n_waiting++;
  smart_async_sleep (600 * 1000, crowd->until, NULL);
  crowd->n_waiting--;

  return NULL;
}

static double
get_resident_pages (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  long pages = 0;

  if (file == NULL || fscanf (file, "%*d %ld", &pages) != 1)
    g_error ("no /proc/self/statm");
  fclose (file);

  return pages;
}

static double
measure_pages (void)
{
  g_autoptr (GCancellable) until = g_cancellable_new ();
  Crowd crowd = { until, 0 };
  double before = get_resident_pages ();
  double pages;

  for (guint i = 0; i < N_WAITING; i++)
    smart_async_spawn (sleep_in_crowd, &crowd, NULL, NULL, NULL, NULL);
  while (crowd.n_waiting < N_WAITING)
    g_main_context_iteration (NULL, TRUE);
  pages = (get_resident_pages () - before) / N_WAITING;

  g_cancellable_cancel (until);
  while (crowd.n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);

  return pages;
}

static const BenchRow rows[] = {
  { "fiber-resume", "suspending and resuming a fiber around an operation, to its callback", "×", 1.3, FALSE },
  { "fiber-spawn", "spawning an empty fiber, to its end, to a GTask run in an idle", "×", 1.5, FALSE },
  { "fiber-memory", "memory of each of 20,000 waiting fibers", " pages", 4, FALSE },
  { "fiber-sleep", "10,000 fibers that sleep a second each", " s", 1.1, FALSE },
};

int
main (void)
{
  BenchPeer resumes[] = {
    { "a twin in a fiber", fibers_call, 0 },
    { "the same operation, a callback that starts the next one", callbacks, 0 },
  };
  BenchPeer spawns[] = {
    { "an empty fiber, spawned and finished", fibers_spawn, 0 },
    { "a GTask run in an idle", task_in_idle, 0 },
  };

  /* First, when nothing is warm yet. */
  bench_report (&rows[2], measure_pages ());
  bench_report (&rows[3], measure_sleepers ());
  bench_compare (&rows[0], resumes);
  bench_compare (&rows[1], spawns);

  return 0;
}
