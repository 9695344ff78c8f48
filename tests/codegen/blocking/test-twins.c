/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins of pairs wait while callbacks are called, and suspend a fiber.
 */

#include "callbacks-async.h"

#include "child.h"
#include "fibers.h"

/* A twin of a pair, as the generator would write it. */
typedef struct
{
  CallerThing *thing;
  guint        n_calls;
  int          returned;
} Ask;

static gboolean
ask_cb (CallerThing *thing,
        int          number,
        CallerKind   kind,
        gpointer     data)
{
  Ask *ask = data;

  ask->n_calls++;

  return TRUE;
}

static void
ask_start (SmartAsyncCall *call,
           gpointer        data)
{
  Ask *ask = data;

  caller_thing_ask_async (ask->thing, 5, ask_cb, ask, NULL, smart_async_call_get_cancellable (call),
                          smart_async_call_ready, call);
}

static void
ask_finish (GAsyncResult  *result,
            gpointer       data,
            GError       **error)
{
  Ask *ask = data;

  ask->returned = caller_thing_ask_finish (ask->thing, result, error);
}

static gpointer
ask_sync (gpointer   data,
          GError   **error)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = {
      "caller_thing_ask_sync", ask_start, SMART_ASYNC_OPERATION_EXTENDED
    },
    .finish = ask_finish,
  };

  return smart_async_run_and_finish (&operation, data, NULL, error) ? data : NULL;
}

static gpointer
ask_fiber (gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  return ask_sync (data, error);
}

static void
test_waits (void)
{
  g_autoptr (CallerThing) thing = caller_thing_new ();
  g_autoptr (GError) error = NULL;
  Ask ask = { thing, 0, 0 };

  g_assert_nonnull (ask_sync (&ask, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask.returned, ==, 5);
  g_assert_cmpuint (ask.n_calls, ==, 5);
}

static void
test_suspends (void)
{
  Ask asks[2] = { { caller_thing_new (), 0, 0 }, { caller_thing_new (), 0, 0 } };
  SupportFiber fibers[2];

  for (gsize i = 0; i < G_N_ELEMENTS (fibers); i++)
    support_fiber_spawn (&fibers[i], ask_fiber, &asks[i], NULL);
  while (asks[0].n_calls == 0 || asks[1].n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
  while (!g_atomic_int_get (&fibers[0].is_done) || !g_atomic_int_get (&fibers[1].is_done))
    g_main_context_iteration (NULL, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (fibers); i++)
    {
      g_assert_no_error (fibers[i].error);
      g_assert_true (fibers[i].value == &asks[i]);
      g_assert_cmpint (asks[i].returned, ==, 5);
      g_object_unref (asks[i].thing);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/twins-of-pairs/wait", test_waits);
  test_child_add_func ("/twins-of-pairs/suspend", test_suspends);

  return g_test_run ();
}
