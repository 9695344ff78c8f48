/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is known of each thread that makes calls.
 */

#pragma once

#include <gio/gio.h>

#include "base/name.h"

typedef struct _SmartAsyncFiber SmartAsyncFiber;
typedef struct _SmartAsyncGathering SmartAsyncGathering;
typedef struct _SmartAsyncPrivateContext SmartAsyncPrivateContext;
typedef struct _SmartAsyncPrivateStack SmartAsyncPrivateStack;
typedef struct _SmartAsyncRunner SmartAsyncRunner;
typedef struct _SmartAsyncScheduler SmartAsyncScheduler;
typedef struct _SmartAsyncSlot SmartAsyncSlot;
typedef struct _SmartAsyncThread SmartAsyncThread;
typedef struct _SmartAsyncWait SmartAsyncWait;
typedef struct _SmartAsyncWaiting SmartAsyncWaiting;

/* Slots at rest. First in, first out: a slot rests as long as possible before it is reused, and so
 * does the name that it keeps for late callbacks.
 */
typedef struct
{
  SmartAsyncSlot *first;
  SmartAsyncSlot *last;
  guint           length;
} SmartAsyncSlotQueue;

/* The record of a thread. Each folder keeps here what it has to find at once, and knows its own part only. */
struct _SmartAsyncThread
{
  GThread                  *self;       /* unowned */
  gboolean                  is_main;    /* it is the main one, in the process that fork_count tells */
  guint                     fork_count;

  /* context/ */
  SmartAsyncPrivateStack   *private_stack; /* owned; made on demand */
  SmartAsyncPrivateContext *inside;     /* unowned; the innermost one that it has pushed as the thread-default one */
  GPtrArray                *held;       /* owned; of owned SmartAsyncPrivateContext: acquired for a sleep; made on
                                           demand */
  gboolean                  default_is_elsewhere; /* of the main one: another one was seen to run the default context */

  /* fiber/ */
  SmartAsyncFiber          *fiber;      /* unowned; the one whose stack is in use, or NULL */
  SmartAsyncScheduler      *scheduler;  /* owned; of the context that a fiber was spawned on last, or NULL */

  /* call/ */
  SmartAsyncSlotQueue       free_slots; /* call slots at rest */
  SmartAsyncNames           names;      /* of its calls */
  GCancellable             *spare;      /* owned, nullable; of a call that may still be in use */
  gboolean                  spare_is_new; /* nobody has ever had it */

  /* wait/ */
  SmartAsyncWait           *innermost;  /* on the stack of this thread: the wait it is in, or NULL */
  guint                     depth;      /* how many waits that is, one inside the other */
  guint                     level;      /* how many of them iterate contexts of others now */
  guint                     n_held_up;  /* results that have waited for an inner call to return */
  gint64                    held_up_usec; /* how long these have, in all */
  SmartAsyncGathering      *gathering;  /* owned, nullable; the innermost one */
  GMainContext             *parking;    /* owned; where it waits for another thread; made on demand */
  SmartAsyncRunner         *runner;     /* owned; made on demand */

  /* run/ */
  GArray                   *scopes;     /* of what was pushed, innermost last; made on demand (options.c) */
};

/* What ends with a thread, in this order: callbacks of what is left on its private contexts can still make calls. */
typedef enum
{
  SMART_ASYNC_THREAD_END_PRIVATE_STACK,
  SMART_ASYNC_THREAD_END_HELD,
  SMART_ASYNC_THREAD_END_SCHEDULER,
  SMART_ASYNC_THREAD_END_SLOTS,
  SMART_ASYNC_THREAD_END_RUNNER,
  SMART_ASYNC_THREAD_END_EDGES,
  SMART_ASYNC_N_THREAD_ENDS,
} SmartAsyncThreadEnd;

/* In the thread that ends. There may be nothing of that kind. */
typedef void (*SmartAsyncThreadEndFunc) (SmartAsyncThread *thread);

SmartAsyncThread *smart_async_thread_get     (void);
gboolean          smart_async_thread_is_main (SmartAsyncThread        *thread);
void              smart_async_thread_on_end  (SmartAsyncThreadEnd      end,
                                              SmartAsyncThreadEndFunc  func);
