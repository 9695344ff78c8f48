/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The example in Vala reads files in fibers, and prints their checksums.
 */

#include <glib/gstdio.h>

#include "child.h"

#define N_FILES 20

static char *
make_file (const char *folder,
           guint       number)
{
  g_autofree char *name = g_strdup_printf ("%s/%u", folder, number);
  gsize size = number * 50000;
  g_autofree char *contents = g_malloc0 (size + 1);

  memset (contents, 'a' + (int) number, size);
  g_assert_true (g_file_set_contents (name, contents, (gssize) size, NULL));

  return g_steal_pointer (&name);
}

static char *
expect_line (const char *name)
{
  g_autofree char *contents = NULL;
  g_autofree char *sum = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (name, &contents, &size, NULL));
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) contents, size);

  return g_strdup_printf ("%s  %s\n", sum, name);
}

static void
remove_files (char **files)
{
  for (guint i = 0; i < N_FILES; i++)
    g_assert_cmpint (g_unlink (files[i + 1]), ==, 0);
}

static void
many_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("checksums-XXXXXX", NULL);
  g_auto (GStrv) command = g_new0 (char *, N_FILES + 3);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status;

  command[0] = g_strdup (g_getenv ("CHECKSUMS"));
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *line = NULL;

      command[i + 1] = make_file (folder, i);
      line = expect_line (command[i + 1]);
      g_string_append (expected, line);
    }
  command[N_FILES + 1] = g_build_filename (folder, "missing", NULL);

  g_assert_true (g_spawn_sync (NULL, command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, NULL));
  g_assert_cmpstr (out, ==, expected->str);
  g_assert_nonnull (strstr (err, "missing"));
  g_assert_false (g_spawn_check_wait_status (status, NULL));

  remove_files (command);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/checksums/many-files-are-read-at-once-and-a-missing-one-is-reported", many_files);

  return g_test_run ();
}
