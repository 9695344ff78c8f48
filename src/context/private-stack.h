/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The private contexts of a thread.
 */

#pragma once

#include "base/thread.h"
#include "context/private-context.h"

/* How many rest with a thread while its calls are nested. */
#define SMART_ASYNC_MAX_SPARES 4

struct _SmartAsyncPrivateStack
{
  SmartAsyncPrivateContext *spares[SMART_ASYNC_MAX_SPARES];  /* owned; at rest, the last one used last */
  guint                     n_spares;
  GPtrArray                *given;                           /* owned; of owned ones: not known to be gone */
  gint64                    probed;                          /* µs, monotonic, coarse; when one was probed last */
  guint                     n_suspect;                       /* so many calls are likely to leave a reference */
  gboolean                  has_ended;                       /* the thread is about to */
  guint                     fork_count;                      /* of the process that the others belong to */
};

/* Gives one of those at rest. */
static inline SmartAsyncPrivateContext *
smart_async_private_stack_steal (SmartAsyncPrivateStack *self,
                                 guint                   i)
{
  SmartAsyncPrivateContext *context = self->spares[i];

  self->spares[i] = self->spares[--self->n_spares];

  return context;
}

SmartAsyncPrivateContext *smart_async_private_stack_take        (SmartAsyncThread          *thread,
                                                                 GMainContext              *root,
                                                                 gboolean                   runs_root,
                                                                 const char                *name,
                                                                 GError                   **error);
void                      smart_async_private_stack_give_back   (SmartAsyncThread          *thread,
                                                                 SmartAsyncPrivateContext  *context,
                                                                 gboolean                   has_slept,
                                                                 GAsyncResult              *result);
void                      smart_async_private_stack_dispose_all (SmartAsyncPrivateStack    *self);
