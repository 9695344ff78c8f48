/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Says so when a fiber needs more stack than it has.
 */

#pragma once

#include "fiber/fiber-stack.h"

void smart_async_overflow_watch (SmartAsyncFiberStack *stack,
                                 const char           *name);
