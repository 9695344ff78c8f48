/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs the generator, and other programs, from tests.
 */

#include "run-support.h"

#include <glib/gstdio.h>

#include "small-gir.h"

#define TIMEOUT_SECONDS 120

void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}

static gboolean
kill_cb (gpointer process)
{
  g_subprocess_force_exit (process);

  return G_SOURCE_CONTINUE;
}

static void
communicated_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &run->out, &run->err, &error);
  g_assert_no_error (error);
  run->status = g_subprocess_get_if_exited (G_SUBPROCESS (source))
                ? g_subprocess_get_exit_status (G_SUBPROCESS (source)) : -1;
}

/* Runs a program in @directory; one that hangs is killed. @locale may be NULL. */
Run
run_program (const char         *directory,
             const char         *locale,
             const char * const *argv)
{
  Run run = { G_MININT, NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  guint timer;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_cwd (launcher, directory);
  if (locale != NULL)
    g_subprocess_launcher_setenv (launcher, "LC_ALL", locale, TRUE);

  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  timer = g_timeout_add_seconds (TIMEOUT_SECONDS, kill_cb, process);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, communicated_cb, &run);
  while (run.status == G_MININT)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);

  return run;
}

/* Runs the generator that was just built. */
Run
run_codegen (const char *directory,
             const char *first,
             ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  va_list args;

  g_ptr_array_add (argv, (gpointer) g_getenv ("SMARTASYNC_CODEGEN"));
  va_start (args, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  return run_program (directory, NULL, (const char * const *) argv->pdata);
}

char *
support_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *directory = g_dir_make_tmp ("smartasync-test-XXXXXX", &error);

  g_assert_no_error (error);

  return directory;
}

/* Removes a directory that contains files only. */
void
support_remove (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (directory, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

/* The text of a file; NULL when there is none. */
char *
support_read (const char *directory,
              const char *name)
{
  g_autofree char *file = g_build_filename (directory, name, NULL);
  char *text = NULL;

  g_file_get_contents (file, &text, NULL, NULL);

  return text;
}

void
support_write (const char *directory,
               const char *name,
               const char *text)
{
  g_autofree char *file = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (file, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->directory = support_make_dir ();
  support_write (fixture->directory, "foo.gir", GOOD);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  support_remove (fixture->directory);
  g_free (fixture->directory);
}

/* Adds a test of a unit that finds a folder of its own. */
void
support_add (const char    *unit,
             const char    *claim,
             FixtureFunc    test,
             gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/smartasync/codegen/%s/%s", unit, claim);

  g_test_add (path, Fixture, data, set_up, test, tear_down);
}
