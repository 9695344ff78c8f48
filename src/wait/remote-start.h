/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Starting an operation in the thread that runs a main context.
 */

#pragma once

#include <smartasync/smartasync.h>

/* A start function on its way to another thread. Who loses the race for it, the thread that is to
 * run it or the one that withdraws it, leaves it alone:
 *
 *   state      what holds                                         goes to
 *   POSTED     a source of the other thread's context will run it RUNNING, WITHDRAWN
 *   RUNNING    it runs; its data must stay valid                  DONE
 *   DONE       it has returned                                    -
 *   WITHDRAWN  it will not run                                    -
 */
typedef enum
{
  SMART_ASYNC_REMOTE_START_POSTED,
  SMART_ASYNC_REMOTE_START_RUNNING,
  SMART_ASYNC_REMOTE_START_DONE,
  SMART_ASYNC_REMOTE_START_WITHDRAWN,
} SmartAsyncRemoteStartState;

typedef struct _SmartAsyncRemoteStart SmartAsyncRemoteStart;

SmartAsyncRemoteStart *smart_async_remote_start_post            (GMainContext              *context,
                                                                 const SmartAsyncOperation *operation,
                                                                 SmartAsyncCall            *call,
                                                                 gpointer                   user_data,
                                                                 GMainContext              *waiter);
gboolean               smart_async_remote_start_has_begun       (SmartAsyncRemoteStart     *self);
gboolean               smart_async_remote_start_is_done         (SmartAsyncRemoteStart     *self);
gboolean               smart_async_remote_start_withdraw        (SmartAsyncRemoteStart     *self);
gboolean               smart_async_remote_start_await           (SmartAsyncRemoteStart     *self);
gboolean               smart_async_remote_start_runner_has_ended (SmartAsyncRemoteStart    *self);
void                   smart_async_remote_start_find_new_runner (SmartAsyncRemoteStart     *self);
void                   smart_async_remote_start_unref           (SmartAsyncRemoteStart     *self);
