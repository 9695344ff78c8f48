/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A small GitHub-style service, to try the client on without a network.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define GITHUB_TYPE_SERVER (github_server_get_type ())

G_DECLARE_FINAL_TYPE (GithubServer, github_server, GITHUB, SERVER, GObject)

GithubServer *github_server_new         (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean      github_server_start       (GithubServer  *self,
                                         GError       **error);
void          github_server_stop        (GithubServer  *self);
const char   *github_server_get_uri     (GithubServer  *self);
guint         github_server_get_busiest (GithubServer  *self);

G_END_DECLS
