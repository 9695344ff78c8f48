/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The time, cheaply.
 */

#include "base/clock.h"

#include <time.h>

/* The monotonic time of g_get_monotonic_time(), in µs, as it was at the last tick of the system: some milliseconds ago.
 * Reading the clock itself takes one part in fifty of a warm call.
 */
gint64
smart_async_clock_get_coarse_time (void)
{
#ifdef CLOCK_MONOTONIC_COARSE
  struct timespec now;

  if (clock_gettime (CLOCK_MONOTONIC_COARSE, &now) == 0)
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
#endif

  return g_get_monotonic_time ();
}
