/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The private context of calls that are begun before they are waited for.
 */

#pragma once

#include "wait/wait.h"

SmartAsyncGathering *smart_async_gathering_join  (SmartAsyncWait       *wait,
                                                  GError              **error);
void                 smart_async_gathering_leave (SmartAsyncGathering  *self);
void                 smart_async_gathering_clean (SmartAsyncThread     *thread);

extern const SmartAsyncWaiting smart_async_waiting_gathered;
