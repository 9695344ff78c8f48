/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes so many warm calls, or does the same by hand: for callgrind, which counts the instructions.
 */

#include <string.h>

#include <smartasync/smartasync.h>

static void
answer_async (GAsyncReadyCallback callback,
              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_return_int (task, 42);
}

static void
answer_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  answer_async (smart_async_call_ready, call);
}

static void
twin (GMainContext *context)
{
  static const SmartAsyncOperation operation = { "answer_sync", answer_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
}

static void
store_result_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
by_hand (GMainContext *context)
{
  g_autoptr (GAsyncResult) result = NULL;

  answer_async (store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
}

static void
push_and_pop (GMainContext *context)
{
  g_main_context_push_thread_default (context);
  g_main_context_pop_thread_default (context);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint64 n = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 0;
  const char *what = argc > 1 ? argv[1] : "";

  if (strcmp (what, "by-hand") == 0)
    g_main_context_push_thread_default (context);

  for (guint64 i = 0; i < n; i++)
    {
      if (strcmp (what, "twin") == 0)
        twin (context);
      else if (strcmp (what, "by-hand") == 0)
        by_hand (context);
      else
        push_and_pop (context);
    }

  return 0;
}
