/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is known of each wait.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "base/thread.h"
#include "context/default-watch.h"

typedef struct _SmartAsyncForward SmartAsyncForward;

/* One wait, on the stack of the thread that waits. */
struct _SmartAsyncWait
{
  const SmartAsyncWaiting  *waiting;          /* static */
  const SmartAsyncOperation *operation;       /* unowned, valid while waiting */
  SmartAsyncCallGroup      *group;            /* unowned, nullable; whose context it iterates */
  SmartAsyncThread         *thread;           /* the one that waits */
  SmartAsyncWait           *outer;            /* the wait of this thread that this one is nested in, or NULL */
  GMainContext             *caller;           /* unowned; the caller's context, or the one of its options */
  gboolean                  has_own_context;  /* it is that of the options */
  GMainContext             *context;          /* unowned; the one that is iterated */
  gint64                    begun;            /* µs, monotonic, coarse */
  gboolean                  runs_caller;      /* this thread owned that context when the wait began */
  guint                     n_dispatched;     /* counts the steps in which something was dispatched there */
  SmartAsyncSlot           *slot;             /* unowned, NULL until there is one */
  GAsyncResult             *result;           /* unowned, nullable; what the call is about to return */
  gboolean                  is_finished;      /* the operation's finish function was called in its callback */
  gboolean                  is_pushed;        /* the context of the wait was pushed, in a fork()ed child */
  GSource                  *inside;           /* unowned, nullable; the source of that context whose callback waits */
  gboolean                  has_jobs_rest;    /* the promise jobs of a script engine rest meanwhile */
  int                       main_depth;       /* while it iterates: g_main_depth() there; G_MAXINT: it must be woken up
                                                 whatever the depth; -1: it need not be */
  gboolean                  may_report;       /* a silence of seconds is reported unasked, if that is an error */
  gint64                    asleep_since;     /* µs, monotonic; 0: something has been dispatched since */
  gint64                    delayed_since;    /* µs, monotonic; when its result was seen to be there while an inner
                                                 call had not returned; 0: it was not */
  SmartAsyncPrivateContext *private_context;  /* owned; where waiting in private */
  SmartAsyncPrivateContext *outer_context;    /* unowned, nullable; what the thread was inside before that */
  gboolean                  has_slept;        /* or is about to; where waiting in private, or on the caller's context */
  SmartAsyncDefaultWatch    default_watch;    /* where waiting on another context than the global default */
  GSource                  *lookout;          /* owned, nullable; where that is not a private one */
  SmartAsyncFiber          *fiber;            /* unowned; the one that is suspended, where one is */
  SmartAsyncForward        *forward;          /* owned; where another thread runs the operation */
};
