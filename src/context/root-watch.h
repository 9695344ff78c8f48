/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What calls have left, in the caller's context.
 */

#pragma once

#include "context/private-context.h"

/* For the thread that runs the root, or may run it now. */
void     smart_async_root_watch_list         (SmartAsyncPrivateContext *context);

/* For the one that owns a private context which is not listed. */
void     smart_async_root_watch_give         (SmartAsyncPrivateContext *context);

/* For the home thread. */
gboolean smart_async_root_watch_take_back    (SmartAsyncPrivateContext *context);
void     smart_async_root_watch_notify       (SmartAsyncPrivateContext *context);

/* For the thread that holds private contexts. */
void     smart_async_root_watch_release      (GMainContext             *root);
void     smart_async_root_watch_release_held (GPtrArray                *held,
                                              gboolean                  has_ended);

gboolean smart_async_root_watch_has_source   (GMainContext             *root,
                                              guint                     source_id);
