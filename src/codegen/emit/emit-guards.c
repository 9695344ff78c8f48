/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what a twin asks of its arguments.
 */

#include "emit/emit-guards.h"

#include "emit/emit-operation.h"
#include "read/type-check.h"
#include "read/type-resolver.h"

/* An async function that is called with what it must not be called with logs a critical message, returns, and never
 * calls back. Its twin asks first, and returns as well, instead of waiting for ever.
 */

static void
append_guard (GString    *text,
              Twin       *twin,
              const char *condition)
{
  g_autofree char *value = emit_failure (twin->returns_kind, twin->returns);

  if (twin->returns_kind == CTYPE_KIND_VOID)
    g_string_append_printf (text, "  g_return_if_fail (%s);\n", condition);
  else
    g_string_append_printf (text, "  g_return_val_if_fail (%s, %s);\n", condition, value);
}

/* Whether NULL is a value like others: an empty list, an array without elements, or anything. */
static gboolean
may_be_nothing (GirType *type)
{
  gboolean is_list = g_strcmp0 (type->name, "GLib.List") == 0 || g_strcmp0 (type->name, "GLib.SList") == 0;
  gboolean has_length = type->is_array && type->name == NULL && type->length >= 0;

  return is_list || has_length || ctype_is_untyped (type->c_type);
}

/* Whether anybody says that it may be NULL. */
static gboolean
is_nullable (TwinParameter *parameter)
{
  return parameter->gir->nullable || (parameter->was != NULL && parameter->was->nullable);
}

static gboolean
is_guarded (Twin          *twin,
            TwinParameter *parameter)
{
  if (parameter->role != ROLE_IN || parameter->direction != GIR_DIRECTION_IN)
    return FALSE;
  if (twin->options.guards == TWIN_GUARDS_NONE ||
      (twin->options.guards == TWIN_GUARDS_INSTANCE && !parameter->gir->is_instance))
    return FALSE;

  return gir_type_get_kind (parameter->gir->type) == CTYPE_KIND_POINTER && !may_be_nothing (parameter->gir->type);
}

static void
append_guard_of (GString       *text,
                 Twin          *twin,
                 TwinParameter *parameter,
                 gboolean       is_of_type)
{
  g_autofree char *check = NULL;
  g_autofree char *condition = NULL;

  if (!is_guarded (twin, parameter))
    return;

  check = type_check_make (parameter->gir->type, parameter->name);
  if (is_of_type != (check != NULL) || (check == NULL && is_nullable (parameter)))
    return;

  if (check == NULL)
    condition = g_strdup_printf ("%s != NULL", parameter->name);
  else if (is_nullable (parameter))
    condition = g_strdup_printf ("%s == NULL || %s", parameter->name, check);

  append_guard (text, twin, condition != NULL ? condition : check);
}

/* What calls no function is asked first: arguments that need not be kept for later, across such a call, make the object
 * code smaller. The runtime asks whether an error is set already, and names the twin; what comes before the call
 * needs to know earlier.
 */
void
emit_guards (GString *text,
             Twin    *twin)
{
  gsize before = text->len;
  g_autofree char *error = NULL;

  for (guint i = 0; i < twin->parameters->len; i++)
    append_guard_of (text, twin, twin_get_parameter (twin, i), FALSE);
  for (guint i = 0; i < twin->parameters->len; i++)
    append_guard_of (text, twin, twin_get_parameter (twin, i), TRUE);
  if (twin->throws && twin->before != NULL)
    {
      error = g_strdup_printf ("%s == NULL || *%s == NULL", twin->error_name, twin->error_name);
      append_guard (text, twin, error);
    }
  if (text->len > before)
    g_string_append_c (text, '\n');
}

/* Appends what the guards of all twins call, each once. */
void
emit_guard_functions (GString   *text,
                      GPtrArray *pairs)
{
  g_autoptr (GHashTable) functions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      for (guint j = 0; pair->status == PAIR_GENERATE && j < pair->twin->parameters->len; j++)
        {
          TwinParameter *parameter = twin_get_parameter (pair->twin, j);
          char *function = is_guarded (pair->twin, parameter) ? type_check_make_function (parameter->gir->type) : NULL;

          if (function == NULL)
            continue;
          if (!g_hash_table_contains (functions, function))
            g_string_append_printf (text, "\n%s", function);
          g_hash_table_add (functions, function);
        }
    }
}

/* The header that the guard of an argument needs; NULL when there is no guard, or when that is not known. */
const char *
emit_guards_get_header (Twin          *twin,
                        TwinParameter *parameter)
{
  return is_guarded (twin, parameter) ? type_check_get_header (parameter->gir->type) : NULL;
}
