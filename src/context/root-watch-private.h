/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The source on a caller's context that dispatches what calls have left.
 */

#pragma once

#include "context/root-watch.h"

typedef struct _RootWatch RootWatch;

struct _RootWatch
{
  GSource       source;
  GSource      *wake_up;     /* owned */
  GMainContext *root;        /* unowned */
  guint         id;          /* process lock */
  guint         wake_up_id;  /* process lock */
  guint         fork_count;  /* of the process that made it */
  GPtrArray    *listed;      /* owned, of owned SmartAsyncPrivateContext; for the thread that owns the root */
  GPtrArray    *incoming;    /* process lock; owned, of owned SmartAsyncPrivateContext: given */
  int           n_incoming;  /* atomic */
  GPtrArray    *lost;        /* owned, nullable; of owned SmartAsyncPrivateContext: GLib polls what is in them to the
                                end of the root */
};

/* For the thread that owns the root. */
void     smart_async_root_watch_add         (RootWatch                *self,
                                             SmartAsyncPrivateContext *context);
gboolean smart_async_root_watch_look        (RootWatch                *self,
                                             SmartAsyncPrivateContext *context,
                                             int                      *timeout_msec);
void     smart_async_root_watch_release_one (SmartAsyncPrivateContext *context);
void     smart_async_root_watch_dispatch    (RootWatch                *self);
