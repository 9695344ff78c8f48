/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What waiting for another thread is made of: for wait-forward.c.
 */

#pragma once

#include "wait/wait.h"

/* A start function on its way to another thread. Of two threads, one of which is to run it while the other withdraws
 * it, the one that comes second does nothing:
 *
 *   state      what holds                                          goes to
 *   POSTED     a source of the other thread's context will run it  RUNNING, WITHDRAWN
 *   RUNNING    it runs; its data must stay valid                   DONE
 *   DONE       it has returned                                     -
 *   WITHDRAWN  it will not run                                     -
 */
typedef enum
{
  SMART_ASYNC_REMOTE_START_POSTED,
  SMART_ASYNC_REMOTE_START_RUNNING,
  SMART_ASYNC_REMOTE_START_DONE,
  SMART_ASYNC_REMOTE_START_WITHDRAWN,
} SmartAsyncRemoteStartState;

typedef struct _SmartAsyncRemoteStart SmartAsyncRemoteStart;

/* That one thread waits for another one's loop. On the stack of the thread that waits. */
typedef struct
{
  const char   *name;      /* of the twin */
  GThread      *thread;    /* unowned; the one that waits */
  GMainContext *target;    /* unowned; the one that it waits for */
  GThread      *owner;     /* process lock; unowned; who owns the target: NULL until that thread waits, too */
  GMainContext *wake_up;   /* unowned; woken up when the thread is to look at the other edges */
  gboolean      may_serve; /* the thread may iterate what it owns while it waits */
  GPtrArray    *served;    /* owned, made on demand; of sources: the contexts that it iterates */
} SmartAsyncEdge;

SmartAsyncRemoteStart *smart_async_remote_start_post            (GMainContext               *context,
                                                                 const SmartAsyncOperation  *operation,
                                                                 SmartAsyncCall             *call,
                                                                 gpointer                    user_data,
                                                                 GMainContext               *waiter);
gboolean               smart_async_remote_start_has_begun       (SmartAsyncRemoteStart      *self);
gboolean               smart_async_remote_start_is_done         (SmartAsyncRemoteStart      *self);
gboolean               smart_async_remote_start_withdraw        (SmartAsyncRemoteStart      *self);
gboolean               smart_async_remote_start_await           (SmartAsyncRemoteStart      *self);
gboolean               smart_async_remote_start_owner_has_ended (SmartAsyncRemoteStart      *self);
void                   smart_async_remote_start_find_new_owner  (SmartAsyncRemoteStart      *self);
void                   smart_async_remote_start_unref           (SmartAsyncRemoteStart      *self);

void                   smart_async_edge_begin                   (SmartAsyncEdge             *edge);
gboolean               smart_async_edge_review                  (SmartAsyncEdge             *edge,
                                                                 gboolean                    may_fail,
                                                                 GError                    **error);
void                   smart_async_edge_end                     (SmartAsyncEdge             *edge);
