/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One operation of a batch.
 */

#include "batch/batch-item.h"

#include "base/process.h"
#include "base/thread.h"
#include "context/private-context.h"

SmartAsyncBatchItem *
smart_async_batch_item_new (SmartAsyncStartFunc   start,
                            SmartAsyncFinishFunc  finish,
                            gpointer              user_data,
                            GDestroyNotify        destroy)
{
  SmartAsyncBatchItem *item = g_new0 (SmartAsyncBatchItem, 1);

  item->start = start;
  item->finish = finish;
  item->user_data = user_data;
  item->destroy = destroy;
  item->state = SMART_ASYNC_BATCH_STATE_WAITING;

  return item;
}

void
smart_async_batch_item_free (gpointer data)
{
  SmartAsyncBatchItem *item = data;

  if (item->destroy != NULL)
    item->destroy (item->user_data);

  g_clear_object (&item->result);
  g_clear_error (&item->error);
  g_free (item);
}

gboolean
smart_async_batch_item_start (SmartAsyncBatchItem *item,
                              const char          *name,
                              GCancellable        *cancellable,
                              SmartAsyncSlotFinish finish_in_callback,
                              SmartAsyncSlotFunc   called_back,
                              GError             **error)
{
  SmartAsyncSlot *slot = smart_async_slot_acquire (smart_async_thread_get (), name, cancellable, error);

  if (slot == NULL)
    return FALSE;

  slot->context = smart_async_caller_context ();
  slot->where = "in a batch";
  slot->begun = smart_async_process_get_coarse_time ();
  slot->home = slot->context;
  slot->finish = item->finish != NULL ? finish_in_callback : NULL;
  slot->finish_data = item;
  item->is_counted = FALSE;
  slot->called_back = called_back;
  slot->called_back_data = item;

  item->slot = slot;
  item->call = smart_async_slot_get_call (slot);
  item->start (item->call, item->user_data);

  /* It may have called back by now, but nobody else takes the result: the slot is still ours. */
  item->is_listening = g_atomic_int_get (&slot->cancellable_taken);

  return TRUE;
}

/* After it has called back. */
void
smart_async_batch_item_finish (SmartAsyncBatchItem *item)
{
  gboolean is_finished;
  g_autoptr (GAsyncResult) result = smart_async_slot_take_result (g_steal_pointer (&item->slot), &is_finished,
                                                                  &item->error);

  if (item->finish == NULL)
    item->result = g_steal_pointer (&result);
  else if (!is_finished)
    item->finish (result, item->user_data, &item->error);
}

/* Lets the operation go on alone; what it calls back with is dropped, also when it has just done so. Whether it was
 * finished in its callback: then it has ended.
 */
gboolean
smart_async_batch_item_leave (SmartAsyncBatchItem *item)
{
  return smart_async_slot_abandon (g_steal_pointer (&item->slot), item->call, &item->error);
}

/* After the run. */
void
smart_async_batch_item_release (SmartAsyncBatchItem *item)
{
  if (item->release != NULL)
    item->release (item->user_data);
}
