/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The memory behind a SmartAsyncCall, and its states.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "base/thread.h"
#include "fiber/fiber-private.h"

/* A SmartAsyncCall is not an address but a handle: the index of a slot, and which of the many calls
 * that the slot serves one after the other (its generation). Slots are reused, so that a call
 * allocates nothing; handles are not, so that a callback that comes too late finds out that it is
 * too late, and can never complete another call. Slots are never freed, so that finding out is
 * always a valid read.
 *
 * Generation, index and state are one word, which changes atomically:
 *
 *   state       what holds                                  goes to
 *   FREE        nobody has the slot                         PENDING: a call begins
 *   PENDING     started or about to be; no result yet       COMPLETING: the callback comes
 *                                                           ABANDONED: the waiting thread waits no longer
 *                                                           OVER: withdrawn before anything was started
 *   COMPLETING  a callback is handing in its result         READY
 *   READY       the result is there                         OVER: the waiting thread has taken it
 *   ABANDONED   nobody waits; the callback is still owed    OVER: it has come
 *   OVER        nothing more may happen to the call         FREE, next generation: the last reference is gone
 */
typedef enum
{
  SMART_ASYNC_SLOT_FREE,
  SMART_ASYNC_SLOT_PENDING,
  SMART_ASYNC_SLOT_COMPLETING,
  SMART_ASYNC_SLOT_READY,
  SMART_ASYNC_SLOT_ABANDONED,
  SMART_ASYNC_SLOT_OVER,
} SmartAsyncSlotState;

/* Flags of operations that only this library sets, in bits that the public ones leave free:
 *
 * - SCRIPT: the operation is a script's, whose functions may be called in no other thread than the one that waits: not
 *   in one that cancels it, for example.
 * - OPAQUE: that nobody holds the operation's cancellable does not tell that the operation is forgotten. A binding
 *   keeps it alive in its own way, or it is one of this library.
 * - NOTHING: there is no operation. Nothing is started, and no callback will come.
 * - BOUND: a binding has made the call by a function of its own, and has its signal handlers called meanwhile.
 */
#define SMART_ASYNC_OPERATION_SCRIPT ((SmartAsyncOperationFlags) (1u << 16))
#define SMART_ASYNC_OPERATION_OPAQUE ((SmartAsyncOperationFlags) (1u << 17))
#define SMART_ASYNC_OPERATION_NOTHING ((SmartAsyncOperationFlags) (1u << 18))
#define SMART_ASYNC_OPERATION_BOUND ((SmartAsyncOperationFlags) (1u << 19))

/* Of what a binding calls for a function of its language. */
#define SMART_ASYNC_OPERATION_OF_BINDING (SMART_ASYNC_OPERATION_OPAQUE | SMART_ASYNC_OPERATION_BOUND)

/* Nobody can wait any more for a call that was begun by hand: it is abandoned. */
typedef void (*SmartAsyncSlotReleased) (SmartAsyncSlot *slot);

/* Called for the one that a call belongs to: its callback has come. */
typedef void (*SmartAsyncSlotFunc) (SmartAsyncSlot *slot,
                                    gpointer        user_data);

/* Finishes the operation inside its callback. Whether it has. */
typedef gboolean (*SmartAsyncSlotFinish) (GAsyncResult  *result,
                                          gpointer       user_data,
                                          GError       **error);

/* Whether a call of which functions may be running can be abandoned now. If not, its wait is woken up later. */
typedef gboolean (*SmartAsyncSlotMayAbandon) (SmartAsyncSlot *slot,
                                              gpointer        user_data);

