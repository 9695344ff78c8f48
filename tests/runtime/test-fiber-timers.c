/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The times at which fibers are woken up, in any order of coming and going.
 */

#include "../../src/fiber-timers.h"

#define N_FIBERS 500

/* They come with the time 0 for those that are not due. */
static void
assert_order (SmartAsyncFiberTimers *timers,
              SmartAsyncFiber       *fibers)
{
  gint64 last = 0;
  guint n_due = 0;
  SmartAsyncFiber *first;

  for (guint i = 0; i < N_FIBERS; i++)
    n_due += fibers[i].due != 0;

  while ((first = smart_async_fiber_timers_first (timers)) != NULL)
    {
      g_assert_cmpint (first->due, >=, last);
      last = first->due;
      n_due--;
      smart_async_fiber_timers_remove (timers, first);
    }

  g_assert_cmpuint (n_due, ==, 0);
}

static void
add_and_remove (void)
{
  g_autofree SmartAsyncFiber *fibers = g_new0 (SmartAsyncFiber, N_FIBERS);
  SmartAsyncFiberTimers timers;

  smart_async_fiber_timers_init (&timers);

  for (guint round = 0; round < 50; round++)
    {
      for (guint i = 0; i < N_FIBERS; i++)
        {
          fibers[i].due = g_test_rand_int_range (1, 300);
          smart_async_fiber_timers_add (&timers, &fibers[i]);
        }

      for (guint i = 0; i < N_FIBERS; i++)
        {
          if (g_test_rand_bit ())
            {
              smart_async_fiber_timers_remove (&timers, &fibers[i]);
              fibers[i].due = 0;
            }
        }

      assert_order (&timers, fibers);
    }

  smart_async_fiber_timers_clear (&timers);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/fiber-timers/the-first-one-comes-first-whatever-was-removed", add_and_remove);

  return g_test_run ();
}
