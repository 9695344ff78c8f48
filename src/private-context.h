/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The pool of private main contexts.
 */

#pragma once

#include <glib.h>

typedef struct _SmartAsyncPrivateContext SmartAsyncPrivateContext;

struct _SmartAsyncPrivateContext
{
  GMainContext *context;       /* owned */
  GMainContext *caller;        /* unowned, atomic; the one it is integrated in; NULL when that is gone */
  int           wakeup_fd;     /* of the context */
  guint         fork_count;    /* of the process that made it */
  int           ref_count;     /* atomic */
  int           is_taken;      /* atomic; a call is using it */
  gboolean      is_ownerless;  /* for calls beside a running loop, which does not have hold of it while it sleeps */
  guint         source_id;     /* process lock; of the source in the caller's context */
  guint         gate_id;       /* process lock; of the other one */
  int           is_watched;    /* atomic; the caller's loop may be blocked with an outdated view of it */
};

SmartAsyncPrivateContext *smart_async_private_context_take        (SmartAsyncPrivateContext **recent,
                                                                   GMainContext              *caller);
void                      smart_async_private_context_give_back   (SmartAsyncPrivateContext  *self,
                                                                   SmartAsyncPrivateContext **recent);
SmartAsyncPrivateContext *smart_async_private_context_ref         (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_unref       (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_lose_caller (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_is_foreign  (SmartAsyncPrivateContext  *self);
GMainContext             *smart_async_private_context_find_root   (GMainContext              *context);
GMainContext             *smart_async_private_context_find_own    (GMainContext              *context);
GPtrArray                *smart_async_private_context_list        (void);
gboolean                  smart_async_private_context_has_source  (GMainContext              *caller,
                                                                   guint                      source_id);
