/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A server with every good and bad answer that a client can get.
 */

#include <libsoup/soup.h>
#include <string.h>

#include "answers.h"
#include "github-client.h"

#define OK "200 OK"
#define JSON "Content-Type: application/json; charset=utf-8\r\n"
#define REPO(counts) "{\"full_name\":\"o/n\",\"description\":\"d\",\"language\":\"C\"," counts "}"
#define GOOD REPO ("\"stargazers_count\":12,\"forks_count\":3")

#define GOOD_RESULT NULL, 0, 12, 3
#define INVALID_DATA g_io_error_quark, G_IO_ERROR_INVALID_DATA, 0, 0
#define NOT_FOUND github_error_quark, GITHUB_ERROR_NOT_FOUND, 0, 0
#define DENIED github_error_quark, GITHUB_ERROR_DENIED, 0, 0
#define UNEXPECTED github_error_quark, GITHUB_ERROR_UNEXPECTED_STATUS, 0, 0
#define PARTIAL g_io_error_quark, G_IO_ERROR_PARTIAL_INPUT, 0, 0
#define CANCELLED g_io_error_quark, G_IO_ERROR_CANCELLED, 0, 0

const Answer answers[] = {
  /* Good ones, in every dress */
  { "good", ANSWER_WHOLE, OK, JSON, GOOD, 0, GOOD_RESULT },
  { "good-null", ANSWER_WHOLE, OK, JSON,
    "{\"full_name\":\"o/n\",\"description\":null,\"language\":null,\"stargazers_count\":12,\"forks_count\":3}",
    0, GOOD_RESULT },
  { "good-left-out", ANSWER_WHOLE, OK, JSON,
    "{\"full_name\":\"o/n\",\"stargazers_count\":12,\"forks_count\":3}", 0, GOOD_RESULT },
  { "good-other-members", ANSWER_WHOLE, OK, JSON,
    REPO ("\"owner\":{\"login\":\"[[{\\\"\"},\"topics\":[[1],{}],\"stargazers_count\":12,\"forks_count\":3"),
    0, GOOD_RESULT },
  { "good-as-html", ANSWER_WHOLE, OK, "Content-Type: text/html\r\n", GOOD, 0, GOOD_RESULT },
  { "good-without-type", ANSWER_WHOLE, OK, NULL, GOOD, 0, GOOD_RESULT },
  { "good-created", ANSWER_WHOLE, "201 Created", JSON, GOOD, 0, GOOD_RESULT },
  { "good-redirected", ANSWER_WHOLE, "301 Moved Permanently", "Location: /repos/good/x\r\n", "moved", 0, GOOD_RESULT },
  { "good-big", ANSWER_WHOLE, OK, JSON, /* as big as JavaScript can tell */
    REPO ("\"stargazers_count\":9007199254740991,\"forks_count\":0"), 0, NULL, 0, 9007199254740991, 0 },

  /* The service says no */
  { "status-401", ANSWER_WHOLE, "401 Unauthorized", JSON, "{}", 0, DENIED },
  { "status-403", ANSWER_WHOLE, "403 Forbidden", JSON, "{}", 0, DENIED },
  { "status-404", ANSWER_WHOLE, "404 Not Found", JSON, "{\"message\":\"Not Found\"}", 0, NOT_FOUND },
  { "status-404-good", ANSWER_WHOLE, "404 Not Found", JSON, GOOD, 0, NOT_FOUND },
  { "status-429", ANSWER_WHOLE, "429 Too Many Requests", NULL, "", 0, DENIED },
  { "status-500", ANSWER_WHOLE, "500 Internal Server Error", "Content-Type: text/html\r\n", "<h1>Oops</h1>",
    0, UNEXPECTED },
  { "status-503", ANSWER_WHOLE, "503 Service Unavailable", NULL, "", 0, UNEXPECTED },
  { "redirect-loop", ANSWER_WHOLE, "302 Found", "Location: /repos/redirect-loop/x\r\n", "", 0,
    soup_session_error_quark, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS, 0, 0 },
  { "redirect-elsewhere", ANSWER_WHOLE, "302 Found", "Location: file:///etc/passwd\r\n", "", 0,
    soup_session_error_quark, SOUP_SESSION_ERROR_REDIRECT_BAD_URI, 0, 0 },
  { "redirect-nowhere", ANSWER_WHOLE, "302 Found", NULL, "", 0, UNEXPECTED },

  /* What it says is not a repository */
  { "body-empty", ANSWER_WHOLE, OK, JSON, "", 0, INVALID_DATA },
  { "body-blank", ANSWER_WHOLE, OK, JSON, " \n", 0, INVALID_DATA },
  { "body-none", ANSWER_WHOLE, "204 No Content", NULL, NULL, 0, INVALID_DATA },
  { "body-html", ANSWER_WHOLE, OK, JSON, "<html></html>", 0, INVALID_DATA },
  { "body-malformed", ANSWER_WHOLE, OK, JSON, "{\"full_name\":\"o/n\",", 0, INVALID_DATA },
  { "body-array", ANSWER_WHOLE, OK, JSON, "[" GOOD "]", 0, INVALID_DATA },
  { "body-null", ANSWER_WHOLE, OK, JSON, "null", 0, INVALID_DATA },
  { "body-number", ANSWER_WHOLE, OK, JSON, "12", 0, INVALID_DATA },
  { "body-not-utf-8", ANSWER_WHOLE, OK, JSON,
    "{\"full_name\":\"\xff\xfe\",\"stargazers_count\":12,\"forks_count\":3}", 0, INVALID_DATA },
  { "body-latin-1", ANSWER_WHOLE, OK, "Content-Type: application/json; charset=iso-8859-1\r\n",
    "{\"full_name\":\"\xe9\",\"stargazers_count\":12,\"forks_count\":3}", 0, INVALID_DATA },
  { "body-nul", ANSWER_WHOLE, OK, JSON, "{\0}", 3, INVALID_DATA },
  { "members-none", ANSWER_WHOLE, OK, JSON, "{}", 0, INVALID_DATA },
  { "members-no-name", ANSWER_WHOLE, OK, JSON, "{\"stargazers_count\":12,\"forks_count\":3}", 0, INVALID_DATA },
  { "members-no-stars", ANSWER_WHOLE, OK, JSON, REPO ("\"forks_count\":3"), 0, INVALID_DATA },
  { "members-no-forks", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":12"), 0, INVALID_DATA },
  { "type-name", ANSWER_WHOLE, OK, JSON,
    "{\"full_name\":null,\"stargazers_count\":12,\"forks_count\":3}", 0, INVALID_DATA },
  { "type-description", ANSWER_WHOLE, OK, JSON,
    "{\"full_name\":\"o/n\",\"description\":7,\"stargazers_count\":12,\"forks_count\":3}", 0, INVALID_DATA },
  { "type-language", ANSWER_WHOLE, OK, JSON,
    "{\"full_name\":\"o/n\",\"language\":[],\"stargazers_count\":12,\"forks_count\":3}", 0, INVALID_DATA },
  { "type-string", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":\"12\",\"forks_count\":3"), 0, INVALID_DATA },
  { "type-null", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":null,\"forks_count\":3"), 0, INVALID_DATA },
  { "type-boolean", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":true,\"forks_count\":3"), 0, INVALID_DATA },
  { "type-object", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":{},\"forks_count\":3"), 0, INVALID_DATA },
  { "type-fraction", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":1.5,\"forks_count\":3"), 0, INVALID_DATA },
  { "count-negative", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":-1,\"forks_count\":3"), 0, INVALID_DATA },
  { "count-2-to-53", ANSWER_WHOLE, OK, JSON,
    REPO ("\"stargazers_count\":9007199254740992,\"forks_count\":3"), 0, INVALID_DATA },
  { "count-2-to-63", ANSWER_WHOLE, OK, JSON,
    REPO ("\"stargazers_count\":9223372036854775808,\"forks_count\":3"), 0, INVALID_DATA },
  { "count-huge", ANSWER_WHOLE, OK, JSON,
    REPO ("\"stargazers_count\":99999999999999999999999999,\"forks_count\":3"), 0, INVALID_DATA },
  { "count-exponent", ANSWER_WHOLE, OK, JSON, REPO ("\"stargazers_count\":1e999,\"forks_count\":3"), 0, INVALID_DATA },

  /* The answer does not come, or not whole */
  { "cut", ANSWER_CUT, OK, JSON, GOOD, 0, PARTIAL },
  { "cut-empty", ANSWER_CUT, OK, JSON, "", 0, PARTIAL },
  { "cut-404", ANSWER_CUT, "404 Not Found", JSON, "{", 0, PARTIAL },
  { "nothing", ANSWER_NOTHING, NULL, NULL, NULL, 0, PARTIAL },
  { "flood", ANSWER_FLOOD, OK, JSON, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 0,
    g_io_error_quark, G_IO_ERROR_MESSAGE_TOO_LARGE, 0, 0 },
  { "never", ANSWER_NEVER, NULL, NULL, NULL, 0, CANCELLED },
  { "unfinished", ANSWER_UNFINISHED, OK, JSON, GOOD, 0, CANCELLED },
};

