/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Compares the time of functions in one run: interleaved rounds, medians, ratios.
 */

#pragma once

#include <glib.h>

/* Does the thing to be measured n times. */
typedef void (*BenchFunc) (guint n);

typedef struct
{
  const char *name;
  BenchFunc   func;
  double      nsec;   /* out: for doing it once; the median of the rounds */
} BenchPeer;

/* Measures all peers alternately, so that what else the machine does slows all of them down alike. */
void bench_run   (BenchPeer  *peers,
                  guint       n_peers);

/* From now on it is the time that all threads of the process run, and not that which passes. */
void bench_use_processor_time (void);

/* Prints each peer's time, and its ratio to the first one's. */
void bench_print (const char      *title,
                  const BenchPeer *peers,
                  guint            n_peers);

/* One row of the table in docs/performance.md. */
typedef struct
{
  const char *id;
  const char *title;
  const char *unit;
  double      target;
  gboolean    at_least;  /* whether the target is the least value, rather than the greatest */
} BenchRow;

/* Prints a value beside its target, for people and, as a line of JSON, for report.py. */
void bench_report  (const BenchRow  *row,
                    double           value);

/* Measures two peers and reports the ratio of the first one's time to that of the second. */
void bench_compare (const BenchRow  *row,
                    BenchPeer       *peers);
