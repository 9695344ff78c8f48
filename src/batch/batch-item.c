/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The operations of a batch while it runs: each is a call.
 */

#include "batch/batch-private.h"

#include "base/process.h"
#include "call/call-cancellable.h"
#include "context/private-context.h"
#include "run/wait-call.h"

static const SmartAsyncWaiting waiting = { .where = "in a batch" };

static void
set_state (SmartAsyncBatchItem  *self,
           SmartAsyncBatchState  state)
{
  self->batch->counts[self->state]--;
  self->batch->counts[state]++;
  self->state = state;
}

/* Inside the callback, in the thread that runs the batch, if no other function of it runs. Whether the operation was
 * finished.
 */
static gboolean
finish_in_callback (GAsyncResult  *result,
                    gpointer       user_data,
                    GError       **error)
{
  SmartAsyncBatchItem *self = user_data;
  SmartAsyncBatchSource *source = self->batch->source;

  if (!smart_async_batch_begin_functions (source))
    return FALSE;

  self->finish (result, self->user_data, error);
  smart_async_batch_end_functions (source, FALSE);

  /* The source may have been dispatched in vain meanwhile. */
  g_source_set_ready_time ((GSource *) source, 0);

  return TRUE;
}

/* In the thread of the callback, while the slot is COMPLETING: the item, the batch and the source are there for as long
 * as one slot is not taken or abandoned. Once the item is pushed on the stack, it is the other thread's.
 */
static void
called_back_cb (SmartAsyncSlot *slot,
                gpointer        user_data)
{
  SmartAsyncBatchItem *self = user_data;
  SmartAsyncBatch *batch = self->batch;
  SmartAsyncBatchItem *below;

  do
    self->next = below = g_atomic_pointer_get (&batch->called_back);
  while (!g_atomic_pointer_compare_and_exchange (&batch->called_back, below, self));

  /* Who has pushed the lowest one has made the source ready, or is about to. */
  if (below == NULL)
    g_source_set_ready_time ((GSource *) batch->source, 0);
}

static SmartAsyncSlot *
acquire_slot (SmartAsyncBatchItem  *self,
              GError              **error)
{
  static const SmartAsyncOptions no_limits = { 0 };
  SmartAsyncOperation operation = { self->batch->name, self->start, self->batch->flags };
  SmartAsyncWait wait = { .operation = &operation, .waiting = &waiting, .thread = smart_async_thread_get () };
  SmartAsyncSlot *slot;

  wait.context = smart_async_caller_context ();
  slot = smart_async_wait_acquire_slot (&wait, &no_limits, smart_async_process_get_coarse_time (),
                                        self->batch->cancellable, error);
  if (slot == NULL)
    return NULL;

  /* It may have to be cancelled while others go on. */
  if (slot->own_cancellable == NULL)
    smart_async_slot_give_own (slot, wait.thread);
  slot->finish = self->finish != NULL ? finish_in_callback : NULL;
  slot->finish_data = self;
  slot->called_back = called_back_cb;
  slot->called_back_data = self;

  return slot;
}

static gboolean
is_decisive (SmartAsyncBatchItem *self)
{
  return self->batch->mode == (self->error == NULL ? SMART_ASYNC_BATCH_MODE_ANY : SMART_ASYNC_BATCH_MODE_FIRST_ERROR);
}

static void
note_end (SmartAsyncBatchItem *self)
{
  SmartAsyncBatch *batch = self->batch;

  set_state (self, self->error == NULL ? SMART_ASYNC_BATCH_STATE_SUCCEEDED : SMART_ASYNC_BATCH_STATE_FAILED);

  if (self->error != NULL && batch->first_failed < 0)
    batch->first_failed = (int) self->index;

  if (batch->is_winding_down || !is_decisive (self))
    return;

  batch->decisive = (int) self->index;
  smart_async_batch_wind_down (batch);
}

/* An operation that goes on holds its cancellable. What one of a binding holds does not tell. */
static gboolean
is_forgotten (SmartAsyncBatchItem *self)
{
  return self->state == SMART_ASYNC_BATCH_STATE_RUNNING && self->release == NULL &&
         smart_async_slot_is_forgotten (self->slot) && !smart_async_slot_others_listen (self->slot);
}

static void
start (SmartAsyncBatchItem *self)
{
  set_state (self, SMART_ASYNC_BATCH_STATE_RUNNING);
  self->start (smart_async_slot_get_call (self->slot), self->user_data);

  /* It may have called back by now, but nobody else takes the result: the slot is still this item's. */
  if (self->batch->report_due > 0 || !is_forgotten (self))
    return;

  self->batch->report_due = g_get_monotonic_time () + SMART_ASYNC_REPORT_USEC;
  smart_async_batch_arm (self->batch);
}

