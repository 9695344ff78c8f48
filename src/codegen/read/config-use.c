/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which parts of a configuration were of use.
 */

#include "read/config.h"

#include <string.h>

#include "base/diagnostics.h"
#include "read/config-private.h"

static char *
join (const char *key,
      const char *word)
{
  return g_strconcat (key, " ", word, NULL);
}

/* Notes that a word of config_get_list(), which names a parameter, names one of @function. Of what was only suggested
 * there is no need to know.
 */
void
config_use_word (Config     *config,
                 const char *function,
                 const char *key,
                 const char *word)
{
  ConfigFile *file = NULL;
  ConfigGroup *group = config_find_group (config, function, key, &file);

  if (group != NULL)
    g_hash_table_add (group->words, join (key, word));
}

/* Sets an error about the value that config_get() finds. */
void
config_set_error (Config      *config,
                  const char  *function,
                  const char  *key,
                  const char  *message,
                  GError     **error)
{
  ConfigFile *file = NULL;
  ConfigGroup *group = config_find_group (config, function, key, &file);

  g_assert (group != NULL);
  diagnostics_set_error_at (error, file->file, group->line, "[%s]: %s", group->name, message);
}

/* Whether each word of a list was of use to one function at least. */
static gboolean
check_words (ConfigFile   *file,
             ConfigGroup  *group,
             const char   *key,
             GError      **error)
{
  g_auto (GStrv) words = g_key_file_get_string_list (file->keys, group->name, key, NULL, NULL);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      g_autofree char *joined = join (key, words[i]);

      if (g_hash_table_contains (group->words, joined))
        continue;
      diagnostics_set_error_at (error, file->file, group->line, "[%s]: %s=%s: no function has a parameter of that name",
                                group->name, key, words[i]);
      return FALSE;
    }

  return TRUE;
}

/* "[Foo foo_get_*] is about no async function of Foo-1.0", of the first pattern that matched nothing; NULL when each
 * matched something. @kind is what functions were looked for.
 */
static char *
explain_unused (Config      *config,
                ConfigGroup *group,
                const char  *kind)
{
  for (guint i = 0; group->place == CONFIG_PLACE_FUNCTION && group->patterns[i] != NULL; i++)
    {
      if (!group->is_used[i])
        return g_strdup_printf ("[%.*s %s] is about no %s function of %s", (int) strcspn (group->name, " "),
                                group->name, group->patterns[i], kind, config->full_name);
    }

  return NULL;
}

static gboolean
check_group_used (Config       *config,
                  ConfigFile   *file,
                  ConfigGroup  *group,
                  const char   *kind,
                  GError      **error)
{
  g_autofree char *message = explain_unused (config, group, kind);

  if (message != NULL)
    {
      diagnostics_set_error_at (error, file->file, group->line, "%s", message);
      return FALSE;
    }

  return group->place != CONFIG_PLACE_FUNCTION || group->is_of_others ||
         (check_words (file, group, CONFIG_DROP, error) &&
          check_words (file, group, CONFIG_BORROW, error) &&
          check_words (file, group, CONFIG_COALESCE, error) &&
          check_words (file, group, CONFIG_PROGRESS, error));
}

/* A file that is installed is for twins and for pairs: what it says of functions that are of no interest in this run is
 * of use in another.
 */
void
config_use_elsewhere (Config     *config,
                      const char *function)
{
  for (guint i = 0; i < config->files->len; i++)
    {
      ConfigFile *file = g_ptr_array_index (config->files, i);

      for (guint j = 0; file->is_installed && j < file->groups->len; j++)
        {
          ConfigGroup *group = g_ptr_array_index (file->groups, j);

          if (group->place == CONFIG_PLACE_FUNCTION && config_group_is_about (group, function))
            group->is_of_others = TRUE;
        }
    }
}

/* Fails when a group for functions of the namespace, or a parameter named in it, was about none. */
gboolean
config_check_used (Config      *config,
                   const char  *kind,
                   GError     **error)
{
  for (guint i = 0; i < config->files->len; i++)
    {
      ConfigFile *file = g_ptr_array_index (config->files, i);

      for (guint j = 0; j < file->groups->len; j++)
        {
          if (!check_group_used (config, file, g_ptr_array_index (file->groups, j), kind, error))
            return FALSE;
        }
    }

  return TRUE;
}

/* Says of the files that were named which of their groups for functions were about none. */
void
config_warn_unused (Config     *config,
                    const char *kind)
{
  for (guint i = 0; i < config->files->len; i++)
    {
      ConfigFile *file = g_ptr_array_index (config->files, i);

      for (guint j = 0; !file->is_installed && j < file->groups->len; j++)
        {
          ConfigGroup *group = g_ptr_array_index (file->groups, j);
          g_autofree char *message = explain_unused (config, group, kind);

          if (message != NULL)
            diagnostics_warn (file->file, group->line, "%s", message);
        }
    }
}
