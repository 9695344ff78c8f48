/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What configuration files say of a namespace and its functions.
 */

#include "read/config.h"

#include <string.h>

#include "base/diagnostics.h"
#include "read/config-private.h"

static void
group_free (gpointer data)
{
  ConfigGroup *group = data;

  g_hash_table_unref (group->words);
  g_free (group->name);
  g_strfreev (group->patterns);
  g_free (group->is_used);
  g_free (group);
}

static void
file_free (gpointer data)
{
  ConfigFile *file = data;

  g_free (file->file);
  g_key_file_unref (file->keys);
  g_ptr_array_unref (file->groups);
  g_free (file);
}

Config *
config_new (const char *namespace,
            const char *version)
{
  Config *config = g_new0 (Config, 1);

  config->namespace = g_strdup (namespace);
  config->full_name = g_strconcat (namespace, "-", version != NULL ? version : "", NULL);
  config->files = g_ptr_array_new_with_free_func (file_free);
  config->names = g_ptr_array_new ();

  return config;
}

void
config_free (Config *config)
{
  g_clear_pointer (&config->by_name, g_hash_table_unref);
  g_clear_pointer (&config->suggestions, g_ptr_array_unref);
  g_ptr_array_unref (config->names);
  g_ptr_array_unref (config->files);
  g_free (config->full_name);
  g_free (config->namespace);
  g_free (config);
}

/* The files that were read. */
GPtrArray *
config_get_files (Config *config)
{
  return config->names;
}

/* Finds the line of a group, or of a key in it, which GKeyFile does not keep. */
static int
find_line (const char *text,
           const char *group,
           const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *head = g_strconcat ("[", group, "]", NULL);
  gboolean is_inside = FALSE;

  for (int i = 0; lines[i] != NULL; i++)
    {
      g_strstrip (lines[i]);
      if (lines[i][0] == '[')
        is_inside = strcmp (lines[i], head) == 0;
      if (is_inside && (key == NULL || (g_str_has_prefix (lines[i], key) && strchr ("= ", lines[i][strlen (key)]))))
        return i + 1;
    }

  return 0;
}

static gboolean
is_namespace (Config     *config,
              const char *name)
{
  return strcmp (name, config->namespace) == 0 || strcmp (name, config->full_name) == 0;
}

static gboolean
check_group (ConfigFile  *file,
             const char  *text,
             const char  *name,
             ConfigPlace  place,
             GError     **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file->keys, name, NULL, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (file->keys, name, keys[i], NULL);
      g_autofree char *message = NULL;

      if (config_keys_check (keys[i], value, place, &message))
        continue;
      diagnostics_set_error_at (error, file->file, find_line (text, name, keys[i]), "%s", message);
      return FALSE;
    }

  return TRUE;
}

/* Checks a group, and keeps it if it is about the namespace. */
static gboolean
add_group (Config      *config,
           ConfigFile  *file,
           const char  *text,
           const char  *name,
           GError     **error)
{
  g_auto (GStrv) words = g_strsplit (name, " ", 2);
  ConfigPlace place = words[0] == NULL || strcmp (name, "*") == 0 ? CONFIG_PLACE_ALL
                      : words[1] != NULL ? CONFIG_PLACE_FUNCTION : CONFIG_PLACE_NAMESPACE;
  ConfigGroup *group;

  if (!check_group (file, text, name, place, error))
    return FALSE;
  if (place != CONFIG_PLACE_ALL && !is_namespace (config, words[0]))
    return TRUE;

  group = g_new0 (ConfigGroup, 1);
  group->name = g_strdup (name);
  group->words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  group->place = place;
  group->line = find_line (text, name, NULL);
  if (place == CONFIG_PLACE_FUNCTION)
    {
      group->patterns = g_strsplit (words[1], " ", -1);
      group->is_used = g_new0 (gboolean, g_strv_length (group->patterns));
    }
  g_ptr_array_add (file->groups, group);

  return TRUE;
}

gboolean
config_add_file (Config      *config,
                 const char  *name,
                 GError     **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) groups = NULL;
  ConfigFile *file;

  if (!diagnostics_get_contents (name, &text, NULL, error))
    return FALSE;

  file = g_new0 (ConfigFile, 1);
  file->file = g_strdup (name);
  file->keys = g_key_file_new ();
  file->groups = g_ptr_array_new_with_free_func (group_free);
  g_ptr_array_add (config->files, file);
  g_ptr_array_add (config->names, file->file);

  if (!g_key_file_load_from_data (file->keys, text, (gsize) -1, G_KEY_FILE_NONE, &local))
    {
      diagnostics_set_error_at (error, name, 0, "%s", local->message);
      return FALSE;
    }

  groups = g_key_file_get_groups (file->keys, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (!add_group (config, file, text, groups[i], error))
        return FALSE;
    }

  return TRUE;
}

