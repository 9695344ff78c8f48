/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The cancellable that a call gives its operation.
 */

#pragma once

#include "call/call-slot.h"

void          smart_async_slot_give_own     (SmartAsyncSlot   *slot,
                                             SmartAsyncThread *thread);
GCancellable *smart_async_slot_get_given    (SmartAsyncSlot *slot);
gboolean      smart_async_slot_is_forgotten (SmartAsyncSlot *slot);
gboolean      smart_async_slot_may_react    (SmartAsyncSlot *slot);
