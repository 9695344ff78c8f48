/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asks a GitHub-style HTTP service.
 */

#include <libsoup/soup.h>

#include "github-client.h"

#define DEFAULT_BASE_URI "https://api.github.com"

/* libsoup has the same default. */
#define DEFAULT_MAX_CONNECTIONS 2

/* A repository takes some 10 kB. No server makes us read more than this. */
#define MAX_BODY (256 * 1024)

/**
 * github_error_quark:
 *
 * Gets the domain of [error@Github.Error].
 *
 * Returns: the quark
 *
 * Since: 0.1
 */
G_DEFINE_QUARK (github-error-quark, github_error)

/**
 * GithubClient:
 *
 * Asks a GitHub-style HTTP service.
 *
 * This file has the asynchronous half only. The synchronous twin of each
 * function is generated from it when the library is built.
 *
 * Since: 0.1
 */
struct _GithubClient
{
  GObject      parent_instance;

  char        *base_uri;
  guint        max_connections;
  SoupSession *session;
};

G_DEFINE_FINAL_TYPE (GithubClient, github_client, G_TYPE_OBJECT)

enum
{
  PROP_BASE_URI = 1,
  PROP_MAX_CONNECTIONS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

/* One request on its way. */
typedef struct
{
  SoupMessage  *message;
  GInputStream *stream;  /* the body, once the head has come */
  char         *body;
  gsize         length;
  GError       *error;   /* why the body could not be read */
} Request;

static Request *
request_new (SoupMessage *message)
{
  Request *request = g_new0 (Request, 1);

  request->message = message;

  return request;
}

static void
request_free (Request *request)
{
  g_object_unref (request->message);
  g_clear_object (&request->stream);
  g_clear_error (&request->error);
  g_free (request->body);
  g_free (request);
}

static void
github_client_init (GithubClient *self)
{
}

/* The session's timers belong to the main context that it is created in. This
 * is the one of the client's owner, who made the client; that of the first
 * call may be a twin's, and nobody's any more when the call is over.
 */
static void
github_client_constructed (GObject *object)
{
  GithubClient *self = GITHUB_CLIENT (object);

  self->session = soup_session_new_with_options ("user-agent", "github-example/1",
                                                 "max-conns", (int) self->max_connections,
                                                 "max-conns-per-host", (int) self->max_connections, NULL);

  G_OBJECT_CLASS (github_client_parent_class)->constructed (object);
}

static void
github_client_finalize (GObject *object)
{
  GithubClient *self = GITHUB_CLIENT (object);

  g_object_unref (self->session);
  g_free (self->base_uri);

  G_OBJECT_CLASS (github_client_parent_class)->finalize (object);
}

static void
github_client_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  GithubClient *self = GITHUB_CLIENT (object);

