/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The pool of the stacks that fibers run on.
 */

#pragma once

#include <glib.h>

typedef struct _SmartAsyncFiberStack SmartAsyncFiberStack;

struct _SmartAsyncFiberStack
{
  char                 *memory;      /* the lowest address that may be used */
  gsize                 size;        /* bytes that may be used; the guard lies below them */
  gsize                 guard_size;  /* bytes */
  SmartAsyncFiberStack *next;        /* in a list of free ones */
};

/* Stacks at rest that are still warm. Belongs to whoever has it; takes no lock. */
typedef struct
{
  SmartAsyncFiberStack *first;
  guint                 n_stacks;
} SmartAsyncFiberStackCache;

SmartAsyncFiberStack *smart_async_fiber_stack_take          (SmartAsyncFiberStackCache  *cache,
                                                             GError                    **error);
void                  smart_async_fiber_stack_give_back     (SmartAsyncFiberStackCache  *cache,
                                                             SmartAsyncFiberStack       *stack);
gboolean              smart_async_fiber_stack_cache_is_full (SmartAsyncFiberStackCache  *cache);
void                  smart_async_fiber_stack_cache_trim    (SmartAsyncFiberStackCache  *cache);
void                  smart_async_fiber_stack_cache_clear   (SmartAsyncFiberStackCache  *cache);
