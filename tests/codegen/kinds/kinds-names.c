/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Async functions that bindings see under another name, or not at all.
 */

#include "kinds-private.h"
#include "kinds-sync.h"

static GStrv
collect (const char *first,
         va_list     rest)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (const char *word = first; word != NULL; word = va_arg (rest, const char *))
    g_strv_builder_add (builder, word);

  return g_strv_builder_end (builder);
}

/**
 * kinds_concat_async: (skip)
 * @cancellable: (nullable): a cancellable
 * @callback: is called when it is ready
 * @user_data: data for @callback
 * @first: the first word
 * @...: more words, and %NULL
 *
 * Asynchronously makes one word of many.
 */
void
kinds_concat_async (GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data,
                    const char         *first,
                    ...)
{
  g_auto (GStrv) words = NULL;
  va_list rest;

  va_start (rest, first);
  words = collect (first, rest);
  va_end (rest);

  kinds_concatv_async ((const char * const *) words, cancellable, callback, user_data);
}

/**
 * kinds_concatv_async: (rename-to kinds_concat_async)
 * @words: (array zero-terminated=1): the words
 * @cancellable: (nullable): a cancellable
 * @callback: is called when it is ready
 * @user_data: data for @callback
 *
 * Asynchronously makes one word of many.
 */
void
kinds_concatv_async (const char * const *words,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  GTask *task = kinds_private_start (NULL, cancellable, callback, user_data);

  kinds_private_answer (task, g_strjoinv ("", (char **) words), g_free);
}

/**
 * kinds_concat_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_concat_async().
 *
 * Returns: (transfer full): the word
 */
char *
kinds_concat_finish (GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_concat_sync: (skip)
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 * @first: the first word
 * @...: more words, and %NULL
 *
 * Makes one word of many. No generator can write this twin.
 *
 * Returns: (transfer full): the word
 */
char *
kinds_concat_sync (GCancellable *cancellable,
                   GError      **error,
                   const char   *first,
                   ...)
{
  g_auto (GStrv) words = NULL;
  va_list rest;

  va_start (rest, first);
  words = collect (first, rest);
  va_end (rest);

  return kinds_concatv_sync ((const char * const *) words, cancellable, error);
}

/**
 * kinds_hide_async: (skip)
 * @cancellable: (nullable): a cancellable
 * @callback: is called when it is ready
 * @user_data: data for @callback
 *
 * Hides.
 *
 * Stability: Private
 */
void
kinds_hide_async (GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  kinds_ping_async (cancellable, callback, user_data);
}

/**
 * kinds_hide_finish: (skip)
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_hide_async().
 *
 * Returns: %TRUE if it is hidden
 */
gboolean
kinds_hide_finish (GAsyncResult *result,
                   GError      **error)
{
  return kinds_ping_finish (result, error);
}
