/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Threads that call at random. The name of a test has the seed, with which a failure can be repeated.
 */

#include <stdlib.h>

#include "child.h"
#include "support.h"
#include "torture.h"

/* TORTURE_SEEDS: how many, TORTURE_FIRST_SEED: from which one. */
#define DEFAULT_SEEDS 12
#define MAX_THREADS 4
#define N_STEPS 40

static gpointer
worker_thread (gpointer seed)
{
  Torturer torturer;

  torturer_init (&torturer, *(guint32 *) seed, 0, &torture_n_alive);
  torture_steps (&torturer, N_STEPS);
  torturer_clear (&torturer);
  g_atomic_int_add (&torture_n_alive, -1);

  return NULL;
}

/* An operation whose call is over since long calls back in the end: that is said, and does no harm. Nor does what GLib
 * says of a probe.
 */
static gboolean
is_fatal (const char     *domain,
          GLogLevelFlags  level,
          const char     *message,
          gpointer        user_data)
{
  return !support_is_of_probe (message) &&
         strstr (message, "has called back after the call was over; ignored") == NULL;
}

static void
torture (gconstpointer seed)
{
  GThread *threads[MAX_THREADS];
  guint32 seeds[MAX_THREADS];
  int n_workers;
  Torturer torturer;

  g_test_log_set_fatal_handler (is_fatal, NULL);
  torturer_init (&torturer, GPOINTER_TO_UINT (seed), 0, &torture_n_alive);
  n_workers = 1 + (int) torturer_pick (&torturer, MAX_THREADS);
  torture_n_alive = n_workers;

  for (int i = 0; i < n_workers; i++)
    {
      seeds[i] = g_rand_int (torturer.rand);
      threads[i] = g_thread_new ("worker", worker_thread, &seeds[i]);
    }

  /* Sources that threads have left behind are dispatched with the default context, which this thread iterates. */
  torture_steps (&torturer, N_STEPS);
  torture_end (NULL, &torture_n_alive);

  for (int i = 0; i < n_workers; i++)
    g_thread_join (threads[i]);
  torture_join_threads ();
  torturer_clear (&torturer);
}

static int
number_in (const char *variable,
           int         otherwise)
{
  const char *given = g_getenv (variable);

  return given != NULL ? atoi (given) : otherwise;
}

int
main (int   argc,
      char *argv[])
{
  int first;
  int n;

  g_test_init (&argc, &argv, NULL);

  /* Each thread sees what initializing a class has done, by an order of GLib's that ThreadSanitizer does not see. */
  g_type_class_unref (g_type_class_ref (SMART_ASYNC_TYPE_BATCH));

  first = number_in ("TORTURE_FIRST_SEED", 1);
  n = number_in ("TORTURE_SEEDS", DEFAULT_SEEDS);
  for (int seed = first; seed < first + n; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/smartasync/torture/seed-%d", seed);

      test_child_add (path, torture, GINT_TO_POINTER (seed));
    }

  return g_test_run ();
}
