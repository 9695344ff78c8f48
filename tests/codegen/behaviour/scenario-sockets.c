/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Names, addresses and connections, all on this machine.
 */

#include "scenario.h"

static void
note_addresses (GString    *log,
                const char *what,
                GList      *addresses,
                GError    **error)
{
  scenario_result (log, what, (gint64) g_list_length (addresses), error);
  for (GList *l = addresses; l != NULL; l = l->next)
    {
      g_autofree char *text = g_inet_address_to_string (l->data);

      scenario_note (log, "%s\n", text);
    }
  g_resolver_free_addresses (addresses);
}

static void
resolve (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_auto (GStrv) proxies = NULL;
  g_autofree char *name = NULL;

  note_addresses (log, "by_name", CALL (g_resolver_lookup_by_name) (resolver, "127.0.0.1", NULL, &error), &error);
  note_addresses (log, "by_name_with_flags",
                  CALL (g_resolver_lookup_by_name_with_flags) (resolver, "localhost",
                                                               G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY, NULL, &error),
                  &error);
  name = CALL (g_resolver_lookup_by_address) (resolver, loopback, NULL, &error);
  scenario_note (log, "%s\n", name);
  proxies = CALL (g_proxy_resolver_lookup) (g_proxy_resolver_get_default (), "http://127.0.0.1/", NULL, &error);
  scenario_note (log, "proxy %s\n", proxies[0]);

  g_cancellable_cancel (cancellable);
  scenario_object (log, "service, cancelled",
                   CALL (g_resolver_lookup_service) (resolver, "http", "tcp", "localhost", cancellable, &error),
                   &error);
  scenario_object (log, "records, cancelled",
                   CALL (g_resolver_lookup_records) (resolver, "localhost", G_RESOLVER_RECORD_MX, cancellable, &error),
                   &error);
}

static void
enumerate (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnectable) address = g_network_address_new ("127.0.0.1", 80);
  g_autoptr (GSocketAddressEnumerator) addresses = g_socket_connectable_enumerate (address);
  g_autoptr (GSocketAddress) first = CALL (g_socket_address_enumerator_next) (addresses, NULL, &error);
  g_autoptr (GSocketAddress) second = NULL;

  scenario_object (log, "enumerator_next", first, &error);
  second = CALL (g_socket_address_enumerator_next) (addresses, NULL, &error);
  scenario_object (log, "enumerator_next again", second, &error);
}

static void
connect_to (GString *log,
            guint16  port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new ("127.0.0.1", port);
  g_autoptr (GSocketAddress) inet = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/", port);
  g_autoptr (GSocketConnection) by_address = CALL (g_socket_client_connect) (client, address, NULL, &error);
  g_autoptr (GSocketConnection) by_host = NULL;
  g_autoptr (GSocketConnection) by_uri = NULL;
  g_autoptr (GSocketConnection) own = NULL;
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  scenario_object (log, "connect", by_address, &error);
  by_host = CALL (g_socket_client_connect_to_host) (client, "127.0.0.1", port, NULL, &error);
  scenario_object (log, "connect_to_host", by_host, &error);
  by_uri = CALL (g_socket_client_connect_to_uri) (client, uri, 80, NULL, &error);
  scenario_object (log, "connect_to_uri", by_uri, &error);
  own = g_socket_connection_factory_create_connection (socket);
  scenario_result (log, "connection_connect", CALL (g_socket_connection_connect) (own, inet, NULL, &error), &error);
}

static void
refuse (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  scenario_object (log, "connect to nobody",
                   CALL (g_socket_client_connect_to_host) (client, "127.0.0.1", 1, NULL, &error), &error);
}

void
SCENARIO (sockets) (GString *log,
                    gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GObject) tag = g_object_new (G_TYPE_OBJECT, NULL);
  guint16 port = g_socket_listener_add_any_inet_port (listener, tag, NULL);
  g_autoptr (GSocketConnection) accepted = NULL;
  g_autoptr (GSocket) socket = NULL;
  GObject *source = NULL;

  resolve (log);
  enumerate (log);
  connect_to (log, port);
  accepted = CALL (g_socket_listener_accept) (listener, &source, NULL, &error);
  scenario_object (log, "accept", accepted, &error);
  scenario_result (log, "source object", source == tag, &error);
  socket = CALL (g_socket_listener_accept_socket) (listener, NULL, NULL, &error);
  scenario_object (log, "accept_socket", socket, &error);
  refuse (log);
}
