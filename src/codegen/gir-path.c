/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds introspection data.
 */

#include "gir-path.h"

#define DEFAULT_DIR "/usr/share/gir-1.0"

static char *
find_in (const char *dir,
         const char *subdir,
         const char *name)
{
  g_autofree char *base = g_strconcat (name, ".gir", NULL);
  g_autofree char *file = g_build_filename (dir, subdir, base, NULL);

  return g_file_test (file, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&file) : NULL;
}

/* Finds NAME-VERSION in the GIR path: the directories given, those of XDG, and
 * the system's own. NULL when it is nowhere. */
char *
gir_path_find (const char * const *gir_dirs,
               const char         *name)
{
  const char * const *data_dirs = g_get_system_data_dirs ();
  char *file = NULL;

  for (guint i = 0; file == NULL && gir_dirs != NULL && gir_dirs[i] != NULL; i++)
    file = find_in (gir_dirs[i], "", name);

  if (file == NULL)
    file = find_in (g_get_user_data_dir (), "gir-1.0", name);

  for (guint i = 0; file == NULL && data_dirs[i] != NULL; i++)
    file = find_in (data_dirs[i], "gir-1.0", name);

  return file != NULL ? file : find_in (DEFAULT_DIR, "", name);
}