/* The folders in which an installed program has its data, and one that was just built. */
static GStrv
get_own_dirs (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (".");
  GStrvBuilder *builder = g_strv_builder_new ();
  g_autofree char *beside = g_build_filename (folder, "config", NULL);
  GStrv dirs;

  g_strv_builder_add (builder, beside);
  g_strv_builder_add (builder, CODEGEN_CONFIG_DIR);
  dirs = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);

  return dirs;
}

static char *
find_in (const char * const *dirs,
         const char         *subdir,
         const char         *namespace)
{
  g_autofree char *base = g_strconcat (namespace, ".conf", NULL);

  for (guint i = 0; dirs != NULL && dirs[i] != NULL; i++)
    {
      g_autofree char *file = g_build_filename (dirs[i], subdir, base, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&file);
    }

  return NULL;
}

/* Adds the file that is installed for the namespace, if there is one. */
gboolean
config_add_installed (Config              *config,
                      const char * const  *config_dirs,
                      GError             **error)
{
  const char * const user[] = { g_get_user_data_dir (), NULL };
  g_auto (GStrv) own = get_own_dirs ();
  g_autofree char *file = find_in (config_dirs, "", config->namespace);

  if (file == NULL)
    file = find_in (user, "smartasync-1/codegen", config->namespace);
  if (file == NULL)
    file = find_in (g_get_system_data_dirs (), "smartasync-1/codegen", config->namespace);
  if (file == NULL)
    file = find_in ((const char * const *) own, "", config->namespace);

  if (file == NULL)
    return TRUE;
  if (!config_add_file (config, file, error))
    return FALSE;

  ((ConfigFile *) g_ptr_array_index (config->files, config->files->len - 1))->is_installed = TRUE;

  return TRUE;
}

/* Whether a group has a pattern that matches, all of which are of use then. */
gboolean
config_group_is_about (ConfigGroup *group,
                       const char  *function)
{
  gboolean found = FALSE;

  for (guint i = 0; group->patterns[i] != NULL; i++)
    {
      if (g_pattern_match_simple (group->patterns[i], function))
        found = group->is_used[i] = TRUE;
    }

  return found;
}

/* How well a group fits: the higher, the better; 0 for not at all. */
static int
rate (ConfigGroup *group,
      const char  *function)
{
  if (group->place == CONFIG_PLACE_ALL)
    return 1;
  if (group->place == CONFIG_PLACE_NAMESPACE)
    return 2;
  if (function == NULL || !config_group_is_about (group, function))
    return 0;

  return g_strv_contains ((const char * const *) group->patterns, function) ? 4 : 3;
}

/* The group that counts for a key of a function, or NULL, and the file that has it. */
ConfigGroup *
config_find_group (Config      *config,
                   const char  *function,
                   const char  *key,
                   ConfigFile **found_in)
{
  ConfigGroup *found = NULL;
  int best = 0;

  for (guint i = 0; config != NULL && i < config->files->len; i++)
    {
      ConfigFile *file = g_ptr_array_index (config->files, i);

      for (guint j = 0; j < file->groups->len; j++)
        {
          ConfigGroup *group = g_ptr_array_index (file->groups, j);
          int rating = rate (group, function);

          if (rating <= best || !g_key_file_has_key (file->keys, group->name, key, NULL))
            continue;
          best = rating;
          found = group;
          *found_in = file;
        }
    }

  return found;
}

/* The value of a key for a function, or for the namespace when @function is NULL; NULL when there is none. What was
 * suggested for a function comes behind groups for functions. @config may be NULL, like one without files.
 */
const char *
config_get (Config     *config,
            const char *function,
            const char *key)
{
  ConfigFile *file = NULL;
  ConfigGroup *group = config_find_group (config, function, key, &file);
  ConfigSuggestion *suggestion = config_find_suggestion (config, function, key);
  g_autofree char *value = NULL;

  if (suggestion != NULL && (group == NULL || group->place != CONFIG_PLACE_FUNCTION))
    value = g_strdup (suggestion->value);
  else if (group != NULL)
    value = g_key_file_get_value (file->keys, group->name, key, NULL);

  return value != NULL ? g_intern_string (value) : NULL;
}

/* Whether any function of the namespace may have the key. */
gboolean
config_has (Config     *config,
            const char *key)
{
  for (guint i = 0; i < config->files->len; i++)
    {
      ConfigFile *file = g_ptr_array_index (config->files, i);

      for (guint j = 0; j < file->groups->len; j++)
        {
          ConfigGroup *group = g_ptr_array_index (file->groups, j);

          if (g_key_file_has_key (file->keys, group->name, key, NULL))
            return TRUE;
        }
    }

  return FALSE;
}

gboolean
config_get_flag (Config     *config,
                 const char *function,
                 const char *key)
{
  return g_strcmp0 (config_get (config, function, key), "true") == 0;
}

/* The words of a list; empty when no file has the key. */
GStrv
config_get_list (Config     *config,
                 const char *function,
                 const char *key)
{
  const char *value = config_get (config, function, key);
  g_auto (GStrv) words = g_strsplit (value != NULL ? value : "", ";", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_strv_builder_add (builder, words[i]);
    }

  return g_strv_builder_end (builder);
}
