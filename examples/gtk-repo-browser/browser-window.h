/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the user sees of the browser. It knows nothing of how things are waited for.
 */

#pragma once

#include <gtk/gtk.h>

#include "github-repo.h"

G_BEGIN_DECLS

#define BROWSER_TYPE_WINDOW (browser_window_get_type ())

/* Its signals: “search” (const char *text), “open” (const char *full_name), “retry”, “cancel”. */
G_DECLARE_FINAL_TYPE (BrowserWindow, browser_window, BROWSER, WINDOW, GtkApplicationWindow)

BrowserWindow *browser_window_new          (GtkApplication *application);

void           browser_window_begin_search (BrowserWindow  *self);
void           browser_window_set_progress (BrowserWindow  *self,
                                            double          fraction);
void           browser_window_add_repo     (BrowserWindow  *self,
                                            GithubRepo     *repo);
void           browser_window_end_search   (BrowserWindow  *self);

void           browser_window_begin_open   (BrowserWindow  *self);
void           browser_window_show_repo    (BrowserWindow  *self,
                                            GithubRepo     *repo);
void           browser_window_show_picture (BrowserWindow  *self,
                                            GdkTexture     *picture);

void           browser_window_stop         (BrowserWindow  *self,
                                            const GError   *error);

G_END_DECLS
