/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A small GitHub-style service, to try the client on without a network.
 */

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "github-delay.h"
#include "github-server.h"

/* What the service knows. The figures are made up. */
static const struct
{
  const char *full_name;
  const char *description;
  const char *language;
  int         stars;
  int         forks;
} repos[] = {
  { "GNOME/glib", "Low-level core library", "C", 1466, 701 },
  { "GNOME/gjs", "JavaScript bindings for GNOME", "C++", 388, 57 },
  { "GNOME/gtk", "The toolkit — widgets, rendering, input", "C", 2013, 604 },
  { "GNOME/libsoup", "HTTP client and server library", "C", 174, 119 },
  { "GNOME/pygobject", "Python bindings for GObject libraries", "Python", 153, 88 },
  { "octocat/empty", NULL, NULL, 0, 0 },
};

/**
 * GithubServer:
 *
 * A small GitHub-style service on the loopback interface.
 *
 * It runs in a thread of its own, so that a program can wait for an answer
 * that comes from itself.
 *
 * Since: 0.1
 */
struct _GithubServer
{
  GObject       parent_instance;

  GThread      *thread;   /* NULL: not running */
  GMainContext *context;  /* the thread's */
  GMainLoop    *loop;     /* on @context */
  SoupServer   *server;   /* the thread's, once that runs */
  char         *uri;
  GithubDelay   delay;
};

G_DEFINE_FINAL_TYPE (GithubServer, github_server, G_TYPE_OBJECT)

enum
{
  PROP_URI = 1,
  PROP_LATENCY,
  PROP_PARALLELISM,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
github_server_init (GithubServer *self)
{
  github_delay_init (&self->delay);
}

static void
github_server_finalize (GObject *object)
{
  github_server_stop (GITHUB_SERVER (object));

  G_OBJECT_CLASS (github_server_parent_class)->finalize (object);
}

static void
github_server_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  GithubServer *self = GITHUB_SERVER (object);

