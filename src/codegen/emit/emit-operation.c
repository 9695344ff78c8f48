/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the functions that start and finish the operation of a twin.
 */

#include "emit/emit-operation.h"

#include <string.h>

#include "emit/columns.h"
#include "emit/emit-standalone.h"
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
  const Column returned = { twin->returns, twin->returned_name };
  const Column started = { "gboolean", twin->started_name };

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);
      const Column column = { parameter->c_type, parameter->name };

      if (twin_is_member (parameter))
        g_array_append_val (columns, column);
    }

  if (twin->returned_name != NULL)
    g_array_append_val (columns, returned);
  if (twin->started_name != NULL)
    g_array_append_val (columns, started);

  columns_append_struct (text, columns, twin->args_type);
}

/* The value that a twin returns if its call has failed. */
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

/* The value that is passed for an argument that the twin does not take. */
char *
emit_nothing (CTypeKind   kind,
              const char *c_type)
{
  return kind == CTYPE_KIND_SIGNED ? g_strdup ("0") : emit_failure (kind, c_type);
}

/* The expression that the start function passes for a parameter of the async function. */
static char *
make_start_argument (Twin       *twin,
                     guint       position,
                     const char *ready)
{
  GirParameter *gir = gir_callable_get_parameter (twin->async, position);
  TwinParameter *parameter;

  switch (twin->roles->async_roles[position])
    {
    case ROLE_READY:
      return g_strdup (ready);
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
      return g_strdup_printf ("%s->%s", twin->args_name, parameter->name);
    }
}

static void
append_args (GString *text,
             Twin    *twin)
{
  g_string_append_printf (text, "  %s *%s = user_data;\n\n", twin->args_type, twin->args_name);
}

static void
append_start (GString    *text,
              Twin       *twin,
              const char *ready)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  gboolean has_arguments = twin_has_arguments (twin);
  gsize indent = strlen (twin->start_name) + strlen (" (");

  for (guint i = 0; i < twin->async->parameters->len; i++)
    g_ptr_array_add (arguments, make_start_argument (twin, i, ready));

  g_string_append_printf (text, "static void\n%s (SmartAsyncCall *call,\n", twin->start_name);
  columns_append_padding (text, indent);
  g_string_append_printf (text, "gpointer        user_data%s)\n{\n", has_arguments ? "" : " G_GNUC_UNUSED");
  if (has_arguments)
    append_args (text, twin);
  if (twin->started_name != NULL)
    g_string_append_printf (text, "  %s->%s = TRUE;\n", twin->args_name, twin->started_name);
  g_string_append (text, "  ");
  emit_call (text, 2, twin->async->c_identifier, arguments);
  g_string_append (text, ";\n}\n\n");
}

static char *
make_finish_argument (Twin  *twin,
                      guint  position)
{
  Roles *roles = twin->roles;
  GirParameter *gir = gir_callable_get_parameter (twin->finish, position);
  GirParameter *source = gir;

  switch (roles->finish_roles[position])
    {
    case ROLE_RESULT:
      return g_strdup (twin->result_name);
    case ROLE_ERROR:
      return g_strdup (twin->error_name);
    case ROLE_OUT:
      break;
    default:
      source = gir_callable_get_parameter (twin->async, (guint) roles->finish_sources[position]);
    }

  if (!roles->finish_casts[position])
    return g_strdup_printf ("%s->%s", twin->args_name, twin_find_parameter (twin, source)->name);

  return g_strdup_printf ("(%s) %s->%s", gir->type->c_type->text, twin->args_name,
                          twin_find_parameter (twin, source)->name);
}

/* Whether the finish function takes or gives anything that is in the Args struct. */
static gboolean
finish_has_args (Twin *twin)
{
  return twin->returned_name != NULL || roles_count_finish (twin->roles, ROLE_IN) > 0 ||
         roles_count_finish (twin->roles, ROLE_OUT) > 0;
}

static void
append_finish_call (GString  *text,
                    Twin     *twin,
                    gboolean  is_standalone)
{
  gboolean is_wrapped = twin->options.is_context_stream && twin->returned_name != NULL && !is_standalone;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  gsize start = text->len;

  for (guint i = 0; i < twin->finish->parameters->len; i++)
    g_ptr_array_add (arguments, make_finish_argument (twin, i));
  if (twin->finish->throws)
    g_ptr_array_add (arguments, g_strdup (twin->error_name));

  g_string_append (text, "  ");
  if (twin->returned_name != NULL)
    g_string_append_printf (text, "%s->%s = ", twin->args_name, twin->returned_name);
  if (twin->casts_return)
    g_string_append_printf (text, "(%s) ", twin->returns);
  if (is_wrapped)
    g_string_append (text, "smart_async_context_stream_take (");
  emit_call (text, text->len - start, twin->finish->c_identifier, arguments);
  g_string_append (text, is_wrapped ? ");\n" : ";\n");
}

static void
append_finish (GString  *text,
               Twin     *twin,
               gboolean  is_standalone)
{
  gsize indent = strlen (twin->finish_name) + strlen (" (");

  g_string_append_printf (text, "static void\n%s (GAsyncResult  *%s,\n", twin->finish_name, twin->result_name);
  columns_append_padding (text, indent);
  g_string_append_printf (text, "gpointer       user_data%s,\n", finish_has_args (twin) ? "" : " G_GNUC_UNUSED");
  columns_append_padding (text, indent);
  g_string_append_printf (text, "GError       **%s%s)\n{\n", twin->error_name, twin->throws ? "" : " G_GNUC_UNUSED");
  if (finish_has_args (twin))
    append_args (text, twin);
  append_finish_call (text, twin, is_standalone);
  g_string_append (text, "}\n\n");
}

/* Appends the functions of the operation, and the arguments that they find. */
void
emit_operation (GString  *text,
                Twin     *twin,
                gboolean  is_standalone)
{
  if (twin_has_members (twin))
    append_args_struct (text, twin);
  append_start (text, twin, is_standalone ? EMIT_STANDALONE_READY : "smart_async_call_ready");
  append_finish (text, twin, is_standalone);
}
