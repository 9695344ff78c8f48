/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Adding operations to a batch from bindings, where each function has data of its own.
 */

#include "batch/batch-private.h"

/* The functions of one operation. Each one's data is freed as soon as the function has been called or
 * never will be: closures of a binding may hold the batch itself.
 */
typedef struct
{
  SmartAsyncStartFunc   start;
  gpointer              start_data;
  GDestroyNotify        start_destroy;   /* nullable */
  SmartAsyncFinishFunc  finish;          /* nullable */
  gpointer              finish_data;
  GDestroyNotify        finish_destroy;  /* nullable */
} Closures;

static void
destroy_once (gpointer        data,
              GDestroyNotify *destroy)
{
  GDestroyNotify func = g_steal_pointer (destroy);

  if (func != NULL)
    func (data);
}

static void
closures_release (gpointer data)
{
  Closures *self = data;

  destroy_once (self->start_data, &self->start_destroy);
  destroy_once (self->finish_data, &self->finish_destroy);
}

static void
closures_free (gpointer data)
{
  closures_release (data);
  g_free (data);
}

static void
closures_start (SmartAsyncCall *call,
                gpointer        data)
{
  Closures *self = data;

  self->start (call, self->start_data);
  destroy_once (self->start_data, &self->start_destroy);
}

static void
closures_finish (GAsyncResult  *result,
                 gpointer       data,
                 GError       **error)
{
  Closures *self = data;

  self->finish (result, self->finish_data, error);
  destroy_once (self->finish_data, &self->finish_destroy);
}

/**
 * smart_async_batch_add_closures: (rename-to smart_async_batch_add)
 * @self: a batch
 * @start: (scope notified) (closure start_data) (destroy start_destroy): starts the
 *   operation
 * @start_data: given to @start
 * @start_destroy: (nullable): frees @start_data
 * @finish: (scope notified) (closure finish_data) (destroy finish_destroy) (nullable):
 *   finishes it; what it throws is the operation's error
 * @finish_data: given to @finish
 * @finish_destroy: (nullable): frees @finish_data
 *
 * Adds an operation like [method@SmartAsync.Batch.add] in C, only for bindings, in whose
 * languages each function has data of its own. The data of a function is freed when the function has
 * been called, or never will be because the batch has run or is freed.
 *
 * Returns: the index of the operation
 *
 * Since: 0.1
 */
guint
smart_async_batch_add_closures (SmartAsyncBatch      *self,
                                SmartAsyncStartFunc   start,
                                gpointer              start_data,
                                GDestroyNotify        start_destroy,
                                SmartAsyncFinishFunc  finish,
                                gpointer              finish_data,
                                GDestroyNotify        finish_destroy)
{
  SmartAsyncBatchItem *item;
  Closures *closures;

  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), G_MAXUINT);
  g_return_val_if_fail (start != NULL, G_MAXUINT);
  g_return_val_if_fail (smart_async_batch_may_add (self), G_MAXUINT);

  closures = g_new (Closures, 1);
  closures->start = start;
  closures->start_data = start_data;
  closures->start_destroy = start_destroy;
  closures->finish = finish;
  closures->finish_data = finish_data;
  closures->finish_destroy = finish_destroy;

  item = smart_async_batch_add_item (self, closures_start, finish != NULL ? closures_finish : NULL, closures,
                                     closures_free);
  item->release = closures_release;
  self->is_of_script = TRUE;

  return item->index;
}
