/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Lists what would be done, as text or JSON.
 */

#include "emit/list.h"

#include <string.h>

#include "emit/columns.h"
#include "pair/check.h"

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

/* SGR parameters, by status. */
static const char * const colours[] = {
  [PAIR_GENERATE] = "32", [PAIR_EXISTING] = "0", [PAIR_REFUSED] = "31",
};

static void
append_cell (GString    *text,
             const char *word,
             gsize       width,
             const char *colour)
{
  if (colour != NULL)
    g_string_append_printf (text, "\033[%sm%s\033[0m", colour, word);
  else
    g_string_append (text, word);
  columns_append_padding (text, width - strlen (word));
}

/* What is wrong and what can be done, below the function that it is about. */
static void
append_refusal (GString *text,
                Pair    *pair)
{
  const char *reason = pair->reason_text != NULL ? pair->reason_text : check_get_text (pair->reason);

  g_string_append_printf (text, "%s\n    %s:%d: %s;\n    %s\n", pair->reason, pair->async->file, pair->async->line,
                          reason, check_get_remedy (pair->reason));
}

static void
append_text (GString  *text,
             Pair     *pair,
             gsize     width,
             gboolean  in_colour)
{
  append_cell (text, pair->async->c_identifier, width + 2, NULL);
  append_cell (text, get_status (pair), strlen ("generate") + 2, in_colour ? colours[pair->status] : NULL);

  if (pair->status == PAIR_REFUSED)
    append_refusal (text, pair);
  else
    g_string_append_printf (text, "%s\n", pair->status == PAIR_GENERATE ? pair->twin->name
                                                                        : pair->existing->c_identifier);
}

/* One row for each async function. */
char *
list_to_text (GPtrArray *pairs,
              gboolean   in_colour)
{
  GString *text = g_string_new (NULL);
  gsize width = 0;

  for (guint i = 0; i < pairs->len; i++)
    width = MAX (width, strlen (((Pair *) g_ptr_array_index (pairs, i))->async->c_identifier));
  for (guint i = 0; i < pairs->len; i++)
    append_text (text, g_ptr_array_index (pairs, i), width, in_colour);

  return g_string_free (text, FALSE);
}

void
list_count (GPtrArray  *pairs,
            ListCounts *counts)
{
  for (guint i = 0; i < pairs->len; i++)
    counts->n[((Pair *) g_ptr_array_index (pairs, i))->status]++;
}

/* Rounds, but only all are 100 %, and only none are 0 %. */
static guint
get_percentage (guint part,
                guint whole)
{
  if (part == 0 || part == whole)
    return part == 0 ? 0 : 100;

  return CLAMP ((part * 100 + whole / 2) / whole, 1, 99);
}

char *
list_summarize (const ListCounts *counts,
                gboolean          is_async)
{
  guint all = counts->n[PAIR_GENERATE] + counts->n[PAIR_EXISTING] + counts->n[PAIR_REFUSED];

  return g_strdup_printf ("%u function%s: %u to generate (%u %%), %u with a %s already (%u %%), "
                          "%u refused (%u %%)\n", all, all == 1 ? "" : "s",
                          counts->n[PAIR_GENERATE], get_percentage (counts->n[PAIR_GENERATE], all),
                          counts->n[PAIR_EXISTING], is_async ? "pair" : "twin",
                          get_percentage (counts->n[PAIR_EXISTING], all),
                          counts->n[PAIR_REFUSED], get_percentage (counts->n[PAIR_REFUSED], all));
}

/* A string of JSON, or null. Names were checked to be identifiers, but what is
 * written here parses whatever the string is.
 */
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
append_functions (GString  *json,
                  Pair     *pair,
                  gboolean  is_async)
{
  const char *made = pair->twin != NULL ? pair->twin->name : NULL;

  if (is_async)
    {
      append_member (json, "blocking", pair->async->c_identifier);
      append_member (json, "async", made);
      append_member (json, "finish", made != NULL ? pair->blocking->finish->name : NULL);
    }
  else
    {
      append_member (json, "async", pair->async->c_identifier);
      append_member (json, "finish", get_identifier (pair->finish));
      append_member (json, "twin", made);
    }
}

/* What a pair that is made returns is what its finish function does. */
static void
append_pair (GString  *json,
             Pair     *pair,
             gboolean  is_async)
{
  g_string_append (json, "  {\n");
  append_functions (json, pair, is_async);
  append_member (json, "existing", get_identifier (pair->existing));
  append_member (json, "status", get_status (pair));
  append_member (json, "reason", pair->reason);
  append_member (json, "returns", pair->twin == NULL ? NULL : is_async ? pair->blocking->finish->returns
                                                                      : pair->twin->returns);
  append_parameters (json, pair->twin);
  g_string_append (json, "  }");
}

/* An object for each async function; the array of them may have begun before. */
char *
list_to_json (GPtrArray *pairs,
              gboolean   is_async,
              gboolean   is_first)
{
  GString *json = g_string_new (NULL);

  for (guint i = 0; i < pairs->len; i++)
    {
      g_string_append (json, !is_first || i > 0 ? ",\n" : "\n");
      append_pair (json, g_ptr_array_index (pairs, i), is_async);
    }

  return g_string_free (json, FALSE);
}
