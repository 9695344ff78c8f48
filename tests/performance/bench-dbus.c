/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A D-Bus call through a twin, against the library's own synchronous one.
 */

#include <smartasync/smartasync.h>

#include "bench.h"

static GDBusConnection *connection;

static void
ping_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Peer",
                          "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static void
twin (guint n)
{
  static const SmartAsyncOperation operation = { "ping_sync", ping_start, SMART_ASYNC_OPERATION_NONE };

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);
      g_autoptr (GVariant) answer = g_dbus_connection_call_finish (connection, result, NULL);

      g_assert_nonnull (answer);
    }
}

static void
call_sync (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) answer =
        g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                     "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                     NULL, NULL);

      g_assert_nonnull (answer);
    }
}

int
main (void)
{
  static const BenchRow row = {
    "dbus", "a D-Bus call through a twin, to g_dbus_connection_call_sync()", "×", 1, FALSE,
  };
  BenchPeer peers[] = {
    { "g_dbus_connection_call() through a twin", twin, 0 },
    { "g_dbus_connection_call_sync()", call_sync, 0 },
  };
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");
  GTestDBus *bus;

  if (daemon == NULL)
    {
      g_print ("D-Bus is left out: dbus-daemon is not installed\n");
      return 0;
    }

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                       G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                       NULL, NULL, NULL);
  bench_compare (&row, peers);
  g_object_unref (connection);
  g_test_dbus_down (bus);
  g_object_unref (bus);

  return 0;
}
