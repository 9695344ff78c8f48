/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is known of each thread that makes calls.
 */

#pragma once

#include <gio/gio.h>
#include <string.h>

/* Reading a thread-local variable takes a few instructions less where it lies at a fixed place. The GNU C library keeps
 * some room for such variables of libraries that are loaded late; others do not.
 */
#ifdef __GLIBC__
# define FAST_THREAD_LOCAL _Thread_local __attribute__ ((tls_model ("initial-exec")))
#else
# define FAST_THREAD_LOCAL _Thread_local
#endif

typedef struct _SmartAsyncFiber SmartAsyncFiber;
typedef struct _SmartAsyncCallGroup SmartAsyncCallGroup;
typedef struct _SmartAsyncPrivateContext SmartAsyncPrivateContext;
typedef struct _SmartAsyncPrivateStack SmartAsyncPrivateStack;
typedef struct _SmartAsyncOwner SmartAsyncOwner;
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

/* Names of calls that the thread has used last. They outlive the library that had them. */
#define SMART_ASYNC_N_NAMES 8

/* How many cancellables of its calls a thread keeps for later ones: a batch needs as many at the same time as it runs
 * operations.
 */
#define SMART_ASYNC_MAX_SPARE_CANCELLABLES 32

/* What is known of a thread. Each folder keeps here what it has to find quickly, and uses only its own part. */
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
  const char               *names[SMART_ASYNC_N_NAMES]; /* interned; of its calls */
  GCancellable             *spares[SMART_ASYNC_MAX_SPARE_CANCELLABLES]; /* owned; of calls, and may still be in use */
  guint                     n_spares;
  guint32                   new_spares; /* a bit for each: no operation has ever had it */

  /* wait/ */
  SmartAsyncWait           *innermost;  /* nullable; on the stack of this thread: the wait that it is in */
  guint                     depth;      /* how many waits it is in, one inside the other */
  guint                     level;      /* how many of them iterate contexts of others now */
  guint                     n_delayed;  /* how many results have waited for an inner call to return */
  gint64                    delayed_usec; /* for how long, in all */
  SmartAsyncCallGroup      *group;      /* owned, nullable; the innermost one */
  GMainContext             *sleep_context; /* owned; where it waits for another thread; made on demand */
  SmartAsyncOwner          *as_owner;   /* owned; for others that want to know whether it has ended; made on demand */

  /* run/ */
  GArray                   *scopes;     /* of what was pushed, innermost last; made on demand (options.c) */
};

/* What ends with a thread, in this order: what is left on its private contexts may still be dispatched, and make calls.
 */
typedef enum
{
  SMART_ASYNC_THREAD_END_PRIVATE_STACK,
  SMART_ASYNC_THREAD_END_HELD,
  SMART_ASYNC_THREAD_END_SCHEDULER,
  SMART_ASYNC_THREAD_END_SLOTS,
  SMART_ASYNC_THREAD_END_OWNER,
  SMART_ASYNC_THREAD_END_EDGES,
  SMART_ASYNC_N_THREAD_ENDS,
} SmartAsyncThreadEnd;

/* In the thread that ends. There may be nothing of that kind. */
typedef void (*SmartAsyncThreadEndFunc) (SmartAsyncThread *thread);

SmartAsyncThread *smart_async_thread_get         (void);
gboolean          smart_async_thread_is_current  (GThread                 *thread);
gboolean          smart_async_thread_is_main     (SmartAsyncThread        *thread);
void              smart_async_thread_on_end      (SmartAsyncThreadEnd      end,
                                                  SmartAsyncThreadEndFunc  func);
const char       *smart_async_thread_intern_name (const char            **kept,
                                                  const char             *name);

/* A callback can come when the plug-in is unloaded that had the twin, and its name. So this gives a copy of the name
 * that GLib keeps for good. Looking that up takes a lock, and is not needed for a name that the thread has used shortly
 * before: its address only says where to look, as another name may be there by now.
 */
static inline const char *
smart_async_thread_keep_name (SmartAsyncThread *thread,
                              const char       *name)
{
  const char **kept = &thread->names[(gsize) name / sizeof (gpointer) % SMART_ASYNC_N_NAMES];

  if (G_LIKELY (*kept != NULL && strcmp (*kept, name) == 0))
    return *kept;

  return smart_async_thread_intern_name (kept, name);
}
