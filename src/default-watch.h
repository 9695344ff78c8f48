/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that complete on the global default context, where nobody runs it.
 */

#pragma once

#include "private-context.h"

/* What one wait does about the default context while it waits on another one. */
typedef struct
{
  guint                     watermark;        /* sources of the default context with a higher id came after the
                                                 call began; 0: any may have */
  GSource                  *turned;           /* owned, nullable; in the other context: turns the default context */
  gboolean                  is_paused;        /* looking around is left out */
} SmartAsyncDefaultWatch;

guint    smart_async_default_watch_mark          (void);
void     smart_async_default_watch_begin         (SmartAsyncDefaultWatch *watch,
                                                 gboolean                is_in_a_row);
int      smart_async_default_watch_look_around   (SmartAsyncDefaultWatch *watch,
                                                 GMainContext           *context);
gboolean smart_async_default_watch_is_in_the_way (SmartAsyncDefaultWatch *watch);
void     smart_async_default_watch_end           (SmartAsyncDefaultWatch *watch);
