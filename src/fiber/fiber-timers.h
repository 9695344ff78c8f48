/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The times at which fibers are to be woken up, the first one first.
 */

#pragma once

#include <glib.h>

typedef struct _SmartAsyncFiber SmartAsyncFiber;

/* One such time. A fiber may have several. */
typedef struct
{
  SmartAsyncFiber *fiber;  /* unowned */
  gint64           due;    /* µs, monotonic; 0: none */
  guint            index;  /* in the heap, if there is one */
} SmartAsyncFiberTimer;

/* A heap: no timer is due before the one at half its index (counted from 1). A source for each would
 * make each iteration of the loop look at all of them.
 */
typedef struct
{
  GPtrArray *heap;  /* owned; of unowned SmartAsyncFiberTimer, each of which is due some time */
} SmartAsyncFiberTimers;

void                  smart_async_fiber_timers_init  (SmartAsyncFiberTimers *timers);
void                  smart_async_fiber_timers_clear (SmartAsyncFiberTimers *timers);
void                  smart_async_fiber_timers_set   (SmartAsyncFiberTimers *timers,
                                                      SmartAsyncFiberTimer  *timer,
                                                      gint64                 due);
SmartAsyncFiberTimer *smart_async_fiber_timers_first (SmartAsyncFiberTimers *timers);
