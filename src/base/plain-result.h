/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A result that is there when its callback is called.
 */

#pragma once

#include <gio/gio.h>

GAsyncResult *smart_async_plain_result_new       (gpointer       tag,
                                                  gpointer       value,
                                                  GError        *error,
                                                  gpointer       callback_data);
gpointer      smart_async_plain_result_propagate (GAsyncResult  *result,
                                                  GError       **error);
