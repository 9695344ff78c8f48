/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Marks for Sysprof. Where this is built without it, and where no profiler listens, they cost nothing.
 */

#pragma once

#include <glib.h>

#ifdef SMART_ASYNC_HAVE_SYSPROF

gint64 smart_async_profile_begin   (void);
void   smart_async_profile_end     (gint64      begun,
                                    const char *group,
                                    const char *name,
                                    const char *format,
                                    ...) G_GNUC_PRINTF (4, 5);

#else

/* Gives the profiler's time, in nanoseconds; 0 if no profiler listens. */
static inline gint64
smart_async_profile_begin (void)
{
  return 0;
}

/* Marks what has begun then, and has ended now. @begun: not 0. @group: of marks that are shown together. */
static inline void G_GNUC_PRINTF (4, 5)
smart_async_profile_end (gint64      begun,
                         const char *group,
                         const char *name,
                         const char *format,
                         ...)
{
}

#endif
