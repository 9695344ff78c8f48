/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fibers for tests: one is spawned, and its end is waited for.
 */

#include "fibers.h"

#include "support.h"

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  SupportFiber *fiber = user_data;

  g_assert_null (source);
  fiber->value = smart_async_spawn_finish (result, &fiber->error);
  g_atomic_int_set (&fiber->is_done, TRUE);
}

void
support_fiber_spawn (SupportFiber        *fiber,
                     SmartAsyncFiberFunc  func,
                     gpointer             user_data,
                     GCancellable        *cancellable)
{
  *fiber = (SupportFiber) { FALSE, NULL, NULL };
  smart_async_spawn (func, user_data, NULL, cancellable, done_cb, fiber);
}

gpointer
support_fiber_run (SmartAsyncFiberFunc   func,
                   gpointer              user_data,
                   GCancellable         *cancellable,
                   GError              **error)
{
  SupportFiber fiber;

  support_fiber_spawn (&fiber, func, user_data, cancellable);
  support_iterate_until (g_main_context_get_thread_default (), &fiber.is_done);

  if (fiber.error != NULL)
    g_propagate_error (error, fiber.error);

  return fiber.value;
}
