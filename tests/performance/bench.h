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

/* Measures all peers in turns, so that what else the machine does meets all of them alike. */
void bench_run   (BenchPeer  *peers,
                  guint       n_peers);

/* Prints each peer's time, and its ratio to the first one's. */
void bench_print (const char      *title,
                  const BenchPeer *peers,
                  guint            n_peers);
