/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a batch is made of.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "batch/batch-gate.h"
#include "batch/batch-item.h"
#include "fiber/fiber-private.h"

typedef enum
{
  SMART_ASYNC_BATCH_PHASE_NEW,
  SMART_ASYNC_BATCH_PHASE_RUNNING,
  SMART_ASYNC_BATCH_PHASE_OVER,
} SmartAsyncBatchPhase;

#define SMART_ASYNC_BATCH_N_STATES (SMART_ASYNC_BATCH_STATE_LEFT + 1)

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

  /* The run; see batch-work.c */
  int                       phase;              /* atomic; SmartAsyncBatchPhase */
  SmartAsyncBatchMode       mode;
  SmartAsyncOptions         options;            /* owned context; of its call, which hold for its functions, too */
  SmartAsyncCall           *call;               /* of the batch as a whole */
  GCancellable             *whole_cancellable;  /* owned, nullable; of that call */
  gulong                    cancelled_id;       /* handler of that cancellable */
  GCancellable             *cancellable;        /* owned; the operations' */
  int                       is_cancelled;       /* atomic; that one; or somebody is about to do it */
  GSource                  *source;             /* owned, nullable; runs the batch */
  GThread                  *running_thread;     /* unowned, atomic; the one that calls the functions now */
  SmartAsyncBatchItem      *called_back;        /* atomic; those that have, the last one first */
  int                       n_called_back;      /* atomic; how many ever have */
  int                       n_before_cancel;    /* atomic; how many had when the whole was cancelled; -1: it was not */
  SmartAsyncBatchGate      *gate;               /* its lock is for what follows */
  gboolean                  is_completed;       /* the call of the whole is completed, or about to be */
  gboolean                  is_winding_down;    /* nothing is started any more */
  gint64                    due;                /* µs, monotonic; when winding down ends in any case */
  SmartAsyncBatchItem      *to_finish;          /* have called back, the first one first */
  guint                     n_started;          /* the first ones */
  guint                     n_listening;        /* RUNNING ones that have asked for their cancellable */
  int                       decisive;           /* index of the one that made the batch end, or -1 */
  int                       first_failed;       /* index, or -1 */
};

gboolean smart_async_batch_may_add   (SmartAsyncBatch      *self);
guint    smart_async_batch_add_item  (SmartAsyncBatch      *self,
                                      SmartAsyncBatchItem  *item);
void     smart_async_batch_set_state (SmartAsyncBatch      *self,
                                      SmartAsyncBatchItem  *item,
                                      SmartAsyncBatchState  state);

void     smart_async_batch_start     (SmartAsyncCall       *call,
                                      gpointer              self);
void     smart_async_batch_close     (SmartAsyncBatch      *self);
gboolean smart_async_batch_cancelled (SmartAsyncBatch      *self);
