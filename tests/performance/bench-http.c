/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An HTTP request through a twin, against the same in a running loop without one.
 */

#include <libsoup/soup.h>
#include <smartasync/smartasync.h>

#include "bench.h"

static SoupSession *session;
static char *uri;

/* The server, in a thread and a loop of its own. */

typedef struct
{
  GMainContext *context;
  GMainLoop    *loop;
  GMutex        lock;
  GCond         changed;
  char         *uri;  /* lock */
} Server;

static void
hello_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "hello", 5);
}

static gpointer
server_thread (gpointer user_data)
{
  Server *self = user_data;
  g_autoptr (SoupServer) server = NULL;
  GSList *uris;

  g_main_context_push_thread_default (self->context);
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, hello_cb, NULL, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));

  uris = soup_server_get_uris (server);
  g_mutex_lock (&self->lock);
  self->uri = g_uri_to_string (uris->data);
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  g_main_loop_run (self->loop);
  soup_server_disconnect (server);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

/* The program. */

static void
get_start (SmartAsyncCall *call,
           gpointer        message)
{
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, smart_async_call_get_cancellable (call),
                                    smart_async_call_ready, call);
}

static void
finish (GAsyncResult *result)
{
  g_autoptr (GBytes) bytes = soup_session_send_and_read_finish (session, result, NULL);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 5);
}

static void
twin (guint n)
{
  static const SmartAsyncOperation operation = { "get_sync", get_start, SMART_ASYNC_OPERATION_NONE };

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
      g_autoptr (GAsyncResult) result = smart_async_run (&operation, message, NULL, NULL);

      finish (result);
    }
}

static void
store_result_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
running_loop (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
      g_autoptr (GAsyncResult) result = NULL;

      soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, store_result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      finish (result);
    }
}

static void
compare (void)
{
  static const BenchRow row = {
    "http", "an HTTP request through a twin, to the same in the running loop without", "×", 1.05, FALSE,
  };
  BenchPeer peers[] = {
    { "GET on the loopback device, through a twin", twin, 0 },
    { "the same in the running loop", running_loop, 0 },
  };

  g_main_context_acquire (NULL);
  bench_compare (&row, peers);
  g_main_context_release (NULL);
}

int
main (void)
{
  Server server = { g_main_context_new (), NULL, { 0 }, { 0 }, NULL };
  GThread *thread;

  server.loop = g_main_loop_new (server.context, FALSE);
  thread = g_thread_new ("server", server_thread, &server);
  g_mutex_lock (&server.lock);
  while (server.uri == NULL)
    g_cond_wait (&server.changed, &server.lock);
  g_mutex_unlock (&server.lock);

  uri = server.uri;
  session = soup_session_new ();
  compare ();
  g_object_unref (session);

  g_main_loop_quit (server.loop);
  g_thread_join (thread);
  g_main_loop_unref (server.loop);
  g_main_context_unref (server.context);
  g_free (uri);

  return 0;
}
