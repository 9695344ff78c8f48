/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the browser does: code that waits, and doesn't know how.
 */

#pragma once

#include "browser-window.h"
#include "github-client.h"

/* What is done for the user, once or again. */
typedef gboolean (*BrowserAction) (BrowserWindow  *window,
                                   GithubClient   *client,
                                   const char     *text,
                                   GCancellable   *cancellable,
                                   GError        **error);

gboolean browser_search (BrowserWindow  *window,
                         GithubClient   *client,
                         const char     *text,
                         GCancellable   *cancellable,
                         GError        **error);
gboolean browser_open   (BrowserWindow  *window,
                         GithubClient   *client,
                         const char     *full_name,
                         GCancellable   *cancellable,
                         GError        **error);
