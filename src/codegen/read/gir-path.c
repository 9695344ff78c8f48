/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds introspection data.
 */

#include "read/gir-path.h"

#include <string.h>

#define DEFAULT_DIR "/usr/share/gir-1.0"
#define SUFFIX ".gir"

/* The GIR path: the directories given, those of XDG, and the system's own: data that are not the same on each
 * architecture are beside GLib's library.
 */
static GStrv
get_folders (const char * const *gir_dirs)
{
  const char * const *data_dirs = g_get_system_data_dirs ();
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  g_autofree char *of_user = g_build_filename (g_get_user_data_dir (), "gir-1.0", NULL);

  for (guint i = 0; gir_dirs != NULL && gir_dirs[i] != NULL; i++)
    g_strv_builder_add (folders, gir_dirs[i]);
  g_strv_builder_add (folders, of_user);
  for (guint i = 0; data_dirs[i] != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (data_dirs[i], "gir-1.0", NULL);

      g_strv_builder_add (folders, folder);
    }
  g_strv_builder_add (folders, CODEGEN_GIR_LIBDIR);
  g_strv_builder_add (folders, DEFAULT_DIR);

  return g_strv_builder_end (folders);
}

/* Finds NAME-VERSION in the GIR path. NULL when it is nowhere. */
char *
gir_path_find (const char * const *gir_dirs,
               const char         *name)
{
  g_auto (GStrv) folders = get_folders (gir_dirs);
  g_autofree char *base = g_strconcat (name, SUFFIX, NULL);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *file = g_build_filename (folders[i], base, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&file);
    }

  return NULL;
}

static int
compare_cb (gconstpointer a,
            gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Adds each version of @namespace that is in @folder. */
static void
add_versions (GPtrArray  *versions,
              const char *folder,
              const char *namespace)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *prefix = g_strconcat (namespace, "-", NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *version = NULL;

      if (!g_str_has_prefix (name, prefix) || !g_str_has_suffix (name, SUFFIX))
        continue;
      version = g_strndup (name, strlen (name) - strlen (SUFFIX));
      if (!g_ptr_array_find_with_equal_func (versions, version, g_str_equal, NULL))
        g_ptr_array_add (versions, g_steal_pointer (&version));
    }
}

/* Says why NAME-VERSION, or a name without version, is not found: the end of a sentence. */
char *
gir_path_explain (const char * const *gir_dirs,
                  const char         *name)
{
  g_auto (GStrv) folders = get_folders (gir_dirs);
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (g_free);
  const char *dash = strrchr (name, '-');
  g_autofree char *namespace = dash != NULL ? g_strndup (name, dash - name) : g_strdup (name);
  g_autofree char *list = NULL;

  for (guint i = 0; folders[i] != NULL; i++)
    add_versions (versions, folders[i], namespace);
  if (versions->len == 0)
    return g_strdup ("no such namespace in the GIR path");

  g_ptr_array_sort (versions, compare_cb);
  g_ptr_array_add (versions, NULL);
  list = g_strjoinv (", ", (char **) versions->pdata);

  return g_strdup_printf ("in the GIR path only %s", list);
}
