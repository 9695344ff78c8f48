/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Code that was written for fibers of libdex, in a source that has dex_await() mean smart_dex_await().
 */

#include "smartasync-dex-await.h"

#include "fibers.h"

/* What code in a fiber of libdex does: nothing in it says where it runs. */
static int
wait_for_number (DexPromise *promise)
{
  g_autoptr (GError) error = NULL;
  int number = dex_await_int (dex_ref (DEX_FUTURE (promise)), &error);

  g_assert_no_error (error);

  return number;
}

static gpointer
wait_fiber (gpointer       promise,
            GCancellable  *cancellable,
            GError       **error)
{
  return GINT_TO_POINTER (wait_for_number (promise));
}

static gpointer
resolve_fiber (gpointer       promise,
               GCancellable  *cancellable,
               GError       **error)
{
  dex_promise_resolve_int (promise, 42);

  return NULL;
}

/* The first is suspended: else the second would never run. */
static void
test_own_fiber (void)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  SupportFiber first = { 0 };

  support_fiber_spawn (&first, wait_fiber, promise, NULL);
  support_fiber_run (resolve_fiber, promise, NULL, NULL);
  while (!g_atomic_int_get (&first.is_done))
    g_main_context_iteration (NULL, TRUE);

  g_assert_no_error (first.error);
  g_assert_cmpint (GPOINTER_TO_INT (first.value), ==, 42);
}

static gboolean
resolve_cb (gpointer promise)
{
  dex_promise_resolve_int (promise, 42);

  return G_SOURCE_REMOVE;
}

static void
test_no_loop (void)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();

  g_idle_add (resolve_cb, promise);
  g_assert_cmpint (wait_for_number (promise), ==, 42);
}

static DexFuture *
wait_in_libdex (gpointer promise)
{
  return dex_future_new_for_int (wait_for_number (promise));
}

static void
test_libdex_fiber (void)
{
  g_autoptr (DexPromise) promise = dex_promise_new ();
  g_autoptr (DexFuture) fiber = dex_scheduler_spawn (NULL, 0, wait_in_libdex, promise, NULL);
  g_autoptr (GError) error = NULL;

  g_idle_add (resolve_cb, promise);
  g_assert_cmpint (dex_await_int (dex_ref (fiber), &error), ==, 42);
  g_assert_no_error (error);
}

#define ASSERT_GIVES(kind, make, value)                                                \
  G_STMT_START                                                                         \
    {                                                                                  \
      g_autoptr (GError) kind##_error = NULL;                                          \
      g_assert_true (dex_await_##kind (make, &kind##_error) == (value));               \
      g_assert_no_error (kind##_error);                                                \
    }                                                                                  \
  G_STMT_END

/* Each is what it is called. */
static void
test_kinds (void)
{
  g_autoptr (GCancellable) object = g_cancellable_new ();
  g_autoptr (GCancellable) same = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a", 1);
  g_autoptr (GBytes) same_bytes = NULL;
  g_autofree char *text = NULL;

  ASSERT_GIVES (boolean, dex_future_new_for_boolean (TRUE), TRUE);
  ASSERT_GIVES (int, dex_future_new_for_int (-1), -1);
  ASSERT_GIVES (uint, dex_future_new_for_uint (1), 1);
  ASSERT_GIVES (int64, dex_future_new_for_int64 (-2), -2);
  ASSERT_GIVES (uint64, dex_future_new_for_uint64 (2), 2);
  ASSERT_GIVES (double, dex_future_new_for_double (0.5), 0.5);
  ASSERT_GIVES (float, dex_future_new_for_float (0.25f), 0.25f);
  ASSERT_GIVES (pointer, dex_future_new_for_pointer (object), (gpointer) object);
  same = dex_await_object (dex_future_new_for_object (object), NULL);
  g_assert_true (same == object);
  same_bytes = dex_await_boxed (dex_future_new_take_boxed (G_TYPE_BYTES, g_bytes_ref (bytes)), NULL);
  g_assert_true (same_bytes == bytes);
  variant = dex_await_variant (dex_future_new_take_variant (g_variant_new_int32 (3)), NULL);
  g_assert_cmpint (g_variant_get_int32 (variant), ==, 3);
  text = dex_await_string (dex_future_new_for_string ("text"), NULL);
  g_assert_cmpstr (text, ==, "text");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/libdex-await-header/own-fiber", test_own_fiber);
  g_test_add_func ("/libdex-await-header/no-loop", test_no_loop);
  g_test_add_func ("/libdex-await-header/fiber-of-libdex", test_libdex_fiber);
  g_test_add_func ("/libdex-await-header/kinds", test_kinds);

  return g_test_run ();
}
