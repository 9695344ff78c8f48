/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waits until there is a result, or the wait must end without one.
 */

#pragma once

#include "wait/limit.h"
#include "stall/stall-watch.h"
#include "wait/wait.h"

void smart_async_wait_loop (SmartAsyncWait       *wait,
                            SmartAsyncLimit      *limit,
                            SmartAsyncStallWatch *watch);
