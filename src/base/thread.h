/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the library keeps for each thread.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"
#include "fiber/fiber-private.h"
#include "base/lifetime.h"
#include "wait/parking.h"
#include "context/private-stack.h"
#include "wait/wait.h"

struct _SmartAsyncThread
{
  GThread                  *self;       /* unowned */
  GArray                   *scopes;     /* of what was pushed, innermost last; made on demand (options.c) */
  guint                     level;      /* how many of its waits iterate contexts of others now, one in the other */
  SmartAsyncWait           *innermost;  /* on the stack of this thread: the wait it is in, or NULL */
  guint                     depth;      /* how many waits that is, one inside the other */
  guint                     n_held_up;  /* results that have waited for an inner call to return */
  gint64                    held_up_usec; /* how long these have, in all */
  SmartAsyncFiber          *fiber;      /* unowned; the one whose stack is in use, or NULL */
  SmartAsyncScheduler      *scheduler;  /* owned; of the context that a fiber was spawned on last, or NULL */
  gboolean                  is_main;    /* it is the main one, in the process that fork_count tells */
  guint                     fork_count;
  gboolean                  default_is_elsewhere; /* of the main one: another one was seen to run the default context */
  SmartAsyncPrivateStack    private_stack;
  GPtrArray                *held;       /* owned; of owned SmartAsyncPrivateContext: acquired for a sleep */
  SmartAsyncPrivateContext *inside;     /* unowned; the innermost one that it has pushed as the thread-default one */
  SmartAsyncSlotQueue       free_slots; /* call slots at rest */
  SmartAsyncParking        *parking;    /* owned; made on demand */
  SmartAsyncLifetime       *lifetime;   /* owned */
};

SmartAsyncThread  *smart_async_thread_get            (void);
gboolean           smart_async_thread_is_main        (SmartAsyncThread *thread);
SmartAsyncParking *smart_async_thread_ensure_parking (SmartAsyncThread  *thread,
                                                      const char        *name,
                                                      GError           **error);
