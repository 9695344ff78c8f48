/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A source, in words.
 */

#pragma once

#include <glib.h>

gboolean smart_async_stall_source_is_own   (GSource *source);
void     smart_async_stall_source_describe (GString  *text,
                                            GSource  *source,
                                            gboolean  stays_whole);
