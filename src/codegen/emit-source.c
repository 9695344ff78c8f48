/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the generated source.
 */

#include "emit.h"

#include <string.h>

#include "columns.h"
#include "emit-doc.h"

#define WIDTH 100

/* "client_get_repo" → "ClientGetRepo" */
static char *
make_camel (const char *stem)
{
  GString *camel = g_string_new (NULL);
  gboolean is_start = TRUE;

  for (const char *p = stem; *p != '\0'; p++)
    {
      if (*p != '_')
        g_string_append_c (camel, is_start ? g_ascii_toupper (*p) : *p);
      is_start = *p == '_';
    }

  return g_string_free (camel, FALSE);
}

static char *
make_args_type (Twin *twin)
{
  g_autofree char *camel = make_camel (twin->stem);

  return g_strconcat (camel, "Args", NULL);
}

/* Appends "name (a, b, c)", continued under the first argument. */
static void
append_call (GString    *text,
             gsize       indent,
             const char *name,
             GPtrArray  *arguments)
{
  gsize start = indent + strlen (name) + 2;
  gsize column = start;

  g_string_append_printf (text, "%s (", name);
  for (guint i = 0; i < arguments->len; i++)
    {
      const char *argument = g_ptr_array_index (arguments, i);
      gsize length = strlen (argument) + 2;

      if (i > 0 && column + length > WIDTH)
        {
          g_string_append (text, ",\n");
          columns_append_padding (text, start);
          column = start;
        }
      else if (i > 0)
        {
          g_string_append (text, ", ");
        }
      g_string_append (text, argument);
      column += length;
    }
  g_string_append_c (text, ')');
}

static void
append_args_struct (GString    *text,
                    Twin       *twin,
                    const char *args_type)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (Column));
  gsize width;

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);
      const Column column = { parameter->c_type, parameter->name };

      if (twin_is_argument (parameter))
        g_array_append_val (columns, column);
    }

  width = columns_measure ((const Column *) (gpointer) columns->data, columns->len);
  g_string_append (text, "typedef struct\n{\n");
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      g_string_append (text, "  ");
      columns_append (text, column->c_type, width, column->name);
      g_string_append (text, ";\n");
    }
  g_string_append_printf (text, "} %s;\n\n", args_type);
}

/* What the start function passes for a parameter of the async function. */
static char *
make_start_argument (Twin  *twin,
                     guint  position)
{
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
    case ROLE_DESTROY:
      return g_strdup ("NULL");
    default:
      parameter = twin_find_parameter (twin, gir_callable_get_parameter (twin->async, position));
      return g_strconcat ("args->", parameter->name, NULL);
    }
}

static void
append_start (GString    *text,
              Twin       *twin,
              const char *args_type)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  gboolean has_arguments = twin_has_arguments (twin);
  gsize indent = strlen (twin->stem) + strlen ("_start (");

  for (guint i = 0; i < twin->async->parameters->len; i++)
    g_ptr_array_add (arguments, make_start_argument (twin, i));

  g_string_append_printf (text, "static void\n%s_start (SmartAsyncCall *call,\n", twin->stem);
  columns_append_padding (text, indent);
  g_string_append_printf (text, "gpointer        user_data%s)\n{\n", has_arguments ? "" : " G_GNUC_UNUSED");
  if (has_arguments)
    g_string_append_printf (text, "  %s *args = user_data;\n\n", args_type);
  g_string_append (text, "  ");
  append_call (text, 2, twin->async->c_identifier, arguments);
  g_string_append (text, ";\n}\n\n");
}

static char *
make_failure_value (CTypeKind   kind,
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

static void
append_return (GString    *text,
               Twin       *twin,
               const char *indent)
{
  g_autofree char *value = make_failure_value (twin->returns_kind, twin->returns);

  if (twin->returns_kind == CTYPE_KIND_VOID)
    g_string_append_printf (text, "%sreturn;\n", indent);
  else
    g_string_append_printf (text, "%sreturn %s;\n", indent, value);
}

/* Sets an out parameter to what means nothing. Memory of the caller's own that a
 * finish function fills in has no such value. */
static void
append_reset (GString       *text,
              TwinParameter *parameter,
              TypeResolver  *resolver)
{
  g_autofree char *target = ctype_dereference (parameter->c_type);
  CTypeKind kind;

  if (parameter->role != ROLE_OUT || parameter->gir->caller_allocates || target == NULL)
    return;

  kind = type_resolver_get_kind_of (resolver, target, parameter->gir->type->name);
  if (kind == CTYPE_KIND_STRUCT || kind == CTYPE_KIND_UNKNOWN)
    return;

  g_string_append_printf (text, "      if (%s != NULL)\n        *%s = %s;\n", parameter->name, parameter->name,
                          kind == CTYPE_KIND_POINTER ? "NULL" : kind == CTYPE_KIND_BOOLEAN ? "FALSE" : "0");
}

/* Without a GError, a call that was not completed can only be told by what it
 * leaves, so that it leaves nothing undefined. The reason is logged, unless it
 * is that the caller wanted it so. */
static void
append_silent_failure (GString      *text,
                       Twin         *twin,
                       TypeResolver *resolver)
{
  g_string_append_printf (text, "  if (%s == NULL)\n    {\n", twin->result_name);
  g_string_append_printf (text, "      if (!g_error_matches (%s, G_IO_ERROR, G_IO_ERROR_CANCELLED))\n"
                          "        g_warning (\"%%s\", %s->message);\n", twin->error_name, twin->error_name);
  for (guint i = 0; i < twin->parameters->len; i++)
    append_reset (text, twin_get_parameter (twin, i), resolver);
  append_return (text, twin, "      ");
  g_string_append (text, "    }\n\n");
}

static void
append_failure (GString      *text,
                Twin         *twin,
                TypeResolver *resolver)
{
  if (!twin->throws)
    {
      append_silent_failure (text, twin, resolver);
      return;
    }

  g_string_append_printf (text, "  if (%s == NULL)\n", twin->result_name);
  append_return (text, twin, "    ");
  g_string_append_c (text, '\n');
}

static char *
make_finish_argument (Twin  *twin,
                      guint  position)
{
  Roles *roles = twin->roles;
  GirParameter *gir = gir_callable_get_parameter (twin->finish, position);
  TwinParameter *parameter;
  g_autofree char *c_type = NULL;

  switch (roles->finish_roles[position])
    {
    case ROLE_RESULT:
      return g_strdup (twin->result_name);
    case ROLE_ERROR:
      return g_strdup (twin->error_name);
    case ROLE_OUT:
      return g_strdup (twin_find_parameter (twin, gir)->name);
    default:
      gir = gir_callable_get_parameter (twin->async, (guint) roles->finish_sources[position]);
      parameter = twin_find_parameter (twin, gir);
    }

  if (!roles->finish_casts[position])
    return g_strdup (parameter->name);

  c_type = ctype_normalize (gir_parameter_get_c_type (gir_callable_get_parameter (twin->finish, position)));

  return g_strdup_printf ("(%s) %s", c_type, parameter->name);
}

static void
append_finish (GString *text,
               Twin    *twin)
{
  const char *lead = twin->returns_kind == CTYPE_KIND_VOID ? "  " : "  return ";
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < twin->finish->parameters->len; i++)
    g_ptr_array_add (arguments, make_finish_argument (twin, i));
  if (twin->finish->throws)
    g_ptr_array_add (arguments, g_strdup (twin->error_name));

  g_string_append (text, lead);
  append_call (text, strlen (lead), twin->finish->c_identifier, arguments);
  g_string_append (text, ";\n");
}

