/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The scenarios of all languages, in C: functions of every kind, called as a generated twin calls them.
 */

#include <string.h>

#include <glib/gstdio.h>

#include <smartasync/smartasync.h>

#include "child.h"
#include "support.h"

#define DBUS "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"

/* Runs one operation, which must have a result, and keeps the object that it was started on. */
static GAsyncResult *
run (SmartAsyncStartFunc  start,
     gpointer             user_data)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *result;

  result = smart_async_run_named ("a function", SMART_ASYNC_OPERATION_NONE, NULL, start, user_data, &error);
  g_assert_no_error (error);

  return result;
}

static void
load_start (SmartAsyncCall *call,
            gpointer        file)
{
  g_file_load_contents_async (file, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static void
test_interface_method (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/proc/self/cmdline");
  g_autoptr (GAsyncResult) result = run (load_start, file);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;

  g_assert_true (g_file_load_contents_finish (file, result, &contents, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_outs (void)
{
  g_autofree char *name = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  int descriptor = g_file_open_tmp ("smartasync-XXXXXX", &name, &error);

  g_assert_no_error (error);
  g_close (descriptor, NULL);
  g_assert_true (g_file_set_contents (name, "a\0b", 3, &error));

  file = g_file_new_for_path (name);
  result = run (load_start, file);
  g_assert_true (g_file_load_contents_finish (file, result, &contents, &length, &etag, &error));
  g_assert_cmpmem (contents, length, "a\0b", 3);
  g_assert_nonnull (etag);
  g_assert_true (g_file_delete (file, NULL, &error));
}

static void
tmp_start (SmartAsyncCall *call,
           gpointer        template)
{
  g_file_new_tmp_async (template, G_PRIORITY_DEFAULT, smart_async_call_get_cancellable (call), smart_async_call_ready,
                        call);
}

static void
test_static_function (void)
{
  char template[] = "smartasync-XXXXXX";
  g_autoptr (GAsyncResult) result = run (tmp_start, template);
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_tmp_finish (result, &stream, &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_FILE_IO_STREAM (stream));
  g_assert_true (g_file_delete (file, NULL, &error));
}

/* A bus of the test's own, also as its session bus. */
static GTestDBus *
bus_new (void)
{
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);

  g_unsetenv ("LD_PRELOAD");
  g_test_dbus_up (bus);

  return bus;
}

static void
bus_get_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_bus_get (G_BUS_TYPE_SESSION, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static GDBusConnection *
get_bus (void)
{
  g_autoptr (GAsyncResult) result = run (bus_get_start, NULL);
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_bus_get_finish (result, &error);

  g_assert_no_error (error);

  return connection;
}

static void
test_namespace_function (void)
{
  g_autoptr (GTestDBus) bus = bus_new ();
  GDBusConnection *connection = get_bus ();

  g_assert_true (G_IS_DBUS_CONNECTION (connection));
  g_object_unref (connection);
  g_test_dbus_down (bus);
}

static void
proxy_start (SmartAsyncCall *call,
             gpointer        connection)
{
  g_dbus_proxy_new (connection, G_DBUS_PROXY_FLAGS_NONE, NULL, DBUS, DBUS_PATH, DBUS,
                    smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static GDBusProxy *
get_proxy (GDBusConnection *connection)
{
  g_autoptr (GAsyncResult) result = run (proxy_start, connection);
  g_autoptr (GError) error = NULL;
  GDBusProxy *proxy = g_dbus_proxy_new_finish (result, &error);

  g_assert_no_error (error);

  return proxy;
}

static void
test_constructor (void)
{
  g_autoptr (GTestDBus) bus = bus_new ();
  GDBusConnection *connection = get_bus ();
  GDBusProxy *proxy = get_proxy (connection);

  g_assert_cmpstr (g_dbus_proxy_get_name (proxy), ==, DBUS);
  g_object_unref (proxy);
  g_object_unref (connection);
  g_test_dbus_down (bus);
}

static void
signal_cb (GDBusProxy *proxy,
           const char *sender,
           const char *signal,
           GVariant   *parameters,
           gpointer    user_data)
{
  if (strcmp (signal, "NameAcquired") == 0)
    *(int *) user_data = TRUE;
}

/* The proxy was made in a private call; its signals come in the program's loop. */
static void
test_object_goes_on (void)
{
  g_autoptr (GTestDBus) bus = bus_new ();
  GDBusConnection *connection = get_bus ();
  GDBusProxy *proxy = get_proxy (connection);
  int signalled = FALSE;
  guint id;

  g_signal_connect (proxy, "g-signal", G_CALLBACK (signal_cb), &signalled);
  id = g_bus_own_name_on_connection (connection, "org.example.Proxy", G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL,
                                     NULL);
  support_iterate_until (NULL, &signalled);

  g_bus_unown_name (id);
  g_object_unref (proxy);
  g_object_unref (connection);
  g_test_dbus_down (bus);
}

/* A stream whose class implements the virtual function of g_input_stream_close_async() itself. */
#define TEST_TYPE_STREAM (test_stream_get_type ())
G_DECLARE_FINAL_TYPE (TestStream, test_stream, TEST, STREAM, GInputStream)

struct _TestStream
{
  GInputStream parent_instance;
  gboolean     was_closed;
};

G_DEFINE_FINAL_TYPE (TestStream, test_stream, G_TYPE_INPUT_STREAM)

static gboolean
close_cb (gpointer user_data)
{
  TestStream *self = g_task_get_source_object (user_data);

  self->was_closed = TRUE;
  g_task_return_boolean (user_data, TRUE);

  return G_SOURCE_REMOVE;
}

static void
test_stream_close_async (GInputStream        *stream,
                         int                  io_priority,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_idle_add_full (io_priority, close_cb, g_task_new (stream, cancellable, callback, user_data), g_object_unref);
}

static gboolean
test_stream_close_finish (GInputStream  *stream,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_stream_class_init (TestStreamClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->close_async = test_stream_close_async;
  G_INPUT_STREAM_CLASS (klass)->close_finish = test_stream_close_finish;
}

static void
test_stream_init (TestStream *self)
{
}

static void
close_start (SmartAsyncCall *call,
             gpointer        stream)
{
  g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, smart_async_call_get_cancellable (call),
                              smart_async_call_ready, call);
}

static void
test_overridden (void)
{
  g_autoptr (TestStream) stream = g_object_new (TEST_TYPE_STREAM, NULL);
  g_autoptr (GAsyncResult) result = run (close_start, stream);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_input_stream_close_finish (G_INPUT_STREAM (stream), result, &error));
  g_assert_true (stream->was_closed);
}

static void
activate_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

static gboolean
emit_cb (gpointer action)
{
  g_action_activate (action, NULL);

  return G_SOURCE_REMOVE;
}

static void
signal_start (SmartAsyncCall *call,
              gpointer        action)
{
  GTask *task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  g_signal_connect (action, "activate", G_CALLBACK (activate_cb), task);
  g_idle_add (emit_cb, action);
}

static void
test_signal_driven (void)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new ("act", NULL);
  g_autoptr (GAsyncResult) result = run (signal_start, action);

  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
}

static void
test_version (void)
{
  g_assert_null (smart_async_check_version (SMART_ASYNC_MAJOR_VERSION, SMART_ASYNC_MINOR_VERSION,
                                            SMART_ASYNC_MICRO_VERSION));
  g_assert_nonnull (smart_async_check_version (smart_async_get_major_version () + 1, 0, 0));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/bindings/c/sync-of-an-interface-method", test_interface_method);
  test_child_add_func ("/smartasync/bindings/c/sync-returns-outs-as-the-binding-does", test_outs);
  test_child_add_func ("/smartasync/bindings/c/sync-of-a-static-function", test_static_function);
  test_child_add_func ("/smartasync/bindings/c/sync-of-a-namespace-function", test_namespace_function);
  test_child_add_func ("/smartasync/bindings/c/sync-of-a-constructor", test_constructor);
  test_child_add_func ("/smartasync/bindings/c/object-made-in-a-call-goes-on-working", test_object_goes_on);
  test_child_add_func ("/smartasync/bindings/c/overridden-virtual-async-method-completes", test_overridden);
  test_child_add_func ("/smartasync/bindings/c/signal-driven-async-function-completes", test_signal_driven);
  test_child_add_func ("/smartasync/bindings/c/version-can-be-required", test_version);

  return g_test_run ();
}
