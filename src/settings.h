/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the environment sets for the whole process.
 */

#pragma once

#include <smartasync/smartasync.h>

typedef struct
{
  SmartAsyncPolicy policy;        /* SMART_ASYNC_POLICY */
  guint            timeout_msec;  /* SMART_ASYNC_TIMEOUT; 0 for none */
} SmartAsyncSettings;

const SmartAsyncSettings *smart_async_settings_get (void);
