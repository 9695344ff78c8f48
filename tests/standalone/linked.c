/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes a program need the library: linkers leave out one of which nothing is used.
 */

#include <smartasync/smartasync.h>

extern SmartAsyncPolicy (*linked_with) (void);

SmartAsyncPolicy (*linked_with) (void) = smart_async_get_policy;
