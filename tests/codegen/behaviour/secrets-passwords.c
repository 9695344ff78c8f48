/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Passwords: stored, looked up, searched and cleared, by libsecret's simple functions and by its service.
 */

#include "secrets.h"

static void
store (GString    *log,
       const char *name,
       const char *collection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes (name);
  g_autoptr (SecretValue) value = secret_value_new ("binary", 6, "application/x-test");

  scenario_result (log, "storev", CALL (secret_password_storev_sync) (&secrets_schema, attributes, collection, "Stored",
                                                                     "password", NULL, &error), &error);
  scenario_result (log, "storev_binary",
                   CALL (secret_password_storev_binary_sync) (&secrets_schema, attributes, collection, "Stored again",
                                                              value, NULL, &error), &error);
}

static void
look_up (GString    *log,
         const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes (name);
  const SecretSearchFlags flags = SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS;

  scenario_note (log, "of %s\n", name);
  secrets_note_text (log, "lookupv", CALL (secret_password_lookupv_sync) (&secrets_schema, attributes, NULL, &error),
                     &error);
  secrets_note_objects (log, "searchv",
                        CALL (secret_password_searchv_sync) (&secrets_schema, attributes, flags, NULL, &error), &error);
}

/* The twins of functions with variable arguments are those of their siblings under another name. */
static void
use_variable_arguments (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value = secret_value_new ("more", 4, "text/plain");
#ifdef SCENARIO_TWINS
  g_autoptr (GHashTable) attributes = secrets_attributes ("varied");

  scenario_result (log, "store", CALL (secret_password_store_sync) (&secrets_schema, attributes, NULL, "Varied",
                   "password", NULL, &error), &error);
  scenario_result (log, "store_binary", CALL (secret_password_store_binary_sync) (&secrets_schema, attributes, NULL,
                   "Varied", value, NULL, &error), &error);
  secrets_note_text (log, "lookup", CALL (secret_password_lookup_sync) (&secrets_schema, attributes, NULL, &error),
                     &error);
  secrets_note_objects (log, "search", CALL (secret_password_search_sync) (&secrets_schema, attributes,
                        SECRET_SEARCH_ALL, NULL, &error), &error);
  scenario_result (log, "clear", CALL (secret_password_clear_sync) (&secrets_schema, attributes, NULL, &error), &error);
#else
  scenario_result (log, "store", secret_password_store_sync (&secrets_schema, NULL, "Varied", "password", NULL, &error,
                   "name", "varied", NULL), &error);
  scenario_result (log, "store_binary", secret_password_store_binary_sync (&secrets_schema, NULL, "Varied", value, NULL,
                   &error, "name", "varied", NULL), &error);
  secrets_note_text (log, "lookup", secret_password_lookup_sync (&secrets_schema, NULL, &error, "name", "varied", NULL),
                     &error);
  secrets_note_objects (log, "search", secret_password_search_sync (&secrets_schema, SECRET_SEARCH_ALL, NULL, &error,
                        "name", "varied", NULL), &error);
  scenario_result (log, "clear", secret_password_clear_sync (&secrets_schema, NULL, &error, "name", "varied", NULL),
                   &error);
#endif
}

static void
use_service (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secrets_get_service ();
  g_autoptr (GHashTable) attributes = secrets_attributes ("served");
  g_autoptr (SecretValue) value = secret_value_new ("served", 6, "text/plain");

  scenario_result (log, "service_store", CALL (secret_service_store_sync) (service, &secrets_schema, attributes, NULL,
                                                                           "Served", value, NULL, &error), &error);
  secrets_note_value (log, "service_lookup",
                      CALL (secret_service_lookup_sync) (service, &secrets_schema, attributes, NULL, &error), &error);
  secrets_note_objects (log, "service_search",
                        CALL (secret_service_search_sync) (service, &secrets_schema, attributes, SECRET_SEARCH_ALL,
                                                           NULL, &error), &error);
  scenario_result (log, "service_clear",
                   CALL (secret_service_clear_sync) (service, &secrets_schema, attributes, NULL, &error), &error);
  secrets_note_value (log, "service_lookup of nothing",
                      CALL (secret_service_lookup_sync) (service, &secrets_schema, attributes, NULL, &error), &error);
}

static void
clear (GString    *log,
       const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes (name);

  scenario_note (log, "of %s\n", name);
  scenario_result (log, "clearv", CALL (secret_password_clearv_sync) (&secrets_schema, attributes, NULL, &error),
                   &error);
}

static void
cancel (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) attributes = secrets_attributes ("first");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  secrets_note_text (log, "lookupv, cancelled",
                     CALL (secret_password_lookupv_sync) (&secrets_schema, attributes, cancellable, &error), &error);
  secrets_note_objects (log, "searchv, cancelled",
                        CALL (secret_password_searchv_sync) (&secrets_schema, attributes, SECRET_SEARCH_ALL,
                                                             cancellable, &error), &error);
  scenario_result (log, "storev, cancelled",
                   CALL (secret_password_storev_sync) (&secrets_schema, attributes, NULL, "Stored", "password",
                                                       cancellable, &error), &error);
  scenario_result (log, "clearv, cancelled",
                   CALL (secret_password_clearv_sync) (&secrets_schema, attributes, cancellable, &error), &error);
}

void
SCENARIO (secret_passwords) (GString *log,
                             gpointer data)
{
  static const char * const names[] = { "new", "first", "broken", "vault", "safe", "drawer", "none" };

  cancel (log);
  store (log, "new", NULL);
  store (log, "first", SECRET_COLLECTION_DEFAULT);
  store (log, "locked", SECRETS_PATH "/collection/safe");
  store (log, "nowhere", SECRETS_NOWHERE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    look_up (log, names[i]);
  use_variable_arguments (log);
  use_service (log);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    clear (log, names[i]);
  clear (log, "asks");
}
