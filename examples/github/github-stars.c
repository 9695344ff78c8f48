/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Prints how many stars and forks a repository has.
 */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "github-sync.h"
#include "github-server.h"

typedef struct
{
  char     *api;
  gboolean  json;
  char     *owner;
  char     *name;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->api);
  g_free (options->owner);
  g_free (options->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
split_name (Options     *options,
            const char  *full_name,
            GError     **error)
{
  g_auto (GStrv) names = g_strsplit (full_name, "/", 2);

  if (g_strv_length (names) != 2)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "“%s” is not of the form OWNER/NAME", full_name);
      return FALSE;
    }

  options->owner = g_strdup (names[0]);
  options->name = g_strdup (names[1]);

  return TRUE;
}

static gboolean
parse_options (Options   *options,
               int       *argc,
               char    ***argv,
               GError   **error)
{
  g_auto (GStrv) rest = NULL;
  const GOptionEntry entries[] = {
    { "api", 0, 0, G_OPTION_ARG_STRING, &options->api, "Ask this server, not the built-in one", "URI" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &rest, NULL, "[OWNER/NAME]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Prints how many stars and forks a repository has.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (rest != NULL && rest[1] != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           "one repository at a time, please");
      return FALSE;
    }

  return split_name (options, rest != NULL ? rest[0] : "GNOME/glib", error);
}

static GithubRepo *
get_repo (const char     *api,
          const Options  *options,
          GError        **error)
{
  g_autoptr (GithubClient) client = github_client_new (api);

  /* The twin of github_client_get_repo_async(): no main loop, no callback. */
  return github_client_get_repo_sync (client, options->owner, options->name, NULL, error);
}

static GithubRepo *
ask (const Options  *options,
     GError        **error)
{
  g_autoptr (GithubServer) server = github_server_new ();

  if (options->api == NULL && !github_server_start (server, error))
    return NULL;

  return get_repo (options->api != NULL ? options->api : github_server_get_uri (server), options, error);
}

static void
print_repo (const Options *options,
            GithubRepo    *repo)
{
  g_autofree char *json = github_repo_to_json (repo);

  if (options->json)
    {
      puts (json);
      return;
    }

  printf ("Stars: %" G_GINT64_FORMAT "\n", github_repo_get_stars (repo));
  printf ("Forks: %" G_GINT64_FORMAT "\n", github_repo_get_forks (repo));
}

int
main (int    argc,
      char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GithubRepo) repo = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");

  if (parse_options (&options, &argc, &argv, &error))
    repo = ask (&options, &error);

  if (repo == NULL)
    {
      fprintf (stderr, "error: %s\n", error->message);
      return EXIT_FAILURE;
    }

  print_repo (&options, repo);

  return EXIT_SUCCESS;
}
