/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How a call waits for its result: one replaceable step.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"
#include "context/wait-record.h"
#include "fiber/fiber-private.h"

/* Everything that tells one way of waiting from another. begin() says which context is iterated, and
 * can fail, with nothing to be undone. start() starts the operation, or sees to it that it is started
 * elsewhere. step() returns when something has happened; an error from it ends the wait. withdraw() may
 * be left out; it tells, at the end of a wait without a result, that the operation has not been started
 * and never will be. is_started() and is_starting() may be left out where start() starts the operation; they tell
 * that this has been done, and that it is being done: a step ends when it has been. end() undoes what begin() and
 * start() did.
 */
struct _SmartAsyncWaiting
{
  const char *where;        /* for people to read */
  gboolean (*begin)       (SmartAsyncWait *wait, GError **error);
  void     (*start)       (SmartAsyncWait *wait, SmartAsyncCall *call, gpointer user_data);
  gboolean (*step)        (SmartAsyncWait *wait, GError **error);
  gboolean (*withdraw)    (SmartAsyncWait *wait);
  gboolean (*is_started)  (SmartAsyncWait *wait);
  gboolean (*is_starting) (SmartAsyncWait *wait);
  void     (*end)         (SmartAsyncWait *wait);
};

extern const SmartAsyncWaiting smart_async_waiting_private;  /* on a private context */
extern const SmartAsyncWaiting smart_async_waiting_turn;     /* turning the caller's context */
extern const SmartAsyncWaiting smart_async_waiting_fiber;    /* suspending the fiber that calls */
extern const SmartAsyncWaiting smart_async_waiting_forward;  /* for another thread that turns it */

void smart_async_wait_start_here (SmartAsyncWait *wait,
                                  SmartAsyncCall *call,
                                  gpointer        user_data);

gboolean smart_async_wait_may_acquire   (SmartAsyncWait *wait);
void     smart_async_wait_watch_default (SmartAsyncWait *wait);
gboolean smart_async_wait_give_up       (SmartAsyncWait *wait,
                                         gboolean       *left_behind);
void     smart_async_wait_end           (SmartAsyncWait *wait);

void smart_async_held_up_look (SmartAsyncWait *inner);
void smart_async_held_up_tell (SmartAsyncWait *wait);
