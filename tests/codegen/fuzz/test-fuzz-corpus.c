/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the fuzzer starts from, and each file cut off at many places.
 */

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

#define N_CUTS 64

static void
test_file (gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_get_contents (data, &text, &length, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i <= N_CUTS; i++)
    {
      gsize size = length * i / N_CUTS;
      g_autofree guint8 *cut = g_memdup2 (text, size);

      LLVMFuzzerTestOneInput (cut, size);
    }
}

int
main (int    argc,
      char **argv)
{
  g_auto (GStrv) folders = g_strsplit (g_getenv ("FUZZ_FOLDERS"), ":", -1);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  int status;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (folders[i], 0, NULL);

      for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
        if (g_str_has_suffix (name, ".gir"))
          {
            char *file = g_build_filename (folders[i], name, NULL);
            g_autofree char *path = g_strdup_printf ("/smartasync/codegen/fuzz/%s-does-no-harm", name);

            g_ptr_array_add (files, file);
            g_test_add_data_func (path, file, test_file);
          }
    }

  status = g_test_run ();

  return status;
}
