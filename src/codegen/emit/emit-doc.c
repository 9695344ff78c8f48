/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The documentation comment of a twin.
 */

#include "emit/emit-doc.h"

#include <string.h>

#include "emit/annotations.h"
#include "emit/description.h"
#include "emit/doc-text.h"

/* One entry, "@name: (annotations): text" or "Returns: (annotations): text". */
static void
append_entry (GString    *text,
              const char *head,
              const char *annotations,
              const char *doc)
{
  g_autofree char *clean = doc_text_sanitize (doc);
  g_autofree char *entry = NULL;

  g_strstrip (clean);
  if (*annotations != '\0')
    entry = g_strdup_printf ("%s: %s: %s", head, annotations, clean);
  else if (*clean == '(')
    entry = g_strdup_printf ("%s: a value %s", head, clean);
  else
    entry = g_strdup_printf ("%s: %s", head, clean);

  doc_text_append_wrapped (text, " * ", " *   ", entry);
}

static char *
get_parameter_doc (TwinParameter *parameter)
{
  g_autofree char *link = NULL;

  if (parameter->gir != NULL && parameter->gir->doc != NULL)
    return g_strdup (parameter->gir->doc);
  if (parameter->role == ROLE_CANCELLABLE)
    return g_strdup ("a cancellable, or %NULL");
  if (parameter->gir->is_instance)
    return g_strdup ("the object");

  link = description_link (parameter->from);

  return g_strconcat ("see ", link, NULL);
}

static void
append_parameter (GString       *text,
                  Twin          *twin,
                  TwinParameter *parameter)
{
  g_autofree char *annotations = annotations_for_parameter (twin, parameter);
  g_autofree char *doc = get_parameter_doc (parameter);
  g_autofree char *head = g_strconcat ("@", parameter->name, NULL);

  append_entry (text, head, annotations, doc);
}

static void
append_error (GString *text,
              Twin    *twin)
{
  g_autofree char *head = g_strconcat ("@", twin->error_name, NULL);

  if (twin->throws)
    append_entry (text, head, "", "return location for an error, or %NULL");
}

static const char *
describe_failure (Twin *twin)
{
  switch (twin->returns_kind)
    {
    case CTYPE_KIND_POINTER:
      return "what the operation gave, or %NULL when the call was not completed";
    case CTYPE_KIND_BOOLEAN:
      return "%TRUE if the operation succeeded";
    default:
      return "what the operation gave";
    }
}

static void
append_returns (GString *text,
                Twin    *twin)
{
  g_autofree char *annotations = NULL;
  const char *doc = twin->finish->returns->doc;

  if (twin->returns_kind == CTYPE_KIND_VOID)
    return;

  annotations = annotations_for_return (twin);
  g_string_append (text, " *\n");
  append_entry (text, "Returns", annotations, doc != NULL ? doc : describe_failure (twin));
}

static void
append_tag (GString    *text,
            const char *head,
            const char *value)
{
  g_string_append (text, " *\n");
  append_entry (text, head, "", value);
}

static void
append_deprecated (GString *text,
                   Twin    *twin)
{
  GirCallable *callable = twin->deprecated_by;
  g_autofree char *value = NULL;

  if (callable == NULL)
    return;

  value = g_strdup_printf ("%s%s%s", callable->deprecated_version != NULL ? callable->deprecated_version : "",
                           callable->deprecated_version != NULL ? ": " : "",
                           callable->deprecated_doc != NULL ? callable->deprecated_doc
                                                            : "The functions it calls are deprecated.");
  append_tag (text, "Deprecated", value);
}

static void
append_head (GString *text,
             Twin    *twin)
{
  g_string_append_printf (text, "/**\n * %s:", twin->name);
  if (twin->replaces != NULL)
    g_string_append_printf (text, " (rename-to %s)", twin->replaces);
  if (twin->is_hidden)
    g_string_append (text, " (skip)");
  g_string_append_c (text, '\n');
}

void
emit_doc (GString *text,
          Twin    *twin)
{
  append_head (text, twin);
  for (guint i = 0; i < twin->parameters->len; i++)
    append_parameter (text, twin, twin_get_parameter (twin, i));
  append_error (text, twin);
  description_append (text, twin);
  append_returns (text, twin);
  if (twin->options.since != NULL)
    append_tag (text, "Since", twin->options.since);
  if (twin->async->stability != NULL)
    append_tag (text, "Stability", twin->async->stability);
  append_deprecated (text, twin);
  g_string_append (text, " */\n");
}
