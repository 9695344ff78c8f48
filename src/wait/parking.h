/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a thread waits that iterates no context of its operation.
 */

#pragma once

#include <gio/gio.h>

GMainContext *smart_async_parking_new  (const char    *name,
                                        GError       **error);
void          smart_async_parking_wait (GMainContext  *parking,
                                        int            cancel_state);
