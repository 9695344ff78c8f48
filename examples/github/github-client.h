/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asks a GitHub-style HTTP service.
 */

#pragma once

#include <gio/gio.h>

#include "github-repo.h"

G_BEGIN_DECLS

/**
 * GithubError:
 * @GITHUB_ERROR_NOT_FOUND: there is no such thing, or it is not public
 * @GITHUB_ERROR_DENIED: the service wants other credentials, or fewer requests
 * @GITHUB_ERROR_UNEXPECTED_STATUS: any other status that is no success, 500 for
 *   example
 *
 * The service answered, and the answer is no.
 *
 * Where no answer came, or none that can be read, the error is of another
 * domain: %G_IO_ERROR in most cases.
 *
 * Since: 0.1
 */
typedef enum
{
  GITHUB_ERROR_NOT_FOUND,
  GITHUB_ERROR_DENIED,
  GITHUB_ERROR_UNEXPECTED_STATUS,
} GithubError;

/**
 * GITHUB_ERROR:
 *
 * The domain of [error@Github.Error].
 *
 * Since: 0.1
 */
#define GITHUB_ERROR (github_error_quark ())

GQuark        github_error_quark            (void);

#define GITHUB_TYPE_CLIENT (github_client_get_type ())

G_DECLARE_FINAL_TYPE (GithubClient, github_client, GITHUB, CLIENT, GObject)

GithubClient *github_client_new             (const char           *base_uri) G_GNUC_WARN_UNUSED_RESULT;
const char   *github_client_get_base_uri    (GithubClient         *self);

void          github_client_get_repo_async  (GithubClient         *self,
                                             const char           *owner,
                                             const char           *name,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GithubRepo   *github_client_get_repo_finish (GithubClient         *self,
                                             GAsyncResult         *result,
                                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
