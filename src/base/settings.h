/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What holds in the whole process: set by the environment, and by the program.
 */

#pragma once

#include <smartasync/smartasync.h>

typedef struct
{
  int   policy;            /* atomic; SMART_ASYNC_POLICY: a SmartAsyncPolicy */
  int   timeout_msec;      /* atomic; SMART_ASYNC_TIMEOUT: a guint, 0 for none */
  int   watchdog_msec;     /* atomic; SMART_ASYNC_WATCHDOG: a guint, 0 for none */
  GMainContext *context;   /* owned, nullable; atomic, and process lock */
  gsize fiber_stack_size;  /* SMART_ASYNC_FIBER_STACK_SIZE; bytes */
} SmartAsyncSettings;

SmartAsyncSettings *smart_async_settings_get (void);
