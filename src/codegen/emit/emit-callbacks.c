/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what calls the callbacks of a function that blocks.
 */

#include "emit/emit-callbacks.h"

#include <string.h>

#include "emit/columns.h"
#include "emit/emit-blocking-run.h"
#include "emit/emit-doc.h"
#include "emit/emit-guards.h"
#include "emit/emit-operation.h"
#include "read/type-resolver.h"

/* For each callback there is a struct with what it is called with, a function that stands for it in the thread, and one
 * that calls it where the pair was called. What needs no copy is in the struct as it came.
 */

static const char *
get_returned (BlockingCallback *callback)
{
  return callback->signature->returns->type->c_type->text;
}

/* The columns of a struct, or of parameters; names are owned by @names. */
static GArray *
collect_columns (BlockingCallback *callback,
                 GPtrArray        *names,
                 const char       *data)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));

  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      GirParameter *gir = gir_callable_get_parameter (callback->signature, i);
      char *name = g_strdup (value != NULL ? value->name : data);
      const Column column = { value != NULL && data == NULL ? value->c_type : gir->type->c_type->text, name };

      g_ptr_array_add (names, name);
      if (name != NULL)
        g_array_append_val (columns, column);
    }

  return columns;
}

static void
append_struct (GString          *text,
               BlockingCallback *callback)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) columns = collect_columns (callback, names, NULL);
  const Column returned = { get_returned (callback), "returned" };

  if (callback->asks)
    g_array_append_val (columns, returned);

  columns_append_struct (text, columns, callback->type);
}

/* The length of an array, as it is called in @owner. */
static char *
make_length (BlockingCallback *callback,
             BlockingValue    *value,
             const char       *owner)
{
  BlockingValue *length = value->length != NULL ? blocking_callback_find_value (callback, value->length) : NULL;

  return length != NULL ? g_strconcat (owner, length->name, NULL) : NULL;
}

static void
append_free (GString          *text,
             BlockingCallback *callback)
{
  g_string_append_printf (text, "static void\n%s_free (gpointer values)\n{\n  %s *call = values;\n\n", callback->stem,
                          callback->type);
  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      const char *name = value != NULL ? value->name : NULL;
      g_autofree char *member = g_strconcat ("call->", name, NULL);
      g_autofree char *length = value != NULL ? make_length (callback, value, "call->") : NULL;

      if (value != NULL && value->release != NULL)
        emit_blocking_append_release (text, value->release, member, length);
    }
  g_string_append (text, "  g_free (call);\n}\n\n");
}

/* What the callback of the caller is called with. */
static void
append_call (GString          *text,
             Pair             *pair,
             BlockingCallback *callback)
{
  const char *name = callback->gir->name;
  gboolean has_values = callback->values->len > 1 || callback->asks;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *function = g_strdup_printf ("%sargs->%s", callback->asks ? "call->returned = " : "", name);

  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      gboolean is_other = value != NULL && strcmp (value->c_type, value->given_type) != 0;

      g_ptr_array_add (arguments, value == NULL ? g_strdup_printf ("args->%s_data", name)
                       : g_strdup_printf ("%s%s%scall->%s", is_other ? "(" : "", is_other ? value->given_type : "",
                                          is_other ? ") " : "", value->name));
    }

  g_string_append_printf (text, "static void\n%s_call (gpointer data,\n", callback->stem);
  columns_append_padding (text, strlen (callback->stem) + strlen ("_call ("));
  g_string_append_printf (text, "gpointer values%s)\n{\n  %s *args = data;\n", has_values ? "" : " G_GNUC_UNUSED",
                          pair->twin->args_type);
  if (has_values)
    g_string_append_printf (text, "  %s *call = values;\n", callback->type);
  g_string_append (text, "\n  ");
  emit_call (text, 2, function, arguments);
  g_string_append (text, ";\n}\n\n");
}

static void
append_description (GString          *text,
                    BlockingCallback *callback)
{
  g_string_append_printf (text, "static const SmartAsyncBlockingCallback %s_callback = {\n  .call = %s_call,\n",
                          callback->stem, callback->stem);
  if (!callback->asks)
    g_string_append_printf (text, "  .free_values = %s_free,\n", callback->stem);
  if (callback->coalesces)
    g_string_append (text, "  .coalesces = TRUE,\n");
  g_string_append (text, "};\n\n");
}

