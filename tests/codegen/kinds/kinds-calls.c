/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Async functions of every shape: callbacks, caller memory, no error, no object.
 */

#include <string.h>

#include "kinds-private.h"

/**
 * kinds_thing_add_async:
 * @self: a thing
 * @a: the first number
 * @b: the second number
 *
 * Asynchronously adds two numbers.
 */
void
kinds_thing_add_async (KindsThing         *self,
                       int                 a,
                       int                 b,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  g_task_return_int (task, a + b);
  g_object_unref (task);
}

/**
 * kinds_thing_add_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_add_async().
 *
 * Returns: the sum, or -1
 */
gssize
kinds_thing_add_finish (KindsThing   *self,
                        GAsyncResult *result,
                        GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * kinds_thing_paint_async:
 * @self: a thing
 * @color: the color
 * @options: the options
 *
 * Paints.
 */
void
kinds_thing_paint_async (KindsThing         *self,
                         KindsColor          color,
                         KindsOptions        options,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  g_task_return_int (task, (options & KINDS_OPTIONS_LOUD) != 0 ? KINDS_COLOR_RED : color);
  g_object_unref (task);
}

/**
 * kinds_thing_paint_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_paint_async().
 *
 * Returns: the color that it has now
 */
KindsColor
kinds_thing_paint_finish (KindsThing   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return (KindsColor) g_task_propagate_int (G_TASK (result), error);
}

/**
 * kinds_thing_move_async:
 * @self: a thing
 * @point: from where
 *
 * Moves by one.
 */
void
kinds_thing_move_async (KindsThing         *self,
                        KindsPoint         *point,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);
  KindsPoint *moved = kinds_private_copy_point (point);

  moved->x++;
  moved->y++;
  kinds_private_answer (task, moved, g_free);
}

/**
 * kinds_thing_move_finish:
 * @self: a thing
 * @result: the result
 * @point: (out caller-allocates): where it is now
 * @error: return location for an error
 *
 * Finishes kinds_thing_move_async().
 *
 * Returns: %TRUE if it succeeded
 */
gboolean
kinds_thing_move_finish (KindsThing   *self,
                         GAsyncResult *result,
                         KindsPoint   *point,
                         GError      **error)
{
  g_autofree KindsPoint *moved = g_task_propagate_pointer (G_TASK (result), error);

  if (moved != NULL)
    *point = *moved;

  return moved != NULL;
}

/**
 * kinds_thing_count_async:
 * @self: a thing
 * @up_to: the last number
 * @progress: (nullable) (scope notified) (closure progress_data) (destroy notify): is called for each number
 * @progress_data: data for @progress
 * @notify: frees @progress_data
 *
 * Counts.
 */
void
kinds_thing_count_async (KindsThing         *self,
                         int                 up_to,
                         KindsProgressFunc   progress,
                         gpointer            progress_data,
                         GDestroyNotify      notify,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  for (int i = 1; i <= up_to; i++)
    if (progress != NULL)
      progress (i, progress_data);
  if (notify != NULL)
    notify (progress_data);

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * kinds_thing_count_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_count_async().
 *
 * Returns: %TRUE if it succeeded
 */
gboolean
kinds_thing_count_finish (KindsThing   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kinds_thing_peek_async:
 * @self: a thing
 *
 * Peeks.
 */
void
kinds_thing_peek_async (KindsThing         *self,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  kinds_private_answer (task, g_strdup ("peeked"), g_free);
}

/**
 * kinds_thing_peek_finish:
 * @self: a thing
 * @result: the result
 * @length: (out) (optional): how long it is
 *
 * Finishes kinds_thing_peek_async().
 *
 * Returns: (transfer full): what was seen
 */
char *
kinds_thing_peek_finish (KindsThing   *self,
                         GAsyncResult *result,
                         gsize        *length)
{
  char *seen = g_task_propagate_pointer (G_TASK (result), NULL);

  if (length != NULL)
    *length = seen != NULL ? strlen (seen) : 0;

  return seen;
}

/**
 * kinds_measure_async:
 * @text: (type filename): a name
 *
 * Measures a text.
 */
void
kinds_measure_async (const char         *text,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  GTask *task = kinds_private_start (NULL, cancellable, callback, user_data);

  g_task_return_int (task, (gssize) strlen (text));
  g_object_unref (task);
}

/**
 * kinds_measure_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_measure_async().
 *
 * Returns: the length
 */
gssize
kinds_measure_finish (GAsyncResult *result,
                      GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * kinds_ping_async:
 * @cancellable: (nullable): a cancellable
 * @callback: is called when it is ready
 * @user_data: data for @callback
 *
 * Pings.
 */
void
kinds_ping_async (GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  GTask *task = kinds_private_start (NULL, cancellable, callback, user_data);

  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * kinds_ping_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_ping_async().
 *
 * Returns: %TRUE if there was an answer
 */
gboolean
kinds_ping_finish (GAsyncResult *result,
                   GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kinds_thing_read_async:
 * @self: a thing
 * @buffer: (out caller-allocates) (array length=count) (element-type guint8): where to put the bytes
 * @count: how many fit
 * @io_priority: the priority
 *
 * Fills a buffer.
 */
void
kinds_thing_read_async (KindsThing         *self,
                        void               *buffer,
                        gsize               count,
                        int                 io_priority,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  g_assert_cmpint (io_priority, ==, G_PRIORITY_DEFAULT);
  memset (buffer, 7, count);
  g_task_return_int (task, (gssize) count);
  g_object_unref (task);
}

/**
 * kinds_thing_read_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_read_async().
 *
 * Returns: how many bytes were read, or -1
 */
gssize
kinds_thing_read_finish (KindsThing   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
