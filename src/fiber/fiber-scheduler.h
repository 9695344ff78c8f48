/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which fibers of a main context are to go on.
 */

#pragma once

#include "fiber/fiber-private.h"
#include "fiber/fiber-timers.h"

struct _SmartAsyncScheduler
{
  int                        ref_count;  /* atomic */
  GMainContext              *context;    /* unowned, atomic; NULL when that is gone */
  int                        n_fibers;   /* atomic; spawned here and not done yet */
  SmartAsyncFiber           *arrived;    /* atomic; owned; a stack of those that were queued, the last one first */

  /* For the thread that runs the context. */
  SmartAsyncFiber           *first;      /* owned; those whose turn it is next, in their order */
  SmartAsyncFiber           *last;
  SmartAsyncFiberTimers      timers;
  SmartAsyncFiberStackCache  stacks;     /* at rest */
  gboolean                   is_trimmed; /* a source takes some of those away when the loop is idle */
};

SmartAsyncScheduler *smart_async_scheduler_get          (SmartAsyncScheduler **recent,
                                                         GMainContext         *context);
SmartAsyncScheduler *smart_async_scheduler_ref          (SmartAsyncScheduler  *scheduler);
void                 smart_async_scheduler_unref        (SmartAsyncScheduler  *scheduler);
void                 smart_async_scheduler_queue        (SmartAsyncScheduler  *scheduler,
                                                         SmartAsyncFiber      *fiber);
void                 smart_async_scheduler_give_back    (SmartAsyncScheduler  *scheduler,
                                                         SmartAsyncFiberStack *stack);
guint                smart_async_scheduler_count_fibers (void);
