/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The names of what the generated file has besides the twins themselves.
 */

#include "pair/twin-names.h"

#include <string.h>

/* The twin's name without the namespace and without "_sync", or, of a pair, "_async". */
static char *
make_stem (Twin *twin)
{
  const char *rest = gir_model_skip_prefix (twin->async->model, twin->name);
  gsize length = strlen (rest);

  if (g_str_has_suffix (rest, "_sync"))
    length -= strlen ("_sync");
  else if (g_str_has_suffix (rest, "_async"))
    length -= strlen ("_async");

  return g_strndup (rest, length);
}

/* "client_get_repo" → "ClientGetRepo". */
static char *
make_camel (const char *stem)
{
  GString *camel = g_string_new (NULL);
  gboolean is_start = TRUE;

  for (const char *p = stem; *p != '\0'; p++)
    {
      if (*p != '_')
        g_string_append_c (camel, is_start ? g_ascii_toupper (*p) : *p);
      is_start = *p == '_';
    }

  return g_string_free (camel, FALSE);
}

#define ARGS_SUFFIX "Args"

static void
reserve_words (const CType *c_type,
               GHashTable  *names)
{
  g_auto (GStrv) words = NULL;

  if (strstr (c_type->text, ARGS_SUFFIX) == NULL)
    return;

  words = g_strsplit (c_type->text, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_has_suffix (words[i], ARGS_SUFFIX))
        g_hash_table_add (names, g_strdup (words[i]));
    }
}

/* Adds to @names, a set of char *, the library's types whose names end as those of argument structs do. */
void
twin_names_reserve (GirModel   *model,
                    GHashTable *names)
{
  GHashTableIter iter;
  gpointer c_type;

  g_hash_table_iter_init (&iter, model->c_types);
  while (g_hash_table_iter_next (&iter, NULL, &c_type))
    reserve_words (c_type, names);
}

static void
set_names (Twin       *twin,
           const char *stem)
{
  g_autofree char *camel = make_camel (stem);

  g_free (twin->start_name);
  g_free (twin->finish_name);
  g_free (twin->args_type);
  twin->start_name = g_strconcat (stem, "_start", NULL);
  twin->finish_name = g_strconcat (stem, "_finish", NULL);
  twin->args_type = g_strconcat (camel, ARGS_SUFFIX, NULL);
}

static gboolean
is_function_free (Twin       *twin,
                  const char *name,
                  GHashTable *names)
{
  return ctype_is_identifier (name) && gir_model_find (twin->async->model, name) == NULL &&
         !twin_has_name (twin, name) && !g_hash_table_contains (names, name);
}

/* A stem may begin with a digit, or differ from another only in its prefix, as a_get and b_get do, or in
 * its underscores, as read_2 and read2 do.
 */
static gboolean
are_free (Twin       *twin,
          GHashTable *names)
{
  return is_function_free (twin, twin->start_name, names) && is_function_free (twin, twin->finish_name, names) &&
         ctype_is_identifier (twin->args_type) && !g_hash_table_contains (names, twin->args_type);
}

/* Names the functions that start and finish the operation and the type of their arguments. @names, a set of char *,
 * is what the file has already; the twin's names are added.
 */
void
twin_names_choose (Twin       *twin,
                   GHashTable *names)
{
  g_autofree char *stem = make_stem (twin);

  set_names (twin, stem);
  while (!are_free (twin, names))
    {
      g_autofree char *longer = g_strconcat ("the_", stem, NULL);

      set_names (twin, longer);
      g_free (stem);
      stem = g_steal_pointer (&longer);
    }

  g_hash_table_add (names, g_strdup (twin->name));
  g_hash_table_add (names, g_strdup (twin->start_name));
  g_hash_table_add (names, g_strdup (twin->finish_name));
  g_hash_table_add (names, g_strdup (twin->args_type));
}

/* Names what the file has for a callback of a function that blocks: returns what its functions' names begin with, and
 * its struct's in @type. Names that differ in their underscores and capitals only, as a_b and aB do, are numbered.
 */
char *
twin_names_choose_callback (const char  *stem,
                            const char  *callback,
                            GHashTable  *names,
                            char       **type)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *chosen = n == 1 ? g_strdup_printf ("%s_on_%s", stem, callback)
                                       : g_strdup_printf ("%s_on_%s_%u", stem, callback, n);
      g_autofree char *function = g_strconcat (chosen, "_cb", NULL);
      g_autofree char *camel = make_camel (chosen);

      if (g_hash_table_contains (names, function) || g_hash_table_contains (names, camel))
        continue;

      g_hash_table_add (names, g_steal_pointer (&function));
      g_hash_table_add (names, g_strdup (camel));
      *type = g_steal_pointer (&camel);
      return g_steal_pointer (&chosen);
    }
}
