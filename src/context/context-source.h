/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A source that stands for another main context.
 */

#pragma once

#include <glib.h>

GSource      *smart_async_context_source_new       (GMainContext *inner);
GMainContext *smart_async_context_source_get_inner (GSource      *source);
