/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A client that has to be connected first, and has a main context of its own.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HOOKS_TYPE_CLIENT (hooks_client_get_type ())
G_DECLARE_FINAL_TYPE (HooksClient, hooks_client, HOOKS, CLIENT, GObject)

HooksClient  *hooks_client_new            (GMainContext        *context,
                                           gboolean             is_refusing);
guint         hooks_client_count_connects (HooksClient         *self);
GMainContext *hooks_client_get_context    (HooksClient         *self);
GMainContext *hooks_client_ref_context    (HooksClient         *self);

void          hooks_client_connect_async  (HooksClient         *self,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean      hooks_client_connect_finish (HooksClient         *self,
                                           GAsyncResult        *result,
                                           GError             **error);
void          hooks_client_ask_async      (HooksClient         *self,
                                           char                *question,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
char         *hooks_client_ask_finish     (HooksClient         *self,
                                           GAsyncResult        *result,
                                           GError             **error);
void          hooks_client_tell_async     (HooksClient         *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean      hooks_client_tell_finish    (HooksClient         *self,
                                           GAsyncResult        *result);

G_END_DECLS
