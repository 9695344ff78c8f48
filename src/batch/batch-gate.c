/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lets the source of a batch into the batch, until that is closed.
 */

#include "batch/batch-gate.h"

#include "fiber/fiber-private.h"

SmartAsyncBatchGate *
smart_async_batch_gate_new (SmartAsyncBatch *batch)
{
  SmartAsyncBatchGate *gate = g_new0 (SmartAsyncBatchGate, 1);

  gate->ref_count = 1;
  gate->batch = batch;
  g_mutex_init (&gate->lock);

  return gate;
}

SmartAsyncBatchGate *
smart_async_batch_gate_ref (SmartAsyncBatchGate *gate)
{
  g_atomic_int_inc (&gate->ref_count);

  return gate;
}

static void
set_sleeper (SmartAsyncBatchGate *gate,
             GMainContext        *context,
             SmartAsyncFiber     *fiber)
{
  context = g_atomic_pointer_exchange (&gate->context, context);
  fiber = g_atomic_pointer_exchange (&gate->fiber, fiber);

  g_clear_pointer (&context, g_main_context_unref);
  g_clear_pointer (&fiber, smart_async_fiber_unref);
}

void
smart_async_batch_gate_unref (gpointer data)
{
  SmartAsyncBatchGate *gate = data;

  if (!g_atomic_int_dec_and_test (&gate->ref_count))
    return;

  set_sleeper (gate, NULL, NULL);
  g_mutex_clear (&gate->lock);
  g_free (gate);
}

/* After this no function of the batch is called any more. Fails while one runs, and has the wait of the slot woken up
 * when it has returned: to wait for it in any other way would be for ever, if it needs the thread that waits.
 */
gboolean
smart_async_batch_gate_shut (SmartAsyncBatchGate *gate,
                             SmartAsyncSlot      *slot)
{
  if (slot->fiber != NULL)
    set_sleeper (gate, NULL, smart_async_fiber_ref (slot->fiber));
  else
    set_sleeper (gate, g_main_context_ref (slot->context), NULL);

  if (!g_mutex_trylock (&gate->lock))
    return FALSE;

  gate->batch = NULL;
  g_mutex_unlock (&gate->lock);
  set_sleeper (gate, NULL, NULL);

  return TRUE;
}

/* Releases the lock, after functions of the batch have run. */
void
smart_async_batch_gate_leave (SmartAsyncBatchGate *gate)
{
  g_autoptr (GMainContext) context = NULL;
  SmartAsyncFiber *fiber;

  g_mutex_unlock (&gate->lock);

  if (G_LIKELY (g_atomic_pointer_get (&gate->context) == NULL && g_atomic_pointer_get (&gate->fiber) == NULL))
    return;

  context = g_atomic_pointer_exchange (&gate->context, NULL);
  if (context != NULL)
    g_main_context_wakeup (context);

  fiber = g_atomic_pointer_exchange (&gate->fiber, NULL);
  if (fiber == NULL)
    return;

  smart_async_fiber_wake (fiber);
  smart_async_fiber_unref (fiber);
}