  switch (property_id)
    {
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;

    case PROP_LATENCY:
      g_value_set_uint (value, self->delay.latency_msec);
      break;

    case PROP_PARALLELISM:
      g_value_set_uint (value, self->delay.parallelism);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
github_server_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  GithubServer *self = GITHUB_SERVER (object);

  switch (property_id)
    {
    case PROP_LATENCY:
      self->delay.latency_msec = g_value_get_uint (value);
      break;

    case PROP_PARALLELISM:
      self->delay.parallelism = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
github_server_class_init (GithubServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = github_server_finalize;
  object_class->get_property = github_server_get_property;
  object_class->set_property = github_server_set_property;

  /**
   * GithubServer:uri: (getter get_uri)
   *
   * Where the service is, while it runs.
   *
   * Since: 0.1
   */
  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * GithubServer:latency:
   *
   * How long each answer takes, in milliseconds.
   *
   * Since: 0.1
   */
  properties[PROP_LATENCY] =
    g_param_spec_uint ("latency", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * GithubServer:parallelism:
   *
   * How many answers the service works on at the same time, where they take time; 0
   * for no bound. Other requests wait.
   *
   * Since: 0.1
   */
  properties[PROP_PARALLELISM] =
    g_param_spec_uint ("parallelism", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

/**
 * github_server_new:
 *
 * Creates a service that does not run yet.
 *
 * Returns: (transfer full): a new service
 *
 * Since: 0.1
 */
GithubServer *
github_server_new (void)
{
  return g_object_new (GITHUB_TYPE_SERVER, NULL);
}

/**
 * github_server_get_uri: (get-property uri)
 * @self: a service
 *
 * Gets where the service is.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL while the service does
 *   not run
 *
 * Since: 0.1
 */
const char *
github_server_get_uri (GithubServer *self)
{
  g_return_val_if_fail (GITHUB_IS_SERVER (self), NULL);

  return self->uri;
}

/**
 * github_server_get_busiest:
 * @self: a service
 *
 * Tells how busy the service has been, where answers take time.
 *
 * Returns: how many answers it has worked on at the same time, at most
 *
 * Since: 0.1
 */
guint
github_server_get_busiest (GithubServer *self)
{
  g_return_val_if_fail (GITHUB_IS_SERVER (self), 0);

  return (guint) g_atomic_int_get (&self->delay.busiest);
}

static void
add_string (JsonBuilder *builder,
            const char  *member,
            const char  *string)
{
  json_builder_set_member_name (builder, member);
  if (string == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, string);
}

static void
add_int (JsonBuilder *builder,
         const char  *member,
         int          value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, value);
}

/* The members that the client reads, among some that it does not. */
static void
add_repo (JsonBuilder *builder,
          gsize        i)
{
  g_auto (GStrv) names = g_strsplit (repos[i].full_name, "/", 2);

  add_int (builder, "id", 1000 + i);
  add_string (builder, "name", names[1]);
  add_string (builder, "full_name", repos[i].full_name);
  json_builder_set_member_name (builder, "owner");
  json_builder_begin_object (builder);
  add_string (builder, "login", names[0]);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "private");
  json_builder_add_boolean_value (builder, FALSE);
  add_string (builder, "description", repos[i].description);
  add_string (builder, "language", repos[i].language);
  add_int (builder, "stargazers_count", repos[i].stars);
  add_int (builder, "forks_count", repos[i].forks);
}

static void
respond (SoupServerMessage *message,
         SoupStatus         status,
         JsonBuilder       *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  char *body = json_to_string (root, FALSE);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json; charset=utf-8",
                                    SOUP_MEMORY_TAKE, body, strlen (body));
}

static void
repos_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  GithubServer *self = user_data;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  SoupStatus status = SOUP_STATUS_NOT_FOUND;

  json_builder_begin_object (builder);

  for (gsize i = 0; i < G_N_ELEMENTS (repos); i++)
    if (g_str_equal (path + strlen ("/repos/"), repos[i].full_name))
      {
        status = SOUP_STATUS_OK;
        add_repo (builder, i);
      }

  if (status == SOUP_STATUS_NOT_FOUND)
    add_string (builder, "message", "Not Found");

  json_builder_end_object (builder);
  respond (message, status, builder);
  github_delay_answer (&self->delay, message);
}

static gpointer
server_thread (gpointer data)
{
  GithubServer *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);

  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

/* Called with the thread's context as thread-default one: that is where the
 * server will look for requests.
 */
static gboolean
listen_local (GithubServer  *self,
              GError       **error)
{
  GSList *uris;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, "/repos/", repos_cb, self, NULL);
  if (!soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;

  uris = soup_server_get_uris (self->server);
  self->uri = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return TRUE;
}

/**
 * github_server_start:
 * @self: a service that does not run
 * @error: return location for an error
 *
 * Starts the service, on a port that the system chooses.
 *
 * Returns: whether it runs; a service that does not can be started again
 *
 * Since: 0.1
 */
gboolean
github_server_start (GithubServer  *self,
                     GError       **error)
{
  gboolean listening;

  g_return_val_if_fail (GITHUB_IS_SERVER (self), FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);

  g_main_context_push_thread_default (self->context);
  listening = listen_local (self, error);
  g_main_context_pop_thread_default (self->context);

  if (listening)
    self->thread = g_thread_new ("github-server", server_thread, self);
  else
    github_server_stop (self);

  return listening;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

/* From inside the loop: one that does not run yet would not notice. */
static void
quit_loop (GithubServer *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit_cb, self->loop, NULL);
  g_source_attach (source, self->context);
}

/**
 * github_server_stop:
 * @self: a service
 *
 * Stops the service, if it runs, and waits until it has ended.
 *
 * Since: 0.1
 */
void
github_server_stop (GithubServer *self)
{
  g_return_if_fail (GITHUB_IS_SERVER (self));

  if (self->thread != NULL)
    {
      quit_loop (self);
      g_thread_join (g_steal_pointer (&self->thread));
    }

  g_clear_object (&self->server);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  github_delay_clear (&self->delay);
  g_clear_pointer (&self->uri, g_free);
}