struct _SmartAsyncSlot
{
  gsize           word;              /* atomic; generation, index and state */
  int             ref_count;         /* atomic; one is the waiting thread's, and passes to the owed callback */
  int             n_handles;         /* atomic; those of ref_count that programs have, and release themselves */
  const char     *name;              /* atomic; interned; outlives the call, to name a late one */
  GMainContext   *context;           /* unowned, valid until READY; the one that the wait iterates */
  GThread        *waiting_thread;    /* unowned; only compared */
  SmartAsyncFiber *fiber;            /* owned, nullable; the one that waits */
  guint           level;             /* of the thread in which the call was made; its finish function is at the same */
  const char     *where;             /* static; how the thread waits */
  const char     *fiber_name;        /* interned, nullable; of the fiber that waits */
  gint64          begun;             /* µs, monotonic, coarse: only to be told to people */
  int             is_waking;         /* atomic; the thread of the callback still uses the context */
  GAsyncResult   *result;            /* owned; written while COMPLETING */
  GCancellable   *cancellable;       /* owned, nullable; the caller's */
  GCancellable   *own_cancellable;   /* owned, nullable; the operation gets this one, if there is one */
  int             own_is_cancelled;  /* atomic; somebody has cancelled it, or is about to */
  SmartAsyncSlotReleased released;   /* atomic; of a call that was begun by hand and not waited for yet: what happens
                                        when the program releases its last reference; NULL for others */
  const SmartAsyncWaiting *waiting;  /* static; of a call that was begun: how it is waited for */
  SmartAsyncCallGroup *group;        /* unowned, nullable; likewise: on whose context */
  guint           default_mark;      /* likewise: a mark of the default context from when it was begun; 0: none */
  SmartAsyncFinishFunc func;         /* nullable; of the operation; and what to call it with */
  gpointer        func_data;
  SmartAsyncSlotFinish finish;       /* nullable; called while COMPLETING, if the callback comes in a thread for it */
  gpointer        finish_data;
  GMainContext   *home;              /* unowned, valid until READY; the operation's; who owns it may finish it */
  GError         *error;             /* owned, nullable; what finish() has set */
  int             is_finishing;      /* atomic; finish() runs, or has run; written while COMPLETING */
  gboolean        is_finished;       /* finish() was called; written while COMPLETING */
  int             is_late;           /* atomic; its time is over: it is not to be finished any more */
  guint           timeout_msec;      /* how long it may take; 0 for no limit */
  gint64          due;               /* µs, monotonic; when that has passed; 0 for never */
  guint           watchdog_msec;     /* how long it may be waited for in silence; 0 for no limit */
  SmartAsyncOperationFlags flags;    /* of a call that was begun */
  int             cancellable_taken; /* atomic; the operation has asked for the cancellable */
  guint           n_refs_given;      /* how many references that had before the operation was started */
  GMutex          listening_lock;    /* held for moments only: nothing is called with it */
  gboolean        is_listening;      /* listening_lock; the wait is to be told when the cancellable is cancelled */
  gulong          cancelled_id;      /* the waiting thread's; handler of the caller's cancellable; 0: none */

  /* Of a call that no thread waits for by itself: called in the callback's thread, while COMPLETING,
   * so that what the call belongs to can't have ended yet. It must not wait for anything.
   */
  SmartAsyncSlotFunc called_back;
  gpointer           called_back_data;

  SmartAsyncSlotMayAbandon may_abandon; /* nullable; written by the start function */
  gpointer           may_abandon_data;

  SmartAsyncSlot    *next;           /* in the queue of free slots */
};

SmartAsyncSlot      *smart_async_slot_acquire           (SmartAsyncThread    *thread,
                                                         const char          *name,
                                                         GCancellable        *cancellable,
                                                         GError             **error);
void                 smart_async_slot_ref               (SmartAsyncSlot      *slot);
void                 smart_async_slot_unref             (SmartAsyncSlot      *slot);

SmartAsyncCall      *smart_async_slot_get_call          (SmartAsyncSlot      *slot);
SmartAsyncSlot      *smart_async_slot_lookup            (SmartAsyncCall      *call);
SmartAsyncSlot      *smart_async_slot_get_nth           (gsize                index);
gboolean             smart_async_slot_serves            (SmartAsyncSlot      *slot,
                                                         SmartAsyncCall      *call);
gboolean             smart_async_slot_change            (SmartAsyncSlot      *slot,
                                                         SmartAsyncCall      *call,
                                                         SmartAsyncSlotState  from,
                                                         SmartAsyncSlotState  to);
void                 smart_async_slot_set_ready         (SmartAsyncSlot      *slot);
GAsyncResult        *smart_async_slot_take_result       (SmartAsyncSlot      *slot,
                                                         gboolean            *is_finished,
                                                         GError             **error);
void                 smart_async_slot_drop_result       (SmartAsyncSlot      *slot);
gboolean             smart_async_slot_abandon           (SmartAsyncSlot      *slot,
                                                         SmartAsyncCall      *call,
                                                         GError             **error);
void                 smart_async_slot_set_finish        (SmartAsyncSlot      *slot,
                                                         SmartAsyncFinishFunc func,
                                                         gpointer             func_data);
void                 smart_async_slot_set_timeout       (SmartAsyncSlot      *slot,
                                                         guint                timeout_msec);

char                *smart_async_dump_fibers            (void);

/* Several times in each step of a wait. */

#define SMART_ASYNC_SLOT_STATE_BITS 3

static inline SmartAsyncSlotState
smart_async_slot_get_state (SmartAsyncSlot *slot)
{
  return (gsize) g_atomic_pointer_get (&slot->word) & ((1u << SMART_ASYNC_SLOT_STATE_BITS) - 1);
}

static inline gboolean
smart_async_slot_is_ready (SmartAsyncSlot *slot)
{
  return smart_async_slot_get_state (slot) == SMART_ASYNC_SLOT_READY;
}
