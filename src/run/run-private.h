/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The parts of a call that smart_async_run() is made of.
 */

#pragma once

#include "run/wait-call.h"

gboolean smart_async_run_check_cancelled (const char                 *name,
                                          GCancellable               *cancellable,
                                          GError                    **error);
gboolean smart_async_run_enter           (SmartAsyncWait             *wait,
                                          const SmartAsyncOperation  *operation,
                                          const SmartAsyncOptions    *options,
                                          GCancellable               *cancellable,
                                          GError                    **error);
void     smart_async_run_leave           (SmartAsyncWait             *wait,
                                          GAsyncResult               *result);
void     smart_async_run_mark            (SmartAsyncWait             *wait,
                                          gint64                      begun,
                                          SmartAsyncPolicy            policy,
                                          GAsyncResult               *result,
                                          const GError               *error);
