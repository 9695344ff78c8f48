/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What calls cost other threads, and what they cost when they have ended.
 */

#define _GNU_SOURCE  /* RUSAGE_THREAD */

#include <smartasync/smartasync.h>

#include <sys/resource.h>

#include "answer.h"
#include "bench.h"
#include "complete.h"
#include "plain.h"
#include "support.h"

static void
twin (guint n)
{
  for (guint i = 0; i < n; i++)
    answer_sync ();
}

static void
by_hand (guint n)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < n; i++)
    answer_by_hand (context);
  g_main_context_pop_thread_default (context);
}

static const BenchRow worker_row = {
  "call-worker", "a warm call of a worker, to the same by hand on a pushed context", "×", 0.7, FALSE,
};

static const BenchRow own_row = {
  "call-own-context", "a warm private call of a worker with a context of its own, to the same by hand", "×", 0.6,
  FALSE,
};

static gpointer
compare_thread (gpointer user_data)
{
  BenchPeer calls[] = { { "a warm call in a worker", plain_twin, 0 }, { "by hand", plain_by_hand, 0 } };

  bench_compare (user_data, calls);

  return NULL;
}

static gpointer
compare_own_thread (gpointer user_data)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  compare_thread (user_data);
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Two threads at the same time. */

static gpointer
twin_thread (gpointer n)
{
  twin (GPOINTER_TO_UINT (n));

  return NULL;
}

static gpointer
by_hand_thread (gpointer n)
{
  by_hand (GPOINTER_TO_UINT (n));

  return NULL;
}

static void
in_two_threads (GThreadFunc func,
                guint       n)
{
  GThread *threads[2];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("bench", func, GUINT_TO_POINTER (n));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
two_twins (guint n)
{
  in_two_threads (twin_thread, n);
}

static void
two_by_hand (guint n)
{
  in_two_threads (by_hand_thread, n);
}

static void
compare_two_threads (void)
{
  static const BenchRow row = { "two-threads", "calls of two threads, to two threads by hand", "×", 1, FALSE };
  BenchPeer calls[] = { { "two threads", two_twins, 0 }, { "two threads by hand", two_by_hand, 0 } };

  bench_compare (&row, calls);
}

/* Wake-ups. */

static long
count_switches (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);

  return usage.ru_nvcsw;
}

static gpointer
spaced_calls_thread (gpointer loop)
{
  g_usleep (200 * 1000);
  for (int i = 0; i < 200; i++)
    {
      answer_sync ();
      g_usleep (2000);
    }
  g_main_loop_quit (loop);

  return NULL;
}

static void
report_wake_ups (void)
{
  static const BenchRow row = {
    "wake-ups", "wake-ups of the main thread, asleep in its loop, by 200 calls of a worker", "", 2, FALSE,
  };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread = g_thread_new ("worker", spaced_calls_thread, loop);
  long n_before = count_switches ();

  g_main_loop_run (loop);
  bench_report (&row, (double) (count_switches () - n_before));
  g_thread_join (thread);
}

static void
sleep_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (10 * 1000);

  g_source_set_callback (source, support_complete_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gpointer
report_silence (gpointer row)
{
  static const SmartAsyncOperation operation = { "sleep_sync", sleep_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = NULL;
  long n_before;

  answer_sync ();
  n_before = count_switches ();
  result = smart_async_run (&operation, NULL, NULL, NULL);
  bench_report (row, (double) (count_switches () - n_before));

  return NULL;
}

/* What is left of threads that have ended, and what idle ones cost. */

typedef struct
{
  GMutex   lock;
  GCond    changed;
  guint    n_waiting;  /* lock */
  gboolean is_open;    /* lock */
} Barrier;

static gpointer
idle_thread (gpointer user_data)
{
  Barrier *barrier = user_data;

  for (int i = 0; i < 10; i++)
    answer_sync ();

  g_mutex_lock (&barrier->lock);
  barrier->n_waiting++;
  g_cond_broadcast (&barrier->changed);
  while (!barrier->is_open)
    g_cond_wait (&barrier->changed, &barrier->lock);
  g_mutex_unlock (&barrier->lock);

  return NULL;
}

static void
iterate (guint n)
{
  for (guint i = 0; i < n; i++)
    g_main_context_iteration (NULL, FALSE);
}

static void
call_watched (guint n)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (60 * 1000);

  twin (n);
}

static double
measure (BenchFunc func)
{
  BenchPeer peer = { "", func, 0 };

  bench_run (&peer, 1);

  return peer.nsec;
}

/* With @row: what an iteration takes while they are idle, to @before. */
static void
have_threads (guint           n,
              const BenchRow *row,
              double          before)
{
  Barrier barrier = { .n_waiting = 0 };
  g_autofree GThread **threads = g_new (GThread *, n);

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("idle", idle_thread, &barrier);

  g_mutex_lock (&barrier.lock);
  while (barrier.n_waiting < n)
    g_cond_wait (&barrier.changed, &barrier.lock);
  g_mutex_unlock (&barrier.lock);

  if (row != NULL)
    bench_report (row, measure (iterate) / before);

  g_mutex_lock (&barrier.lock);
  barrier.is_open = TRUE;
  g_cond_broadcast (&barrier.changed);
  g_mutex_unlock (&barrier.lock);

  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
}

static void
report_what_stays (void)
{
  static const BenchRow rows[] = {
    { "beside-idle", "an iteration of the caller's loop beside 100 idle threads that have called, to before", "×", 1.2,
      FALSE },
    { "after-threads", "an iteration of the caller's loop after 800 threads that have ended, to before", "×", 1.2,
      FALSE },
    { "descriptors", "descriptors after that, more than before", "", 2, FALSE },
    { "watched-after", "a call with a watchdog after that, to before", "×", 1.1, FALSE },
  };
  double iteration = measure (iterate);
  double watched = measure (call_watched);
  guint n_descriptors = support_count_descriptors ();

  have_threads (100, &rows[0], iteration);
  have_threads (800, NULL, 0);
  bench_report (&rows[1], measure (iterate) / iteration);
  bench_report (&rows[2], (double) support_count_descriptors () - n_descriptors);
  bench_report (&rows[3], measure (call_watched) / watched);
}

int
main (void)
{
  static const BenchRow silences[] = {
    { "silence-main", "voluntary context switches of the main thread in a silent wait of 10 s", "", 10, FALSE },
    { "silence-worker", "voluntary context switches of a worker in a silent wait of 10 s", "", 1, FALSE },
  };

  report_what_stays ();
  g_thread_join (g_thread_new ("bench", compare_thread, (gpointer) &worker_row));
  g_thread_join (g_thread_new ("bench", compare_own_thread, (gpointer) &own_row));
  compare_two_threads ();
  report_wake_ups ();
  report_silence ((gpointer) &silences[0]);
  g_thread_join (g_thread_new ("bench", report_silence, (gpointer) &silences[1]));

  return 0;
}
