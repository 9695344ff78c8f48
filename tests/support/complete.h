/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Completing a call by hand.
 */

#pragma once

#include <smartasync/smartasync.h>

/* Completes a call with a result that has no value. */
static inline void
support_complete_call (SmartAsyncCall *call)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_return_boolean (task, TRUE);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

/* The same as the function of a source. */
static inline gboolean
support_complete_cb (gpointer call)
{
  support_complete_call (call);

  return G_SOURCE_REMOVE;
}

/* The same as the function of a thread. */
static inline gpointer
support_complete_thread (gpointer call)
{
  support_complete_call (call);

  return NULL;
}
