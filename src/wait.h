/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How a call waits for its result: one replaceable step.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call-slot.h"
#include "private-context.h"

typedef struct _SmartAsyncThread SmartAsyncThread;
typedef struct _SmartAsyncWait SmartAsyncWait;

/* Everything that tells one way of waiting from another. begin() says on which context the operation
 * is to be started and makes that context the thread-default one; step() returns when something has
 * happened there; end() undoes begin(). Only begin() can fail, with nothing to be undone.
 */
typedef struct
{
  gboolean (*begin) (SmartAsyncWait *wait, GError **error);
  void     (*step)  (SmartAsyncWait *wait);
  void     (*end)   (SmartAsyncWait *wait);
} SmartAsyncWaiting;

/* One wait, on the stack of the thread that waits. */
struct _SmartAsyncWait
{
  const SmartAsyncWaiting  *waiting;
  const char               *name;             /* the twin's */
  SmartAsyncThread         *thread;           /* the one that waits */
  SmartAsyncWait           *outer;            /* the wait of this thread that this one is nested in, or NULL */
  GMainContext             *caller;           /* unowned; the caller's context */
  GMainContext             *context;          /* unowned; the one that is iterated */
  SmartAsyncPrivateContext *private_context;  /* owned; where waiting in private */
};

extern const SmartAsyncWaiting smart_async_waiting_private;  /* on a private context */
extern const SmartAsyncWaiting smart_async_waiting_turn;     /* turning the caller's context */
