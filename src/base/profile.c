/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Marks for Sysprof.
 */

#include "base/profile.h"

#include <sysprof-capture.h>

gint64
smart_async_profile_begin (void)
{
  return G_UNLIKELY (sysprof_collector_is_active ()) ? SYSPROF_CAPTURE_CURRENT_TIME : 0;
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
