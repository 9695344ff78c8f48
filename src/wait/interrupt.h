/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signals that a language binding handles while a twin waits.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "context/wait-record.h"

/* Whether a binding wants to know; atomic. In most programs nobody does, and each call asks several times. */
extern int smart_async_interrupt_is_wanted;

gboolean smart_async_interrupt_may_come_here (SmartAsyncWait *wait);
void     smart_async_interrupt_begin         (SmartAsyncWait *wait);
void     smart_async_interrupt_end_here      (SmartAsyncWait *wait,
                                              gboolean        has_failed);

static inline gboolean
smart_async_interrupt_may_come (SmartAsyncWait *wait)
{
  return G_UNLIKELY (g_atomic_int_get (&smart_async_interrupt_is_wanted)) && smart_async_interrupt_may_come_here (wait);
}

/* Whether the wait is to be reported to the binding now. That takes ten times as long as a call whose operation
 * completes in an idle source: so where nothing but the operation runs, this is done before the thread sleeps for the
 * first time.
 */
static inline gboolean
smart_async_interrupt_is_due (SmartAsyncWait *wait)
{
  return smart_async_interrupt_may_come (wait) && !wait->is_reported &&
         (wait->private_context == NULL || wait->has_slept || wait->n_dispatched >= SMART_ASYNC_WAIT_BUSY);
}

/* Just before the call returns. */
static inline void
smart_async_interrupt_end (SmartAsyncWait *wait,
                           gboolean        has_failed)
{
  if (G_UNLIKELY (g_atomic_int_get (&smart_async_interrupt_is_wanted) || wait->interrupt != NULL))
    smart_async_interrupt_end_here (wait, has_failed);
}

static inline gboolean
smart_async_interrupt_has_come (SmartAsyncWait *wait)
{
  return wait->interrupt != NULL && g_cancellable_is_cancelled (wait->interrupt);
}
