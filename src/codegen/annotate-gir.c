/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes which functions belong together into introspection data.
 */

#include "annotate-gir.h"

#include <string.h>

#include "gir-tags.h"

/* g-ir-scanner knows the attributes since 1.80 and finds few pairs by itself; older
 * ones write none. Other programs take the names for those of the same class, so that
 * a pair of two classes is left out. All else in the file stays as it is. */

static gboolean
is_beside (GirCallable *callable,
           GirCallable *other)
{
  return other != NULL && g_strcmp0 (callable->container, other->container) == 0 &&
         ctype_is_identifier (other->name);
}

static void
append_attribute (GHashTable  *attributes,
                  GirCallable *callable,
                  const char  *attribute,
                  GirCallable *other)
{
  GString *text;

  if (callable == NULL || !is_beside (callable, other))
    return;

  text = g_hash_table_lookup (attributes, callable->c_identifier);
  if (text == NULL)
    {
      text = g_string_new (NULL);
      g_hash_table_insert (attributes, (gpointer) callable->c_identifier, text);
    }
  if (strstr (text->str, attribute) == NULL)
    g_string_append_printf (text, " %s=\"%s\"", attribute, other->name);
}

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

/* C identifier → what to write into its tag. */
static GHashTable *
collect (GPtrArray *pairs)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_string);

  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->finish == NULL)
        continue;
      append_attribute (attributes, pair->async, "glib:finish-func", pair->finish);
      append_attribute (attributes, pair->async, "glib:sync-func", pair->existing);
      append_attribute (attributes, pair->existing, "glib:async-func", pair->async);
    }

  return attributes;
}

static const char *
find_attributes (GHashTable *attributes,
                 const char *tag,
                 const char *after)
{
  g_autofree char *identifier = NULL;
  g_autofree char *moved = NULL;
  g_autofree char *known = NULL;
  GString *text;

  if (!gir_tags_is (tag, after, "method") && !gir_tags_is (tag, after, "function") &&
      !gir_tags_is (tag, after, "constructor"))
    return "";

  identifier = gir_tags_get (tag, after, "c:identifier");
  moved = gir_tags_get (tag, after, "moved-to");
  known = gir_tags_get (tag, after, "glib:finish-func");
  text = identifier != NULL && moved == NULL && known == NULL ? g_hash_table_lookup (attributes, identifier) : NULL;

  return text != NULL ? text->str : "";
}

/* The document with glib:finish-func, glib:sync-func and glib:async-func. A function
 * that has them keeps them. */
char *
annotate_gir (const char *text,
              gsize       length,
              GPtrArray  *pairs)
{
  g_autoptr (GHashTable) attributes = collect (pairs);
  const char *end = text + length;
  const char *copied = text;
  const char *after;
  GString *annotated = g_string_sized_new (length);

  for (const char *tag = gir_tags_find (text, end); tag != NULL; tag = gir_tags_find (after, end))
    {
      const char *place;

      after = gir_tags_find_end (tag, end);
      if (after == NULL)
        break;
      place = after[-2] == '/' ? after - 2 : after - 1;
      g_string_append_len (annotated, copied, place - copied);
      g_string_append (annotated, find_attributes (attributes, tag, after));
      copied = place;
    }
  g_string_append_len (annotated, copied, end - copied);

  return g_string_free (annotated, FALSE);
}
