/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Marks for Sysprof.
 */

#include "base/profile.h"

#include <sysprof-capture.h>

/* Sysprof tells a process from its start whether it listens. Asking in each call would take a hundred instructions. */
gint64
smart_async_profile_begin (void)
{
  static int state;  /* atomic; 0: not asked yet, 1: nobody listens, 2: Sysprof does */

  if (G_UNLIKELY (g_atomic_int_get (&state) == 0))
    g_atomic_int_set (&state, sysprof_collector_is_active () ? 2 : 1);

  return G_UNLIKELY (g_atomic_int_get (&state) == 2) ? SYSPROF_CAPTURE_CURRENT_TIME : 0;
}

void
smart_async_profile_end (gint64      begun,
                         const char *group,
                         const char *name,
                         const char *format,
                         ...)
{
  va_list args;

  va_start (args, format);
  sysprof_collector_mark_vprintf (begun, SYSPROF_CAPTURE_CURRENT_TIME - begun, group, name, format, args);
  va_end (args);
}
