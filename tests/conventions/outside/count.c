/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Counts one step in each iteration of the main loop.
 */

#include "count.h"

typedef struct
{
  int limit;
  int counted;
} Count;

static gboolean
count_cb (gpointer user_data)
{
  GTask *task = user_data;
  Count *count = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  if (count->counted < count->limit)
    {
      count->counted++;
      return G_SOURCE_CONTINUE;
    }

  g_task_return_int (task, count->counted);
  return G_SOURCE_REMOVE;
}

void
outside_count_async (int                  limit,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Count *count = g_new0 (Count, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  count->limit = limit;
  g_task_set_task_data (task, count, g_free);

  if (limit < 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%d is below zero", limit);
      g_object_unref (task);
      return;
    }

  g_source_set_callback (source, count_cb, task, g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

int
outside_count_finish (GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
