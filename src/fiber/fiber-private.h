/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that can be suspended, and which of them are to go on.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "base/thread.h"
#include "fiber/fiber-stack.h"
#include "fiber/fiber-switch.h"
#include "fiber/fiber-timers.h"

/*   state      what holds                                        goes to
 *   SPAWNED    it has no stack yet; its context is to run it      RUNNING: started
 *                                                                DONE: cancelled before, or no stack to be had
 *   RUNNING    its function runs, or waits in a nested loop      SUSPENDED, DONE
 *   SUSPENDED  its stack waits to be switched to                 RUNNING: resumed
 *   DONE       its function has returned                         –
 */
typedef enum
{
  SMART_ASYNC_FIBER_SPAWNED,
  SMART_ASYNC_FIBER_RUNNING,
  SMART_ASYNC_FIBER_SUSPENDED,
  SMART_ASYNC_FIBER_DONE,
} SmartAsyncFiberState;

/* The execution state: what a thread's record says of the code that runs on the stack in use. Each fiber has its own,
 * and so has the code outside fibers.
 */
typedef struct
{
  GArray          *scopes;     /* as in SmartAsyncThread */
  guint            level;
  SmartAsyncWait  *innermost;
  guint            depth;
  SmartAsyncFiber *fiber;
} SmartAsyncExecution;

/* Unless said otherwise it is touched only in the thread that runs its context, which may be one thread
 * after the other.
 */
struct _SmartAsyncFiber
{
  int                    ref_count;    /* atomic */
  SmartAsyncFiberState   state;
  const char            *name;         /* interned, nullable */
  SmartAsyncScheduler   *scheduler;    /* owned; of the context it was spawned on; never changes */
  GMainContext          *context;      /* owned; that one, until the fiber is done */

  SmartAsyncFiber       *next;         /* in the queue of its scheduler */
  int                    is_queued;    /* atomic; it is in that queue, which then has a reference */

  SmartAsyncFiberStack  *stack;        /* owned; from its start to its end */
  SmartAsyncSwitchPoint  here;         /* where it was suspended */
  SmartAsyncSwitchPoint  back;         /* who has resumed it */
  SmartAsyncExecution    execution;    /* while it is not running: its own; while it is: that of who has resumed it */
  int                    main_depth;   /* of the loops around it when it was resumed */

  SmartAsyncFiberFunc    func;
  gpointer               user_data;    /* owned, if there is a destroy */
  GDestroyNotify         destroy;
  GCancellable          *cancellable;  /* owned, nullable; until the fiber is done */
  GAsyncReadyCallback    callback;     /* nullable; called when the function has returned */
  gpointer               callback_data;
  int                    n_begun;      /* atomic; calls that it is still to wait for, or to abandon */
  gpointer               value;        /* what the function has returned; whose it is only the program knows */
  GError                *error;        /* owned; what it has failed with */

  gboolean               is_foreign;   /* it is another library's: of all this it has only what foreign-fiber.c uses */
  gboolean               is_refused;   /* a foreign one is suspended no more */
  gpointer               promise;      /* owned; while a foreign one is suspended, until it is resumed */
};

/* The fibers of one main context. */
struct _SmartAsyncScheduler
{
  int                        ref_count;  /* atomic */
  GMainContext              *context;    /* unowned, atomic; NULL when that is gone, or the source is */
  GSource                   *source;     /* unowned, valid while there is a context */
  gboolean                   is_private; /* the context is a private one, which ends when it has no source */
  int                        n_fibers;   /* atomic; spawned here and not done yet */
  int                        n_waking;   /* atomic; threads that are waking the context up */
  SmartAsyncFiber           *arrived;    /* atomic; owned; a stack of those that were queued, the last one first */

  /* For the thread that runs the context. */
  SmartAsyncFiber           *first;      /* owned; those to run next, in their order */
  SmartAsyncFiber           *last;
  SmartAsyncFiberTimers      timers;
  SmartAsyncFiberStackCache  stacks;     /* at rest */
  gboolean                   is_trimmed; /* a source takes some of those away when the loop is idle */
};

SmartAsyncFiber *smart_async_fiber_ref             (SmartAsyncFiber *fiber);
void             smart_async_fiber_unref           (SmartAsyncFiber *fiber);
gboolean         smart_async_fiber_is_suspendable  (SmartAsyncThread *thread,
                                                    GMainContext     *caller);
SmartAsyncFiber *smart_async_fiber_acquire         (SmartAsyncThread *thread,
                                                    GMainContext     *caller,
                                                    GError          **error);
gboolean         smart_async_fiber_may_wait_here   (SmartAsyncFiber  *fiber,
                                                    SmartAsyncThread *thread,
                                                    GMainContext     *context);
gboolean         smart_async_fiber_suspend         (SmartAsyncFiber  *fiber,
                                                    GError          **error);
void             smart_async_fiber_run             (SmartAsyncFiber *fiber);
void             smart_async_fiber_wake            (SmartAsyncFiber *fiber);
gboolean         smart_async_fiber_yield           (SmartAsyncFiber  *fiber,
                                                    GError          **error);
gboolean         smart_async_fiber_may_run_here    (SmartAsyncFiber *fiber);

SmartAsyncFiber *smart_async_foreign_fiber_new     (SmartAsyncThread *thread,
                                                    GMainContext     *context,
                                                    GError          **error);
void             smart_async_foreign_fiber_free    (SmartAsyncFiber  *fiber);
gboolean         smart_async_foreign_fiber_suspend (SmartAsyncFiber  *fiber,
                                                    GError          **error);
void             smart_async_foreign_fiber_resume  (SmartAsyncFiber  *fiber);

SmartAsyncScheduler *smart_async_scheduler_get          (SmartAsyncThread     *thread,
                                                         GMainContext         *context);
SmartAsyncScheduler *smart_async_scheduler_ref          (SmartAsyncScheduler  *scheduler);
void                 smart_async_scheduler_unref        (SmartAsyncScheduler  *scheduler);
void                 smart_async_scheduler_queue        (SmartAsyncScheduler  *scheduler,
                                                         SmartAsyncFiber      *fiber);
void                 smart_async_scheduler_give_back    (SmartAsyncScheduler  *scheduler,
                                                         SmartAsyncFiberStack *stack);
void                 smart_async_scheduler_fiber_is_done (SmartAsyncScheduler *scheduler);
guint                smart_async_scheduler_count_fibers (void);
