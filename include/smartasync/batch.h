/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Many operations at the same time, waited for as one.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/types.h>

G_BEGIN_DECLS

/**
 * SmartAsyncBatchMode:
 * @SMART_ASYNC_BATCH_MODE_ALL: until every operation has ended, whatever the
 *   errors
 * @SMART_ASYNC_BATCH_MODE_ANY: until one has succeeded; it fails if none does
 * @SMART_ASYNC_BATCH_MODE_FIRST_ERROR: until every operation has succeeded; it
 *   fails as soon as one does
 *
 * What [method@SmartAsync.Batch.run] waits for.
 *
 * An operation without a finish function counts as a success when it calls back,
 * as only finish functions return errors.
 *
 * Since: 0.1
 */
typedef enum /*< since=0_1 >*/
{
  SMART_ASYNC_BATCH_MODE_ALL,
  SMART_ASYNC_BATCH_MODE_ANY,
  SMART_ASYNC_BATCH_MODE_FIRST_ERROR,
} SmartAsyncBatchMode;

/**
 * SmartAsyncBatchState:
 * @SMART_ASYNC_BATCH_STATE_WAITING: it has not been started yet
 * @SMART_ASYNC_BATCH_STATE_RUNNING: it has been started, and has not called back, or
 *   its result was not yet handled
 * @SMART_ASYNC_BATCH_STATE_SUCCEEDED: it has called back, and its finish function,
 *   if it has one, has set no error
 * @SMART_ASYNC_BATCH_STATE_FAILED: its finish function has set an error
 * @SMART_ASYNC_BATCH_STATE_SKIPPED: it was never started, because the batch ended
 *   before that
 * @SMART_ASYNC_BATCH_STATE_ABANDONED: it was started, and had not called back when the
 *   batch ended; it goes on, and its result is dropped; since 0.9
 * @SMART_ASYNC_BATCH_STATE_LEFT: the former name of %SMART_ASYNC_BATCH_STATE_ABANDONED, deprecated since 0.9
 *
 * What has become of one operation of a batch.
 *
 * Since: 0.1
 */
typedef enum /*< since=0_1 >*/
{
  SMART_ASYNC_BATCH_STATE_WAITING,
  SMART_ASYNC_BATCH_STATE_RUNNING,
  SMART_ASYNC_BATCH_STATE_SUCCEEDED,
  SMART_ASYNC_BATCH_STATE_FAILED,
  SMART_ASYNC_BATCH_STATE_SKIPPED,
  SMART_ASYNC_BATCH_STATE_ABANDONED,
  SMART_ASYNC_BATCH_STATE_LEFT = SMART_ASYNC_BATCH_STATE_ABANDONED,
} SmartAsyncBatchState;

#define SMART_ASYNC_TYPE_BATCH (smart_async_batch_get_type ())

SMART_ASYNC_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (SmartAsyncBatch, smart_async_batch, SMART_ASYNC, BATCH, GObject)

SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncBatch *smart_async_batch_new                (const char      *name) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
const char      *smart_async_batch_get_name           (SmartAsyncBatch *self);
SMART_ASYNC_AVAILABLE_IN_0_1
void             smart_async_batch_set_max_concurrent (SmartAsyncBatch *self,
                                                       guint            max_concurrent);
SMART_ASYNC_AVAILABLE_IN_0_1
guint            smart_async_batch_get_max_concurrent (SmartAsyncBatch *self);

SMART_ASYNC_AVAILABLE_IN_0_1
void                      smart_async_batch_set_flags (SmartAsyncBatch          *self,
                                                       SmartAsyncOperationFlags  flags);
SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncOperationFlags  smart_async_batch_get_flags (SmartAsyncBatch          *self);

SMART_ASYNC_AVAILABLE_IN_0_1
guint     smart_async_batch_add          (SmartAsyncBatch      *self,
                                          SmartAsyncStartFunc   start,
                                          SmartAsyncFinishFunc  finish,
                                          gpointer              user_data,
                                          GDestroyNotify        destroy);
SMART_ASYNC_AVAILABLE_IN_0_1
gboolean  smart_async_batch_run          (SmartAsyncBatch      *self,
                                          SmartAsyncBatchMode   mode,
                                          GCancellable         *cancellable,
                                          GError              **error);

SMART_ASYNC_AVAILABLE_IN_0_1
guint                 smart_async_batch_get_n_operations (SmartAsyncBatch      *self);
SMART_ASYNC_AVAILABLE_IN_0_1
guint                 smart_async_batch_count            (SmartAsyncBatch      *self,
                                                          SmartAsyncBatchState  state);
SMART_ASYNC_AVAILABLE_IN_0_1
int                   smart_async_batch_get_decisive     (SmartAsyncBatch      *self);
SMART_ASYNC_AVAILABLE_IN_0_1
SmartAsyncBatchState  smart_async_batch_get_state        (SmartAsyncBatch      *self,
                                                          guint                 index);
SMART_ASYNC_AVAILABLE_IN_0_1
const GError         *smart_async_batch_get_error        (SmartAsyncBatch      *self,
                                                          guint                 index);
SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult         *smart_async_batch_get_result       (SmartAsyncBatch      *self,
                                                          guint                 index);
SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult         *smart_async_batch_steal_result     (SmartAsyncBatch      *self,
                                                          guint                 index) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
