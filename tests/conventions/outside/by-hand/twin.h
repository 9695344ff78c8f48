/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The twin, written by hand. The generated one has the same prototype.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int outside_count_sync (int            limit,
                        GCancellable  *cancellable,
                        GError       **error);

G_END_DECLS
