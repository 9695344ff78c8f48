/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The poll function of private contexts.
 */

#pragma once

#include "private-context.h"

void smart_async_private_poll_init (SmartAsyncPrivateContext *self);
