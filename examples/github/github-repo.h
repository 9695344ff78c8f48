/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the service knows of one repository.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define GITHUB_TYPE_REPO (github_repo_get_type ())

G_DECLARE_FINAL_TYPE (GithubRepo, github_repo, GITHUB, REPO, GObject)

GithubRepo *github_repo_new_from_json   (const char  *json,
                                         gssize       length,
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;

const char *github_repo_get_full_name   (GithubRepo  *self);
const char *github_repo_get_description (GithubRepo  *self);
const char *github_repo_get_language    (GithubRepo  *self);
gint64      github_repo_get_stars       (GithubRepo  *self);
gint64      github_repo_get_forks       (GithubRepo  *self);

char       *github_repo_to_json         (GithubRepo  *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
