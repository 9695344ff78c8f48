/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sources came to a main context, and when.
 */

#pragma once

#include <glib.h>

guint    smart_async_source_mark_take  (GMainContext *context);
gboolean smart_async_source_mark_until (GMainContext *context,
                                        guint        *mark,
                                        guint         until);
