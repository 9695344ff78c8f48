/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One private main context.
 */

#pragma once

#include <gio/gio.h>

#include "inner-poll.h"

/* Which thread touches a private context, and how it comes to another one:
 *
 *   where     what holds                                                   goes to
 *   at home   its home thread owns it, in a call and at rest               given: something is left
 *                                                                          listed: the home thread runs the root
 *                                                                          gone: nothing is left
 *   given     nobody owns it; it waits for the thread that runs the root   listed, or at home again: who comes first
 *   listed    its home thread owns it in a call; the thread that runs      gone: nothing is left any more
 *             the root while that sleeps, and to dispatch it; else nobody
 *   gone      GLib has finalized it
 *
 * From any of them it is lost when the root, the caller's context, is finalized. Only its owner releases it.
 */
typedef struct
{
  GMainContext        *context;     /* owned; not valid when it is gone */
  GMainContext        *root;        /* unowned, atomic, only compared; the caller's one; NULL when that is gone */
  GSource             *sentinel;    /* owned; of the context; see lookout.c */
  int                  ref_count;   /* atomic */
  int                  n_uses;      /* atomic; whether it is in use: not by two threads; or that it is gone */
  int                  is_in_call;  /* atomic */
  int                  is_listed;   /* atomic; changed only by the thread that runs, or may run, the root */
  int                  is_wanted;   /* atomic; the root's thread wanted to look, and is to be told when it can */
  int                  is_held;     /* atomic; the thread that runs the root owns it for its sleep */
  int                  is_given;    /* process lock */
  GMutex               probe_lock;  /* innermost; held while the reference is given up and taken again */
  int                  is_ending;   /* atomic; another thread has given up the last reference while it was probed */
  guint                fork_count;  /* of the process that made it */
  guint                low;         /* owner: no source of others there has this id or a lower one */
  guint                n_calls;     /* owner */
  gboolean             has_survived; /* owner; the root's loop has probed it since it was used */
  int                  n_quiet;     /* owner; how often the root's loop has found nothing there */
  SmartAsyncInnerPoll  poll;        /* owner; what the root polls for it, while it is listed */
} SmartAsyncPrivateContext;

SmartAsyncPrivateContext *smart_async_private_context_new             (GMainContext              *root,
                                                                       const char                *name,
                                                                       GError                   **error);
SmartAsyncPrivateContext *smart_async_private_context_ref             (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_unref           (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_enter           (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_leave           (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_is_gone         (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_is_foreign      (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_has_sources     (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_probe           (SmartAsyncPrivateContext  *self,
                                                                       gboolean                   waits);
void                      smart_async_private_context_lose            (SmartAsyncPrivateContext  *self);
GMainContext             *smart_async_private_context_make            (const char                *name,
                                                                       GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmartAsyncPrivateContext, smart_async_private_context_unref)
