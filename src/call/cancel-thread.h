/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Cancelling, whatever handlers do.
 */

#pragma once

#include <gio/gio.h>

gboolean smart_async_cancellable_has_handlers (GCancellable *cancellable);
void     smart_async_cancel_until             (GCancellable *cancellable,
                                               gint64        end);
