/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the scenarios of libsecret share.
 */

#include "secrets.h"

const SecretSchema secrets_schema = {
  "org.smartasync.Test", SECRET_SCHEMA_NONE,
  {
    { "name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
  0, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
};

/* What finds the item of that name. */
GHashTable *
secrets_attributes (const char *name)
{
  return secret_attributes_build (&secrets_schema, "name", name, NULL);
}

/* The service, with all it has: it comes from the library's own function for both. */
SecretService *
secrets_get_service (void)
{
  g_autoptr (GError) error = NULL;
  SecretService *service;

  service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION | SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);
  g_assert_no_error (error);

  return service;
}

/* A list of one, which does not own it. */
GList *
secrets_list (gpointer object)
{
  return g_list_prepend (NULL, object);
}

void
secrets_note_remote (GString     *log,
                     const char  *what,
                     gint64       result,
                     GError     **error)
{
  if (*error != NULL)
    g_dbus_error_strip_remote_error (*error);
  scenario_result (log, what, result, error);
}

void
secrets_note_text (GString     *log,
                   const char  *what,
                   char        *text,
                   GError     **error)
{
  scenario_note (log, "%s\n", text != NULL ? text : "NULL");
  scenario_result (log, what, text != NULL, error);
  g_free (text);
}

void
secrets_note_paths (GString     *log,
                    const char  *what,
                    char       **paths,
                    GError     **error)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    scenario_note (log, "  %s\n", paths[i]);
  scenario_result (log, what, paths != NULL, error);
  g_strfreev (paths);
}

void
secrets_note_value (GString     *log,
                    const char  *what,
                    SecretValue *value,
                    GError     **error)
{
  if (value != NULL)
    scenario_note (log, "%s %s\n", secret_value_get_text (value), secret_value_get_content_type (value));
  scenario_result (log, what, value != NULL, error);
  g_clear_pointer (&value, secret_value_unref);
}

void
secrets_note_objects (GString     *log,
                      const char  *what,
                      GList       *objects,
                      GError     **error)
{
  for (GList *l = objects; l != NULL; l = l->next)
    scenario_note (log, "  %s %s\n", G_OBJECT_TYPE_NAME (l->data), g_dbus_proxy_get_object_path (l->data));
  scenario_result (log, what, objects != NULL, error);
  g_list_free_full (objects, g_object_unref);
}

void
secrets_note_variant (GString     *log,
                      const char  *what,
                      GVariant    *variant,
                      GError     **error)
{
  secrets_note_text (log, what, variant != NULL ? g_variant_print (variant, TRUE) : NULL, error);
  g_clear_pointer (&variant, g_variant_unref);
}
