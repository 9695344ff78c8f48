/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What fibers do in each comparison. Each is a BenchFunc.
 */

#pragma once

#include <smartasync/smartasync.h>

#define FIBERS_TOGETHER 100
#define SLEEPERS 10000
#define SLEEP_MSEC 1000

void fibers_iterate_until  (gboolean *is_done);

/* So many empty fibers, one after another. */
void fibers_spawn          (guint     n);

/* FIBERS_TOGETHER empty fibers at the same time, so many times. */
void fibers_spawn_together (guint     n);

/* One fiber with so many calls. */
void fibers_call           (guint     n);

/* SLEEPERS fibers that sleep for SLEEP_MSEC at the same time, so many times. */
void fibers_sleep          (guint     n);
