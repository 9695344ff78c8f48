/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library that embeds SmartAsync: its twin is generated, and it sets an option itself.
 */

#include "tally.h"

#include <smartasync/smartasync.h>

static gboolean
count_cb (gpointer task)
{
  g_task_return_int (task, GPOINTER_TO_INT (g_task_get_task_data (task)));

  return G_SOURCE_REMOVE;
}

/**
 * tally_count_async:
 * @upto: how far
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when that was counted
 * @user_data: given to @callback
 *
 * Counts.
 */
void
tally_count_async (int                  upto,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_set_task_data (task, GINT_TO_POINTER (upto), NULL);
  g_task_attach_source (task, source, count_cb);
}

/**
 * tally_count_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what tally_count_async() has started.
 *
 * Returns: how far it was counted
 */
int
tally_count_finish (GAsyncResult  *result,
                    GError       **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

/**
 * tally_set_max_seconds:
 * @seconds: how long counting may take
 *
 * Sets a limit.
 */
void
tally_set_max_seconds (guint seconds)
{
  smart_async_set_default_timeout (seconds * 1000);
}
