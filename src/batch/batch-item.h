/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One operation of a batch.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"

typedef struct _SmartAsyncBatchItem SmartAsyncBatchItem;

/* The thread that runs the batch owns all of it but next. */
struct _SmartAsyncBatchItem
{
  SmartAsyncBatch      *batch;         /* unowned; the one that owns this */
  guint                 index;         /* in the batch */
  SmartAsyncStartFunc   start;
  SmartAsyncFinishFunc  finish;        /* nullable */
  gpointer              user_data;     /* owned if there is a destroy */
  GDestroyNotify        destroy;       /* nullable */
  GDestroyNotify        release;       /* nullable; frees of user_data what is of no use after the run */

  SmartAsyncBatchState  state;
  SmartAsyncSlot       *slot;          /* owned; while RUNNING */
  SmartAsyncCall       *call;          /* of the slot */
  gboolean              is_counted;    /* written while its slot is COMPLETING: that it has called back */
  gboolean              is_listening;  /* RUNNING, and has asked for its cancellable */
  SmartAsyncBatchItem  *next;          /* unowned; among those that have called back; see batch-work.c */

  GAsyncResult         *result;        /* owned, nullable; of an operation without a finish function */
  GError               *error;         /* owned, nullable */
};

SmartAsyncBatchItem *smart_async_batch_item_new     (SmartAsyncStartFunc   start,
                                                     SmartAsyncFinishFunc  finish,
                                                     gpointer              user_data,
                                                     GDestroyNotify        destroy);
void                 smart_async_batch_item_free    (gpointer              item);

gboolean             smart_async_batch_item_start   (SmartAsyncBatchItem  *item,
                                                     const char           *name,
                                                     GCancellable         *cancellable,
                                                     SmartAsyncSlotFinish  finish_in_callback,
                                                     SmartAsyncSlotFunc    called_back,
                                                     GError              **error);
void                 smart_async_batch_item_finish  (SmartAsyncBatchItem  *item);
gboolean             smart_async_batch_item_leave   (SmartAsyncBatchItem  *item);
void                 smart_async_batch_item_release (SmartAsyncBatchItem  *item);
