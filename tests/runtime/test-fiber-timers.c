/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The times at which fibers are woken up, in any order of coming and going.
 */

#include "fiber/fiber-timers.h"

#define N_TIMERS 500

/* Those that are not due have the time 0. */
static void
assert_order (SmartAsyncFiberTimers *timers,
              SmartAsyncFiberTimer  *all)
{
  gint64 last = 0;
  guint n_due = 0;
  SmartAsyncFiberTimer *first;

  for (guint i = 0; i < N_TIMERS; i++)
    n_due += all[i].due != 0;

  while ((first = smart_async_fiber_timers_first (timers)) != NULL)
    {
      g_assert_cmpint (first->due, >=, last);
      last = first->due;
      n_due--;
      smart_async_fiber_timers_set (timers, first, 0);
    }

  g_assert_cmpuint (n_due, ==, 0);
}

static void
set_and_unset (void)
{
  g_autofree SmartAsyncFiberTimer *all = g_new0 (SmartAsyncFiberTimer, N_TIMERS);
  SmartAsyncFiberTimers timers;

  smart_async_fiber_timers_init (&timers);

  for (guint round = 0; round < 50; round++)
    {
      for (guint i = 0; i < N_TIMERS; i++)
        smart_async_fiber_timers_set (&timers, &all[i], g_test_rand_int_range (1, 300));

      for (guint i = 0; i < N_TIMERS; i++)
        {
          if (g_test_rand_bit ())
            smart_async_fiber_timers_set (&timers, &all[i], g_test_rand_int_range (0, 300));
        }

      assert_order (&timers, all);
    }

  smart_async_fiber_timers_clear (&timers);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/fiber-timers/the-first-one-comes-first-whatever-was-changed", set_and_unset);

  return g_test_run ();
}
