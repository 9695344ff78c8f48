/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library of somebody else: one asynchronous operation.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * outside_count_async:
 * @limit: where to stop
 * @cancellable: (nullable): a cancellable
 * @callback: called when it has counted
 * @user_data: for @callback
 *
 * Counts to @limit in the main loop.
 */
void outside_count_async  (int                   limit,
                           GCancellable         *cancellable,
                           GAsyncReadyCallback   callback,
                           gpointer              user_data);

/**
 * outside_count_finish:
 * @result: the result
 * @error: for an error
 *
 * Gets what was counted.
 *
 * Returns: how far it went, or -1
 */
int  outside_count_finish (GAsyncResult         *result,
                           GError              **error);

G_END_DECLS
