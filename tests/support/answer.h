/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The plainest operation there is, for what is counted and measured: it completes in an idle, as GTask does it.
 */

#pragma once

#include <smartasync/smartasync.h>

void answer_async   (GAsyncReadyCallback  callback,
                     gpointer             user_data);
void answer_assert  (GAsyncResult        *result);
void answer_start   (SmartAsyncCall      *call,
                     gpointer             user_data);

/* Its twin; and the same by hand, on a context that is pushed already. Both assert the answer. */
void answer_sync    (void);
void answer_by_hand (GMainContext        *context);
