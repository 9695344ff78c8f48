/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Does what the user asks for, in one of two ways.
 */

#include "browser.h"

struct _Browser
{
  GtkApplication *application;  /* unowned */
  BrowserWindow  *window;       /* owned */
  GithubClient   *client;       /* owned */
  BrowserFulfil   fulfil;
  GCancellable   *current;      /* owned; of the newest wish */
  BrowserAction   last_action;
  char           *last_text;    /* owned */
};

/* The newest wish counts: it cancels the one before. */
static void
wish (Browser       *self,
      BrowserAction  action,
      const char    *text)
{
  BrowserWish *new_wish = g_new0 (BrowserWish, 1);
  char *last_text = g_strdup (text);

  g_cancellable_cancel (self->current);
  g_object_unref (self->current);
  self->current = g_cancellable_new ();
  self->last_action = action;
  g_free (self->last_text);
  self->last_text = last_text;

  new_wish->browser = self;
  new_wish->action = action;
  new_wish->text = g_strdup (last_text);
  new_wish->window = g_object_ref (self->window);
  new_wish->client = g_object_ref (self->client);
  new_wish->cancellable = g_object_ref (self->current);

  /* A window that is closed meanwhile ends the application only when this is over. */
  g_application_hold (G_APPLICATION (self->application));
  self->fulfil (new_wish);
}

gboolean
browser_wish_act (BrowserWish  *self,
                  GError      **error)
{
  return self->action (self->window, self->client, self->text, self->cancellable, error);
}

/* @error: NULL for a success. A wish that a newer one has replaced ends in silence. */
void
browser_wish_end (BrowserWish  *self,
                  const GError *error)
{
  GApplication *application = G_APPLICATION (self->browser->application);

  if (error != NULL && self->cancellable == self->browser->current)
    browser_window_stop (self->window, error);

  g_object_unref (self->window);
  g_object_unref (self->client);
  g_object_unref (self->cancellable);
  g_free (self->text);
  g_free (self);
  g_application_release (application);
}

static void
search_cb (Browser    *self,
           const char *text)
{
  wish (self, browser_search, text);
}

static void
open_cb (Browser    *self,
         const char *full_name)
{
  wish (self, browser_open, full_name);
}

static void
retry_cb (Browser *self)
{
  wish (self, self->last_action, self->last_text);
}

static void
cancel_cb (Browser *self)
{
  g_cancellable_cancel (self->current);
}

static gboolean
close_cb (Browser *self)
{
  g_cancellable_cancel (self->current);

  return GDK_EVENT_PROPAGATE;
}

Browser *
browser_new (GtkApplication *application,
             const char     *base_uri,
             BrowserFulfil   fulfil)
{
  Browser *self = g_new0 (Browser, 1);

  self->application = application;
  self->window = g_object_ref (browser_window_new (application));
  self->client = github_client_new (base_uri);
  self->current = g_cancellable_new ();
  self->fulfil = fulfil;
  g_signal_connect_swapped (self->window, "search", G_CALLBACK (search_cb), self);
  g_signal_connect_swapped (self->window, "open", G_CALLBACK (open_cb), self);
  g_signal_connect_swapped (self->window, "retry", G_CALLBACK (retry_cb), self);
  g_signal_connect_swapped (self->window, "cancel", G_CALLBACK (cancel_cb), self);
  g_signal_connect_swapped (self->window, "close-request", G_CALLBACK (close_cb), self);
  gtk_window_present (GTK_WINDOW (self->window));

  return self;
}

void
browser_free (Browser *self)
{
  g_object_unref (self->window);
  g_object_unref (self->client);
  g_object_unref (self->current);
  g_free (self->last_text);
  g_free (self);
}
