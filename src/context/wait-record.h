/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is known of each wait, and what it does about the global default context.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "base/thread.h"

/* A wait in which nothing happens is reported after this time, if something shows that it is an error. */
#define SMART_ASYNC_REPORT_USEC (5 * G_TIME_SPAN_SECOND)

/* What a wait of the main thread knows of the global default context, where it iterates another one. */
typedef struct
{
  gboolean  is_on;             /* it looks at that context: this is the main thread, which does not run it */
  gboolean  is_paused;         /* not now: the context of the wait is prepared only to be asked something */
  gboolean  is_owned;          /* it has acquired that context */
  gboolean  has_newcomer;      /* a source was attached there since the wait began: it iterates the context */
  gboolean  is_iterating;      /* which it does just now */
  gboolean  is_mark_due;       /* another thread ran the context when the wait began */
  guint     mark;              /* no source with this id or a lower one is a newcomer */
  gint64    first_look;        /* µs, monotonic; 0: there was none yet */
  gint64    next_change;       /* µs, monotonic; when it looks at the context again, acquires or releases it */
  gint64    ready_since;       /* µs, monotonic; since when an older source is ready there; 0: none is */
  gboolean  has_reported;      /* that one is */
  GArray   *ignored;           /* owned, nullable; of int: descriptors of such sources, which it polls no more */
} SmartAsyncDefaultWatch;

typedef struct _SmartAsyncForward SmartAsyncForward;

/* After so many iterations in which something was dispatched a private wait counts as busy: it looks at the default
 * context although it does not sleep, and is reported to a binding.
 */
#define SMART_ASYNC_WAIT_BUSY 64

/* On the stack of the thread that waits. */
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
  GSource                  *default_source;   /* owned, nullable; made for this wait, as its context had none */
  SmartAsyncFiber          *fiber;            /* owned; the one that is suspended, where one is */
  SmartAsyncForward        *forward;          /* owned; where another thread runs the operation */
  gboolean                  is_reported;      /* it was reported to a language binding */
  GCancellable             *interrupt;        /* owned, nullable; that one ends the wait by it */
};

void     smart_async_default_watch_begin                (SmartAsyncDefaultWatch *self,
                                                         SmartAsyncThread       *thread,
                                                         GMainContext           *caller,
                                                         gboolean                runs_caller);
void     smart_async_default_watch_hand_over            (SmartAsyncDefaultWatch *self);
gboolean smart_async_default_watch_blocks_newcomers     (SmartAsyncDefaultWatch *self);
gboolean smart_async_default_watch_has_blocked_newcomer (SmartAsyncDefaultWatch *self);
gboolean smart_async_default_watch_blocks_libdex        (SmartAsyncDefaultWatch *self);
void     smart_async_default_watch_end                  (SmartAsyncDefaultWatch *self);

GSource *smart_async_default_source_new   (GMainContext   *context);
void     smart_async_default_source_serve (SmartAsyncWait *wait);
