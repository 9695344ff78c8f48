/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What all functions that wait for a call are made of: begin, take a slot, wait, finish.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "base/thread.h"
#include "wait/wait.h"

gboolean         smart_async_wait_may_suspend     (SmartAsyncWait             *wait);
gboolean         smart_async_wait_choose          (SmartAsyncWait             *wait,
                                                   SmartAsyncPolicy            policy,
                                                   GError                    **error);
gboolean         smart_async_wait_begin           (SmartAsyncWait             *wait,
                                                   const SmartAsyncOperation  *operation,
                                                   const SmartAsyncOptions    *options,
                                                   GError                    **error);
gboolean         smart_async_wait_begin_at        (SmartAsyncWait             *wait,
                                                   const SmartAsyncOperation  *operation,
                                                   SmartAsyncSlot             *slot,
                                                   GError                    **error);
SmartAsyncSlot  *smart_async_wait_acquire_slot    (SmartAsyncWait             *wait,
                                                   const SmartAsyncOptions    *options,
                                                   gint64                      begun,
                                                   GCancellable               *cancellable,
                                                   GError                    **error);
GAsyncResult    *smart_async_wait_for_slot        (SmartAsyncWait             *wait,
                                                   gpointer                    user_data,
                                                   GError                    **error);
GAsyncResult    *smart_async_wait_finish          (SmartAsyncWait             *wait,
                                                   GAsyncResult               *result,
                                                   SmartAsyncFinishFunc        finish,
                                                   gpointer                    user_data,
                                                   GError                    **error);