static void
append_args (GString    *text,
             Twin       *twin,
             const char *args_type)
{
  const char *separator = "";

  if (!twin_has_arguments (twin))
    return;

  g_string_append_printf (text, "  %s %s = { ", args_type, twin->args_name);
  for (guint i = 0; i < twin->parameters->len; i++)
    if (twin_is_argument (twin_get_parameter (twin, i)))
      {
        g_string_append_printf (text, "%s%s", separator, twin_get_parameter (twin, i)->name);
        separator = ", ";
      }
  g_string_append (text, " };\n");
}

static const char *
get_cancellable_name (Twin *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    if (twin_get_parameter (twin, i)->role == ROLE_CANCELLABLE)
      return twin_get_parameter (twin, i)->name;

  g_assert_not_reached ();
}

static void
append_run (GString *text,
            Twin    *twin)
{
  g_string_append_printf (text, "  g_autoptr (GAsyncResult) %s = smart_async_run (&%s, %s%s, %s, %s%s);\n\n",
                          twin->result_name, twin->operation_name,
                          twin_has_arguments (twin) ? "&" : "",
                          twin_has_arguments (twin) ? twin->args_name : "NULL",
                          get_cancellable_name (twin),
                          twin->throws ? "" : "&", twin->error_name);
}

static void
append_operation (GString *text,
                  Twin    *twin)
{
  const char *flags = twin->touches_caller_memory ? "SMART_ASYNC_OPERATION_CALLER_MEMORY"
                                                  : "SMART_ASYNC_OPERATION_NONE";
  g_autofree char *head = g_strdup_printf ("  static const SmartAsyncOperation %s = {", twin->operation_name);
  g_autofree char *body = g_strdup_printf ("\"%s\", %s_start, %s", twin->name, twin->stem, flags);

  if (strlen (head) + strlen (body) + strlen ("  };") <= WIDTH)
    g_string_append_printf (text, "%s %s };\n", head, body);
  else
    g_string_append_printf (text, "%s\n    %s\n  };\n", head, body);
}

static void
append_function (GString      *text,
                 Twin         *twin,
                 TypeResolver *resolver,
                 const char   *args_type)
{
  g_string_append_printf (text, "%s\n%s ", twin->returns, twin->name);
  columns_append_parameters (text, twin, strlen (twin->name) + 2);
  g_string_append (text, "\n{\n");
  append_operation (text, twin);
  append_args (text, twin, args_type);
  if (!twin->throws)
    g_string_append_printf (text, "  g_autoptr (GError) %s = NULL;\n", twin->error_name);
  append_run (text, twin);
  append_failure (text, twin, resolver);
  append_finish (text, twin);
  g_string_append (text, "}\n");
}

static void
append_twin (GString      *text,
             Twin         *twin,
             TypeResolver *resolver)
{
  gboolean is_deprecated = twin->deprecated_by != NULL;
  g_autofree char *args_type = make_args_type (twin);

  g_string_append_c (text, '\n');
  if (is_deprecated)
    g_string_append (text, "G_GNUC_BEGIN_IGNORE_DEPRECATIONS\n\n");
  if (twin_has_arguments (twin))
    append_args_struct (text, twin, args_type);
  append_start (text, twin, args_type);
  emit_doc (text, twin, resolver);
  append_function (text, twin, resolver, args_type);
  if (is_deprecated)
    g_string_append (text, "\nG_GNUC_END_IGNORE_DEPRECATIONS\n");
}

char *
emit_source (GPtrArray         *pairs,
             TypeResolver      *resolver,
             const EmitOptions *options)
{
  GString *text = g_string_new ("/* Generated by smartasync-codegen. Do not edit. */\n\n");

  g_string_append_printf (text, "#include \"%s.h\"\n\n#include <smartasync/smartasync.h>\n", options->basename);
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE)
        append_twin (text, pair->twin, resolver);
    }

  return g_string_free (text, FALSE);
}
