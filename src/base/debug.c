/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * SMART_ASYNC_DEBUG: messages about what the library does.
 */

#include "base/debug.h"

gboolean
smart_async_debug_enabled (SmartAsyncDebugFlags flag)
{
  static const GDebugKey keys[] = {
    { "calls", SMART_ASYNC_DEBUG_CALLS },
    { "context", SMART_ASYNC_DEBUG_CONTEXT },
    { "stall", SMART_ASYNC_DEBUG_STALL },
  };
  static gsize flags;

  if (g_once_init_enter (&flags))
    {
      const char *text = g_getenv ("SMART_ASYNC_DEBUG");
      guint parsed = g_parse_debug_string (text, keys, G_N_ELEMENTS (keys));

      /* The highest bit says that the variable has been read: a once value must not be 0. */
      g_once_init_leave (&flags, parsed | ((gsize) 1 << (GLIB_SIZEOF_SIZE_T * 8 - 1)));
    }

  return (flags & flag) != 0;
}