  switch (property_id)
    {
    case PROP_BASE_URI:
      g_value_set_string (value, self->base_uri);
      break;

    case PROP_MAX_CONNECTIONS:
      g_value_set_uint (value, self->max_connections);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
github_client_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  GithubClient *self = GITHUB_CLIENT (object);

  switch (property_id)
    {
    case PROP_BASE_URI:
      self->base_uri = g_value_dup_string (value);
      if (self->base_uri == NULL)
        self->base_uri = g_strdup (DEFAULT_BASE_URI);
      break;

    case PROP_MAX_CONNECTIONS:
      self->max_connections = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
github_client_class_init (GithubClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = github_client_constructed;
  object_class->finalize = github_client_finalize;
  object_class->get_property = github_client_get_property;
  object_class->set_property = github_client_set_property;

  /**
   * GithubClient:base-uri: (getter get_base_uri)
   *
   * Where the service is, with or without a slash at the end.
   *
   * Since: 0.1
   */
  properties[PROP_BASE_URI] =
    g_param_spec_string ("base-uri", NULL, NULL,
                         DEFAULT_BASE_URI,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * GithubClient:max-connections:
   *
   * How many requests are on their way at the same time, at most. Others wait for
   * them: who sends many at once wants more than the default.
   *
   * Since: 0.1
   */
  properties[PROP_MAX_CONNECTIONS] =
    g_param_spec_uint ("max-connections", NULL, NULL, 1, G_MAXINT, DEFAULT_MAX_CONNECTIONS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

/**
 * github_client_new:
 * @base_uri: (nullable): where the service is, or %NULL for
 *   `https://api.github.com`
 *
 * Creates a client. Nothing is sent yet: a URI that cannot be used is
 * reported by the first call.
 *
 * Returns: (transfer full): a new client
 *
 * Since: 0.1
 */
GithubClient *
github_client_new (const char *base_uri)
{
  return g_object_new (GITHUB_TYPE_CLIENT, "base-uri", base_uri, NULL);
}

/**
 * github_client_get_base_uri: (get-property base-uri)
 * @self: a client
 *
 * Gets where the service is.
 *
 * Returns: (transfer none): the URI
 *
 * Since: 0.1
 */
const char *
github_client_get_base_uri (GithubClient *self)
{
  g_return_val_if_fail (GITHUB_IS_CLIENT (self), NULL);

  return self->base_uri;
}

static gboolean
is_http (GUri *uri)
{
  return uri != NULL &&
         g_strv_contains ((const char *[]) { "http", "https", NULL }, g_uri_get_scheme (uri)) &&
         g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

/* “.” and “..” cannot be escaped: they would name another resource. */
static gboolean
is_segment (const char *name)
{
  return *name != '\0' && !g_str_equal (name, ".") && !g_str_equal (name, "..");
}

static char *
repo_path (GUri       *base,
           const char *owner,
           const char *name)
{
  g_autofree char *prefix = g_strdup (g_uri_get_path (base));
  g_autofree char *escaped_owner = g_uri_escape_string (owner, NULL, FALSE);
  g_autofree char *escaped_name = g_uri_escape_string (name, NULL, FALSE);

  if (g_str_has_suffix (prefix, "/"))
    prefix[strlen (prefix) - 1] = '\0';

  return g_strdup_printf ("%s/repos/%s/%s", prefix, escaped_owner, escaped_name);
}

static SoupMessage *
repo_message (GithubClient  *self,
              const char    *owner,
              const char    *name,
              GError       **error)
{
  g_autoptr (GUri) base = g_uri_parse (self->base_uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *path = NULL;
  SoupMessage *message;

  if (!is_http (base))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%s” is not an http or https URI", self->base_uri);
      return NULL;
    }

  if (!is_segment (owner) || !is_segment (name))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "“%s/%s” is not the name of a repository", owner, name);
      return NULL;
    }

  path = repo_path (base, owner, name);
  uri = soup_uri_copy (base, SOUP_URI_PATH, path, SOUP_URI_QUERY, NULL, SOUP_URI_FRAGMENT, NULL, SOUP_URI_NONE);
  message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_headers_append (soup_message_get_request_headers (message),
                               "Accept", "application/vnd.github+json");

  return message;
}

static gboolean
check_status (SoupMessage  *message,
              GError      **error)
{
  SoupStatus status = soup_message_get_status (message);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    return TRUE;

  if (status == SOUP_STATUS_NOT_FOUND)
    g_set_error_literal (error, GITHUB_ERROR, GITHUB_ERROR_NOT_FOUND,
                         "there is no such repository, or it is not public");
  else if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN || status == 429)
    g_set_error (error, GITHUB_ERROR, GITHUB_ERROR_DENIED,
                 "the server denies access or wants fewer requests (status %d %s)",
                 status, soup_message_get_reason_phrase (message));
  else
    g_set_error (error, GITHUB_ERROR, GITHUB_ERROR_UNEXPECTED_STATUS,
                 "the server answered with status %d %s",
                 status, soup_message_get_reason_phrase (message));

  return FALSE;
}

static GithubRepo *
read_answer (Request  *request,
             GError  **error)
{
  if (request->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&request->error));
      return NULL;
    }

  if (!check_status (request->message, error))
    return NULL;

  return github_repo_new_from_json (request->body, request->length, error);
}

/* Every error says which URI it is about. */
static void
return_error (GTask  *task,
              GError *error)
{
  Request *request = g_task_get_task_data (task);
  g_autofree char *uri = g_uri_to_string_partial (soup_message_get_uri (request->message),
                                                  G_URI_HIDE_PASSWORD);

  g_prefix_error (&error, "%s: ", uri);
  g_task_return_error (task, error);
}

static void
close_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GithubRepo *repo;

  /* The body is there, or request->error says why not. */
  g_input_stream_close_finish (G_INPUT_STREAM (source), result, NULL);

  repo = read_answer (g_task_get_task_data (task), &error);
  if (repo == NULL)
    return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, repo, g_object_unref);
}

