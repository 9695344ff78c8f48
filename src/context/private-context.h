/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The main contexts of a call: its caller's one, and one private one.
 */

#pragma once

#include <gio/gio.h>

#include "context/main-context.h"

/* Of this thread. */
GMainContext *smart_async_caller_context      (void);
gboolean      smart_async_push_caller_context (GMainContext *context);
gboolean      smart_async_acquire_context     (GMainContext *context);

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
 *
 * Who must wake the root's thread up, where that sleeps and does not poll the context:
 *
 *   the context is                     who wakes it up, and when
 *   given                              the home thread, when it has put it on the list
 *   acquired by a call or for a sleep  who has acquired it, when it has released it, if is_wanted says so
 *   acquired by others                 nobody: the root's thread looks again, every few milliseconds
 *
 * So a call acquires the context before it marks it as in a call, and removes that mark before it releases it.
 */
struct _SmartAsyncPrivateContext
{
  GMainContext        *context;     /* owned; not valid when it is gone */
  GMainContext        *root;        /* unowned, atomic, only compared; the caller's one; NULL when that is gone */
  GSource             *sentinel;    /* owned; of the context; see default-source.c */
  int                  ref_count;   /* atomic */
  int                  n_uses;      /* atomic; by how many it is in use, 65,536 for a call; -1: it is gone */
  int                  is_listed;   /* atomic; changed only by the thread that runs, or may run, the root */
  int                  is_wanted;   /* atomic; the root's thread wanted to look, and is to be woken up when it can */
  int                  is_held;     /* atomic; the thread that runs the root owns it for its sleep */
  int                  is_given;    /* process lock */
  GMutex               probe_lock;  /* innermost; held while the reference is given up and taken again */
  GCond                ends;        /* is_ending has been set */
  gboolean             is_ending;   /* probe_lock; another thread has given up the last reference */
  guint                fork_count;  /* of the process that made it */
  guint                low;         /* owner: no source of others there has this id or a lower one */
  guint                n_calls;     /* owner */
  gboolean             has_slept;   /* owner; a call has slept here: another thread may have worked for it */
  int                  n_quiet;     /* owner; how often the root's loop has found nothing there */
  gint64               quiet_since; /* owner; µs, monotonic, coarse; when it has first found nothing there */
  SmartAsyncInnerPoll  poll;        /* the root's thread; what that polls for it, while it is listed */
};

SmartAsyncPrivateContext *smart_async_private_context_new             (GMainContext              *context,
                                                                       GMainContext              *root,
                                                                       GSource                   *sentinel);
SmartAsyncPrivateContext *smart_async_private_context_ref             (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_unref           (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_enter           (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_leave           (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_begin_call      (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_end_call        (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_is_in_call      (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_is_gone         (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_is_foreign      (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_has_sources     (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_release         (SmartAsyncPrivateContext  *self);
GMainContext             *smart_async_private_context_get_root        (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_probe           (SmartAsyncPrivateContext  *self);
gboolean                  smart_async_private_context_probe_after_use (SmartAsyncPrivateContext  *self,
                                                                       gboolean                   is_suspect);
gboolean                  smart_async_private_context_has_settled     (SmartAsyncPrivateContext  *self);
void                      smart_async_private_context_lose            (SmartAsyncPrivateContext  *self);
GMainContext             *smart_async_private_context_make            (const char                *name,
                                                                       GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmartAsyncPrivateContext, smart_async_private_context_unref)

static inline gboolean
smart_async_private_context_is_listed (SmartAsyncPrivateContext *self)
{
  return g_atomic_int_get (&self->is_listed);
}
