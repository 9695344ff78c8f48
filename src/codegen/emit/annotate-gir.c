/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes which functions belong together into introspection data.
 */

#include "emit/annotate-gir.h"

#include <string.h>

#include "read/gir-tags.h"

/* g-ir-scanner knows the attributes since 1.80 and finds few pairs by itself; older
 * ones write none. Other programs take the names for those of the same class, so that
 * a pair of two classes is left out. All else in the file stays as it is.
 */

#define FINISH_FUNC "glib:finish-func"
#define SYNC_FUNC "glib:sync-func"
#define ASYNC_FUNC "glib:async-func"

static gboolean
is_beside (GirCallable *callable,
           GirCallable *other)
{
  return other != NULL && other->kind != GIR_CALLABLE_INLINE &&
         g_strcmp0 (callable->container, other->container) == 0 && ctype_is_identifier (other->name);
}

static char *
make_key (const char *attribute,
          const char *identifier)
{
  return g_strconcat (attribute, " ", identifier, NULL);
}

/* The first one counts: some functions belong to several others. */
static void
add_value (GHashTable  *values,
           GirCallable *callable,
           const char  *attribute,
           GirCallable *other)
{
  g_autofree char *key = NULL;

  if (callable == NULL || !is_beside (callable, other))
    return;

  key = make_key (attribute, callable->c_identifier);
  if (!g_hash_table_contains (values, key))
    g_hash_table_insert (values, g_steal_pointer (&key), (gpointer) other->name);
}

/* Whether the file gives the async function another twin, which it keeps. */
static gboolean
has_other_twin (Pair *pair)
{
  const char *annotated = pair->async->sync_func;

  return annotated != NULL && pair->existing != NULL && g_strcmp0 (annotated, pair->existing->name) != 0 &&
         strcmp (annotated, pair->existing->c_identifier) != 0;
}

/* Attribute and C identifier → value. None of them is for functions that return a future. */
static GHashTable *
collect (GPtrArray *pairs)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->finish == NULL || pair->await != NULL)
        continue;
      add_value (values, pair->async, FINISH_FUNC, pair->finish);
      if (has_other_twin (pair))
        continue;
      add_value (values, pair->async, SYNC_FUNC, pair->existing);
      add_value (values, pair->existing, ASYNC_FUNC, pair->async);
    }

  return values;
}

static gboolean
has_attribute (const char *tag,
               const char *after,
               const char *attribute)
{
  g_autofree char *value = gir_tags_get (tag, after, attribute);

  return value != NULL;
}

/* Writes what the tag lacks, behind the attributes that it has. */
static void
append_attributes (GString    *annotated,
                   GHashTable *values,
                   const char *tag,
                   const char *after)
{
  static const char * const attributes[] = { FINISH_FUNC, SYNC_FUNC, ASYNC_FUNC };
  g_autofree char *identifier = NULL;

  if (!gir_tags_is (tag, after, "method") && !gir_tags_is (tag, after, "function") &&
      !gir_tags_is (tag, after, "constructor"))
    return;

  identifier = gir_tags_get (tag, after, "c:identifier");
  if (identifier == NULL || has_attribute (tag, after, "moved-to"))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      g_autofree char *key = make_key (attributes[i], identifier);
      const char *value = g_hash_table_lookup (values, key);

      if (value != NULL && !has_attribute (tag, after, attributes[i]))
        g_string_append_printf (annotated, " %s=\"%s\"", attributes[i], value);
    }
}

/* The document with glib:finish-func, glib:sync-func and glib:async-func. A function
 * that has them keeps them.
 */
char *
annotate_gir (const char *text,
              gsize       length,
              GPtrArray  *pairs)
{
  g_autoptr (GHashTable) values = collect (pairs);
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
      append_attributes (annotated, values, tag, after);
      copied = place;
    }
  g_string_append_len (annotated, copied, end - copied);

  return g_string_free (annotated, FALSE);
}
