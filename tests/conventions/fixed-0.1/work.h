/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library of somebody else: asynchronous operations that the program has twins of.
 */

#pragma once

#include <gio/gio.h>

void     work_add_async   (int                  number,
                           int                  other,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
int      work_add_finish  (GAsyncResult        *result,
                           GError             **error);
void     work_fill_async  (void                *buffer,
                           gsize                count,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
gssize   work_fill_finish (GAsyncResult        *result,
                           GError             **error);
void     work_rest_async  (GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
gboolean work_rest_finish (GAsyncResult        *result,
                           GError             **error);
