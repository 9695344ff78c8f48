/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The plainest operation there is, for what is counted and measured: it completes in an idle, as GTask does it.
 */

#include "answer.h"

void
answer_async (GAsyncReadyCallback callback,
              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_return_int (task, 42);
}

void
answer_assert (GAsyncResult *result)
{
  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
}

void
answer_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  answer_async (smart_async_call_ready, call);
}

void
answer_sync (void)
{
  static const SmartAsyncOperation operation = { "answer_sync", answer_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  answer_assert (result);
}

static void
store_result_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
answer_by_hand (GMainContext *context)
{
  g_autoptr (GAsyncResult) result = NULL;

  answer_async (store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);

  answer_assert (result);
}
