/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what is done in the thread that runs a function that blocks, and what frees what that uses.
 */

#include "emit/emit-blocking-run.h"

#include <string.h>

#include "emit/columns.h"
#include "emit/emit-operation.h"

/* The expression with a value in the place of "$", and its length in that of "#". */
char *
emit_blocking_fill (const char *expression,
                    const char *value,
                    const char *length)
{
  GString *text = g_string_new (NULL);

  for (const char *p = expression; *p != '\0'; p++)
    {
      if (*p == '$')
        g_string_append (text, value);
      else if (*p == '#')
        g_string_append (text, length != NULL ? length : "0");
      else
        g_string_append_c (text, *p);
    }

  return g_string_free (text, FALSE);
}

static gboolean
is_argument (BlockingValue *value)
{
  return value->place == BLOCKING_ARGUMENT;
}

/* Whether the function gives something that is not kept as it comes: it stays the function's own, or is constant. */
static gboolean
has_local (BlockingValue *value)
{
  return !is_argument (value) && (value->is_borrowed || strcmp (value->c_type, value->given_type) != 0);
}

static void
append_local (GString    *text,
              const char *c_type,
              const char *name)
{
  g_string_append (text, "  ");
  columns_append (text, c_type, 0, name);
  g_string_append (text, ";\n");
}

static void
add_column (GArray     *columns,
            const char *c_type,
            const char *name)
{
  const Column column = { c_type, name };

  g_array_append_val (columns, column);
}

/* What finds the job comes first. A callback is in the struct with its data and what frees that. */
static GArray *
collect_columns (Blocking *blocking)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));

  if (blocking->callbacks->len > 0)
    add_column (columns, "gpointer", BLOCKING_JOB);
  for (guint i = 0; i < blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (blocking->callbacks, i);

      add_column (columns, callback->signature->c_identifier, callback->gir->name);
      add_column (columns, "gpointer", callback->data->name);
      add_column (columns, "GDestroyNotify", callback->destroy->name);
    }
  for (guint i = 0; i < blocking->values->len; i++)
    add_column (columns, blocking_get_value (blocking, i)->c_type, blocking_get_value (blocking, i)->name);

  return columns;
}

/* The struct that the thread works on. */
void
emit_blocking_args (GString *text,
                    Pair    *pair)
{
  g_autoptr (GArray) columns = collect_columns (pair->blocking);

  columns_append_struct (text, columns, pair->twin->args_type);
}

/* An argument, as the function takes it. */
static char *
make_passed (BlockingValue *value)
{
  const char *cast = strcmp (value->c_type, value->given_type) != 0 && strstr (value->given_type, "const") != NULL
                     ? value->given_type : NULL;

  return g_strdup_printf (value->is_taken ? "%s%s%sg_steal_pointer (&args->%s)" : "%s%s%sargs->%s",
                          cast != NULL ? "(" : "", cast != NULL ? cast : "", cast != NULL ? ") " : "", value->name);
}

/* What the function calls in the place of a callback; NULL if the argument is none. */
static char *
make_callback (Pair         *pair,
               GirParameter *gir)
{
  for (guint i = 0; i < pair->blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (pair->blocking->callbacks, i);

      if (callback->gir == gir)
        return g_strdup_printf ("args->%s != NULL ? %s_cb : NULL", gir->name, callback->stem);
    }

  return NULL;
}

static char *
make_argument (Pair  *pair,
               guint  position)
{
  GirParameter *gir = gir_callable_get_parameter (pair->async, position);
  Role role = pair->twin->roles->async_roles[position];
  BlockingValue *value = blocking_find_value (pair->blocking, gir);

  if (role == ROLE_CALLBACK || role == ROLE_CLOSURE)
    return role == ROLE_CALLBACK ? make_callback (pair, gir)
           : g_strdup (gir_parameter_is (gir, CTYPE_ID_POINTER) ? "args" : "(gpointer) args");
  if (value == NULL)
    return g_strdup ("cancellable");
  if (is_argument (value))
    return make_passed (value);

  return g_strdup_printf (has_local (value) ? "&given_%s" : "&args->%s", value->name);
}

static void
append_call (GString *text,
             Pair    *pair)
{
  GPtrArray *parameters = pair->async->parameters;
  BlockingValue *returned = pair->blocking->returned;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *head = returned == NULL ? g_strdup ("")
                          : g_strdup_printf (has_local (returned) ? "given_%s = " : "args->%s = ", returned->name);

  for (guint i = 0; i < parameters->len; i++)
    g_ptr_array_add (arguments, make_argument (pair, i));
  g_ptr_array_add (arguments, g_strdup ("error"));

  g_string_append_printf (text, "  %s", head);
  emit_call (text, 2 + strlen (head), pair->async->c_identifier, arguments);
  g_string_append (text, ";\n");
}

/* The length of an array, as the thread knows it; NULL if it has none. */
char *
emit_blocking_make_length (Pair          *pair,
                           BlockingValue *value)
{
  BlockingValue *length = value->length != NULL ? blocking_find_value (pair->blocking, value->length) : NULL;

  return length != NULL ? g_strconcat ("args->", length->name, NULL) : NULL;
}