/* Closing gives the connection back to the session, for the next call. libsoup
 * insists that it happens in the main context that the message was sent in: so
 * here, and not with the last reference, which may go when the call is over.
 *
 * Closing would first wait for the rest of a body that has not been read to its
 * end; cancelled, it drops the connection instead.
 */
static void
close_stream (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (request->error != NULL)
    g_cancellable_cancel (cancellable);

  g_input_stream_close_async (request->stream, G_PRIORITY_DEFAULT, cancellable, close_cb, task);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  Request *request = g_task_get_task_data (task);

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (source), result,
                                      &request->length, &request->error) &&
      request->length > MAX_BODY)
    g_set_error (&request->error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                 "the answer is longer than %d bytes", MAX_BODY);

  close_stream (task);
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (request->stream == NULL)
    {
      return_error (task, g_steal_pointer (&error));
      return;
    }

  /* One byte more than we take tells a body that is too long. */
  request->body = g_malloc (MAX_BODY + 1);
  g_input_stream_read_all_async (request->stream, request->body, MAX_BODY + 1,
                                 G_PRIORITY_DEFAULT, cancellable,
                                 read_cb, g_steal_pointer (&task));
}

/**
 * github_client_get_repo_async:
 * @self: a client
 * @owner: who the repository belongs to, `GNOME` for example
 * @name: the repository's name, `glib` for example
 * @cancellable: (nullable): a cancellable
 * @callback: (nullable): called when the answer is there
 * @user_data: data for @callback
 *
 * Asks for a repository.
 *
 * Since: 0.1
 */
void
github_client_get_repo_async (GithubClient        *self,
                              const char          *owner,
                              const char          *name,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  SoupMessage *message;

  g_return_if_fail (GITHUB_IS_CLIENT (self));
  g_return_if_fail (owner != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, github_client_get_repo_async);

  message = repo_message (self, owner, name, &error);
  if (message == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_set_task_data (task, request_new (message), (GDestroyNotify) request_free);
  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, cancellable,
                           send_cb, g_steal_pointer (&task));
}

/**
 * github_client_get_repo_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Gets the repository that [method@Github.Client.get_repo_async] asked for.
 *
 * The error is one of [error@Github.Error] if the service says no,
 * %G_IO_ERROR_INVALID_DATA or %G_IO_ERROR_MESSAGE_TOO_LARGE if its answer makes no
 * sense, %G_IO_ERROR_INVALID_ARGUMENT if there is no URI to ask, and otherwise
 * what came in the way: %G_IO_ERROR_CONNECTION_REFUSED,
 * %G_IO_ERROR_PARTIAL_INPUT, %G_IO_ERROR_CANCELLED and so on.
 *
 * Returns: (transfer full): the repository
 *
 * Since: 0.1
 */
GithubRepo *
github_client_get_repo_finish (GithubClient  *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (GITHUB_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
