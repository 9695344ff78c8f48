/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The main context that a call belongs to.
 */

#pragma once

#include <glib.h>

GMainContext *smart_async_caller_context      (void);
gboolean      smart_async_push_caller_context (GMainContext *context);
