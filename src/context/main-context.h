/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What GLib has no functions for: asking one main context, and polling one in another.
 */

#pragma once

#include "base/thread.h"

/* Which sources were attached to a context, and when. */
guint    smart_async_source_mark_take  (GMainContext *context);
gboolean smart_async_source_mark_until (GMainContext *context,
                                        guint        *mark,
                                        guint         until);

/* What a source of an outer context polls for an inner one. The thread that uses it owns the inner one. */
typedef struct
{
  GPollFD  *polled;       /* owned; what the outer context polls */
  int       n_polled;
  GPollFD  *wanted;       /* owned; scratch space, what it should poll */
  int       n_allocated;  /* of both arrays */
  gint64    due;          /* µs, monotonic; the first timeout, -1 for none */
  int       priority;     /* of what is ready, not above the default one */
  gboolean  is_ready;     /* an iteration of the inner context is worth it */
} SmartAsyncInnerPoll;

/* On the stack: this thread prepares a context on behalf of a source of another one. */
typedef struct _SmartAsyncPreparing SmartAsyncPreparing;

struct _SmartAsyncPreparing
{
  GMainContext        *outer;     /* unowned */
  SmartAsyncPreparing *previous;
};

/* Of descriptors of the inner context: which are not to be polled. */
typedef gboolean (*SmartAsyncInnerPollFilter) (int      fd,
                                               gpointer user_data);

gboolean smart_async_inner_poll_prepare      (SmartAsyncInnerPoll       *self,
                                              GSource                   *source,
                                              GMainContext              *inner,
                                              int                       *timeout_msec);
void     smart_async_inner_poll_watch        (SmartAsyncInnerPoll       *self,
                                              GSource                   *source,
                                              GMainContext              *inner,
                                              SmartAsyncInnerPollFilter  is_left_out,
                                              gpointer                   user_data);
gboolean smart_async_inner_poll_check        (SmartAsyncInnerPoll       *self,
                                              gint64                     now);
void     smart_async_inner_poll_begin        (SmartAsyncPreparing       *preparing,
                                              GMainContext              *outer);
void     smart_async_inner_poll_end          (SmartAsyncPreparing       *preparing);
gboolean smart_async_inner_poll_is_preparing (GMainContext              *outer);
void     smart_async_inner_poll_stop         (SmartAsyncInnerPoll       *self,
                                              GSource                   *source);
void     smart_async_inner_poll_clear        (SmartAsyncInnerPoll       *self);

/* A source that stands for another context. */
GSource      *smart_async_context_source_new       (GMainContext *inner);
GMainContext *smart_async_context_source_get_inner (GSource      *source);

void smart_async_iterate_inside (SmartAsyncThread *thread,
                                 GMainContext     *inner);