/* What the function keeps is copied while nobody else can call it. */
static void
append_kept (GString       *text,
             Pair          *pair,
             BlockingValue *value)
{
  g_autofree char *given = g_strconcat ("given_", value->name, NULL);
  g_autofree char *cast = g_strdup_printf ("(%s) %s", value->c_type, given);
  const char *source = strcmp (value->c_type, value->given_type) != 0 ? cast : given;
  g_autofree char *length = emit_blocking_make_length (pair, value);
  g_autofree char *copy = value->copy != NULL ? emit_blocking_fill (value->copy, source, length)
                                              : g_strdup (source);

  if (value->copy != NULL)
    g_string_append_printf (text, "  if (*error == NULL && %s != NULL)\n    args->%s = %s;\n", given, value->name,
                            copy);
  else
    g_string_append_printf (text, "  args->%s = %s;\n", value->name, copy);
}

static void
append_locals (GString *text,
               Pair    *pair)
{
  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      BlockingValue *value = blocking_get_value (pair->blocking, i);
      g_autofree char *name = g_strdup_printf ("given_%s = NULL", value->name);

      if (has_local (value))
        append_local (text, value->given_type, name);
    }
}

/* What the thread does. */
void
emit_blocking_run (GString *text,
                   Pair    *pair)
{
  const char *stem = pair->blocking->stem;
  gboolean has_values = pair->blocking->values->len > 0 || pair->blocking->callbacks->len > 0;
  gsize indent = strlen (stem) + strlen ("_run (");

  g_string_append_printf (text, "static void\n%s_run (gpointer       data%s,\n", stem,
                          has_values ? "" : " G_GNUC_UNUSED");
  columns_append_padding (text, indent);
  g_string_append_printf (text, "GCancellable  *cancellable%s,\n",
                          pair->blocking->takes_cancellable ? "" : " G_GNUC_UNUSED");
  columns_append_padding (text, indent);
  g_string_append (text, "GError       **error)\n{\n");
  if (has_values)
    g_string_append_printf (text, "  %s *args = data;\n", pair->twin->args_type);
  append_locals (text, pair);
  if (has_values)
    g_string_append_c (text, '\n');
  append_call (text, pair);
  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      if (has_local (blocking_get_value (pair->blocking, i)))
        append_kept (text, pair, blocking_get_value (pair->blocking, i));
    }
  g_string_append (text, "}\n\n");
}

/* Stores a value that was given as @name. With @is_there, that is not NULL. */
void
emit_blocking_append_copy (GString       *text,
                           BlockingValue *value,
                           const char    *member,
                           const char    *name,
                           const char    *length,
                           gboolean       is_there)
{
  gboolean is_other = strcmp (value->c_type, value->given_type) != 0;
  g_autofree char *cast = g_strdup_printf ("(%s) %s", value->c_type, name);
  g_autofree char *copy = NULL;

  if (value->copy == NULL)
    {
      g_string_append_printf (text, "  %s = %s;\n", member, is_other ? cast : name);
      return;
    }

  /* The size of an element is that of what the caller has given. */
  copy = emit_blocking_fill (value->copy, is_other && length == NULL ? cast : name, length);
  if (is_there || g_str_has_prefix (copy, "g_strdup") || g_str_has_prefix (copy, "g_memdup2"))
    g_string_append_printf (text, "  %s = %s;\n", member, copy);
  else
    g_string_append_printf (text, "  %s = %s != NULL ? %s : NULL;\n", member, name, copy);
}

static gboolean
has_release (BlockingValue *value,
             gboolean       of_argument)
{
  return is_argument (value) == of_argument && value->release != NULL;
}

/* Whether anything must be released of the arguments, or of the results. */
gboolean
emit_blocking_has_release (Pair     *pair,
                           gboolean  of_argument)
{
  if (of_argument && pair->blocking->callbacks->len > 0)
    return TRUE;

  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      if (has_release (blocking_get_value (pair->blocking, i), of_argument))
        return TRUE;
    }

  return FALSE;
}

/* g_free() and g_strfreev() take NULL. */
void
emit_blocking_append_release (GString    *text,
                              const char *expression,
                              const char *member,
                              const char *length)
{
  g_autofree char *release = emit_blocking_fill (expression, member, length);

  if (g_str_has_prefix (release, "g_free ") || g_str_has_prefix (release, "g_strfreev "))
    g_string_append_printf (text, "  %s;\n", release);
  else
    g_string_append_printf (text, "  if (%s != NULL)\n    %s;\n", member, release);
}

static void
append_release (GString       *text,
                Pair          *pair,
                BlockingValue *value)
{
  g_autofree char *member = g_strconcat ("args->", value->name, NULL);
  g_autofree char *length = emit_blocking_make_length (pair, value);

  emit_blocking_append_release (text, value->release, member, length);
}

static void
append_destroys (GString *text,
                 Pair    *pair)
{
  for (guint i = 0; i < pair->blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (pair->blocking->callbacks, i);

      g_string_append_printf (text, "  if (args->%s != NULL)\n    args->%s (args->%s);\n", callback->destroy->name,
                              callback->destroy->name, callback->data->name);
    }
}

/* What frees the arguments, or the results. */
void
emit_blocking_release (GString  *text,
                       Pair     *pair,
                       gboolean  of_argument)
{
  if (!emit_blocking_has_release (pair, of_argument))
    return;

  g_string_append_printf (text, "static void\n%s_free_%s (gpointer data)\n{\n  %s *args = data;\n\n",
                          pair->blocking->stem, of_argument ? "arguments" : "results", pair->twin->args_type);
  if (of_argument)
    append_destroys (text, pair);
  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      if (has_release (blocking_get_value (pair->blocking, i), of_argument))
        append_release (text, pair, blocking_get_value (pair->blocking, i));
    }
  g_string_append (text, "}\n\n");
}