/* The parameters of the callback's type. */
static void
append_parameters (GString          *text,
                   BlockingCallback *callback,
                   gsize             indent,
                   const char       *data)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) columns = collect_columns (callback, names, data);

  columns_append_list (text, columns, indent);
  g_string_append (text, ")\n{\n");
}

static void
append_stored (GString          *text,
               BlockingCallback *callback)
{
  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      const char *name = value != NULL ? value->name : NULL;
      g_autofree char *length = value != NULL ? make_length (callback, value, "") : NULL;
      g_autofree char *member = g_strconcat (callback->asks ? "call." : "call->", name, NULL);

      if (value != NULL)
        emit_blocking_append_copy (text, value, member, name, length, callback->asks);
    }
}

/* Of what the callback would have taken over. */
static void
append_unanswered (GString          *text,
                   BlockingCallback *callback)
{
  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      g_autofree char *release = value != NULL ? blocking_callback_get_release (value->gir) : NULL;
      const char *name = value != NULL ? value->name : NULL;
      g_autofree char *filled = release != NULL ? emit_blocking_fill (release, name, NULL) : NULL;

      if (filled != NULL)
        g_string_append_printf (text, "  if (!is_answered && %s != NULL)\n    %s;\n", name, filled);
    }
}

static gboolean
takes_over (BlockingCallback *callback)
{
  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      g_autofree char *release = value != NULL ? blocking_callback_get_release (value->gir) : NULL;

      if (release != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
append_ask (GString          *text,
            BlockingCallback *callback)
{
  gboolean takes = takes_over (callback);

  g_string_append_printf (text, "  %s call;\n%s\n", callback->type, takes ? "  gboolean is_answered;\n" : "");
  append_stored (text, callback);
  g_string_append_printf (text, "  call.returned = (%s) %s;\n", get_returned (callback), callback->unanswered);
  g_string_append_printf (text, "  %ssmart_async_blocking_ask (&%s_callback, data, &call);\n",
                          takes ? "is_answered = " : "", callback->stem);
  append_unanswered (text, callback);
  g_string_append (text, "\n  return call.returned;\n}\n\n");
}

/* What the function that blocks calls, in its thread. */
static void
append_stand_in (GString          *text,
                 BlockingCallback *callback)
{
  g_string_append_printf (text, "static %s\n%s_cb (", get_returned (callback), callback->stem);
  append_parameters (text, callback, strlen (callback->stem) + strlen ("_cb ("), "data");
  if (callback->asks)
    {
      append_ask (text, callback);
      return;
    }

  g_string_append_printf (text, "  %s *call = g_new0 (%s, 1);\n\n", callback->type, callback->type);
  append_stored (text, callback);
  g_string_append_printf (text, "  smart_async_blocking_notify (&%s_callback, data, call);\n}\n\n", callback->stem);
}

void
emit_callbacks (GString *text,
                Pair    *pair)
{
  for (guint i = 0; i < pair->blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (pair->blocking->callbacks, i);

      append_struct (text, callback);
      if (!callback->asks)
        append_free (text, callback);
      append_call (text, pair, callback);
      append_description (text, callback);
      append_stand_in (text, callback);
    }
}

/* Not all headers declare the functions that tell the GTypes of boxed types. */
static void
append_declarations (GString          *text,
                     BlockingCallback *callback)
{
  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      const char *cast;
      g_autofree char *type = value != NULL ? blocking_callback_get_gtype (value->gir->type, &cast) : NULL;
      g_autofree char *declaration = NULL;

      if (type == NULL || !g_str_has_suffix (type, " ()"))
        continue;
      declaration = g_strdup_printf ("GType %.*s (void);\n", (int) (strlen (type) - strlen (" ()")), type);
      if (strstr (text->str, declaration) == NULL)
        g_string_append_printf (text, "%s\n", declaration);
    }
}

/* A closure takes nothing over. */
static void
append_taken (GString          *text,
              BlockingCallback *callback)
{
  for (guint i = 0; i < callback->values->len; i++)
    {
      BlockingValue *value = blocking_callback_get_value (callback, i);
      g_autofree char *release = value != NULL ? blocking_callback_get_release (value->gir) : NULL;
      const char *name = value != NULL ? value->name : NULL;

      if (release != NULL)
        emit_blocking_append_release (text, release, name, NULL);
    }
}

/* What a closure is called with, each behind its GType. */
static void
append_typed (GString          *text,
              BlockingCallback *callback)
{
  for (guint i = 0; i < callback->values->len; i++)
    {
      const char *cast;
      BlockingValue *value = blocking_callback_get_value (callback, i);
      g_autofree char *type = value != NULL ? blocking_callback_get_gtype (value->gir->type, &cast) : NULL;
      const char *name = value != NULL ? value->name : NULL;

      if (value != NULL)
        g_string_append_printf (text, ",\n                %s, %s%s", type, cast, name);
    }
}

/* What calls a closure in the place of the callback. */
static void
append_closure_call (GString          *text,
                     BlockingCallback *callback)
{
  GirType *returns = callback->signature->returns->type;
  const char *cast;
  g_autofree char *gtype = callback->asks ? blocking_callback_get_gtype (returns, &cast) : g_strdup ("G_TYPE_NONE");
  const char *temporary = gir_type_get_kind (returns) == CTYPE_KIND_ENUM ? "int" : get_returned (callback);

  append_declarations (text, callback);
  g_string_append_printf (text, "static %s\n%s_closure_cb (", get_returned (callback), callback->stem);
  append_parameters (text, callback, strlen (callback->stem) + strlen ("_closure_cb ("), "closure");
  if (callback->asks)
    g_string_append_printf (text, "  %s returned = 0;\n\n", temporary);
  g_string_append_printf (text, "  call_closure (closure, %s, %s, %u", gtype, callback->asks ? "&returned" : "NULL",
                          callback->values->len - 1);
  append_typed (text, callback);
  g_string_append (text, ");\n");
  append_taken (text, callback);
  if (callback->asks)
    g_string_append_printf (text, "\n  return (%s) returned;\n", get_returned (callback));
  g_string_append (text, "}\n\n");
}

static BlockingCallback *
find_callback (Pair         *pair,
               GirParameter *gir)
{
  for (guint i = 0; i < pair->blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (pair->blocking->callbacks, i);

      if (callback->gir == gir)
        return callback;
    }

  return NULL;
}

/* The arguments of the async function, with three for each closure. */
static GPtrArray *
collect_arguments (Pair *pair)
{
  Twin *twin = pair->twin;
  Twin *closures = pair->blocking->closures;
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0, j = 0; i < twin->parameters->len; i++, j++)
    {
      BlockingCallback *callback = find_callback (pair, twin_get_parameter (twin, i)->gir);
      const char *name = twin_get_parameter (closures, j)->name;

      if (callback == NULL)
        {
          g_ptr_array_add (arguments, g_strdup (name));
          continue;
        }
      g_ptr_array_add (arguments, g_strdup_printf ("%s != NULL ? %s_closure_cb : NULL", name, callback->stem));
      g_ptr_array_add (arguments, g_strdup_printf ("take_closure (%s)", name));
      g_ptr_array_add (arguments, g_strdup_printf ("%s != NULL ? (GDestroyNotify) g_closure_unref : NULL", name));
      i += 2;
    }

  return arguments;
}

/* The async function for bindings, which have closures. */
void
emit_callbacks_closures (GString *text,
                         Pair    *pair)
{
  Twin *twin = pair->blocking->closures;
  g_autoptr (GPtrArray) arguments = twin != NULL ? collect_arguments (pair) : NULL;

  if (twin == NULL)
    return;

  for (guint i = 0; i < pair->blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (pair->blocking->callbacks, i);

      append_closure_call (text, callback);
    }
  emit_doc (text, twin);
  g_string_append_printf (text, "void\n%s ", twin->name);
  columns_append_parameters (text, twin, strlen (twin->name) + 2);
  g_string_append (text, "\n{\n");
  emit_guards (text, twin);
  g_string_append (text, "  ");
  emit_call (text, 2, pair->twin->name, arguments);
  g_string_append (text, ";\n}\n\n");
}
