/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Items as objects: made, read, changed and deleted.
 */

#include "secrets.h"

#define LOGIN SECRETS_PATH "/collection/login"

static void
note_item (GString    *log,
           const char *what,
           SecretItem *item,
           GError    **error)
{
  if (item != NULL)
    {
      g_autofree char *label = secret_item_get_label (item);
      g_autoptr (GHashTable) attributes = secret_item_get_attributes (item);

      scenario_note (log, "%s, %d, %s\n", label, secret_item_get_locked (item),
                     (char *) g_hash_table_lookup (attributes, "name"));
    }
  scenario_object (log, what, item, error);
}

static void
change_item (GString    *log,
             SecretItem *item)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes ("changed");
  g_autoptr (SecretValue) value = secret_value_new ("changed", 7, "text/plain");

  scenario_result (log, "load_secret", CALL (secret_item_load_secret_sync) (item, NULL, &error), &error);
  secrets_note_value (log, "retrieve_secret", CALL (secret_retrievable_retrieve_secret_sync) (SECRET_RETRIEVABLE (item),
                      NULL, &error), &error);
  scenario_result (log, "set_label", CALL (secret_item_set_label_sync) (item, "Changed", NULL, &error), &error);
  secrets_note_remote (log, "set_label, refused", CALL (secret_item_set_label_sync) (item, "refused", NULL, &error),
                       &error);
  scenario_result (log, "set_attributes", CALL (secret_item_set_attributes_sync) (item, &secrets_schema, attributes,
                   NULL, &error), &error);
  scenario_result (log, "set_secret", CALL (secret_item_set_secret_sync) (item, value, NULL, &error), &error);
  note_item (log, "changed", item, &error);
  secrets_note_value (log, "its secret", secret_item_get_secret (item), &error);
}

/* Left out: whether a new item knows its secret, which only the asynchronous function sees to. */
static void
create (GString          *log,
        SecretCollection *collection,
        const char       *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes (name);
  g_autoptr (SecretValue) value = secret_value_new ("new", 3, "text/plain");
  g_autoptr (SecretItem) item = NULL;

  item = CALL (secret_item_create_sync) (collection, &secrets_schema, attributes, "Created", value,
                                         SECRET_ITEM_CREATE_REPLACE, NULL, &error);
  note_item (log, "create", item, &error);
  if (item == NULL)
    return;

  change_item (log, item);
  scenario_result (log, "delete", CALL (secret_item_delete_sync) (item, NULL, &error), &error);
  scenario_result (log, "delete again", CALL (secret_item_delete_sync) (item, NULL, &error), &error);
}

static void
use_item (GString       *log,
          SecretService *service,
          const char    *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretItem) item = NULL;
  g_autoptr (GList) items = NULL;

  scenario_note (log, "%s\n", path);
  item = CALL (secret_item_new_for_dbus_path_sync) (service, path, SECRET_ITEM_LOAD_SECRET, NULL, &error);
  note_item (log, "new_for_dbus_path", item, &error);
  if (item == NULL)
    return;

  secrets_note_value (log, "its secret", secret_item_get_secret (item), &error);
  items = secrets_list (item);
  scenario_result (log, "load_secrets", CALL (secret_item_load_secrets_sync) (items, NULL, &error), &error);
  change_item (log, item);
  scenario_result (log, "delete", CALL (secret_item_delete_sync) (item, NULL, &error), &error);
}

static void
use_collection (GString       *log,
                SecretService *service,
                const char    *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = NULL;

  collection = secret_collection_new_for_dbus_path_sync (service, path, SECRET_COLLECTION_LOAD_ITEMS, NULL, &error);
  g_assert_no_error (error);
  create (log, collection, "created");
  create (log, collection, "first");
}

void
SCENARIO (secret_items) (GString *log,
                         gpointer data)
{
  g_autoptr (SecretService) service = secrets_get_service ();

  use_collection (log, service, LOGIN);
  use_collection (log, service, SECRETS_PATH "/collection/safe");
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *path = g_strdup_printf (LOGIN "/%u", i);

      use_item (log, service, path);
    }
  use_item (log, service, SECRETS_PATH "/collection/vault/1");
  use_item (log, service, SECRETS_NOWHERE);
}
