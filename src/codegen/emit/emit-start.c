/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the function with which a twin starts its operation.
 */

#include "emit/emit-start.h"

#include <string.h>

#include "emit/columns.h"
#include "read/type-resolver.h"

/* Appends "a, b, c", continued under the first; @start is the column of that. */
void
emit_list (GString   *text,
           gsize      start,
           GPtrArray *items)
{
  gsize column = start;

  for (guint i = 0; i < items->len; i++)
    {
      const char *item = g_ptr_array_index (items, i);
      gsize length = strlen (item) + 2;

      if (i > 0 && column + length > EMIT_WIDTH)
        {
          g_string_append (text, ",\n");
          columns_append_padding (text, start);
          column = start;
        }
      else if (i > 0)
        {
          g_string_append (text, ", ");
        }
      g_string_append (text, item);
      column += length;
    }
}

/* Appends "name (a, b, c)". */
void
emit_call (GString    *text,
           gsize       indent,
           const char *name,
           GPtrArray  *arguments)
{
  g_string_append_printf (text, "%s (", name);
  emit_list (text, indent + strlen (name) + 2, arguments);
  g_string_append_c (text, ')');
}

static void
append_args_struct (GString *text,
                    Twin    *twin)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (Column));
  const Column started = { "gboolean", twin->started_name };
  gsize width;

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);
      const Column column = { parameter->c_type, parameter->name };

      if (twin_is_argument (parameter))
        g_array_append_val (columns, column);
    }

  if (twin->started_name != NULL)
    g_array_append_val (columns, started);

  width = columns_measure ((const Column *) (gpointer) columns->data, columns->len);
  g_string_append (text, "typedef struct\n{\n");
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      g_string_append (text, "  ");
      columns_append (text, column->c_type, width, column->name);
      g_string_append (text, ";\n");
    }
  g_string_append_printf (text, "} %s;\n\n", twin->args_type);
}

/* What a twin returns that has nothing to return. */
char *
emit_failure (CTypeKind   kind,
              const char *c_type)
{
  switch (kind)
    {
    case CTYPE_KIND_POINTER:
    case CTYPE_KIND_CALLBACK:
      return g_strdup ("NULL");
    case CTYPE_KIND_BOOLEAN:
      return g_strdup ("FALSE");
    case CTYPE_KIND_SIGNED:
      return g_strdup ("-1");
    case CTYPE_KIND_ENUM:
      return g_strdup_printf ("(%s) 0", c_type);
    default:
      return g_strdup ("0");
    }
}

/* What is passed for an argument that the twin lacks. */
static char *
emit_nothing (CTypeKind   kind,
              const char *c_type)
{
  return kind == CTYPE_KIND_SIGNED ? g_strdup ("0") : emit_failure (kind, c_type);
}

/* What the start function passes for a parameter of the async function. */
static char *
make_start_argument (Twin  *twin,
                     guint  position)
{
  GirParameter *gir = gir_callable_get_parameter (twin->async, position);
  TwinParameter *parameter;

  switch (twin->roles->async_roles[position])
    {
    case ROLE_READY:
      return g_strdup ("smart_async_call_ready");
    case ROLE_USER_DATA:
      return g_strdup ("call");
    case ROLE_PRIORITY:
      return g_strdup ("G_PRIORITY_DEFAULT");
    case ROLE_CANCELLABLE:
      return g_strdup ("smart_async_call_get_cancellable (call)");
    case ROLE_DROPPED:
      return emit_nothing (gir_type_get_kind (gir->type), gir->type->c_type->text);
    case ROLE_DESTROY:
      return g_strdup ("NULL");
    default:
      parameter = twin_find_parameter (twin, gir);
      return g_strconcat ("args->", parameter->name, NULL);
    }
}

static void
append_start (GString *text,
              Twin    *twin)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  gboolean has_arguments = twin_has_arguments (twin);
  gsize indent = strlen (twin->start_name) + strlen (" (");

  for (guint i = 0; i < twin->async->parameters->len; i++)
    g_ptr_array_add (arguments, make_start_argument (twin, i));

  g_string_append_printf (text, "static void\n%s (SmartAsyncCall *call,\n", twin->start_name);
  columns_append_padding (text, indent);
  g_string_append_printf (text, "gpointer        user_data%s)\n{\n", has_arguments ? "" : " G_GNUC_UNUSED");
  if (has_arguments)
    g_string_append_printf (text, "  %s *args = user_data;\n\n", twin->args_type);
  if (twin->started_name != NULL)
    g_string_append_printf (text, "  args->%s = TRUE;\n", twin->started_name);
  g_string_append (text, "  ");
  emit_call (text, 2, twin->async->c_identifier, arguments);
  g_string_append (text, ";\n}\n\n");
}

/* Appends the function that starts the operation, and the arguments that it finds. */
void
emit_start (GString *text,
            Twin    *twin)
{
  if (twin_has_arguments (twin))
    append_args_struct (text, twin);
  append_start (text, twin);
}
