/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that complete on the global default context, where nobody runs it.
 */

#pragma once

#include "private-context.h"

/* What one private wait does about the default context. */
typedef struct
{
  guint                     watermark;        /* sources of the default context with a higher id came after the
                                                 call began; 0: any may have */
  gboolean                  is_wanted;        /* one of those was found: the default context is to be turned */
  GSource                  *turned;           /* owned; in the private context: turns the default context */
} SmartAsyncDefaultWatch;

guint    smart_async_default_watch_mark          (void);
void     smart_async_default_watch_begin         (SmartAsyncDefaultWatch *watch);
gboolean smart_async_default_watch_look          (SmartAsyncDefaultWatch *watch);
gboolean smart_async_default_watch_is_in_the_way (SmartAsyncDefaultWatch *watch);
void     smart_async_default_watch_turn          (SmartAsyncDefaultWatch *watch,
                                                 GMainContext           *context);
void     smart_async_default_watch_end           (SmartAsyncDefaultWatch *watch);
