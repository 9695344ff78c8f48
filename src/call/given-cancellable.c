/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The cancellable that a call gives its operation.
 */

#include "call/given-cancellable.h"

#include "call/cancel-thread.h"
#include "call/listen.h"
#include "call/spare-cancellable.h"

static guint
count_references (GCancellable *cancellable)
{
  return (guint) g_atomic_int_get (&G_OBJECT (cancellable)->ref_count);
}

/* Has the operation given a cancellable of the call's own, in place of the caller's. It is cancelled when the deadline
 * or the watchdog ends the wait; the caller's is not, as it may serve other calls too. And it tells whether the
 * operation still holds it. Before the operation is started. @thread: this one.
 */
void
smart_async_slot_give_own (SmartAsyncSlot   *slot,
                           SmartAsyncThread *thread)
{
  slot->own_cancellable = smart_async_spare_cancellable_take (thread);
  slot->n_refs_given = count_references (slot->own_cancellable);

  if (g_cancellable_is_cancelled (slot->cancellable))
    smart_async_slot_cancel (slot, 0);
}

/* Nullable. */
GCancellable *
smart_async_slot_get_given (SmartAsyncSlot *slot)
{
  return slot->own_cancellable != NULL ? slot->own_cancellable : slot->cancellable;
}

/* An operation that goes on holds its cancellable, as each GTask does. That no more references are there than before it
 * was started is almost a proof that nothing will call back, if it has asked for it: one that has not may go on
 * without. In the thread that has started it, or later.
 */
gboolean
smart_async_slot_is_forgotten (SmartAsyncSlot *slot)
{
  GCancellable *given = smart_async_slot_get_given (slot);

  return smart_async_slot_get_state (slot) == SMART_ASYNC_SLOT_PENDING && given != NULL &&
         g_atomic_int_get (&slot->cancellable_taken) && count_references (given) <= slot->n_refs_given;
}

/* Whether the operation gets to know that it is cancelled. Others than the operation may hold the caller's cancellable:
 * then all that can be known is that it has asked for it.
 */
gboolean
smart_async_slot_may_react (SmartAsyncSlot *slot)
{
  if (slot->own_cancellable == NULL)
    return g_atomic_int_get (&slot->cancellable_taken);

  return count_references (slot->own_cancellable) > slot->n_refs_given ||
         smart_async_cancellable_has_handlers (slot->own_cancellable);
}
