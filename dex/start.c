/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asynchronous functions as futures.
 */

#include "smartasync-dex.h"

typedef struct
{
  DexPromise         *promise;   /* owned */
  SmartDexFinishFunc  finish;
  gpointer            user_data; /* owned, if there is a destroy */
  GDestroyNotify      destroy;
} Start;

static void
start_free (Start *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  dex_unref (self->promise);
  g_free (self);
}

static void
reject (Start  *self,
        GError *error)
{
  if (error == NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "smart_dex_start: the finish function has failed, and "
                                 "set no error");

  dex_promise_reject (self->promise, error);
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Start *self = data;
  GValue value = G_VALUE_INIT;
  GError *error = NULL;

  if (!self->finish (source, result, &value, self->user_data, &error))
    reject (self, error);
  else if (!G_IS_VALUE (&value))
    dex_promise_resolve_boolean (self->promise, TRUE);
  else
    dex_promise_resolve (self->promise, &value);

  if (G_IS_VALUE (&value))
    g_value_unset (&value);
  start_free (self);
}

/* What a wrong call gives: who waits for it must not wait for ever. */
static DexFuture *
misused (void)
{
  return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                                "smart_dex_start: there is no start function, or no finish function");
}

/**
 * smart_dex_start:
 * @start: (scope call): starts the asynchronous function; called at once
 * @finish: (scope async) (closure user_data) (destroy destroy): finishes it
 * @user_data: given to both
 * @destroy: (nullable): frees @user_data, when @finish has returned
 *
 * Starts an asynchronous function, and gives a future of what its finish function gives.
 *
 * ```c
 * static void
 * start (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer callback_data, gpointer file)
 * {
 *   g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, callback, callback_data);
 * }
 *
 * static gboolean
 * finish (GObject *file, GAsyncResult *result, GValue *value, gpointer user_data, GError **error)
 * {
 *   GFileInputStream *stream = g_file_read_finish (G_FILE (file), result, error);
 *
 *   if (stream == NULL)
 *     return FALSE;
 *
 *   g_value_init (value, G_TYPE_FILE_INPUT_STREAM);
 *   g_value_take_object (value, stream);
 *
 *   return TRUE;
 * }
 *
 * stream = dex_await_object (smart_dex_start (start, finish, g_object_ref (file), g_object_unref), &error);
 * ```
 *
 * The function calls back in the main context that is the thread-default one here. When nobody has the future any
 * more, its cancellable is cancelled.
 *
 * Returns: (transfer full): the future
 *
 * Since: 0.9
 */
DexFuture *
smart_dex_start (SmartDexStartFunc   start,
                 SmartDexFinishFunc  finish,
                 gpointer            user_data,
                 GDestroyNotify      destroy)
{
  DexPromise *promise;
  Start *self;

  g_return_val_if_fail (start != NULL, misused ());
  g_return_val_if_fail (finish != NULL, misused ());

  promise = dex_promise_new_cancellable ();
  self = g_new (Start, 1);
  *self = (Start) { dex_ref (promise), finish, user_data, destroy };
  start (dex_promise_get_cancellable (promise), ready_cb, self, user_data);

  return DEX_FUTURE (promise);
}
