/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The example's programs in C, Python and JavaScript print the same, and end
 * with the same status.
 */

#include <string.h>

#include "answers.h"
#include "child.h"

/* How each is called is in the environment, ready for a shell. */
static const char *programs[] = {
  "GITHUB_IN_C",
  "GITHUB_IN_PYTHON",
  "GITHUB_IN_JAVASCRIPT",
};

typedef struct
{
  char *out;
  char *err;
  int   status;
} Printed;

static void
printed_clear (Printed *printed)
{
  g_free (printed->out);
  g_free (printed->err);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Printed, printed_clear)

static char **
command_line (const char         *program,
              const char * const *arguments)
{
  g_autoptr (GPtrArray) line = g_ptr_array_new ();
  g_auto (GStrv) words = NULL;

  g_assert_true (g_shell_parse_argv (program, NULL, &words, NULL));

  for (gsize i = 0; words[i] != NULL; i++)
    g_ptr_array_add (line, g_strdup (words[i]));
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (line, g_strdup (arguments[i]));
  g_ptr_array_add (line, NULL);

  return (char **) g_ptr_array_steal (line, NULL);
}

static Printed
run (const char         *program,
     const char * const *arguments)
{
  g_auto (GStrv) line = command_line (program, arguments);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  Printed printed = { 0 };

  process = g_subprocess_newv ((const char * const *) line,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &printed.out, &printed.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  printed.status = g_subprocess_get_exit_status (process);

  return printed;
}

/* What each program that can be run here prints is checked. */
typedef void (*CheckFunc) (const Printed *printed,
                           gconstpointer  data);

static void
run_all (const char * const *arguments,
         CheckFunc           check,
         gconstpointer       data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      const char *program = g_getenv (programs[i]);
      g_auto (Printed) printed = { 0 };

      if (program == NULL)
        continue;

      g_test_message ("%s: %s", programs[i], program);
      printed = run (program, arguments);
      check (&printed, data);
    }
}

static void
check_output (const Printed *printed,
              gconstpointer  expected)
{
  g_assert_cmpstr (printed->err, ==, "");
  g_assert_cmpstr (printed->out, ==, expected);
  g_assert_cmpint (printed->status, ==, 0);
}

static void
check_error (const Printed *printed,
             gconstpointer  expected)
{
  g_assert_cmpstr (printed->err, ==, expected);
  g_assert_cmpstr (printed->out, ==, "");
  g_assert_cmpint (printed->status, ==, 1);
}

/* An error whose words are not ours, or hold a port that we do not know. */
static void
check_any_error (const Printed *printed,
                 gconstpointer  end)
{
  g_assert_true (g_str_has_prefix (printed->err, "error: "));
  g_assert_true (g_str_has_suffix (printed->err, end));
  g_assert_cmpuint (strcspn (printed->err, "\n"), ==, strlen (printed->err) - 1);
  g_assert_cmpstr (printed->out, ==, "");
  g_assert_cmpint (printed->status, ==, 1);
}

static void
test_without_arguments (void)
{
  run_all ((const char *[]) { NULL }, check_output, "Stars: 1466\nForks: 701\n");
}

static void
test_other_repo (void)
{
  run_all ((const char *[]) { "GNOME/gjs", NULL }, check_output, "Stars: 388\nForks: 57\n");
}

static void
test_json (void)
{
  run_all ((const char *[]) { "--json", "octocat/empty", NULL }, check_output,
           "{\"full-name\":\"octocat/empty\",\"description\":null,\"language\":null,\"stars\":0,\"forks\":0}\n");
  run_all ((const char *[]) { "GNOME/gtk", "--json", NULL }, check_output,
           "{\"full-name\":\"GNOME/gtk\",\"description\":\"The toolkit — widgets, rendering, input\","
           "\"language\":\"C\",\"stars\":2013,\"forks\":604}\n");
}

static void
test_unknown_repo (void)
{
  run_all ((const char *[]) { "GNOME/unknown", NULL }, check_any_error,
           "/repos/GNOME/unknown: there is no such repository, or it is not public\n");
}

static void
test_usage (void)
{
  run_all ((const char *[]) { "glib", NULL }, check_error,
           "error: “glib” is not of the form OWNER/NAME\n");
  run_all ((const char *[]) { "", NULL }, check_error,
           "error: “” is not of the form OWNER/NAME\n");
  run_all ((const char *[]) { "/", NULL }, check_error,
           "error: “/” is not the name of a repository\n");
  run_all ((const char *[]) { "--api=ftp://x", NULL }, check_error,
           "error: “ftp://x” is not an http or https URI\n");
  run_all ((const char *[]) { "--api=", NULL }, check_error,
           "error: “” is not an http or https URI\n");
  run_all ((const char *[]) { "--unknown", NULL }, check_any_error, "\n");
  run_all ((const char *[]) { "--api", NULL }, check_any_error, "\n");
  run_all ((const char *[]) { "a/b", "c/d", NULL }, check_any_error, "\n");
}

static void
check_help (const Printed *printed,
            gconstpointer  expected)
{
  g_assert_nonnull (strstr (printed->out, "OWNER/NAME"));
  g_assert_nonnull (strstr (printed->out, "--api"));
  g_assert_nonnull (strstr (printed->out, "--json"));
  g_assert_cmpstr (printed->err, ==, "");
  g_assert_cmpint (printed->status, ==, 0);
}

static void
test_help (void)
{
  run_all ((const char *[]) { "--help", NULL }, check_help, NULL);
  run_all ((const char *[]) { "-h", NULL }, check_help, NULL);
}

static void
check_same (const Printed *printed,
            gconstpointer  data)
{
  const Printed *first = data;

  g_assert_cmpstr (printed->err, ==, first->err);
  g_assert_cmpstr (printed->out, ==, first->out);
  g_assert_cmpint (printed->status, ==, first->status);
}

static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr (AnswerServer) server = answer_server_new (NULL);
  g_autofree char *api = g_strconcat ("--api=", answer_server_get_uri (server), NULL);
  g_autofree char *repo = g_strconcat (answer->name, "/x", NULL);
  const char * const arguments[] = { api, repo, NULL };
  g_auto (Printed) first = run (g_getenv (programs[0]), arguments);
  g_autofree char *expected = g_strdup_printf ("Stars: %" G_GINT64_FORMAT "\nForks: %" G_GINT64_FORMAT "\n",
                                               answer->stars, answer->forks);

  if (answer->domain == NULL)
    check_output (&first, expected);
  else
    check_any_error (&first, "\n");

  run_all (arguments, check_same, &first);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/examples/github-programs/need-no-arguments", test_without_arguments);
  test_child_add_func ("/examples/github-programs/take-a-repository", test_other_repo);
  test_child_add_func ("/examples/github-programs/print-json", test_json);
  test_child_add_func ("/examples/github-programs/report-an-unknown-repository", test_unknown_repo);
  test_child_add_func ("/examples/github-programs/report-wrong-arguments", test_usage);
  test_child_add_func ("/examples/github-programs/help", test_help);

  for (gsize i = 0; i < n_answers; i++)
    {
      g_autofree char *path = g_strconcat ("/examples/github-programs/answer/", answers[i].name, NULL);

      /* Programs have no cancellable. */
      if (answers[i].action != ANSWER_NEVER && answers[i].action != ANSWER_UNFINISHED)
        test_child_add (path, test_answer, &answers[i]);
    }

  return g_test_run ();
}
