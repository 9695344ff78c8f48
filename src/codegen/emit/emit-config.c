/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes a configuration by which twins are what they were.
 */

#include "emit/emit-config.h"

#include <string.h>

/* A line, and the functions that it is for. */
typedef struct
{
  char      *key;
  char      *value;
  GString   *functions;         /* separated by spaces */
  guint      n_functions;
  gboolean   is_written;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_string_free (entry->functions, TRUE);
  g_free (entry->key);
  g_free (entry->value);
  g_free (entry);
}

static Entry *
find_entry (GPtrArray  *entries,
            const char *key,
            const char *value)
{
  Entry *entry;

  for (guint i = 0; i < entries->len; i++)
    {
      entry = g_ptr_array_index (entries, i);
      if (strcmp (entry->key, key) == 0 && strcmp (entry->value, value) == 0)
        return entry;
    }

  entry = g_new0 (Entry, 1);
  entry->key = g_strdup (key);
  entry->value = g_strdup (value);
  entry->functions = g_string_new (NULL);
  g_ptr_array_add (entries, entry);

  return entry;
}

static void
add (GPtrArray  *entries,
     const char *function,
     const char *key,
     const char *value)
{
  Entry *entry = find_entry (entries, key, value);

  g_string_append_printf (entry->functions, "%s%s", entry->n_functions > 0 ? " " : "", function);
  entry->n_functions++;
}

/* Whether the twin that was there can be made again. */
static gboolean
is_made (Pair *pair)
{
  return pair->status == PAIR_GENERATE && pair->twin->was != NULL;
}

static void
add_suggestions (GPtrArray *entries,
                 Config    *config,
                 Pair      *pair)
{
  GPtrArray *suggestions = config_get_suggestions (config);

  for (guint i = 0; suggestions != NULL && i < suggestions->len; i++)
    {
      ConfigSuggestion *suggestion = g_ptr_array_index (suggestions, i);

      if (suggestion->value != NULL && strcmp (suggestion->function, pair->async->c_identifier) == 0)
        add (entries, suggestion->function, suggestion->key, suggestion->value);
    }
}

/* A twin that C code would have to call in another way is not made. */
static GPtrArray *
collect (Config     *config,
         GPtrArray  *pairs,
         guint      *n_made)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  *n_made = 0;
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (is_made (pair))
        {
          add_suggestions (entries, config, pair);
          *n_made += 1;
        }
      else if (pair->status == PAIR_GENERATE && pair->was != NULL)
        add (entries, pair->async->c_identifier, CONFIG_REFUSE, "its twin was called in another way");
    }

  return entries;
}

/* Whether an entry can be said of the namespace: it is for all twins, and what is new may have it as well. */
static gboolean
is_for_all (Entry  *entry,
            Config *config,
            guint   n_made)
{
  g_autofree char *message = NULL;

  return entry->n_functions == n_made && n_made > 1 && strcmp (entry->key, CONFIG_SINCE) != 0 &&
         strcmp (entry->key, CONFIG_REFUSE) != 0 && config_get (config, NULL, entry->key) == NULL &&
         config_keys_check (entry->key, entry->value, CONFIG_PLACE_NAMESPACE, &message);
}

/* The value of "exclude": what it is already, and what was not there; NULL if all was. */
static char *
make_exclude (Config    *config,
              GPtrArray *pairs)
{
  g_auto (GStrv) globs = config_get_list (config, NULL, CONFIG_EXCLUDE);
  g_autofree char *given = g_strjoinv (";", globs);
  GString *list = g_string_new (given);
  gsize before = list->len;

  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && pair->was == NULL)
        g_string_append_printf (list, "%s%s", list->len > 0 ? ";" : "", pair->async->c_identifier);
    }

  return g_string_free (list, list->len == before);
}

static void
append_namespace (GString    *text,
                  GirModel   *model,
                  const char *lines,
                  const char *exclude)
{
  if (*lines == '\0' && exclude == NULL)
    return;

  g_string_append_printf (text, "\n[%s]\n%s", model->name, lines);
  if (exclude != NULL)
    g_string_append_printf (text, "# New twins would be new ABI: take a name out of this list to have one.\n"
                            "exclude=%s\n", exclude);
}

static void
append_line (GString *text,
             Entry   *entry)
{
  g_string_append_printf (text, "%s=%s\n", entry->key, entry->value);
  entry->is_written = TRUE;
}

/* A group, with all lines that are for the same functions. */
static void
append_group (GString   *text,
              GirModel  *model,
              GPtrArray *entries,
              guint      first)
{
  Entry *entry = g_ptr_array_index (entries, first);

  g_string_append_printf (text, "\n[%s %s]\n", model->name, entry->functions->str);
  for (guint i = first; i < entries->len; i++)
    {
      Entry *other = g_ptr_array_index (entries, i);

      if (!other->is_written && strcmp (other->functions->str, entry->functions->str) == 0)
        append_line (text, other);
    }
}

/* What @config does not say, and what would have to be said without @baseline. */
char *
emit_config (Config    *config,
             GirModel  *model,
             GirModel  *baseline,
             GPtrArray *pairs)
{
  g_autofree char *base = g_path_get_basename (baseline->file);
  g_autofree char *exclude = make_exclude (config, pairs);
  g_autoptr (GString) lines = g_string_new (NULL);
  GString *text = g_string_new (NULL);
  guint n_made;
  g_autoptr (GPtrArray) entries = collect (config, pairs, &n_made);

  g_string_append_printf (text, "# %s-%s: twins as they were in %s.\n", model->name, model->version, base);
  for (guint i = 0; i < entries->len; i++)
    {
      if (is_for_all (g_ptr_array_index (entries, i), config, n_made))
        append_line (lines, g_ptr_array_index (entries, i));
    }
  append_namespace (text, model, lines->str, exclude);
  for (guint i = 0; i < entries->len; i++)
    {
      if (!((Entry *) g_ptr_array_index (entries, i))->is_written)
        append_group (text, model, entries, i);
    }

  return g_string_free (text, FALSE);
}