const gsize n_answers = G_N_ELEMENTS (answers);

struct _AnswerServer
{
  GSocketListener *listener;
  GThread         *thread;
  GCancellable    *stopped;
  GCancellable    *client;       /* cancelled where an answer does not come */
  char            *uri;

  GMutex           mutex;        /* for what follows */
  guint            connections;
  char            *path;         /* of the last request */
};

/* A connection, with a thread of its own. */
typedef struct
{
  AnswerServer      *server;
  GSocketConnection *connection;
} Connection;

const Answer *
answer_find (const char *name)
{
  for (gsize i = 0; i < n_answers; i++)
    if (g_str_equal (answers[i].name, name))
      return &answers[i];

  return answer_find ("status-404");
}

static gboolean
send_bytes (Connection *self,
            const char *bytes,
            gsize       length)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));

  return g_output_stream_write_all (stream, bytes, length, NULL, self->server->stopped, NULL);
}

/* In one piece, lest the kernel wait between the pieces. */
static gboolean
send_whole (Connection   *self,
            const Answer *answer,
            gsize         missing)
{
  gsize length = answer->length;
  g_autoptr (GString) text = g_string_new (NULL);

  if (length == 0 && answer->body != NULL)
    length = strlen (answer->body);

  g_string_append_printf (text, "HTTP/1.1 %s\r\n", answer->status);
  if (answer->headers != NULL)
    g_string_append (text, answer->headers);
  if (answer->body != NULL)
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length + missing);
  g_string_append (text, "\r\n");
  g_string_append_len (text, answer->body != NULL ? answer->body : "", length);

  return send_bytes (self, text->str, text->len);
}

