/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is generated equals the files that were read over once.
 */

#include "run-support.h"

/* SMARTASYNC_UPDATE_GOLDEN=1 writes the files instead of comparing them; the
 * target "update-golden" does that. */

static void
compare (const char *name,
         const char *text)
{
  const char *directory = g_getenv ("GOLDEN_DIR");
  g_autofree char *golden = NULL;

  if (g_getenv ("SMARTASYNC_UPDATE_GOLDEN") != NULL)
    {
      support_write (directory, name, text);
      return;
    }

  golden = support_read (directory, name);
  g_assert_cmpstr (text, ==, golden);
}

/* Messages begin with the file's name as it was given. */
static char *
remove_folder (const char *messages)
{
  g_autofree char *folder = g_strconcat (g_getenv ("GOLDEN_DIR"), "/", NULL);
  g_auto (GStrv) parts = g_strsplit (messages, folder, -1);

  return g_strjoinv ("", parts);
}

/* "--OPTION=" and the name of a file beside the golden ones, if it is there. */
static char *
make_argument (const char *option,
               const char *name,
               const char *suffix)
{
  g_autofree char *base = g_strconcat (name, suffix, NULL);
  g_autofree char *path = g_build_filename (g_getenv ("GOLDEN_DIR"), base, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_strconcat (option, path, NULL) : NULL;
}

/* Pairs of functions that block are made by a run of their own. */
static const char *
get_mode (const char *name)
{
  return g_str_has_prefix (name, "pairs") ? "--async" : "--existing=skip";
}

/* What a run has written besides is compared, too. */
static void
compare_written (const char *directory,
                 const char *name)
{
  static const char * const suffixes[] = { ".h", ".c", ".written" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (name, suffixes[i], NULL);
      g_autofree char *text = support_read (directory, file);

      if (text != NULL)
        compare (file, text);
    }
}

static void
test_golden (gconstpointer data)
{
  const char *name = data;
  g_autofree char *directory = support_make_dir ();
  g_autofree char *base = g_strconcat (name, ".gir", NULL);
  g_autofree char *gir = g_build_filename (g_getenv ("GOLDEN_DIR"), base, NULL);
  g_autofree char *output = g_strconcat ("--output=", name, NULL);
  g_autofree char *config = make_argument ("--config=", name, ".conf");
  g_autofree char *baseline = make_argument ("--baseline=", name, ".old.gir");
  g_autofree char *written = g_strconcat ("--write-config=", name, ".written", NULL);
  const char * const arguments[] = { config != NULL ? config : baseline, config != NULL ? baseline : NULL };
  g_autofree char *json_name = g_strconcat (name, ".json", NULL);
  g_autofree char *err_name = g_strconcat (name, ".err", NULL);
  g_autofree char *messages = NULL;
  g_autofree char *said = NULL;
  g_auto (Run) run = run_codegen (directory, gir, output, "--list=json", get_mode (name),
                                  baseline != NULL ? written : arguments[0],
                                  baseline != NULL ? arguments[0] : NULL, arguments[1], NULL);

  g_assert_cmpint (run.status, ==, 0);
  messages = remove_folder (run.err);
  said = support_read (g_getenv ("GOLDEN_DIR"), err_name);
  if (*messages != '\0' || said != NULL)
    compare (err_name, messages);
  compare (json_name, run.out);

  compare_written (directory, name);
  support_remove (directory);
}

int
main (int    argc,
      char **argv)
{
  g_auto (GStrv) names = g_strsplit (g_getenv ("GOLDEN_NAMES"), " ", -1);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/smartasync/codegen/golden/%s-is-as-it-was", names[i]);

      g_test_add_data_func (path, names[i], test_golden);
    }

  return g_test_run ();
}
