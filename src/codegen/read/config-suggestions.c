/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a configuration would have to say of functions, of which it says nothing.
 */

#include "read/config.h"

#include <string.h>

#include "read/config-private.h"

static void
suggestion_free (gpointer data)
{
  ConfigSuggestion *suggestion = data;

  g_free (suggestion->value);
  g_free (suggestion);
}

static char *
make_name (const char *function,
           const char *key)
{
  return g_strconcat (key, " ", function, NULL);
}

ConfigSuggestion *
config_find_suggestion (Config     *config,
                        const char *function,
                        const char *key)
{
  g_autofree char *name = NULL;

  if (config == NULL || config->suggestions == NULL || function == NULL)
    return NULL;

  name = make_name (function, key);

  return g_hash_table_lookup (config->by_name, name);
}

/* Has config_get() find @value for a key of a function, unless a group for functions has the key. NULL is no value,
 * whatever the namespace has. @function and @key have to live as long as @config.
 */
void
config_suggest (Config     *config,
                const char *function,
                const char *key,
                const char *value)
{
  ConfigFile *file = NULL;
  ConfigGroup *group = config_find_group (config, function, key, &file);
  ConfigSuggestion *suggestion;

  if ((group != NULL && group->place == CONFIG_PLACE_FUNCTION) ||
      g_strcmp0 (config_get (config, function, key), value) == 0)
    return;

  if (config->suggestions == NULL)
    {
      config->suggestions = g_ptr_array_new_with_free_func (suggestion_free);
      config->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  suggestion = g_new0 (ConfigSuggestion, 1);
  suggestion->function = function;
  suggestion->key = key;
  suggestion->value = g_strdup (value);
  g_ptr_array_add (config->suggestions, suggestion);
  g_hash_table_insert (config->by_name, make_name (function, key), suggestion);
}

/* What was suggested and is of effect, in that order: an array of ConfigSuggestion, or NULL. */
GPtrArray *
config_get_suggestions (Config *config)
{
  return config->suggestions;
}
