/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Cancellables of calls, used again.
 */

#include "call/spare-cancellable.h"

#include "call/cancel-thread.h"

/* A call gives its operation a cancellable of its own, as that tells whether the operation still holds it. A thread
 * keeps that of its last call for the next one, which need not allocate one then. The result of the call may hold it
 * for a while, and what has failed to let go of it, or has left a handler there, keeps it.
 */
static gboolean
is_as_new (GCancellable *cancellable)
{
  return g_atomic_int_get (&G_OBJECT (cancellable)->ref_count) == 1 && !g_cancellable_is_cancelled (cancellable) &&
         !smart_async_cancellable_has_handlers (cancellable);
}

/* Gives a reference. */
GCancellable *
smart_async_spare_cancellable_take (SmartAsyncThread *thread)
{
  GCancellable *spare = g_steal_pointer (&thread->spare);

  if (spare != NULL && (thread->spare_is_new || is_as_new (spare)))
    return spare;

  g_clear_object (&spare);

  return g_cancellable_new ();
}

/* Takes the reference. @was_asked_for: whether others may have it. */
void
smart_async_spare_cancellable_give_back (SmartAsyncThread *thread,
                                         GCancellable     *cancellable,
                                         gboolean          was_asked_for)
{
  if (thread->spare == NULL && !g_cancellable_is_cancelled (cancellable))
    {
      thread->spare = cancellable;
      thread->spare_is_new = !was_asked_for;
    }
  else
    g_object_unref (cancellable);
}
