/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A private bus: connections, calls, proxies.
 */

#include <gio/gunixfdlist.h>

#include "scenario.h"

#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
#define FLAGS (G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION)

static void
note_variant (GString    *log,
              const char *what,
              GVariant   *value,
              GError    **error)
{
  g_autofree char *text = value != NULL ? g_variant_print (value, TRUE) : g_strdup ("NULL");

  scenario_note (log, "%s %s\n", what, text);
  scenario_result (log, what, value != NULL, error);
  g_clear_pointer (&value, g_variant_unref);
}

/* Left out: what GIO words otherwise when a reply has the wrong type, and that only its
 * own blocking function minds a connection that is closed already. */
static void
call (GString         *log,
      GDBusConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GDBusMessage) message = NULL;
  g_autoptr (GDBusMessage) reply = NULL;

  note_variant (log, "call", CALL (g_dbus_connection_call_sync) (connection, BUS_NAME, BUS_PATH, BUS_NAME,
                "NameHasOwner", g_variant_new ("(s)", BUS_NAME), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, -1,
                NULL, &error), &error);
  note_variant (log, "call nothing",
                CALL (g_dbus_connection_call_sync) (connection, BUS_NAME, BUS_PATH, BUS_NAME,
                "None", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error), &error);
  note_variant (log, "call with fds", CALL (g_dbus_connection_call_with_unix_fd_list_sync) (connection, BUS_NAME,
                BUS_PATH, BUS_NAME, "NameHasOwner", g_variant_new ("(s)", "a.b"), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                NULL, &fds, NULL, &error), &error);

  message = g_dbus_message_new_method_call (BUS_NAME, BUS_PATH, BUS_NAME, "GetNameOwner");
  g_dbus_message_set_body (message, g_variant_new ("(s)", "a.b"));
  reply = CALL (g_dbus_connection_send_message_with_reply_sync) (connection, message, G_DBUS_SEND_MESSAGE_FLAGS_NONE,
                                                                 -1, NULL, NULL, &error);
  scenario_object (log, "send_message_with_reply", reply, &error);
}

static void
use_proxy (GString         *log,
           GDBusConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) proxy = NULL;
  g_autoptr (GDBusProxy) wrong = NULL;
  g_autoptr (GDBusObjectManager) manager = NULL;

  proxy = CALL (g_dbus_proxy_new_sync) (connection, G_DBUS_PROXY_FLAGS_NONE, NULL, BUS_NAME, BUS_PATH, BUS_NAME, NULL,
                                        &error);
  scenario_object (log, "proxy_new", proxy, &error);
  note_variant (log, "proxy_call", CALL (g_dbus_proxy_call_sync) (proxy, "NameHasOwner", g_variant_new ("(s)", "a.b"),
                G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error), &error);
  note_variant (log, "proxy_call nothing", CALL (g_dbus_proxy_call_sync) (proxy, "None", NULL, G_DBUS_CALL_FLAGS_NONE,
                -1, NULL, &error), &error);
  note_variant (log, "proxy_call with fds", CALL (g_dbus_proxy_call_with_unix_fd_list_sync) (proxy, "NameHasOwner",
                g_variant_new ("(s)", BUS_NAME), G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL, &error), &error);
  wrong = CALL (g_dbus_proxy_new_for_bus_sync) (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL, "a.b",
                                                "/a", "a.b", NULL, &error);
  scenario_object (log, "proxy_new_for_bus", wrong, &error);
  manager = CALL (g_dbus_object_manager_client_new_sync) (connection,
                                                          G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START, "a.b",
                                                          "/a", NULL, NULL, NULL, NULL, &error);
  scenario_object (log, "object_manager_client_new", manager, &error);
}

void
SCENARIO (bus) (GString *log,
                gpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autoptr (GIOStream) stream = CALL (g_dbus_address_get_stream_sync) (address, NULL, NULL, &error);
  g_autoptr (GDBusConnection) over = NULL;
  g_autoptr (GDBusConnection) shared = NULL;
  g_autoptr (GDBusConnection) connection = NULL;

  scenario_object (log, "address_get_stream", stream, &error);
  over = CALL (g_dbus_connection_new_sync) (stream, NULL, FLAGS, NULL, NULL, &error);
  scenario_object (log, "connection_new", over, &error);
  shared = CALL (g_bus_get_sync) (G_BUS_TYPE_SESSION, NULL, &error);
  scenario_object (log, "bus_get", shared, &error);
  g_dbus_connection_set_exit_on_close (shared, FALSE);
  connection = CALL (g_dbus_connection_new_for_address_sync) (address, FLAGS, NULL, NULL, &error);
  scenario_object (log, "connection_new_for_address", connection, &error);

  call (log, connection);
  use_proxy (log, connection);
  scenario_result (log, "flush", CALL (g_dbus_connection_flush_sync) (connection, NULL, &error), &error);
  scenario_result (log, "close", CALL (g_dbus_connection_close_sync) (connection, NULL, &error), &error);
}
