/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Cancellables of calls, used again.
 */

#pragma once

#include "base/thread.h"

GCancellable *smart_async_spare_cancellable_take      (SmartAsyncThread *thread);
void          smart_async_spare_cancellable_give_back (SmartAsyncThread *thread,
                                                       GCancellable     *cancellable,
                                                       gboolean          was_asked_for);
