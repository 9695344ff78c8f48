/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lets the source of a batch into the batch, until that is closed.
 */

#include "batch/batch-gate.h"

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

void
smart_async_batch_gate_unref (gpointer data)
{
  SmartAsyncBatchGate *gate = data;

  if (!g_atomic_int_dec_and_test (&gate->ref_count))
    return;

  g_mutex_clear (&gate->lock);
  g_free (gate);
}
