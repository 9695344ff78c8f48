/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a call comes from.
 */

#pragma once

#include <smartasync/smartasync.h>

GMainContext *smart_async_caller_context      (void);
gboolean      smart_async_push_caller_context (GMainContext *context);
