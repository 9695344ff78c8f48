/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a wait does before the thread goes to sleep.
 */

#pragma once

#include <glib.h>

typedef struct _SmartAsyncWait SmartAsyncWait;

GSource *smart_async_lookout_new   (GMainContext   *context);
void     smart_async_lookout_serve (SmartAsyncWait *wait);
