/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The operations of a batch: adding them, and what has become of each.
 */

#include "batch/batch-private.h"

gboolean
smart_async_batch_may_add (SmartAsyncBatch *self)
{
  return g_atomic_int_get (&self->phase) == SMART_ASYNC_BATCH_PHASE_NEW ||
         g_atomic_pointer_get (&self->running_thread) == g_thread_self ();
}

/* Gives the item, which the batch owns. */
SmartAsyncBatchItem *
smart_async_batch_add_item (SmartAsyncBatch      *self,
                            SmartAsyncStartFunc   start,
                            SmartAsyncFinishFunc  finish,
                            gpointer              user_data,
                            GDestroyNotify        destroy)
{
  SmartAsyncBatchItem *item = g_new0 (SmartAsyncBatchItem, 1);

  item->batch = self;
  item->index = self->items->len;
  item->start = start;
  item->finish = finish;
  item->user_data = user_data;
  item->destroy = destroy;
  item->state = SMART_ASYNC_BATCH_STATE_WAITING;

  g_ptr_array_add (self->items, item);
  self->counts[SMART_ASYNC_BATCH_STATE_WAITING]++;

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

/**
 * smart_async_batch_add: (skip)
 * @self: a batch
 * @start: starts the operation
 * @finish: (nullable): finishes it
 * @user_data: given to @start and @finish
 * @destroy: (nullable): frees @user_data, when the batch is freed
 *
 * Adds an operation. @start is called at most once, when the batch runs, like the
 * start function of a twin: it calls an asynchronous function with the call as its
 * data, [func@SmartAsync.Call.ready] as its callback and
 * [method@SmartAsync.Call.get_cancellable] as its cancellable. @finish is called once
 * if the operation calls back before the batch ends, in the thread that started it,
 * in the order of calling back.
 *
 * Without @finish the batch keeps what the operation calls back with: see
 * [method@SmartAsync.Batch.get_result]. It does not know of errors then, and takes each
 * operation for a success.
 *
 * Operations can be added until the batch runs, and while it runs by its functions.
 *
 * Returns: the index of the operation
 *
 * Since: 0.1
 */
guint
smart_async_batch_add (SmartAsyncBatch      *self,
                       SmartAsyncStartFunc   start,
                       SmartAsyncFinishFunc  finish,
                       gpointer              user_data,
                       GDestroyNotify        destroy)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), G_MAXUINT);
  g_return_val_if_fail (start != NULL, G_MAXUINT);
  g_return_val_if_fail (smart_async_batch_may_add (self), G_MAXUINT);

  return smart_async_batch_add_item (self, start, finish, user_data, destroy)->index;
}

/**
 * smart_async_batch_get_n_operations:
 * @self: a batch
 *
 * Counts the operations that were added.
 *
 * Returns: how many there are; their indexes are less
 *
 * Since: 0.1
 */
guint
smart_async_batch_get_n_operations (SmartAsyncBatch *self)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), 0);

  return self->items->len;
}

/**
 * smart_async_batch_count:
 * @self: a batch
 * @state: a state
 *
 * Counts the operations in a state.
 *
 * Returns: how many there are
 *
 * Since: 0.1
 */
guint
smart_async_batch_count (SmartAsyncBatch      *self,
                         SmartAsyncBatchState  state)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), 0);
  g_return_val_if_fail ((guint) state < SMART_ASYNC_BATCH_N_STATES, 0);

  return self->counts[state];
}

/**
 * smart_async_batch_get_decisive:
 * @self: a batch that has run
 *
 * Gets the operation that decided the outcome: the first that succeeded in the mode
 * %SMART_ASYNC_BATCH_MODE_ANY, the first that failed in the mode
 * %SMART_ASYNC_BATCH_MODE_FIRST_ERROR.
 *
 * Returns: its index, or -1 if none did
 *
 * Since: 0.1
 */
int
smart_async_batch_get_decisive (SmartAsyncBatch *self)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), -1);

  return self->decisive;
}

static SmartAsyncBatchItem *
get_item (SmartAsyncBatch *self,
          guint            index)
{
  return g_ptr_array_index (self->items, index);
}

/**
 * smart_async_batch_get_state:
 * @self: a batch
 * @index: index of an operation
 *
 * Gets what has become of an operation.
 *
 * Returns: its state
 *
 * Since: 0.1
 */
SmartAsyncBatchState
smart_async_batch_get_state (SmartAsyncBatch *self,
                             guint            index)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), SMART_ASYNC_BATCH_STATE_WAITING);
  g_return_val_if_fail (index < self->items->len, SMART_ASYNC_BATCH_STATE_WAITING);

  return get_item (self, index)->state;
}

/**
 * smart_async_batch_get_error:
 * @self: a batch
 * @index: index of an operation
 *
 * Gets the error of an operation: what its finish function gave, or, once the batch is
 * over, %G_IO_ERROR_CANCELLED if the operation was not started or was abandoned. Without
 * a finish function only the latter is known.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL if there is none
 *
 * Since: 0.1
 */
const GError *
smart_async_batch_get_error (SmartAsyncBatch *self,
                             guint            index)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return get_item (self, index)->error;
}

/**
 * smart_async_batch_get_result:
 * @self: a batch
 * @index: index of an operation
 *
 * Gets what an operation without a finish function has called back with: the
 * argument for the finish function that belongs to its asynchronous function.
 *
 * A finish function of the batch has been given the result, and the batch keeps it
 * no longer.
 *
 * Returns: (transfer none) (nullable): the result, or %NULL if there is none
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_batch_get_result (SmartAsyncBatch *self,
                              guint            index)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return get_item (self, index)->result;
}

/**
 * smart_async_batch_steal_result:
 * @self: a batch
 * @index: index of an operation
 *
 * Takes the result of an operation out of the batch, like
 * [method@SmartAsync.Batch.get_result].
 *
 * Returns: (transfer full) (nullable): the result, or %NULL if there is none (any
 *   more)
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_batch_steal_result (SmartAsyncBatch *self,
                                guint            index)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return g_steal_pointer (&get_item (self, index)->result);
}
