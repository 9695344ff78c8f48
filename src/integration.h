/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes a private context part of its caller's context.
 */

#pragma once

#include "private-context.h"

void smart_async_integrate (SmartAsyncPrivateContext *self);
