/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a call may be waiting for in which nothing happens.
 */

#pragma once

#include "stall/stall-marks.h"
#include "wait/wait.h"

gboolean  smart_async_stall_is_forgotten  (SmartAsyncWait *wait);
gboolean  smart_async_stall_may_be_unseen (SmartAsyncWait *wait);
gboolean  smart_async_stall_is_unseen     (SmartAsyncWait *wait);
char     *smart_async_stall_report        (SmartAsyncWait *wait,
                                           GArray         *marks,
                                           gint64          silent_usec);
