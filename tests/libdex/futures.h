/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library whose asynchronous functions are made with libdex.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FUTURES_TYPE_MACHINE (futures_machine_get_type ())
G_DECLARE_FINAL_TYPE (FuturesMachine, futures_machine, FUTURES, MACHINE, GObject)

FuturesMachine      *futures_machine_new           (const char           *kind);
void                 futures_machine_answer_async  (FuturesMachine       *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
int                  futures_machine_answer_finish (FuturesMachine       *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

const char * const  *futures_list_kinds            (void);

G_END_DECLS
