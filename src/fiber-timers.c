/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The fibers that are to be woken up at a time, the first one first.
 */

#include "fiber-timers.h"

static SmartAsyncFiber *
get (SmartAsyncFiberTimers *timers,
     guint                  index)
{
  return g_ptr_array_index (timers->fibers, index);
}

static void
put (SmartAsyncFiberTimers *timers,
     guint                  index,
     SmartAsyncFiber       *fiber)
{
  g_ptr_array_index (timers->fibers, index) = fiber;
  fiber->timer_index = index;
}

static void
move_up (SmartAsyncFiberTimers *timers,
         guint                  index)
{
  SmartAsyncFiber *fiber = get (timers, index);

  while (index > 0 && get (timers, (index - 1) / 2)->due > fiber->due)
    {
      put (timers, index, get (timers, (index - 1) / 2));
      index = (index - 1) / 2;
    }

  put (timers, index, fiber);
}

static guint
earlier_child (SmartAsyncFiberTimers *timers,
               guint                  index)
{
  guint left = 2 * index + 1;
  guint right = left + 1;

  return right < timers->fibers->len && get (timers, right)->due < get (timers, left)->due ? right : left;
}

static void
move_down (SmartAsyncFiberTimers *timers,
           guint                  index)
{
  SmartAsyncFiber *fiber = get (timers, index);
  guint child;

  while ((child = earlier_child (timers, index)) < timers->fibers->len && get (timers, child)->due < fiber->due)
    {
      put (timers, index, get (timers, child));
      index = child;
    }

  put (timers, index, fiber);
}

void
smart_async_fiber_timers_init (SmartAsyncFiberTimers *timers)
{
  timers->fibers = g_ptr_array_new ();
}

void
smart_async_fiber_timers_clear (SmartAsyncFiberTimers *timers)
{
  g_ptr_array_unref (timers->fibers);
}

void
smart_async_fiber_timers_add (SmartAsyncFiberTimers *timers,
                              SmartAsyncFiber       *fiber)
{
  g_ptr_array_add (timers->fibers, fiber);
  move_up (timers, timers->fibers->len - 1);
}

void
smart_async_fiber_timers_remove (SmartAsyncFiberTimers *timers,
                                 SmartAsyncFiber       *fiber)
{
  guint index = fiber->timer_index;
  SmartAsyncFiber *last = get (timers, timers->fibers->len - 1);

  g_ptr_array_set_size (timers->fibers, (int) timers->fibers->len - 1);

  if (last == fiber)
    return;

  put (timers, index, last);
  move_down (timers, index);
  move_up (timers, last->timer_index);
}

/* NULL when there is none. */
SmartAsyncFiber *
smart_async_fiber_timers_first (SmartAsyncFiberTimers *timers)
{
  return timers->fibers->len > 0 ? get (timers, 0) : NULL;
}
