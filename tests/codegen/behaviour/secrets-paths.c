/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The service by the paths of its objects.
 */

#include "secrets.h"

#define LOGIN SECRETS_PATH "/collection/login"
#define DRAWER SECRETS_PATH "/collection/drawer"
#define SAFE SECRETS_PATH "/collection/safe"

static GHashTable *
make_properties (const char *interface,
                 const char *label)
{
  GHashTable *properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                  (GDestroyNotify) g_variant_unref);

  g_hash_table_insert (properties, g_strdup_printf ("org.freedesktop.Secret.%s.Label", interface),
                       g_variant_ref_sink (g_variant_new_string (label)));

  return properties;
}

static void
search (GString       *log,
        SecretService *service,
        const char    *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes (name);
  char **unlocked = NULL;
  char **locked = NULL;

  scenario_result (log, "search",
                   CALL (secret_service_search_for_dbus_paths_sync) (service, &secrets_schema, attributes, NULL,
                                                                     &unlocked, &locked, &error), &error);
  secrets_note_paths (log, "unlocked", unlocked, &error);
  secrets_note_paths (log, "locked", locked, &error);
}

/* The hash table's order is that of its hash; what is in it is looked up. */
static void
get_secrets (GString       *log,
             SecretService *service)
{
  g_autoptr (GError) error = NULL;
  const char *paths[] = { LOGIN "/1", LOGIN "/2", DRAWER "/1", NULL };
  const char *wrong[] = { LOGIN "/1", SECRETS_NOWHERE, NULL };
  g_autoptr (GHashTable) none = NULL;
  g_autoptr (GHashTable) values = NULL;

  secrets_note_value (log, "get_secret", CALL (secret_service_get_secret_for_dbus_path_sync) (service, paths[0], NULL,
                      &error), &error);
  secrets_note_value (log, "get_secret of nothing", CALL (secret_service_get_secret_for_dbus_path_sync) (service,
                      SECRETS_NOWHERE, NULL, &error), &error);
  values = CALL (secret_service_get_secrets_for_dbus_paths_sync) (service, paths, NULL, &error);
  scenario_result (log, "get_secrets", values != NULL ? (int) g_hash_table_size (values) : -1,
                   &error);
  for (guint i = 0; values != NULL && paths[i] != NULL; i++)
    {
      SecretValue *value = g_hash_table_lookup (values, paths[i]);

      scenario_note (log, "  %s: %s\n", paths[i], value != NULL ? secret_value_get_text (value) : "none");
    }
  none = CALL (secret_service_get_secrets_for_dbus_paths_sync) (service, wrong, NULL, &error);
  scenario_result (log, "get_secrets of nothing", none != NULL, &error);
}

static void
lock_and_unlock (GString       *log,
                 SecretService *service,
                 const char    *path)
{
  g_autoptr (GError) error = NULL;
  const char *paths[] = { path, NULL };
  char **unlocked = NULL;
  char **locked = NULL;

  scenario_result (log, "unlock", CALL (secret_service_unlock_dbus_paths_sync) (service, paths, NULL, &unlocked,
                                                                                &error), &error);
  secrets_note_paths (log, "unlocked", unlocked, &error);
  scenario_result (log, "lock", CALL (secret_service_lock_dbus_paths_sync) (service, paths, NULL, &locked, &error),
                   &error);
  secrets_note_paths (log, "locked", locked, &error);
}

static void
create_item (GString       *log,
             SecretService *service,
             const char    *collection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) properties = make_properties ("Item", "By path");
  g_autoptr (SecretValue) value = secret_value_new ("by path", 7, "text/plain");
  g_autofree char *path = NULL;

  path = CALL (secret_service_create_item_dbus_path_sync) (service, collection, properties, value,
                                                           SECRET_ITEM_CREATE_NONE, NULL, &error);
  secrets_note_text (log, "create_item", g_strdup (path), &error);
  if (path != NULL)
    scenario_result (log, "delete_item",
                     CALL (secret_service_delete_item_dbus_path_sync) (service, path, NULL, &error), &error);
}

static void
create_collection (GString       *log,
                   SecretService *service,
                   const char    *label)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) properties = make_properties ("Collection", label);

  secrets_note_text (log, "create_collection", CALL (secret_service_create_collection_dbus_path_sync) (service,
                     properties, "bypath", SECRET_COLLECTION_CREATE_NONE, NULL, &error), &error);
  secrets_note_text (log, "read_alias", CALL (secret_service_read_alias_dbus_path_sync) (service, "bypath", NULL,
                     &error), &error);
}

static void
set_alias (GString       *log,
           SecretService *service,
           const char    *path)
{
  g_autoptr (GError) error = NULL;

  scenario_result (log, "set_alias", CALL (secret_service_set_alias_to_dbus_path_sync) (service, "other", path, NULL,
                                                                                        &error), &error);
  secrets_note_text (log, "read_alias", CALL (secret_service_read_alias_dbus_path_sync) (service, "other", NULL,
                     &error), &error);
}

void
SCENARIO (secret_paths) (GString *log,
                         gpointer data)
{
  g_autoptr (SecretService) service = secrets_get_service ();
  g_autoptr (GError) error = NULL;

  search (log, service, "first");
  search (log, service, "vault");
  search (log, service, "none");
  get_secrets (log, service);
  lock_and_unlock (log, service, DRAWER);
  lock_and_unlock (log, service, SECRETS_PATH "/collection/vault");
  lock_and_unlock (log, service, SAFE);
  lock_and_unlock (log, service, SECRETS_NOWHERE);
  create_item (log, service, LOGIN);
  create_item (log, service, SAFE);
  create_item (log, service, SECRETS_NOWHERE);
  create_collection (log, service, "Mine");
  create_collection (log, service, "asks");
  create_collection (log, service, "dismissed");
  create_collection (log, service, "full");
  set_alias (log, service, DRAWER);
  set_alias (log, service, SECRETS_NOWHERE);
  set_alias (log, service, NULL);
  scenario_result (log, "delete_item, asking", CALL (secret_service_delete_item_dbus_path_sync) (service, LOGIN "/4",
                   NULL, &error), &error);
}
