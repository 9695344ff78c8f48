/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The cancellables of calls: made, cancelled and listened to, whatever handlers of theirs do.
 */

#pragma once

#include "call/call-slot.h"

/* Called in the thread that cancels, or in the one that connects; perhaps in both. It must not wait for anything. */
typedef void (*SmartAsyncCancelledFunc) (GCancellable *cancellable,
                                         gpointer      user_data);

gulong        smart_async_cancelled_connect     (GCancellable            *cancellable,
                                                 SmartAsyncCancelledFunc  func,
                                                 gpointer                 user_data,
                                                 GClosureNotify           destroy);
void          smart_async_cancelled_disconnect  (GCancellable            *cancellable,
                                                 gulong                   handler_id);
void          smart_async_cancel_until          (GCancellable            *cancellable,
                                                 gint64                   end);

void          smart_async_slot_give_own         (SmartAsyncSlot          *slot,
                                                 SmartAsyncThread        *thread);
GCancellable *smart_async_slot_get_given        (SmartAsyncSlot          *slot);
gboolean      smart_async_slot_is_forgotten     (SmartAsyncSlot          *slot);
gboolean      smart_async_slot_may_react        (SmartAsyncSlot          *slot);
void          smart_async_slot_cancel           (SmartAsyncSlot          *slot,
                                                 gint64                   end);
void          smart_async_slot_listen           (SmartAsyncSlot          *slot);
void          smart_async_slot_stop_listening   (SmartAsyncSlot          *slot);
gboolean      smart_async_slot_others_listen    (SmartAsyncSlot          *slot);
