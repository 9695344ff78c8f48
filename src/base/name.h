/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names of calls that outlive the library that had them.
 */

#pragma once

#include <glib.h>

#define SMART_ASYNC_N_NAMES 8

/* Those that a thread has used last. */
typedef struct
{
  const char *kept[SMART_ASYNC_N_NAMES];  /* interned */
} SmartAsyncNames;

const char *smart_async_names_keep (SmartAsyncNames *self,
                                    const char      *name);
