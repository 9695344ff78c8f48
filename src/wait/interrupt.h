/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signals that a language binding handles while a twin waits.
 */

#pragma once

#include <smartasync/smartasync.h>

#include "context/wait-record.h"

gboolean smart_async_interrupt_may_come (SmartAsyncWait *wait);
void     smart_async_interrupt_begin    (SmartAsyncWait *wait);
void     smart_async_interrupt_end      (SmartAsyncWait *wait);

static inline gboolean
smart_async_interrupt_has_come (SmartAsyncWait *wait)
{
  return wait->interrupt != NULL && g_cancellable_is_cancelled (wait->interrupt);
}
