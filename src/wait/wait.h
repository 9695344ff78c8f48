/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The ways in which a call waits for its result.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "call/call-slot.h"
#include "context/wait-record.h"
#include "fiber/fiber-private.h"

/* The functions in which one way of waiting differs from another:
 *
 * - begin() sets which context is iterated. It may fail; then there is nothing to be undone.
 * - start() starts the operation, or has it started by another thread.
 * - step() returns when something has happened. The wait ends if it gives an error.
 * - withdraw(), nullable, is called at the end of a wait without a result. It gives TRUE if the operation has not been
 *   started, and never will be.
 * - is_started() and is_starting(), both NULL where start() starts the operation itself: whether the start function has
 *   returned, and whether it is running; a step ends when it has returned.
 * - end() undoes what begin() and start() did.
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

extern const SmartAsyncWaiting smart_async_waiting_private;   /* iterates a private context */
extern const SmartAsyncWaiting smart_async_waiting_group;     /* iterates that of calls that were begun together */
extern const SmartAsyncWaiting smart_async_waiting_own_loop;  /* iterates the caller's context */
extern const SmartAsyncWaiting smart_async_waiting_fiber;     /* suspends the fiber that calls */
extern const SmartAsyncWaiting smart_async_waiting_forward;   /* waits for the thread that runs the caller's context */

void                 smart_async_wait_start_here    (SmartAsyncWait       *wait,
                                                     SmartAsyncCall       *call,
                                                     gpointer              user_data);
gboolean             smart_async_wait_may_acquire   (SmartAsyncWait       *wait);
void                 smart_async_wait_watch_default (SmartAsyncWait       *wait);
gboolean             smart_async_wait_abandon       (SmartAsyncWait       *wait,
                                                     gboolean             *is_owed);
void                 smart_async_wait_end           (SmartAsyncWait       *wait);
guint                smart_async_wait_mark_default  (SmartAsyncWait       *wait);
void                 smart_async_wait_look_since    (SmartAsyncWait       *wait,
                                                     guint                 mark);
void                 smart_async_wait_note_delays   (SmartAsyncWait       *inner);
void                 smart_async_wait_report_delay  (SmartAsyncWait       *wait);

gboolean             smart_async_call_group_is_joined_by (SmartAsyncWait  *wait);
SmartAsyncCallGroup *smart_async_call_group_join    (SmartAsyncWait       *wait,
                                                     GError              **error);
void                 smart_async_call_group_leave   (SmartAsyncCallGroup  *self);
void                 smart_async_call_group_clean   (SmartAsyncThread     *thread);
