/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is generated for installed libraries compiles.
 */

#include <string.h>

#include "run-support.h"

typedef struct
{
  const char *claim;
  const char *gir;
  const char *package;
} Library;

static const Library libraries[] = {
  { "gio", "Gio-2.0", "gio-unix-2.0" },
  { "soup", "Soup-3.0", "libsoup-3.0" },
};

static GStrv
get_cflags (const char *directory,
            const char *package)
{
  const char * const argv[] = { "pkg-config", "--cflags", package, NULL };
  g_auto (Run) run = run_program (directory, NULL, argv);
  g_autoptr (GError) error = NULL;
  GStrv flags = NULL;

  g_assert_cmpint (run.status, ==, 0);
  g_shell_parse_argv (run.out, NULL, &flags, &error);
  g_assert_no_error (error);

  return flags;
}

static void
compile (const char    *directory,
         const Library *library,
         const char    *compiler,
         const char    *standard,
         const char    *file)
{
  g_autofree char *path = g_find_program_in_path (compiler);
  g_autofree char *source_inc = g_strdup_printf ("-I%s/include", g_getenv ("SMARTASYNC_SOURCE_DIR"));
  g_autofree char *build_inc = g_strdup_printf ("-I%s/include", g_getenv ("SMARTASYNC_BUILD_DIR"));
  const char * const head[] = { path, standard, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", source_inc, build_inc };
  g_auto (GStrv) cflags = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_auto (Run) run = { 0, NULL, NULL };

  if (path == NULL)
    {
      g_test_message ("there is no %s", compiler);
      return;
    }

  cflags = get_cflags (directory, library->package);
  for (gsize i = 0; i < G_N_ELEMENTS (head); i++)
    g_strv_builder_add (builder, head[i]);
  g_strv_builder_addv (builder, (const char **) cflags);
  g_strv_builder_add (builder, file);
  argv = g_strv_builder_end (builder);

  run = run_program (directory, NULL, (const char * const *) argv);
  g_assert_cmpstr (run.err, ==, "");
  g_assert_cmpint (run.status, ==, 0);
}

static gboolean
is_installed (const char *directory,
              const char *package)
{
  const char * const argv[] = { "pkg-config", "--exists", package, NULL };
  g_auto (Run) run = run_program (directory, NULL, argv);

  return run.status == 0;
}

static void
compile_library (const char    *directory,
                 const Library *library)
{
  g_auto (Run) run = run_codegen (directory, library->gir, "--existing=generate", "--output=twins", NULL);

  g_assert_null (strstr (run.err, "error: "));
  g_assert_cmpint (run.status, ==, 0);
  support_write (directory, "header.cc", "#include \"twins.h\"\n");

  compile (directory, library, "gcc", "-std=c11", "twins.c");
  compile (directory, library, "clang", "-std=c11", "twins.c");
  compile (directory, library, "g++", "-std=c++17", "header.cc");
  compile (directory, library, "clang++", "-std=c++17", "header.cc");
}

/* Debian's packages for building with libsoup can't be installed for two architectures at once. */
static void
test_library (gconstpointer data)
{
  const Library *library = data;
  g_autofree char *directory = support_make_dir ();

  if (is_installed (directory, library->package))
    compile_library (directory, library);
  else
    g_test_skip_printf ("%s is not installed", library->package);
  support_remove (directory);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (libraries); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smartasync/codegen/compile/the-twins-of-%s-compile-without-a-warning",
                                               libraries[i].claim);

      g_test_add_data_func (path, &libraries[i], test_library);
    }

  return g_test_run ();
}
