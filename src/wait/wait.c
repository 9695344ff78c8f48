/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What several ways of waiting have in common.
 */

#include "wait/wait.h"

/* The start() of a wait whose operation runs in this thread. */
void
smart_async_wait_start_here (SmartAsyncWait *wait,
                             SmartAsyncCall *call,
                             gpointer        user_data)
{
  wait->operation->start (call, user_data);
}
