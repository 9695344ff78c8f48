/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library with standalone twins, beside that of awkward operations: what it does is the caller's.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WaysFunc:
 * @user_data: what was given with it
 *
 * What a test does while an operation goes on.
 */
typedef void (*WaysFunc) (gpointer user_data);

void     ways_visit_async  (WaysFunc              func,
                            gpointer              func_data,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data);
gboolean ways_visit_finish (GAsyncResult         *result,
                            GError              **error);

void     ways_visit_privately_async  (WaysFunc              func,
                                      gpointer              func_data,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean ways_visit_privately_finish (GAsyncResult         *result,
                                      GError              **error);

void     ways_wait_async   (GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data);
gboolean ways_wait_finish  (GAsyncResult         *result,
                            GError              **error);
void     ways_answer       (void);

G_END_DECLS