/* Starts the next one of the batch. Fails where there is no call slot, if it @may_fail. Otherwise that is its error. */
gboolean
smart_async_batch_item_start (SmartAsyncBatchItem *self,
                              gboolean             may_fail)
{
  self->slot = acquire_slot (self, &self->error);
  if (self->slot == NULL && may_fail)
    {
      g_clear_error (&self->error);
      return FALSE;
    }

  self->batch->n_started++;
  if (self->slot != NULL)
    start (self);
  else
    note_end (self);

  return TRUE;
}

/* After it has called back. */
void
smart_async_batch_item_finish (SmartAsyncBatchItem *self)
{
  gboolean is_finished;
  g_autoptr (GAsyncResult) result = smart_async_slot_take_result (g_steal_pointer (&self->slot), &is_finished,
                                                                  &self->error);

  self->batch->n_may_react -= self->may_react ? 1 : 0;

  if (self->finish == NULL)
    self->result = g_steal_pointer (&result);
  else if (!is_finished)
    self->finish (result, self->user_data, &self->error);

  note_end (self);
}

/* For those that were started a moment ago it is too early, and this comes again. */
void
smart_async_batch_report_forgotten (SmartAsyncBatch *batch)
{
  gint64 now = g_get_monotonic_time ();

  batch->report_due = 0;

  for (guint i = 0; i < batch->n_started; i++)
    {
      SmartAsyncBatchItem *self = g_ptr_array_index (batch->items, i);

      if (self->is_reported || !is_forgotten (self))
        continue;

      self->is_reported = now >= self->slot->begun + SMART_ASYNC_REPORT_USEC;
      if (!self->is_reported)
        batch->report_due = now + SMART_ASYNC_REPORT_USEC;
      else
        g_message ("%s: operation %u has not called back for %d s: the operation does not hold its cancellable: it may "
                   "have returned early (there is a critical warning then), or have dropped its task without calling "
                   "back", batch->name, i, (int) ((now - self->slot->begun) / G_TIME_SPAN_SECOND));
    }

  smart_async_batch_arm (batch);
}

static void
cancel_slots_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  GPtrArray *slots = user_data;

  for (guint i = 0; i < slots->len; i++)
    smart_async_slot_cancel (g_ptr_array_index (slots, i), 0);

  /* Who waits for this finds that nothing is held any more. */
  g_ptr_array_set_size (slots, 0);
}

/* Adds the slot to those that another thread cancels, if handlers are called then. Those of a script engine are called
 * in this one.
 */
static void
cancel (SmartAsyncBatchItem *self,
        GPtrArray           *slots)
{
  self->may_react = smart_async_slot_may_react (self->slot);
  self->batch->n_may_react += self->may_react ? 1 : 0;

  if (self->batch->is_of_script || !self->may_react || !smart_async_slot_others_listen (self->slot))
    {
      smart_async_slot_cancel (self->slot, 0);
      return;
    }

  smart_async_slot_ref (self->slot);
  g_ptr_array_add (slots, self->slot);
}

/* Cancels those that run. Another thread calls the handlers of all, which may block: this one waits for it no longer
 * than for the grace.
 */
void
smart_async_batch_cancel_operations (SmartAsyncBatch *batch)
{
  g_autoptr (GPtrArray) slots = g_ptr_array_new_with_free_func ((GDestroyNotify) smart_async_slot_unref);
  g_autoptr (GCancellable) all = g_cancellable_new ();
  gint64 end = g_get_monotonic_time () + SMART_ASYNC_GRACE_USEC;

  for (guint i = 0; i < batch->n_started; i++)
    {
      SmartAsyncBatchItem *self = g_ptr_array_index (batch->items, i);

      if (self->state == SMART_ASYNC_BATCH_STATE_RUNNING)
        cancel (self, slots);
    }

  if (slots->len == 0)
    return;

  g_signal_connect (all, "cancelled", G_CALLBACK (cancel_slots_cb), slots);
  g_object_set_data_full (G_OBJECT (all), "slots", g_steal_pointer (&slots), (GDestroyNotify) g_ptr_array_unref);
  smart_async_cancel_until (all, end);
}

static void
set_cancelled (SmartAsyncBatchItem  *self,
               SmartAsyncBatchState  state,
               const char           *why)
{
  set_state (self, state);
  g_set_error (&self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: operation %u %s", self->batch->name, self->index,
               why);
}

/* The batch has ended. If the operation goes on, what it calls back with is dropped, also when it just has. */
void
smart_async_batch_item_abandon (SmartAsyncBatchItem *self)
{
  SmartAsyncSlot *slot = g_steal_pointer (&self->slot);

  if (slot != NULL && smart_async_slot_abandon (slot, smart_async_slot_get_call (slot), &self->error))
    note_end (self);
  else if (slot != NULL)
    set_cancelled (self, SMART_ASYNC_BATCH_STATE_ABANDONED, "had not called back when the batch ended");
  else if (self->state == SMART_ASYNC_BATCH_STATE_WAITING)
    set_cancelled (self, SMART_ASYNC_BATCH_STATE_SKIPPED, "was not started: the batch ended before");

  if (self->release != NULL)
    self->release (self->user_data);
}
