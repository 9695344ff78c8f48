/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a batch is made of.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"
#include "wait/limit.h"

typedef enum
{
  SMART_ASYNC_BATCH_PHASE_NEW,
  SMART_ASYNC_BATCH_PHASE_RUNNING,
  SMART_ASYNC_BATCH_PHASE_OVER,
} SmartAsyncBatchPhase;

#define SMART_ASYNC_BATCH_N_STATES (SMART_ASYNC_BATCH_STATE_ABANDONED + 1)

typedef struct _SmartAsyncBatchItem SmartAsyncBatchItem;
typedef struct _SmartAsyncBatchSource SmartAsyncBatchSource;

/* One operation. */
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
  gboolean              may_react;     /* it held its cancellable, or was connected to it, when that was cancelled */
  gboolean              is_reported;   /* as one that will not call back */
  SmartAsyncBatchItem  *next;          /* unowned; among those that have called back; see batch-item.c */

  GAsyncResult         *result;        /* owned, nullable; of an operation without a finish function */
  GError               *error;         /* owned, nullable */
};

struct _SmartAsyncBatch
{
  GObject                   parent_instance;

  /* What the program says */
  const char               *name;               /* interned */
  guint                     max_concurrent;     /* 0: no bound */
  SmartAsyncOperationFlags  flags;
  gboolean                  is_of_script;       /* some of the operations are a script's */
  GPtrArray                *items;              /* owned; of owned SmartAsyncBatchItem */
  guint                     counts[SMART_ASYNC_BATCH_N_STATES]; /* of the items in each state */

  /* The run. What is not atomic is for who calls functions, and for the waiting thread before and after that. */
  int                       phase;              /* atomic; SmartAsyncBatchPhase */
  SmartAsyncBatchMode       mode;
  SmartAsyncOptions         options;            /* owned context; of its call, which hold for its functions, too */
  GCancellable             *cancellable;        /* owned, nullable; of its call, once that is started */
  gulong                    cancelled_id;       /* handler of that cancellable */
  SmartAsyncBatchSource    *source;             /* owned, nullable; has it work */
  GThread                  *running_thread;     /* unowned, atomic; the one that calls the functions now */
  SmartAsyncBatchItem      *called_back;        /* atomic; a stack of those that have, the last one on top */
  SmartAsyncCall           *call;               /* nullable; of the batch, once it is started */
  gboolean                  is_completed;       /* that call is, or is about to be */
  gboolean                  is_winding_down;    /* nothing is started any more */
  gboolean                  is_cancelled;       /* because the call was cancelled before the outcome was certain */
  guint                     n_before_cancel;    /* how many had ended then */
  gint64                    due;                /* µs, monotonic; when winding down ends in any case; 0: never */
  gint64                    report_due;         /* µs, monotonic; when to look for forgotten operations; 0: never */
  SmartAsyncBatchItem      *to_finish;          /* have called back, the first one first */
  guint                     n_started;          /* the first ones */
  guint                     n_may_react;        /* RUNNING ones that may react to having been cancelled */
  int                       decisive;           /* index of the one that made the batch end, or -1 */
  int                       first_failed;       /* index, or -1 */
};

gboolean               smart_async_batch_may_add           (SmartAsyncBatch        *self);
SmartAsyncBatchItem   *smart_async_batch_add_item          (SmartAsyncBatch        *self,
                                                            SmartAsyncStartFunc     start,
                                                            SmartAsyncFinishFunc    finish,
                                                            gpointer                user_data,
                                                            GDestroyNotify          destroy);
void                   smart_async_batch_item_free         (gpointer                item);

gboolean               smart_async_batch_item_start        (SmartAsyncBatchItem    *item,
                                                            gboolean                may_fail);
void                   smart_async_batch_item_finish       (SmartAsyncBatchItem    *item);
void                   smart_async_batch_item_abandon      (SmartAsyncBatchItem    *item);
void                   smart_async_batch_cancel_operations (SmartAsyncBatch        *self);
void                   smart_async_batch_report_forgotten  (SmartAsyncBatch        *self);

SmartAsyncBatchSource *smart_async_batch_source_new        (SmartAsyncBatch        *self);
gboolean               smart_async_batch_begin_functions   (SmartAsyncBatchSource  *source);
void                   smart_async_batch_end_functions     (SmartAsyncBatchSource  *source,
                                                            gboolean                is_over);
void                   smart_async_batch_arm               (SmartAsyncBatch        *self);
void                   smart_async_batch_wind_down         (SmartAsyncBatch        *self);
void                   smart_async_batch_start             (SmartAsyncCall         *call,
                                                            gpointer                self);
void                   smart_async_batch_close             (gpointer                self);
