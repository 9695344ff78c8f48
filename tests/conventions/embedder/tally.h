/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a library offers, whose users need not know how it waits.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void tally_count_async     (int                  upto,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
int  tally_count_finish    (GAsyncResult        *result,
                            GError             **error);
void tally_set_max_seconds (guint                seconds);

G_END_DECLS
