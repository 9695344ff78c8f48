/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SMART_ASYNC_DEBUG: messages about what the library does.
 */

#include "base/debug.h"

int smart_async_debug_flags = -1; /* atomic; -1: the variable has not been read */

/* Reading it twice at the same time gives the same. */
void
smart_async_debug_read (void)
{
  static const GDebugKey keys[] = {
    { "calls", SMART_ASYNC_DEBUG_CALLS },
    { "context", SMART_ASYNC_DEBUG_CONTEXT },
    { "stall", SMART_ASYNC_DEBUG_STALL },
  };
  guint flags = g_parse_debug_string (g_getenv ("SMART_ASYNC_DEBUG"), keys, G_N_ELEMENTS (keys));

  g_atomic_int_set (&smart_async_debug_flags, (int) flags);
}