/* Whether there can be another request on the connection. */
static gboolean
send_answer (Connection   *self,
             const Answer *answer)
{
  switch (answer->action)
    {
    case ANSWER_WHOLE:
      return send_whole (self, answer, 0);

    case ANSWER_CUT:
      send_whole (self, answer, 1);
      return FALSE;

    case ANSWER_NOTHING:
      return FALSE;

    case ANSWER_NEVER:
      g_cancellable_cancel (self->server->client);
      return TRUE;

    case ANSWER_UNFINISHED:
      send_whole (self, answer, 1);
      g_cancellable_cancel (self->server->client);
      return TRUE;

    case ANSWER_FLOOD:
      send_whole (self, answer, G_MAXINT32);
      while (send_bytes (self, answer->body, strlen (answer->body)))
        ;
      return FALSE;

    default:
      g_assert_not_reached ();
    }
}

static void
set_path (AnswerServer *server,
          const char   *path)
{
  g_mutex_lock (&server->mutex);
  g_free (server->path);
  server->path = g_strdup (path);
  g_mutex_unlock (&server->mutex);
}

/* The answer to “GET PREFIX/repos/NAME/… HTTP/1.1”. */
static const Answer *
choose_answer (Connection *self,
               const char *request)
{
  g_auto (GStrv) words = g_strsplit (request, " ", 3);
  const char *repos = words[1] != NULL ? strstr (words[1], "/repos/") : NULL;
  g_auto (GStrv) segments = g_strsplit (repos != NULL ? repos : "", "/", 4);

  set_path (self->server, words[1]);

  return answer_find (g_strv_length (segments) == 4 ? segments[2] : "");
}

