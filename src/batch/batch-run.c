/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Running a batch: one call, and what it comes to.
 */

#include "batch/batch-private.h"

#include <pthread.h>

#include "base/profile.h"
#include "base/settings.h"
#include "base/thread.h"
#include "context/private-context.h"
#include "fiber/fiber-private.h"
#include "run/options-private.h"

/* The outcome of a run whose call has a result. */
static gboolean
get_outcome (SmartAsyncBatch  *self,
             GError          **error)
{
  SmartAsyncBatchItem *failed;

  if (self->decisive >= 0 && self->mode == SMART_ASYNC_BATCH_MODE_ANY)
    return TRUE;

  if (self->is_cancelled)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: cancelled when %u of %u operations had called back",
                   self->name, self->n_before_cancel, self->items->len);
      return FALSE;
    }

  if (self->first_failed < 0 || self->mode == SMART_ASYNC_BATCH_MODE_ALL)
    return TRUE;

  failed = g_ptr_array_index (self->items, self->decisive >= 0 ? self->decisive : self->first_failed);
  g_propagate_error (error, g_error_copy (failed->error));

  return FALSE;
}

/* When pthread_cancel() unwinds the stack of the thread, no function is called any more: what it uses may be there. */
static GAsyncResult *
run_to_be_unwound (SmartAsyncBatch            *self,
                   const SmartAsyncOperation  *operation,
                   GCancellable               *cancellable,
                   GError                    **error)
{
  GAsyncResult *result;

  pthread_cleanup_push (smart_async_batch_close, self);
  result = smart_async_run (operation, self, cancellable, error);
  pthread_cleanup_pop (TRUE);

  return result;
}

/* What is to be unwound is a list of the thread's, and fibers end in any order. So those do without. */
static GAsyncResult *
run_call (SmartAsyncBatch            *self,
          const SmartAsyncOperation  *operation,
          GCancellable               *cancellable,
          GError                    **error)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  GAsyncResult *result;

  if (thread->fiber == NULL && !smart_async_fiber_is_suspendable (thread, smart_async_caller_context ()))
    return run_to_be_unwound (self, operation, cancellable, error);

  result = smart_async_run (operation, self, cancellable, error);
  smart_async_batch_close (self);

  return result;
}

/* @begun: of the profiler. */
static void
mark (SmartAsyncBatch *self,
      gint64           begun)
{
  smart_async_profile_end (begun, "SmartAsync batches", self->name,
                           "%u operations: %u succeeded, %u failed, %u abandoned", self->items->len,
                           smart_async_batch_count (self, SMART_ASYNC_BATCH_STATE_SUCCEEDED),
                           smart_async_batch_count (self, SMART_ASYNC_BATCH_STATE_FAILED),
                           smart_async_batch_count (self, SMART_ASYNC_BATCH_STATE_ABANDONED));
}

static gboolean
run (SmartAsyncBatch  *self,
     GCancellable     *cancellable,
     GError          **error)
{
  SmartAsyncOperation operation = {
    self->name, smart_async_batch_start,
    self->flags | SMART_ASYNC_OPERATION_OPAQUE |
      (self->is_of_script ? SMART_ASYNC_OPERATION_SCRIPT | SMART_ASYNC_OPERATION_BOUND : 0),
  };
  gint64 begun = smart_async_profile_begin ();
  g_autoptr (GAsyncResult) result = NULL;

  if (self->items->len == 0 && self->mode == SMART_ASYNC_BATCH_MODE_ANY)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "%s: a batch without operations, so that none can succeed", self->name);
  if (self->items->len == 0)
    return self->mode != SMART_ASYNC_BATCH_MODE_ANY;

  smart_async_debug (CALLS, "%s: a batch of %u operations\n", self->name, self->items->len);
  smart_async_options_resolve (smart_async_thread_get (), NULL, &self->options);
  self->source = smart_async_batch_source_new (self);
  result = run_call (self, &operation, cancellable, error);
  smart_async_options_clear (&self->options);
  if (G_UNLIKELY (begun != 0))
    mark (self, begun);

  return result != NULL && get_outcome (self, error);
}

