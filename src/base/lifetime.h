/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whether a thread has ended, for others to ask.
 */

#pragma once

#include <glib.h>

typedef struct
{
  int ref_count;  /* atomic */
  int has_ended;  /* atomic */
} SmartAsyncLifetime;

SmartAsyncLifetime *smart_async_lifetime_new       (void);
SmartAsyncLifetime *smart_async_lifetime_ref       (SmartAsyncLifetime *self);
void                smart_async_lifetime_unref     (SmartAsyncLifetime *self);
void                smart_async_lifetime_end       (SmartAsyncLifetime *self);
gboolean            smart_async_lifetime_has_ended (SmartAsyncLifetime *self);
