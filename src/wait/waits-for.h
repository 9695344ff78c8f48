/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which thread waits for whose main context.
 */

#pragma once

#include <glib.h>

/* One thread waits for another one's loop. On the stack of the thread that waits. */
typedef struct
{
  const char   *name;      /* of the twin */
  GThread      *thread;    /* unowned; the one that waits */
  GMainContext *target;    /* unowned; the one that it waits for */
  GThread      *owner;     /* process lock; unowned; who runs the target: NULL until that thread waits, too */
  GMainContext *wake_up;   /* unowned; makes the thread look around */
  gboolean      may_serve; /* the thread may turn what it owns while it waits */
  GPtrArray    *served;    /* owned; of sources: the contexts that it turns */
} SmartAsyncEdge;

void     smart_async_edge_begin  (SmartAsyncEdge  *edge);
gboolean smart_async_edge_review (SmartAsyncEdge  *edge,
                                  gboolean         may_fail,
                                  GError         **error);
void     smart_async_edge_end    (SmartAsyncEdge  *edge);
