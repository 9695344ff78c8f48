/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Compares the time of functions in one run: interleaved rounds, medians, ratios.
 */

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define N_ROUNDS 15
#define ROUND_USEC (20 * 1000)

static gint64 (*get_time) (void) = g_get_monotonic_time;

static gint64
get_processor_time (void)
{
  struct timespec used;

  if (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used) != 0)
    g_error ("no clock of this process");

  return used.tv_sec * G_TIME_SPAN_SECOND + used.tv_nsec / 1000;
}

void
bench_use_processor_time (void)
{
  get_time = get_processor_time;
}

static gint64
measure (BenchFunc func,
         guint     n)
{
  gint64 start = get_time ();

  func (n);

  return get_time () - start;
}

/* How often to do it so that a round is long beside the clock's resolution. Warms up, too. */
static guint
calibrate (BenchFunc func)
{
  guint n = 1;

  while (measure (func, n) < ROUND_USEC)
    n *= 2;

  return n;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return (difference > 0) - (difference < 0);
}

void
bench_run (BenchPeer *peers,
           guint      n_peers)
{
  g_autofree guint *counts = g_new (guint, n_peers);
  g_autofree double *nsecs = g_new (double, n_peers * N_ROUNDS);

  for (guint i = 0; i < n_peers; i++)
    counts[i] = calibrate (peers[i].func);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      for (guint i = 0; i < n_peers; i++)
        nsecs[i * N_ROUNDS + round] = measure (peers[i].func, counts[i]) * 1000.0 / counts[i];
    }

  for (guint i = 0; i < n_peers; i++)
    {
      qsort (&nsecs[i * N_ROUNDS], N_ROUNDS, sizeof (double), compare_doubles);
      peers[i].nsec = nsecs[i * N_ROUNDS + N_ROUNDS / 2];
    }
}

void
bench_print (const char      *title,
             const BenchPeer *peers,
             guint            n_peers)
{
  g_print ("%s (median of %d interleaved rounds)\n", title, N_ROUNDS);

  for (guint i = 0; i < n_peers; i++)
    {
      if (i == 0)
        g_print ("  %-58s %9.1f ns\n", peers[i].name, peers[i].nsec);
      else
        g_print ("  %-58s %9.1f ns   the first is %.2f of it\n", peers[i].name, peers[i].nsec,
                 peers[0].nsec / peers[i].nsec);
    }
}

void
bench_report (const BenchRow *row,
              double          value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  char target[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.3f", value);
  g_ascii_formatd (target, sizeof target, "%g", row->target);

  /* Not g_print(), which would convert the units to the locale's character set. */
  printf ("  %s: %s%s (target: %s %s)\n", row->title, number, row->unit, row->at_least ? "≥" : "≤", target);
  printf ("{\"id\": \"%s\", \"title\": \"%s\", \"value\": %s, \"unit\": \"%s\", \"target\": %s, \"at_least\": %s}\n",
          row->id, row->title, number, row->unit, target, row->at_least ? "true" : "false");
  fflush (stdout);
}

void
bench_compare (const BenchRow *row,
               BenchPeer      *peers)
{
  bench_run (peers, 2);
  bench_print (row->title, peers, 2);
  bench_report (row, peers[0].nsec / peers[1].nsec);
}
