/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library of somebody else: asynchronous operations that the program has twins of.
 */

#include "work.h"

static gboolean
return_cb (gpointer task)
{
  g_task_return_int (G_TASK (task), GPOINTER_TO_INT (g_task_get_task_data (G_TASK (task))));

  return G_SOURCE_REMOVE;
}

/* Calls back from a source of the thread-default context. */
static void
return_later (GTask *task,
              int    value)
{
  GSource *source = g_timeout_source_new (1);

  g_task_set_task_data (task, GINT_TO_POINTER (value), NULL);
  g_source_set_callback (source, return_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  g_source_unref (source);
}

void
work_add_async (int                  number,
                int                  other,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  if (other < 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%d is negative", other);
      g_object_unref (task);
      return;
    }

  return_later (task, number + other);
}

int
work_add_finish (GAsyncResult  *result,
                 GError       **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

void
work_fill_async (void                *buffer,
                 gsize                count,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  memset (buffer, 'x', count);
  return_later (g_task_new (NULL, cancellable, callback, user_data), (int) count);
}

gssize
work_fill_finish (GAsyncResult  *result,
                  GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      task)
{
  (void) cancellable;
  g_task_return_int (G_TASK (task), 0);
}

static void
release_cb (gpointer  task,
            GClosure *closure)
{
  (void) closure;
  g_object_unref (task);
}

/* Ends only when it is cancelled. */
void
work_rest_async (GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task, release_cb, (GConnectFlags) 0);
}

gboolean
work_rest_finish (GAsyncResult  *result,
                  GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error) != -1;
}
