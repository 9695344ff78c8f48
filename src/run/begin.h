/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that are begun and started by hand.
 */

#pragma once

#include "call/call-slot.h"

SmartAsyncSlot *smart_async_begun_get_slot (SmartAsyncCall *call);
void            smart_async_begun_cancel   (SmartAsyncSlot *slot,
                                            gint64          end);
void            smart_async_begun_end      (SmartAsyncSlot *slot);
void            smart_async_begun_leave_context (GMainContext        *context,
                                                 SmartAsyncCallGroup *group);
