/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The times at which fibers are to be woken up, the first one first.
 */

#include "fiber/fiber-timers.h"

static SmartAsyncFiberTimer *
get (SmartAsyncFiberTimers *timers,
     guint                  index)
{
  return g_ptr_array_index (timers->heap, index);
}

static void
put (SmartAsyncFiberTimers *timers,
     guint                  index,
     SmartAsyncFiberTimer  *timer)
{
  g_ptr_array_index (timers->heap, index) = timer;
  timer->index = index;
}

static void
move_up (SmartAsyncFiberTimers *timers,
         guint                  index)
{
  SmartAsyncFiberTimer *timer = get (timers, index);

  while (index > 0 && get (timers, (index - 1) / 2)->due > timer->due)
    {
      put (timers, index, get (timers, (index - 1) / 2));
      index = (index - 1) / 2;
    }

  put (timers, index, timer);
}

static guint
earlier_child (SmartAsyncFiberTimers *timers,
               guint                  index)
{
  guint left = 2 * index + 1;
  guint right = left + 1;

  return right < timers->heap->len && get (timers, right)->due < get (timers, left)->due ? right : left;
}

static void
move_down (SmartAsyncFiberTimers *timers,
           guint                  index)
{
  SmartAsyncFiberTimer *timer = get (timers, index);
  guint child;

  while ((child = earlier_child (timers, index)) < timers->heap->len && get (timers, child)->due < timer->due)
    {
      put (timers, index, get (timers, child));
      index = child;
    }

  put (timers, index, timer);
}

void
smart_async_fiber_timers_init (SmartAsyncFiberTimers *timers)
{
  timers->heap = g_ptr_array_new ();
}

void
smart_async_fiber_timers_clear (SmartAsyncFiberTimers *timers)
{
  g_ptr_array_unref (timers->heap);
}

static void
add (SmartAsyncFiberTimers *timers,
     SmartAsyncFiberTimer  *timer)
{
  g_ptr_array_add (timers->heap, timer);
  move_up (timers, timers->heap->len - 1);
}

static void
take_away (SmartAsyncFiberTimers *timers,
           SmartAsyncFiberTimer  *timer)
{
  guint index = timer->index;
  SmartAsyncFiberTimer *last = get (timers, timers->heap->len - 1);

  g_ptr_array_set_size (timers->heap, (int) timers->heap->len - 1);

  if (last == timer)
    return;

  put (timers, index, last);
  move_down (timers, index);
  move_up (timers, last->index);
}

/* 0 for never. */
void
smart_async_fiber_timers_set (SmartAsyncFiberTimers *timers,
                              SmartAsyncFiberTimer  *timer,
                              gint64                 due)
{
  if (timer->due != 0)
    take_away (timers, timer);

  timer->due = due;

  if (due != 0)
    add (timers, timer);
}

/* NULL when there is none. */
SmartAsyncFiberTimer *
smart_async_fiber_timers_first (SmartAsyncFiberTimers *timers)
{
  return timers->heap->len > 0 ? get (timers, 0) : NULL;
}
