/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The service and its collections: opened, made, found, locked, unlocked and deleted.
 */

#include "secrets.h"

#define LOAD SECRET_COLLECTION_LOAD_ITEMS

static void
note_collection (GString          *log,
                 const char       *what,
                 SecretCollection *collection,
                 GError          **error)
{
  if (collection != NULL)
    {
      g_autofree char *label = secret_collection_get_label (collection);
      g_autolist (SecretItem) items = secret_collection_get_items (collection);

      scenario_note (log, "%s, %d, %u items\n", label, secret_collection_get_locked (collection),
                     g_list_length (items));
    }
  scenario_object (log, what, collection, error);
}

static void
open_service (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) got = NULL;
  g_autoptr (SecretService) opened = NULL;
  g_autoptr (SecretService) elsewhere = NULL;

  got = CALL (secret_service_get_sync) (SECRET_SERVICE_NONE, NULL, &error);
  scenario_object (log, "get", got, &error);
  scenario_result (log, "ensure_session", CALL (secret_service_ensure_session_sync) (got, NULL, &error), &error);
  scenario_result (log, "load_collections", CALL (secret_service_load_collections_sync) (got, NULL, &error), &error);
  secrets_note_objects (log, "collections", secret_service_get_collections (got), &error);
  opened = CALL (secret_service_open_sync) (SECRET_TYPE_SERVICE, NULL,
                                            SECRET_SERVICE_OPEN_SESSION | SECRET_SERVICE_LOAD_COLLECTIONS, NULL,
                                            &error);
  scenario_object (log, "open", opened, &error);
  secrets_note_objects (log, "collections", secret_service_get_collections (opened), &error);
  elsewhere = CALL (secret_service_open_sync) (SECRET_TYPE_SERVICE, "org.smartasync.Nobody",
                                               SECRET_SERVICE_OPEN_SESSION, NULL, &error);
  scenario_object (log, "open nobody's", elsewhere, &error);
}

static void
create (GString       *log,
        SecretService *service,
        const char    *label,
        const char    *alias)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (SecretCollection) found = NULL;

  collection = CALL (secret_collection_create_sync) (service, label, alias, SECRET_COLLECTION_CREATE_NONE, NULL,
                                                     &error);
  note_collection (log, "create", collection, &error);
  found = CALL (secret_collection_for_alias_sync) (service, alias != NULL ? alias : "none", LOAD, NULL, &error);
  note_collection (log, "for_alias", found, &error);
  if (collection != NULL)
    scenario_result (log, "delete", CALL (secret_collection_delete_sync) (collection, NULL, &error), &error);
}

static void
search (GString          *log,
        SecretCollection *collection,
        const char       *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes (name);

  secrets_note_objects (log, "search", CALL (secret_collection_search_sync) (collection, &secrets_schema, attributes,
                        SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS, NULL, &error), &error);
  secrets_note_paths (log, "search_for_dbus_paths",
                      CALL (secret_collection_search_for_dbus_paths_sync) (collection, &secrets_schema, attributes,
                                                                           NULL, &error), &error);
}

/* A function with an out parameter says how many there are in it. */
static void
lock_and_unlock (GString          *log,
                 SecretService    *service,
                 SecretCollection *collection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GList) objects = secrets_list (collection);
  GList *unlocked = NULL;
  GList *locked = NULL;

  scenario_result (log, "unlock", CALL (secret_service_unlock_sync) (service, objects, NULL, &unlocked, &error),
                   &error);
  secrets_note_objects (log, "unlocked", unlocked, &error);
  scenario_result (log, "lock", CALL (secret_service_lock_sync) (service, objects, NULL, &locked, &error), &error);
  secrets_note_objects (log, "locked", locked, &error);
}

static void
use_collection (GString       *log,
                SecretService *service,
                const char    *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strconcat (SECRETS_PATH "/collection/", name, NULL);
  g_autoptr (SecretCollection) collection = NULL;

  collection = CALL (secret_collection_new_for_dbus_path_sync) (service, path, SECRET_COLLECTION_NONE, NULL, &error);
  note_collection (log, "new_for_dbus_path", collection, &error);
  if (collection == NULL)
    return;

  scenario_result (log, "load_items", CALL (secret_collection_load_items_sync) (collection, NULL, &error), &error);
  note_collection (log, "loaded", collection, &error);
  scenario_result (log, "set_label", CALL (secret_collection_set_label_sync) (collection, "New", NULL, &error), &error);
  secrets_note_remote (log, "set_label, refused",
                       CALL (secret_collection_set_label_sync) (collection, "refused", NULL, &error), &error);
  scenario_result (log, "set_alias", CALL (secret_service_set_alias_sync) (service, name, collection, NULL, &error),
                   &error);
  search (log, collection, name);
  lock_and_unlock (log, service, collection);
}

static void
delete_collection (GString       *log,
                   SecretService *service,
                   const char    *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = NULL;

  collection = CALL (secret_collection_new_for_dbus_path_sync) (service, path, SECRET_COLLECTION_NONE, NULL, &error);
  scenario_result (log, "set_label", CALL (secret_collection_set_label_sync) (collection, "asks", NULL, &error),
                   &error);
  scenario_result (log, "delete", CALL (secret_collection_delete_sync) (collection, NULL, &error), &error);
  scenario_result (log, "delete again", CALL (secret_collection_delete_sync) (collection, NULL, &error), &error);
}

void
SCENARIO (secret_collections) (GString *log,
                               gpointer data)
{
  g_autoptr (SecretService) service = NULL;

  open_service (log);
  service = secrets_get_service ();
  create (log, service, "Mine", "mine");
  create (log, service, "No alias", NULL);
  create (log, service, "asks", "asked");
  create (log, service, "dismissed", "dismissed");
  create (log, service, "full", "full");
  use_collection (log, service, "login");
  use_collection (log, service, "vault");
  use_collection (log, service, "safe");
  use_collection (log, service, "drawer");
  use_collection (log, service, "nowhere");
  delete_collection (log, service, SECRETS_PATH "/collection/drawer");
}
