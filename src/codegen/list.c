/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lists what would be done, as text or JSON.
 */

#include "list.h"

#include "check.h"

static const char *
get_status (Pair *pair)
{
  switch (pair->status)
    {
    case PAIR_EXISTING:
      return "existing";
    case PAIR_REFUSED:
      return "refused";
    case PAIR_GENERATE:
    default:
      return "generate";
    }
}

static const char *
get_direction (GirDirection direction)
{
  switch (direction)
    {
    case GIR_DIRECTION_OUT:
      return "out";
    case GIR_DIRECTION_INOUT:
      return "inout";
    case GIR_DIRECTION_IN:
    default:
      return "in";
    }
}

static void
append_text (GString *text,
             Pair    *pair)
{
  switch (pair->status)
    {
    case PAIR_GENERATE:
      g_string_append_printf (text, "%s: generate %s\n", pair->async->c_identifier, pair->twin->name);
      return;
    case PAIR_EXISTING:
      g_string_append_printf (text, "%s: existing %s\n", pair->async->c_identifier, pair->existing->c_identifier);
      return;
    case PAIR_REFUSED:
    default:
      g_string_append_printf (text, "%s: refused (%s): %s; %s\n", pair->async->c_identifier, pair->reason,
                              check_get_text (pair->reason), check_get_remedy (pair->reason));
      return;
    }
}

/* One line for each async function. */
char *
list_to_text (GPtrArray *pairs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < pairs->len; i++)
    append_text (text, g_ptr_array_index (pairs, i));

  return g_string_free (text, FALSE);
}

/* A string of JSON, or null. Names were checked to be identifiers, but what is
 * written here parses whatever the string is. */
static void
append_string (GString    *json,
               const char *string)
{
  if (string == NULL)
    {
      g_string_append (json, "null");
      return;
    }

  g_string_append_c (json, '"');
  for (const char *p = string; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (json, "\\%c", *p);
      else if (g_ascii_iscntrl (*p))
        g_string_append_printf (json, "\\u%04x", (unsigned char) *p);
      else
        g_string_append_c (json, *p);
    }
  g_string_append_c (json, '"');
}

static void
append_member (GString    *json,
               const char *key,
               const char *value)
{
  g_string_append_printf (json, "    \"%s\": ", key);
  append_string (json, value);
  g_string_append (json, ",\n");
}

static void
append_parameters (GString *json,
                   Twin    *twin)
{
  g_string_append (json, "    \"parameters\": ");
  if (twin == NULL)
    {
      g_string_append (json, "null\n");
      return;
    }

  g_string_append_c (json, '[');
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);

      g_string_append (json, i > 0 ? ",\n      { \"name\": " : "\n      { \"name\": ");
      append_string (json, parameter->name);
      g_string_append (json, ", \"type\": ");
      append_string (json, parameter->c_type);
      g_string_append (json, ", \"direction\": ");
      append_string (json, get_direction (parameter->direction));
      g_string_append (json, " }");
    }
  g_string_append (json, "\n    ]\n");
}

static const char *
get_identifier (GirCallable *callable)
{
  return callable != NULL ? callable->c_identifier : NULL;
}

static void
append_pair (GString *json,
             Pair    *pair)
{
  g_string_append (json, "  {\n");
  append_member (json, "async", pair->async->c_identifier);
  append_member (json, "finish", get_identifier (pair->finish));
  append_member (json, "twin", pair->twin != NULL ? pair->twin->name : NULL);
  append_member (json, "existing", get_identifier (pair->existing));
  append_member (json, "status", get_status (pair));
  append_member (json, "reason", pair->reason);
  append_member (json, "returns", pair->twin != NULL ? pair->twin->returns : NULL);
  append_parameters (json, pair->twin);
  g_string_append (json, "  }");
}

/* An array with one object for each async function. */
char *
list_to_json (GPtrArray *pairs)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < pairs->len; i++)
    {
      g_string_append (json, i > 0 ? ",\n" : "\n");
      append_pair (json, g_ptr_array_index (pairs, i));
    }
  g_string_append (json, pairs->len > 0 ? "\n]\n" : "]\n");

  return g_string_free (json, FALSE);
}
