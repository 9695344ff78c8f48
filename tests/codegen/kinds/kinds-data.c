/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Async functions that take and give strings, arrays and containers.
 */

#include <string.h>

#include "kinds-private.h"

/**
 * kinds_thing_join_async:
 * @self: a thing
 * @head: the beginning
 * @tail: (nullable): the end, or %NULL
 *
 * Joins two strings asynchronously.
 */
void
kinds_thing_join_async (KindsThing         *self,
                        const char         *head,
                        const char         *tail,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  kinds_private_answer (task, g_strconcat (head, tail != NULL ? tail : "", NULL), g_free);
}

/**
 * kinds_thing_join_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_join_async().
 *
 * Returns: (transfer full): both strings together
 */
char *
kinds_thing_join_finish (KindsThing   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_split_async:
 * @self: a thing
 * @text: what to split
 *
 * Splits a text at the first space.
 */
void
kinds_thing_split_async (KindsThing         *self,
                         const char         *text,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  kinds_private_answer (task, g_strsplit (text, " ", 2), (GDestroyNotify) g_strfreev);
}

/**
 * kinds_thing_split_finish:
 * @self: a thing
 * @result: the result
 * @head: (out) (transfer full): what is before the space
 * @tail: (out) (optional) (nullable) (transfer full): what is behind it
 * @length: (out) (optional): how long @head is
 * @error: return location for an error
 *
 * Finishes kinds_thing_split_async().
 *
 * Returns: %TRUE if it succeeded
 */
gboolean
kinds_thing_split_finish (KindsThing   *self,
                          GAsyncResult *result,
                          char        **head,
                          char        **tail,
                          gsize        *length,
                          GError      **error)
{
  g_auto (GStrv) parts = g_task_propagate_pointer (G_TASK (result), error);

  if (parts == NULL)
    return FALSE;

  if (length != NULL)
    *length = strlen (parts[0]);
  *head = g_strdup (parts[0]);
  if (tail != NULL)
    *tail = g_strdup (parts[1]);

  return TRUE;
}

/**
 * kinds_thing_reverse_async:
 * @self: a thing
 * @bytes: (array length=n_bytes): what to turn round
 * @n_bytes: how much that is
 *
 * Turns bytes round.
 */
void
kinds_thing_reverse_async (KindsThing         *self,
                           const guint8       *bytes,
                           gsize               n_bytes,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);
  GByteArray *reversed = g_byte_array_new ();

  for (gsize i = n_bytes; i > 0; i--)
    g_byte_array_append (reversed, &bytes[i - 1], 1);

  kinds_private_answer (task, g_byte_array_free_to_bytes (reversed), (GDestroyNotify) g_bytes_unref);
}

/**
 * kinds_thing_reverse_finish:
 * @self: a thing
 * @result: the result
 * @n_bytes: (out): how many bytes there are
 * @error: return location for an error
 *
 * Finishes kinds_thing_reverse_async().
 *
 * Returns: (transfer full) (array length=n_bytes): the bytes
 */
guint8 *
kinds_thing_reverse_finish (KindsThing   *self,
                            GAsyncResult *result,
                            gsize        *n_bytes,
                            GError      **error)
{
  GBytes *bytes = g_task_propagate_pointer (G_TASK (result), error);

  return bytes != NULL ? g_bytes_unref_to_data (bytes, n_bytes) : NULL;
}

/**
 * kinds_thing_sort_async:
 * @self: a thing
 * @words: (array zero-terminated=1): what to sort
 *
 * Sorts words.
 */
void
kinds_thing_sort_async (KindsThing         *self,
                        const char * const *words,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);
  GList *sorted = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    sorted = g_list_insert_sorted (sorted, (gpointer) g_intern_string (words[i]), (GCompareFunc) g_strcmp0);

  kinds_private_answer (task, sorted, (GDestroyNotify) g_list_free);
}

/**
 * kinds_thing_sort_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_sort_async().
 *
 * Returns: (transfer container) (element-type utf8): the words in order
 */
GList *
kinds_thing_sort_finish (KindsThing   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_index_async:
 * @self: a thing
 * @words: (array zero-terminated=1): the words
 *
 * Makes a table of words.
 */
void
kinds_thing_index_async (KindsThing         *self,
                         const char * const *words,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; words[i] != NULL; i++)
    g_hash_table_insert (table, g_strdup (words[i]), GUINT_TO_POINTER (i));

  kinds_private_answer (task, table, (GDestroyNotify) g_hash_table_unref);
}

/**
 * kinds_thing_index_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_index_async().
 *
 * Returns: (transfer full) (element-type utf8 guint): where each word is
 */
GHashTable *
kinds_thing_index_finish (KindsThing   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_pack_async:
 * @self: a thing
 * @bytes: the bytes
 * @hint: (nullable): a variant
 *
 * Packs bytes into a variant.
 */
void
kinds_thing_pack_async (KindsThing         *self,
                        GBytes             *bytes,
                        GVariant           *hint,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);
  GVariant *packed = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);

  kinds_private_answer (task, g_variant_ref_sink (packed), (GDestroyNotify) g_variant_unref);
}

/**
 * kinds_thing_pack_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_pack_async().
 *
 * Returns: (transfer full): the variant
 */
GVariant *
kinds_thing_pack_finish (KindsThing   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_adopt_async:
 * @self: a thing
 * @child: (transfer full): another thing
 * @words: (element-type utf8) (transfer container): some words
 *
 * Takes over a thing and an array.
 */
void
kinds_thing_adopt_async (KindsThing         *self,
                         KindsThing         *child,
                         GPtrArray          *words,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  g_object_unref (child);
  g_ptr_array_unref (words);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * kinds_thing_adopt_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_adopt_async().
 *
 * Returns: %TRUE if it succeeded
 */
gboolean
kinds_thing_adopt_finish (KindsThing   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
