/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lets the source of a batch into the batch, until that is closed.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"

/* Where the source is dispatched in another thread than the one that waits, it may be so for a moment
 * longer than the batch lives.
 */
typedef struct
{
  int              ref_count;  /* atomic; of the batch and of the source */
  GMutex           lock;       /* held while the batch works, and to close it */
  SmartAsyncBatch *batch;      /* unowned; lock; NULL: nothing may be started or finished any more */
  GMainContext    *context;    /* owned, nullable; atomic; to be woken up when the lock is released */
  SmartAsyncFiber *fiber;      /* owned, nullable; atomic; likewise */
} SmartAsyncBatchGate;

SmartAsyncBatchGate *smart_async_batch_gate_new   (SmartAsyncBatch     *batch);
SmartAsyncBatchGate *smart_async_batch_gate_ref   (SmartAsyncBatchGate *gate);
void                 smart_async_batch_gate_unref (gpointer             gate);
gboolean             smart_async_batch_gate_shut  (SmartAsyncBatchGate *gate,
                                                   SmartAsyncSlot      *slot);
void                 smart_async_batch_gate_leave (SmartAsyncBatchGate *gate);
