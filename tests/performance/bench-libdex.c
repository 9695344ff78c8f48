/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What fibers cost, against those of libdex: processor time of both in one run.
 */

#include <smartasync/smartasync.h>

#include <libdex.h>

#include "answer.h"
#include "bench.h"
#include "measured-fibers.h"

static void
iterate_until_settled (DexFuture *future)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
}

/* Spawning a fiber, and waiting for its end. */

static DexFuture *
dex_nothing (gpointer user_data)
{
  return dex_future_new_true ();
}

static void
dex_spawn (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      DexFuture *future = dex_scheduler_spawn (NULL, 0, dex_nothing, NULL, NULL);

      iterate_until_settled (future);
      dex_unref (future);
    }
}

static void
dex_spawn_many (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      DexFuture *futures[FIBERS_TOGETHER];

      for (guint j = 0; j < FIBERS_TOGETHER; j++)
        futures[j] = dex_scheduler_spawn (NULL, 0, dex_nothing, NULL, NULL);
      for (guint j = 0; j < FIBERS_TOGETHER; j++)
        {
          iterate_until_settled (futures[j]);
          dex_unref (futures[j]);
        }
    }
}

/* Waiting for a GTask that returns in an idle, again and again. */

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (DexPromise) promise = user_data;

  dex_promise_resolve_int (promise, (int) g_task_propagate_int (G_TASK (result), NULL));
}

static DexFuture *
dex_answer (void)
{
  DexPromise *promise = dex_promise_new ();

  answer_async (answered_cb, dex_ref (promise));

  return DEX_FUTURE (promise);
}

static DexFuture *
dex_call_often (gpointer user_data)
{
  for (guint i = 0; i < *(guint *) user_data; i++)
    g_assert_cmpint (dex_await_int (dex_answer (), NULL), ==, 42);

  return dex_future_new_true ();
}

static void
dex_await_often (guint n)
{
  g_autoptr (DexFuture) future = dex_scheduler_spawn (NULL, 0, dex_call_often, &n, NULL);

  iterate_until_settled (future);
}

/* Many fibers that sleep at the same time. */

static DexFuture *
dex_sleeper (gpointer n_done)
{
  dex_await (dex_timeout_new_msec (SLEEP_MSEC), NULL);
  ++*(guint *) n_done;

  return dex_future_new_true ();
}

static void
dex_sleep_many (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint n_done = 0;

      for (guint j = 0; j < SLEEPERS; j++)
        dex_future_disown (dex_scheduler_spawn (NULL, 0, dex_sleeper, &n_done, NULL));
      while (n_done < SLEEPERS)
        g_main_context_iteration (NULL, TRUE);
    }
}

static const BenchRow rows[] = {
  { "libdex-spawn", "processor time of 100 fibers, spawned and finished, to libdex's", "×", 0.6, FALSE },
  { "libdex-one", "the same of one fiber, with an iteration of the loop", "×", 0.6, FALSE },
  { "libdex-await", "processor time of awaiting a task in an idle, to libdex's", "×", 0.5, FALSE },
  { "libdex-sleep", "processor time of 10,000 fibers that sleep a second each, to libdex's", "×", 0.3, FALSE },
};

int
main (void)
{
  BenchPeer spawns[] = {
    { "100 empty fibers, spawned and finished", fibers_spawn_together, 0 },
    { "100 of libdex", dex_spawn_many, 0 },
  };
  BenchPeer single[] = {
    { "an empty fiber, spawned and finished", fibers_spawn, 0 },
    { "one of libdex", dex_spawn, 0 },
  };
  BenchPeer awaits[] = {
    { "a twin in a fiber", fibers_call, 0 },
    { "dex_await() of the same operation in a fiber of libdex", dex_await_often, 0 },
  };
  BenchPeer sleeps[] = {
    { "10,000 fibers that sleep", fibers_sleep, 0 },
    { "10,000 fibers of libdex that sleep", dex_sleep_many, 0 },
  };

  dex_init ();
  bench_use_processor_time ();
  bench_compare (&rows[0], spawns);
  bench_compare (&rows[1], single);
  bench_compare (&rows[2], awaits);
  bench_compare (&rows[3], sleeps);

  return 0;
}
