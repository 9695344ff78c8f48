/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The fibers that are to be woken up at a time, the first one first.
 */

#pragma once

#include "fiber-private.h"

/* A heap: no fiber is due before the one at half its index (counted from 1). A source for each would
 * make each iteration of the loop look at all of them.
 */
typedef struct
{
  GPtrArray *fibers;  /* owned; of unowned SmartAsyncFiber, each of which is due some time */
} SmartAsyncFiberTimers;

void             smart_async_fiber_timers_init   (SmartAsyncFiberTimers *timers);
void             smart_async_fiber_timers_clear  (SmartAsyncFiberTimers *timers);
void             smart_async_fiber_timers_add    (SmartAsyncFiberTimers *timers,
                                                  SmartAsyncFiber       *fiber);
void             smart_async_fiber_timers_remove (SmartAsyncFiberTimers *timers,
                                                  SmartAsyncFiber       *fiber);
SmartAsyncFiber *smart_async_fiber_timers_first  (SmartAsyncFiberTimers *timers);
