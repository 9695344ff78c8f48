/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations of an awkward machine as operations of a batch.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "awkward.h"

/* One operation, and what came of it. */
typedef struct
{
  AwkwardMachine *machine;      /* owned */
  char           *text;         /* owned; what it is to say */
  char           *said;         /* owned, nullable; what it has said */
  gboolean        is_deaf;      /* it does not ask for its cancellable */
  guint           n_finished;   /* how often its finish function was called */
  guint          *n_destroyed;  /* nullable; counts those that were freed */
} Echo;

void             echo_start     (SmartAsyncCall      *call,
                                 gpointer             echo);
void             echo_finish    (GAsyncResult        *result,
                                 gpointer             echo,
                                 GError             **error);

/* Adds an operation with the index as its text; the batch owns what is returned. */
Echo            *echo_add       (SmartAsyncBatch     *batch,
                                 AwkwardMoment        moment,
                                 AwkwardOutcome       outcome);
Echo            *echo_add_full  (SmartAsyncBatch     *batch,
                                 AwkwardMachine      *machine,
                                 SmartAsyncFinishFunc finish);

/* A batch of n such operations. */
SmartAsyncBatch *echo_batch_new (guint                n,
                                 AwkwardMoment        moment,
                                 AwkwardOutcome       outcome);
