/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When a wait looks at the global default context: for the source that asks it.
 */

#pragma once

#include "context/wait-record.h"

int      smart_async_default_watch_look    (SmartAsyncDefaultWatch *self,
                                            const char             *name,
                                            gint64                  now);
int      smart_async_default_watch_until   (gint64                  due,
                                            gint64                  now);
void     smart_async_default_watch_woken   (SmartAsyncDefaultWatch *self,
                                            GPollFD                *fds,
                                            int                     n_fds);
gboolean smart_async_default_watch_ignores (int                     fd,
                                            gpointer                self);