/* The first line of a request; its head is read to the end. */
static char *
read_request (GDataInputStream *input,
              GCancellable     *cancellable)
{
  g_autofree char *request = g_data_input_stream_read_line (input, NULL, cancellable, NULL);
  g_autofree char *line = NULL;

  if (request == NULL)
    return NULL;

  do
    {
      g_free (line);
      line = g_data_input_stream_read_line (input, NULL, cancellable, NULL);
    }
  while (line != NULL && *line != '\0');

  return line != NULL ? g_steal_pointer (&request) : NULL;
}

static gpointer
connection_thread (gpointer data)
{
  Connection *self = data;
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (stream);
  gboolean more = TRUE;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);

  while (more)
    {
      g_autofree char *request = read_request (input, self->server->stopped);

      more = request != NULL && send_answer (self, choose_answer (self, request));
    }

  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_free (self);

  return NULL;
}

static GThread *
serve (AnswerServer      *server,
       GSocketConnection *connection)
{
  Connection *self = g_new0 (Connection, 1);

  self->server = server;
  self->connection = connection;

  g_mutex_lock (&server->mutex);
  server->connections++;
  g_mutex_unlock (&server->mutex);

  return g_thread_new ("connection", connection_thread, self);
}

static void
join (gpointer thread)
{
  g_thread_join (thread);
}

static gpointer
server_thread (gpointer data)
{
  AnswerServer *server = data;
  g_autoptr (GPtrArray) threads = g_ptr_array_new_with_free_func (join);
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (server->listener, NULL, server->stopped, NULL)) != NULL)
    g_ptr_array_add (threads, serve (server, connection));

  return NULL;
}

AnswerServer *
answer_server_new (GCancellable *cancellable)
{
  AnswerServer *server = g_new0 (AnswerServer, 1);
  g_autoptr (GSocketAddress) wish = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&server->mutex);
  server->stopped = g_cancellable_new ();
  server->client = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  server->listener = g_socket_listener_new ();
  g_socket_listener_add_address (server->listener, wish, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &address, &error);
  g_assert_no_error (error);

  server->uri = g_strdup_printf ("http://127.0.0.1:%u",
                                 g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  server->thread = g_thread_new ("answers", server_thread, server);

  return server;
}

void
answer_server_free (AnswerServer *server)
{
  g_cancellable_cancel (server->stopped);
  g_thread_join (server->thread);
  g_socket_listener_close (server->listener);

  g_object_unref (server->listener);
  g_object_unref (server->stopped);
  g_object_unref (server->client);
  g_mutex_clear (&server->mutex);
  g_free (server->uri);
  g_free (server->path);
  g_free (server);
}

const char *
answer_server_get_uri (AnswerServer *server)
{
  return server->uri;
}

/* How many connections there have been. */
guint
answer_server_get_connections (AnswerServer *server)
{
  guint connections;

  g_mutex_lock (&server->mutex);
  connections = server->connections;
  g_mutex_unlock (&server->mutex);

  return connections;
}

/* The path of the last request, as it was sent. */
char *
answer_server_dup_path (AnswerServer *server)
{
  char *path;

  g_mutex_lock (&server->mutex);
  path = g_strdup (server->path);
  g_mutex_unlock (&server->mutex);

  return path;
}
