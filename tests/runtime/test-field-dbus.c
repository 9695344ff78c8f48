/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What went wrong with D-Bus in programs that wait by hand: it doesn't here.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "support.h"

#define PATH "/org/example/Service"
#define INTERFACE "org.example.Service"

/* A private bus with two connections: that of the program, and that of a service. */
typedef struct
{
  GTestDBus       *bus;
  GDBusConnection *program;
  GDBusConnection *service;
} Bus;

static GDBusConnection *
connect_to (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection;

  connection = g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                                       G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                       NULL, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static Bus *
bus_new (void)
{
  Bus *self = g_new (Bus, 1);

  /* What is preloaded into a test that runs under a sanitizer is not for the bus. */
  g_unsetenv ("LD_PRELOAD");

  self->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->bus);
  self->program = connect_to (self->bus);
  self->service = connect_to (self->bus);

  return self;
}

static void
bus_free (Bus *self)
{
  g_clear_object (&self->program);
  g_clear_object (&self->service);
  g_test_dbus_down (self->bus);
  g_object_unref (self->bus);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bus, bus_free)

/* The object of many a library: its first call makes the proxy, and binds it to where that call waits. */
static void
proxy_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  Bus *bus = user_data;

  g_dbus_proxy_new (bus->program, G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES, NULL,
                    g_dbus_connection_get_unique_name (bus->service), PATH, INTERFACE,
                    smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static GDBusProxy *
proxy_sync (Bus *bus)
{
  static const SmartAsyncOperation operation = { "proxy_sync", proxy_start, SMART_ASYNC_OPERATION_NONE };
  G_GNUC_UNUSED g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, bus, NULL, &error);
  GDBusProxy *proxy;

  g_assert_no_error (error);
  proxy = g_dbus_proxy_new_finish (result, &error);
  g_assert_no_error (error);

  return proxy;
}

/* A proxy asks the bus for its signals and doesn't wait for an answer. When this is answered, the bus knows. */
static void
wait_for_bus (Bus *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = NULL;

  answer = g_dbus_connection_call_sync (bus->program, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                        NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

static void
signal_cb (GDBusProxy *proxy,
           const char *sender,
           const char *name,
           GVariant   *parameters,
           gpointer    n_signals)
{
  g_assert_cmpstr (name, ==, "Changed");
  g_atomic_int_inc ((int *) n_signals);
  g_main_context_wakeup (NULL);
}

static GDBusProxy *
watched_proxy_new (Bus *bus,
                   int *n_signals)
{
  GDBusProxy *proxy = proxy_sync (bus);

  g_signal_connect (proxy, "g-signal", G_CALLBACK (signal_cb), n_signals);
  wait_for_bus (bus);

  return proxy;
}

static void
emit_signals (Bus *bus,
              int  n)
{
  for (int i = 0; i < n; i++)
    g_assert_true (g_dbus_connection_emit_signal (bus->service, NULL, PATH, INTERFACE, "Changed", NULL, NULL));

  g_assert_true (g_dbus_connection_flush_sync (bus->service, NULL, NULL));
}

static void
iterate_until_signals (int *n_signals,
                       int  n)
{
  while (g_atomic_int_get (n_signals) < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
loop_started_after (void)
{
  g_autoptr (Bus) bus = bus_new ();
  int n_signals = 0;
  G_GNUC_UNUSED g_autoptr (GDBusProxy) proxy = watched_proxy_new (bus, &n_signals);

  emit_signals (bus, 10);
  g_assert_cmpint (n_signals, ==, 0);
  iterate_until_signals (&n_signals, 10);
}

static void
loop_in_between (void)
{
  g_autoptr (Bus) bus = bus_new ();
  int n_signals = 0;
  G_GNUC_UNUSED g_autoptr (GDBusProxy) proxy = watched_proxy_new (bus, &n_signals);

  for (int i = 1; i <= 20; i++)
    {
      g_autoptr (GDBusProxy) other_proxy = NULL;

      emit_signals (bus, 1);
      other_proxy = proxy_sync (bus);
      iterate_until_signals (&n_signals, i);
    }
}

static void
proxy_in_loop (void)
{
  loop_started_after ();
}

static void
inside_a_loop (void)
{
  support_call_in_loop (NULL, proxy_in_loop);
}

static void
loop_in_another_thread (void)
{
  g_autoptr (Bus) bus = bus_new ();
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  int n_signals = 0;
  GDBusProxy *proxy = watched_proxy_new (bus, &n_signals);

  for (int i = 1; i <= 20; i++)
    {
      emit_signals (bus, 1);
      while (g_atomic_int_get (&n_signals) < i)
        g_thread_yield ();
    }

  support_loop_thread_stop (loop_thread);
  g_object_unref (proxy);
}

/* A keyring asks the user, and the user isn't there. */
static void
never_answer (GDBusConnection       *connection,
              const char            *sender,
              const char            *path,
              const char            *interface,
              const char            *method,
              GVariant              *parameters,
              GDBusMethodInvocation *invocation,
              gpointer               prompted)
{
  *(GDBusMethodInvocation **) prompted = invocation;
}

static void
prompt_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  Bus *bus = user_data;

  g_dbus_connection_call (bus->program, g_dbus_connection_get_unique_name (bus->service), PATH, INTERFACE, "Prompt",
                          NULL, NULL, G_DBUS_CALL_FLAGS_NONE, G_MAXINT,
                          smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static void
assert_prompt_times_out (Bus *bus)
{
  static const SmartAsyncOperation operation = { "prompt_sync", prompt_start, SMART_ASYNC_OPERATION_NONE };
  G_GNUC_UNUSED g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (20);
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run (&operation, bus, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
prompt (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = never_answer };
  g_autoptr (Bus) bus = bus_new ();
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (
    "<node><interface name='" INTERFACE "'><method name='Prompt'/></interface></node>", NULL);
  GDBusMethodInvocation *prompted = NULL;
  guint id = g_dbus_connection_register_object (bus->service, PATH, node->interfaces[0], &vtable, &prompted,
                                                NULL, NULL);

  assert_prompt_times_out (bus);

  /* The user comes back after all. */
  while (prompted == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_dbus_method_invocation_return_value (prompted, NULL);
  g_dbus_connection_unregister_object (bus->service, id);
}

static void
skip (void)
{
  g_test_skip ("dbus-daemon is not installed");
}

static void
add (const char *path,
     GTestFunc   func)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");

  if (daemon != NULL)
    test_child_add_func (path, func);
  else
    g_test_add_func (path, skip);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/smartasync/field-dbus/a-proxy-made-in-a-call-gets-its-signals-in-a-loop-started-after", loop_started_after);
  add ("/smartasync/field-dbus/a-proxy-made-in-a-call-gets-its-signals-between-calls", loop_in_between);
  add ("/smartasync/field-dbus/a-proxy-made-inside-a-loop-gets-its-signals-there", inside_a_loop);
  add ("/smartasync/field-dbus/a-proxy-made-beside-a-loop-gets-its-signals-there", loop_in_another_thread);
  add ("/smartasync/field-dbus/a-prompt-that-nobody-answers-ends-at-the-deadline", prompt);

  return g_test_run ();
}
