/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How private contexts are polled, or not.
 */

#pragma once

#include "private-context.h"

void     smart_async_private_poll_init      (SmartAsyncPrivateContext *self);
gboolean smart_async_private_poll_leave_out (SmartAsyncPrivateContext *self);
