/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The source that looks after what calls have left in a caller's context.
 */

#pragma once

#include "context/root-watch.h"

typedef struct _RootWatch RootWatch;

struct _RootWatch
{
  GSource       source;
  GSource      *gate;        /* owned */
  GMainContext *root;        /* unowned */
  guint         id;          /* process lock */
  guint         gate_id;     /* process lock */
  guint         fork_count;  /* of the process that made it */
  GPtrArray    *listed;      /* owned, of owned SmartAsyncPrivateContext; for the thread that owns the root */
  GPtrArray    *incoming;    /* process lock; owned, of owned SmartAsyncPrivateContext: given */
  int           n_incoming;  /* atomic */
  GPtrArray    *lost;        /* owned, nullable; of owned SmartAsyncPrivateContext: polled to the end */
};

/* For the thread that owns the root. */
void     smart_async_root_watch_add          (RootWatch                *self,
                                              SmartAsyncPrivateContext *context);
void     smart_async_root_watch_stop_polling (RootWatch                *self,
                                              SmartAsyncPrivateContext *context);
gboolean smart_async_root_watch_look         (RootWatch                *self,
                                              SmartAsyncPrivateContext *context,
                                              int                      *timeout_msec);
void     smart_async_root_watch_let_go_held  (SmartAsyncPrivateContext *context);
void     smart_async_root_watch_let_go_all   (RootWatch                *self);
void     smart_async_root_watch_dispatch     (RootWatch                *self);
