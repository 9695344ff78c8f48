/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Prompts: answered, dismissed, refused, and cancelled from another thread while nobody answers.
 */

#include "secrets.h"

/* The library's own functions take the type behind the cancellable. */
#ifdef SCENARIO_TWINS
#define TYPE_AND_CANCELLABLE(type, cancellable) type, cancellable
#else
#define TYPE_AND_CANCELLABLE(type, cancellable) cancellable, type
#endif

/* Another thread, which cancels when the mock says that it shows a prompt. */
typedef struct
{
  GMainContext    *context;
  GMainLoop       *loop;
  GDBusConnection *bus;
  GCancellable    *cancellable;
  GThread         *thread;
} Canceller;

static void
prompted_cb (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *arguments,
             gpointer         user_data)
{
  g_cancellable_cancel (user_data);
}

static gpointer
canceller_thread (gpointer data)
{
  Canceller *canceller = data;

  g_main_context_push_thread_default (canceller->context);
  g_main_loop_run (canceller->loop);
  g_main_context_pop_thread_default (canceller->context);

  return NULL;
}

/* The signal is subscribed to before the thread begins, and the bus is asked for nothing else. */
static void
canceller_start (Canceller    *canceller,
                 GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  canceller->cancellable = cancellable;
  canceller->context = g_main_context_new ();
  canceller->loop = g_main_loop_new (canceller->context, FALSE);
  canceller->bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                           G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                           G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                           NULL, NULL, &error);
  g_assert_no_error (error);

  g_main_context_push_thread_default (canceller->context);
  g_dbus_connection_signal_subscribe (canceller->bus, NULL, "org.smartasync.Mock", "Prompted", NULL, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, prompted_cb, cancellable, NULL);
  g_main_context_pop_thread_default (canceller->context);

  /* The bus has the match rule when it answers what was asked after it. */
  reply = g_dbus_connection_call_sync (canceller->bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId",
                                       NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  canceller->thread = g_thread_new ("canceller", canceller_thread, canceller);
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

/* The prompt is dismissed from that thread, which stays until the answer to this is there: it comes before
 * that to another request to the service over the same connection, which it shares with libsecret. */
static void
canceller_stop (Canceller       *canceller,
                GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", SECRETS_PATH, "org.freedesktop.Secret.Service",
                                       "ReadAlias", g_variant_new ("(s)", "default"), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                       NULL, &error);
  g_assert_no_error (error);
  g_main_context_invoke (canceller->context, quit_cb, canceller->loop);
  g_thread_join (canceller->thread);
  g_dbus_connection_close_sync (canceller->bus, NULL, NULL);
  g_object_unref (canceller->bus);
  g_main_loop_unref (canceller->loop);
  g_main_context_unref (canceller->context);
}

/* Asks the service to unlock a collection, without answering the prompt that this needs. */
static char *
make_prompt (GDBusConnection *bus,
             const char      *collection)
{
  g_autofree char *path = g_strconcat (SECRETS_PATH "/collection/", collection, NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  char *prompt;

  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", SECRETS_PATH, "org.freedesktop.Secret.Service",
                                       "Unlock", g_variant_new ("(^ao)", paths), G_VARIANT_TYPE ("(aoo)"),
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(aoo)", NULL, &prompt);

  return prompt;
}

static SecretPrompt *
make_prompt_object (GDBusConnection *bus,
                    const char      *collection)
{
  g_autofree char *path = make_prompt (bus, collection);
  g_autoptr (GError) error = NULL;
  gpointer prompt;

  prompt = g_initable_new (SECRET_TYPE_PROMPT, NULL, &error,
                           "g-connection", bus,
                           "g-flags", G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES,
                           "g-name", "org.freedesktop.secrets",
                           "g-object-path", path,
                           "g-interface-name", "org.freedesktop.Secret.Prompt",
                           NULL);
  g_assert_no_error (error);

  return prompt;
}

static void
prompt_in_each_way (GString         *log,
                    GDBusConnection *bus,
                    SecretService   *service,
                    const char      *collection)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_prompt (bus, collection);
  g_autoptr (SecretPrompt) prompt = make_prompt_object (bus, collection);
  g_autoptr (SecretPrompt) other = make_prompt_object (bus, collection);
  g_autoptr (SecretPrompt) refused = make_prompt_object (bus, collection);
  const GVariantType *type = G_VARIANT_TYPE ("ao");

  scenario_note (log, "of %s\n", collection);
  secrets_note_variant (log, "perform", CALL (secret_prompt_perform_sync) (prompt, "7",
                        TYPE_AND_CANCELLABLE (type, NULL), &error), &error);
  secrets_note_variant (log, "perform, refused", CALL (secret_prompt_perform_sync) (refused, "wrong",
                        TYPE_AND_CANCELLABLE (type, NULL), &error), &error);
  secrets_note_variant (log, "prompt", CALL (secret_service_prompt_sync) (service, other,
                        TYPE_AND_CANCELLABLE (NULL, NULL), &error), &error);
  secrets_note_variant (log, "prompt_at_dbus_path", CALL (secret_service_prompt_at_dbus_path_sync) (service, path,
                        TYPE_AND_CANCELLABLE (NULL, NULL), &error), &error);
}

/* The prompt is dismissed, and whoever waits for it gets the signal. */
static void
cancel_prompt (GString         *log,
               GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SecretPrompt) prompt = make_prompt_object (bus, "stuck");
  Canceller canceller;

  canceller_start (&canceller, cancellable);
  secrets_note_variant (log, "perform, cancelled meanwhile", CALL (secret_prompt_perform_sync) (prompt, NULL,
                        TYPE_AND_CANCELLABLE (NULL, cancellable), &error), &error);
  canceller_stop (&canceller, bus);
}

static void
cancel_unlock (GString         *log,
               GDBusConnection *bus,
               SecretService   *service)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const char *paths[] = { SECRETS_PATH "/collection/stuck", NULL };
  char **unlocked = NULL;
  Canceller canceller;

  canceller_start (&canceller, cancellable);
  scenario_result (log, "unlock, cancelled meanwhile",
                   CALL (secret_service_unlock_dbus_paths_sync) (service, paths, cancellable, &unlocked, &error),
                   &error);
  secrets_note_paths (log, "unlocked", unlocked, &error);
  canceller_stop (&canceller, bus);
}

void
SCENARIO (secret_prompts) (GString *log,
                           gpointer data)
{
  GDBusConnection *bus = data;
  g_autoptr (SecretService) service = secrets_get_service ();

  prompt_in_each_way (log, bus, service, "vault");
  prompt_in_each_way (log, bus, service, "safe");
  cancel_prompt (log, bus);
  cancel_unlock (log, bus, service);
}
