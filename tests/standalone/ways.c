/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library with standalone twins, beside that of awkward operations: what it does is the caller's.
 */

#include "ways.h"

typedef struct
{
  WaysFunc func;
  gpointer data;
} Visit;

static gboolean
visit_cb (gpointer user_data)
{
  GTask *task = user_data;
  const Visit *visit = g_task_get_task_data (task);

  visit->func (visit->data);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/**
 * ways_visit_async:
 * @func: (scope async) (closure func_data): what to call
 * @func_data: (nullable): given to @func
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when @func has returned
 * @user_data: given to @callback
 *
 * Calls a function from an idle source of the thread-default context.
 */
void
ways_visit_async (WaysFunc             func,
                  gpointer             func_data,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_idle_source_new ();
  Visit *visit = g_new (Visit, 1);

  visit->func = func;
  visit->data = func_data;
  g_task_set_task_data (task, visit, g_free);
  g_task_attach_source (task, source, visit_cb);
}

/**
 * ways_visit_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what ways_visit_async() started.
 *
 * Returns: %TRUE
 */
gboolean
ways_visit_finish (GAsyncResult  *result,
                   GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ways_visit_privately_async:
 * @func: (scope async) (closure func_data): what to call
 * @func_data: (nullable): given to @func
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called when @func has returned
 * @user_data: given to @callback
 *
 * Does the same. The configuration has its twin push a policy.
 */
void
ways_visit_privately_async (WaysFunc             func,
                            gpointer             func_data,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  ways_visit_async (func, func_data, cancellable, callback, user_data);
}

/**
 * ways_visit_privately_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what ways_visit_privately_async() started.
 *
 * Returns: %TRUE
 */
gboolean
ways_visit_privately_finish (GAsyncResult  *result,
                             GError       **error)
{
  return ways_visit_finish (result, error);
}

static GTask *waiting;

/**
 * ways_wait_async:
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): called by ways_answer()
 * @user_data: given to @callback
 *
 * Waits for ways_answer(). One waits at a time.
 */
void
ways_wait_async (GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  waiting = g_task_new (NULL, cancellable, NULL, NULL);
  g_task_return_boolean (waiting, TRUE);
  g_object_set_data (G_OBJECT (waiting), "callback", (gpointer) callback);
  g_object_set_data (G_OBJECT (waiting), "user-data", user_data);
}

/**
 * ways_wait_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what ways_wait_async() started.
 *
 * Returns: %TRUE
 */
gboolean
ways_wait_finish (GAsyncResult  *result,
                  GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ways_answer:
 *
 * Calls back whoever waits, in the thread that it is called in.
 */
void
ways_answer (void)
{
  g_autoptr (GTask) task = g_steal_pointer (&waiting);
  GAsyncReadyCallback callback = (GAsyncReadyCallback) g_object_get_data (G_OBJECT (task), "callback");

  callback (NULL, G_ASYNC_RESULT (task), g_object_get_data (G_OBJECT (task), "user-data"));
}