static gboolean
begin (SmartAsyncBatch      *self,
       SmartAsyncBatchMode   mode,
       GError              **error)
{
  if (g_atomic_int_compare_and_exchange (&self->phase, SMART_ASYNC_BATCH_PHASE_NEW, SMART_ASYNC_BATCH_PHASE_RUNNING))
    {
      self->mode = mode;
      return TRUE;
    }

  if (g_atomic_int_get (&self->phase) == SMART_ASYNC_BATCH_PHASE_RUNNING)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PENDING, "%s: the batch is running already", self->name);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED,
                 "%s: the batch has run already, and a batch runs once; make a new one", self->name);

  return FALSE;
}

/**
 * smart_async_batch_run:
 * @self: a batch that has not run yet
 * @mode: what to wait for
 * @cancellable: (nullable): cancels the batch, from any thread
 * @error: return location for an error
 *
 * Starts the operations of a batch, in the order in which they were added, no more
 * at a time than [property@SmartAsync.Batch:max-concurrent] says, and waits for
 * what @mode says.
 *
 * It is one call, like [func@SmartAsync.run]: it may come from any thread and any
 * situation, obeys policy and timeout, and cancelling or the deadline end all of
 * it. The functions of the batch are called while it waits, where the operations
 * live: in this thread, unless the call is forwarded to another thread's loop.
 * They are called one after the other, never inside one another; they may add
 * operations, and make calls of their own.
 *
 * When the outcome is certain before all operations have ended (@mode says when;
 * or the batch is cancelled; or its time is up), the cancellable of the others is
 * cancelled, no more are started, and those that hold it, or are connected to it, have a
 * second to call back: they are finished like all others. Those that have not reacted then
 * are abandoned and end by themselves, which is safe. With the flag
 * %SMART_ASYNC_OPERATION_CALLER_MEMORY none is abandoned. Operations are cancelled
 * where they live, while no function of the batch runs.
 *
 * An operation that asked for its cancellable when it was started, and does not hold
 * it, will most likely not call back: a message says so within ten seconds.
 *
 * A batch without operations succeeds at once, with nothing to be cancelled; in the
 * mode %SMART_ASYNC_BATCH_MODE_ANY it fails with %G_IO_ERROR_INVALID_ARGUMENT.
 *
 * Errors: in the mode %SMART_ASYNC_BATCH_MODE_FIRST_ERROR that of the operation that
 * failed first; in the mode %SMART_ASYNC_BATCH_MODE_ANY, when all have failed, also
 * that of the first; %G_IO_ERROR_CANCELLED when the batch was cancelled before its
 * outcome was certain; otherwise as [func@SmartAsync.run] does. A second run fails with
 * %G_IO_ERROR_CLOSED, or with %G_IO_ERROR_PENDING inside the first. In the mode
 * %SMART_ASYNC_BATCH_MODE_ALL an operation that fails is no error of the batch.
 *
 * Whatever it returns, afterwards [method@SmartAsync.Batch.get_state],
 * [method@SmartAsync.Batch.get_error] and [method@SmartAsync.Batch.get_result] say what has become of each
 * operation.
 *
 * Returns: whether the batch came to what @mode says; %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
smart_async_batch_run (SmartAsyncBatch      *self,
                       SmartAsyncBatchMode   mode,
                       GCancellable         *cancellable,
                       GError              **error)
{
  gboolean success;

  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), FALSE);
  g_return_val_if_fail (mode >= SMART_ASYNC_BATCH_MODE_ALL && mode <= SMART_ASYNC_BATCH_MODE_FIRST_ERROR, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (!begin (self, mode, error))
    return FALSE;

  g_object_ref (self);
  success = run (self, cancellable, error);
  g_atomic_int_set (&self->phase, SMART_ASYNC_BATCH_PHASE_OVER);
  g_object_unref (self);

  return success;
}
