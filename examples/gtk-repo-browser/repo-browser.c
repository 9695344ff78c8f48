/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Looks at repositories of a GitHub-style service.
 */

#include "browser-style.h"
#include "browser.h"
#include "github-server.h"

typedef struct
{
  char     *api;           /* owned, nullable */
  int       latency_msec;
  gboolean  twins;
  gboolean  dark;
  Browser  *browser;       /* owned */
} Program;

static void
activate_cb (GtkApplication *application,
             Program        *self)
{
  if (self->browser != NULL)
    return;

  browser_style_init (self->dark);
  self->browser = browser_new (application, self->api, self->twins ? browser_fulfil_twins : browser_fulfil_fibers);
}

static int
run (Program *self)
{
  g_autoptr (GtkApplication) application = gtk_application_new ("example.SmartAsync.RepoBrowser",
                                                                G_APPLICATION_NON_UNIQUE);
  static const char * const quit[] = { "<Control>w", "<Control>q", NULL };
  int status;

  gtk_application_set_accels_for_action (application, "window.close", quit);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), self);
  status = g_application_run (G_APPLICATION (application), 0, NULL);
  g_clear_pointer (&self->browser, browser_free);

  return status;
}

int
main (int   argc,
      char *argv[])
{
  Program self = { NULL, 300, FALSE, FALSE, NULL };
  const GOptionEntry entries[] = {
    { "api", 0, 0, G_OPTION_ARG_STRING, &self.api, "Ask this service, and not one of the program's own", "URI" },
    { "latency", 0, 0, G_OPTION_ARG_INT, &self.latency_msec, "How slow the program's own service is", "MS" },
    { "twins", 0, 0, G_OPTION_ARG_NONE, &self.twins, "Iterate the loop from inside; else use fibers", NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &self.dark, "Dark style", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GithubServer) server = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("error: %s\n", error->message);
      return 2;
    }

  server = g_object_new (GITHUB_TYPE_SERVER, "latency", (guint) MAX (self.latency_msec, 0), NULL);
  if (self.api == NULL)
    {
      if (!github_server_start (server, &error))
        {
          g_printerr ("error: %s\n", error->message);
          return 1;
        }
      self.api = g_strdup (github_server_get_uri (server));
    }

  status = run (&self);
  g_free (self.api);

  return status;
}
