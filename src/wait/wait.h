/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How a call waits for its result: one replaceable step.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"
#include "context/default-watch.h"
#include "fiber/fiber-private.h"
#include "context/private-context.h"

typedef struct _SmartAsyncForward SmartAsyncForward;

/* Everything that tells one way of waiting from another. begin() says which context is iterated, and
 * can fail, with nothing to be undone. start() starts the operation, or sees to it that it is started
 * elsewhere. step() returns when something has happened; an error from it ends the wait. withdraw() may
 * be left out; it tells, at the end of a wait without a result, that the operation has not been started
 * and never will be. is_started() may be left out where start() starts the operation; it tells that this
 * has been done. end() undoes what begin() and start() did.
 */
typedef struct
{
  const char *where;        /* for people to read */
  gboolean (*begin)      (SmartAsyncWait *wait, GError **error);
  void     (*start)      (SmartAsyncWait *wait, SmartAsyncCall *call, gpointer user_data);
  gboolean (*step)       (SmartAsyncWait *wait, GError **error);
  gboolean (*withdraw)   (SmartAsyncWait *wait);
  gboolean (*is_started) (SmartAsyncWait *wait);
  void     (*end)        (SmartAsyncWait *wait);
} SmartAsyncWaiting;

/* One wait, on the stack of the thread that waits. */
struct _SmartAsyncWait
{
  const SmartAsyncWaiting  *waiting;          /* static */
  const SmartAsyncOperation *operation;       /* unowned, valid while waiting */
  gpointer                  user_data;        /* the operation's */
  SmartAsyncThread         *thread;           /* the one that waits */
  SmartAsyncWait           *outer;            /* the wait of this thread that this one is nested in, or NULL */
  GMainContext             *caller;           /* unowned; the caller's context, or the one of its options */
  gboolean                  has_own_context;  /* it is that of the options */
  GMainContext             *context;          /* unowned; the one that is iterated */
  gint64                    begun;            /* µs, monotonic, coarse */
  gboolean                  runs_caller;      /* this thread owned that context when it began */
  guint                     n_dispatched;     /* counts the steps in which something was dispatched there */
  SmartAsyncSlot           *slot;             /* unowned, NULL until there is one */
  GAsyncResult             *result;           /* unowned, nullable; what the call is about to return */
  gboolean                  is_finished;      /* the operation's finish function was called in its callback */
  gboolean                  is_pushed;        /* the context of the wait was pushed, in a fork()ed child */
  GSource                  *inside;           /* unowned, nullable; the source of that context whose callback waits */
  gboolean                  has_jobs_rest;    /* the promise jobs of a script engine rest meanwhile */
  int                       main_depth;       /* while it iterates: how many dispatches are around it; else -1 */
  gboolean                  may_report;       /* a silence of seconds is reported unasked, if that is an error */
  gint64                    asleep_since;     /* µs, monotonic; 0: something has been dispatched since */
  gint64                    held_up_since;    /* µs, monotonic; when its result was seen to be there while an inner
                                                 call had not returned; 0: it was not */
  SmartAsyncPrivateContext *private_context;  /* owned; where waiting in private */
  SmartAsyncPrivateContext *outer_context;    /* unowned, nullable; what the thread was inside before that */
  gboolean                  has_slept;        /* where waiting in private */
  SmartAsyncDefaultWatch    default_watch;    /* where waiting on another context than the global default */
  GSource                  *lookout;          /* owned, nullable; where that is not a private one */
  SmartAsyncFiber          *fiber;            /* unowned; the one that is suspended, where one is */
  SmartAsyncForward        *forward;          /* owned; where another thread runs the operation */
};

extern const SmartAsyncWaiting smart_async_waiting_private;  /* on a private context */
extern const SmartAsyncWaiting smart_async_waiting_turn;     /* turning the caller's context */
extern const SmartAsyncWaiting smart_async_waiting_fiber;    /* suspending the fiber that calls */
extern const SmartAsyncWaiting smart_async_waiting_forward;  /* for another thread that turns it */

void smart_async_wait_start_here (SmartAsyncWait *wait,
                                  SmartAsyncCall *call,
                                  gpointer        user_data);
