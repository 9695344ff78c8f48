/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the browser does: code that waits, and doesn't know how.
 */

#include "browser-actions.h"

#include <smartasync/smartasync.h>

#include "github-sync.h"

#define PICTURE_SIZE 160
#define N_ROUNDS 200

/* The service has no search: so the browser knows the names, and asks for what is behind them. */
static const char * const names[] = {
  "GNOME/glib", "GNOME/gjs", "GNOME/gtk", "GNOME/libsoup", "GNOME/pygobject", "octocat/empty",
};

/* What was there first stays a success when it is cancelled, but somebody else may have the window by now. */
static gboolean
is_wanted (GCancellable  *cancellable,
           GError       **error)
{
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static GithubRepo *
get_repo (GithubClient  *client,
          const char    *full_name,
          GCancellable  *cancellable,
          GError       **error)
{
  g_auto (GStrv) parts = g_strsplit (full_name, "/", 2);
  g_autoptr (GithubRepo) repo = github_client_get_repo_sync (client, parts[0], parts[1], cancellable, error);

  return repo != NULL && is_wanted (cancellable, error) ? g_steal_pointer (&repo) : NULL;
}

static gboolean
matches (const char *name,
         const char *text)
{
  g_autofree char *folded_name = g_utf8_casefold (name, -1);
  g_autofree char *folded_text = g_utf8_casefold (text, -1);

  return strstr (folded_name, folded_text) != NULL;
}

gboolean
browser_search (BrowserWindow  *window,
                GithubClient   *client,
                const char     *text,
                GCancellable   *cancellable,
                GError        **error)
{
  browser_window_begin_search (window);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GithubRepo) repo = NULL;

      if (!matches (names[i], text))
        continue;

      repo = get_repo (client, names[i], cancellable, error);
      if (repo == NULL)
        return FALSE;

      browser_window_add_repo (window, repo);
      browser_window_set_progress (window, (i + 1.0) / G_N_ELEMENTS (names));
    }

  browser_window_end_search (window);

  return TRUE;
}

static gboolean
is_set (guint32 hash,
        guint   cell)
{
  return ((hash ^ cell * 0x9e3779b9u) * 0x85ebca6bu) >> 31;
}

/* Takes its time, in a thread: a pattern that belongs to the name. */
static gpointer
paint (gpointer       user_data,
       GCancellable  *cancellable,
       GError       **error)
{
  guint32 hash = g_str_hash (user_data);
  guint32 *pixels = g_new (guint32, PICTURE_SIZE * PICTURE_SIZE);
  const guint cell = PICTURE_SIZE / 8;
  g_autoptr (GBytes) bytes = NULL;

  for (guint round = 0; round < N_ROUNDS && !g_cancellable_is_cancelled (cancellable); round++)
    for (guint i = 0; i < PICTURE_SIZE * PICTURE_SIZE; i++)
      {
        guint x = i % PICTURE_SIZE / cell;
        guint y = i / PICTURE_SIZE / cell;

        pixels[i] = is_set (hash, 1 + MIN (x, 7 - x) + 8 * y) ? 0xff000000u | (hash & 0xffffff) : 0xffe8e8e8u;
      }

  bytes = g_bytes_new_take (pixels, PICTURE_SIZE * PICTURE_SIZE * sizeof *pixels);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return gdk_memory_texture_new (PICTURE_SIZE, PICTURE_SIZE, GDK_MEMORY_B8G8R8A8, bytes, PICTURE_SIZE * 4);
}

gboolean
browser_open (BrowserWindow  *window,
              GithubClient   *client,
              const char     *full_name,
              GCancellable   *cancellable,
              GError        **error)
{
  g_autoptr (GithubRepo) repo = NULL;
  g_autoptr (GdkTexture) picture = NULL;

  browser_window_begin_open (window);

  repo = get_repo (client, full_name, cancellable, error);
  if (repo == NULL)
    return FALSE;

  browser_window_set_progress (window, 0.5);
  browser_window_show_repo (window, repo);

  picture = smart_async_run_in_thread (paint, (gpointer) full_name, g_object_unref, cancellable, error);
  if (picture == NULL || !is_wanted (cancellable, error))
    return FALSE;

  browser_window_show_picture (window, picture);

  return TRUE;
}
