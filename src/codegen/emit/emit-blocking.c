/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the asynchronous pair of a function that blocks.
 */

#include "emit/emit-blocking.h"

#include <string.h>

#include "emit/columns.h"
#include "emit/emit-blocking-run.h"
#include "emit/emit-callbacks.h"
#include "emit/emit-doc.h"
#include "emit/emit-guards.h"
#include "emit/emit-operation.h"
#include "read/type-resolver.h"

/* A pair consists of a struct with the arguments and the results, of functions that call the one that blocks and free
 * what is in the struct, of a description of these, and of the two functions themselves. The library does the rest.
 */

static guint
count_objects (Pair *pair)
{
  guint n = 0;

  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      BlockingValue *value = blocking_get_value (pair->blocking, i);

      n += value->is_object && value->place == BLOCKING_ARGUMENT;
    }

  return n;
}

/* Where the struct has objects, whose handlers and methods the library asks for. */
static void
append_objects (GString *text,
                Pair    *pair)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      BlockingValue *value = blocking_get_value (pair->blocking, i);

      if (value->is_object && value->place == BLOCKING_ARGUMENT)
        g_ptr_array_add (items, g_strdup_printf ("G_STRUCT_OFFSET (%s, %s)", pair->twin->args_type, value->name));
    }
  if (items->len == 0)
    return;

  g_string_append_printf (text, "static const gsize %s_objects[] = {\n  ", pair->blocking->stem);
  emit_list (text, 2, items);
  g_string_append (text, ",\n};\n\n");
}

/* Calls a function with each object in arrays and lists. Returns whether there are any. */
static gboolean
append_each_object (GString *text,
                    Pair    *pair)
{
  const char *stem = pair->blocking->stem;
  g_autoptr (GString) calls = g_string_new (NULL);

  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      BlockingValue *value = blocking_get_value (pair->blocking, i);
      g_autofree char *member = g_strconcat ("args->", value->name, NULL);
      g_autofree char *length = emit_blocking_make_length (pair, value);
      g_autofree char *each = value->each != NULL ? emit_blocking_fill (value->each, member, length) : NULL;

      if (each != NULL)
        g_string_append_printf (calls, "  if (%s != NULL)\n    %s;\n", member, each);
    }
  if (calls->len == 0)
    return FALSE;

  g_string_append_printf (text, "static void\n%s_each_object (gpointer data,\n", stem);
  columns_append_padding (text, strlen (stem) + strlen ("_each_object ("));
  g_string_append (text, "GFunc    func,\n");
  columns_append_padding (text, strlen (stem) + strlen ("_each_object ("));
  g_string_append_printf (text, "gpointer func_data)\n{\n  %s *args = data;\n\n%s}\n\n", pair->twin->args_type,
                          calls->str);

  return TRUE;
}

static void
append_flags (GString  *text,
              Blocking *blocking)
{
  g_autoptr (GPtrArray) flags = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  if (blocking->takes_cancellable)
    g_ptr_array_add (flags, (gpointer) "SMART_ASYNC_BLOCKING_CANCELLABLE");
  if (blocking->has_no_context)
    g_ptr_array_add (flags, (gpointer) "SMART_ASYNC_BLOCKING_NO_CONTEXT");
  if (blocking->callbacks->len > 0)
    g_ptr_array_add (flags, (gpointer) "SMART_ASYNC_BLOCKING_CALLBACKS");
  if (flags->len == 0)
    return;

  g_ptr_array_add (flags, NULL);
  joined = g_strjoinv (" | ", (char **) flags->pdata);
  g_string_append_printf (text, "  .flags = %s,\n", joined);
}

static void
append_description (GString *text,
                    Pair    *pair)
{
  const char *stem = pair->blocking->stem;

  gboolean has_each;

  append_objects (text, pair);
  has_each = append_each_object (text, pair);
  g_string_append_printf (text, "static const SmartAsyncBlocking %s_blocking = {\n  .name = \"%s\",\n"
                          "  .run = %s_run,\n", stem, pair->twin->name, stem);
  if (emit_blocking_has_release (pair, TRUE))
    g_string_append_printf (text, "  .free_arguments = %s_free_arguments,\n", stem);
  if (emit_blocking_has_release (pair, FALSE))
    g_string_append_printf (text, "  .free_results = %s_free_results,\n", stem);
  append_flags (text, pair->blocking);
  if (count_objects (pair) > 0 || has_each)
    g_string_append_printf (text, "  .prefixes = \"%s\",\n", pair->blocking->prefixes);
  if (count_objects (pair) > 0)
    g_string_append_printf (text, "  .objects = %s_objects,\n  .n_objects = %u,\n", stem, count_objects (pair));
  if (has_each)
    g_string_append_printf (text, "  .each_object = %s_each_object,\n", stem);
  g_string_append (text, "};\n\n");
}

static const char *
get_name (Twin         *twin,
          GirParameter *gir)
{
  return twin_find_parameter (twin, gir)->name;
}

static void
append_argument (GString       *text,
                 Pair          *pair,
                 BlockingValue *value)
{
  const char *length = value->length != NULL ? get_name (pair->twin, value->length) : NULL;
  g_autofree char *member = g_strdup_printf ("%s->%s", pair->twin->args_name, value->name);

  emit_blocking_append_copy (text, value, member, get_name (pair->twin, value->gir), length,
                             value->gir->is_instance && !value->gir->nullable);
}

/* The three members of each callback. */
static void
append_callbacks (GString *text,
                  Pair    *pair)
{
  for (guint i = 0; i < pair->blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (pair->blocking->callbacks, i);
      GirParameter *parameters[] = { callback->gir, callback->data, callback->destroy };

      for (gsize j = 0; j < G_N_ELEMENTS (parameters); j++)
        g_string_append_printf (text, "  %s->%s = %s;\n", pair->twin->args_name, parameters[j]->name,
                                get_name (pair->twin, parameters[j]));
    }
}

/* The object that the result belongs to, or NULL. */
static const char *
get_source (Pair *pair,
            Twin *twin)
{
  GirParameter *self = gir_callable_has_instance (pair->async) ? gir_callable_get_parameter (pair->async, 0) : NULL;
  TwinParameter *parameter = self != NULL && gir_type_is_object (self->type) ? twin_find_parameter (twin, self) : NULL;

  return parameter != NULL ? parameter->name : "NULL";
}

static void
append_start (GString *text,
              Pair    *pair)
{
  Twin *twin = pair->twin;
  gboolean has_instance = gir_callable_has_instance (pair->async);
  g_autofree char *queue = emit_blocking_fill (pair->blocking->queue,
                                               has_instance ? twin_get_parameter (twin, 0)->name : "NULL", NULL);
  guint n = twin->parameters->len;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *blocking = g_strdup_printf ("&%s_blocking", pair->blocking->stem);

  g_ptr_array_add (arguments, blocking);
  g_ptr_array_add (arguments, twin->args_name);
  g_ptr_array_add (arguments, (gpointer) get_source (pair, twin));
  g_ptr_array_add (arguments, queue);
  g_ptr_array_add (arguments, twin_find_parameter (twin, pair->blocking->extras.priority) != NULL
                              ? (gpointer) get_name (twin, pair->blocking->extras.priority)
                              : (gpointer) "G_PRIORITY_DEFAULT");
  g_ptr_array_add (arguments, (gpointer) twin_get_cancellable_name (twin));
  g_ptr_array_add (arguments, twin_get_parameter (twin, n - 2)->name);
  g_ptr_array_add (arguments, twin_get_parameter (twin, n - 1)->name);

  g_string_append (text, "  ");
  emit_call (text, 2, "smart_async_blocking_start", arguments);
  g_string_append (text, ";\n");
}

static void
append_async (GString *text,
              Pair    *pair)
{
  Twin *twin = pair->twin;

  emit_doc (text, twin);
  g_string_append_printf (text, "void\n%s ", twin->name);
  columns_append_parameters (text, twin, strlen (twin->name) + 2);
  g_string_append_printf (text, "\n{\n  %s *%s;\n\n", twin->args_type, twin->args_name);
  emit_guards (text, twin);
  g_string_append_printf (text, "  %s = g_new0 (%s, 1);\n", twin->args_name, twin->args_type);
  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      if (blocking_get_value (pair->blocking, i)->place == BLOCKING_ARGUMENT)
        append_argument (text, pair, blocking_get_value (pair->blocking, i));
    }
  append_callbacks (text, pair);
  append_start (text, pair);
  g_string_append (text, "}\n\n");
}

/* What is released if nobody takes it is stolen. */
static char *
make_taken (Twin          *twin,
            BlockingValue *value)
{
  return g_strdup_printf (value->release != NULL ? "g_steal_pointer (&%s->%s)" : "%s->%s", twin->args_name,
                          value->name);
}

static void
append_results (GString *text,
                Pair    *pair)
{
  Twin *twin = pair->blocking->finish;
  gsize before = text->len;

  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      BlockingValue *value = blocking_get_value (pair->blocking, i);
      g_autofree char *taken = make_taken (twin, value);
      const char *name = value->place == BLOCKING_OUT ? get_name (twin, value->gir) : NULL;

      if (name != NULL)
        g_string_append_printf (text, "%s  if (%s != NULL)\n    *%s = %s;\n", text->len == before ? "\n" : "", name,
                                name, taken);
    }
}

static void
append_finish_call (GString *text,
                    Pair    *pair)
{
  Twin *twin = pair->blocking->finish;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *blocking = g_strdup_printf ("&%s_blocking", pair->blocking->stem);

  g_ptr_array_add (arguments, blocking);
  g_ptr_array_add (arguments, (gpointer) get_source (pair, twin));
  g_ptr_array_add (arguments, (gpointer) get_name (twin, pair->blocking->extras.result));
  g_ptr_array_add (arguments, twin->error_name);

  g_string_append_printf (text, "  %s = ", twin->args_name);
  emit_call (text, strlen (twin->args_name) + 5, "smart_async_blocking_finish", arguments);
  g_string_append (text, ";\n");
}

/* An instance that may be NULL, and is no object, is not checked, and nothing else is done with it here. */
static void
append_unused (GString *text,
               Pair    *pair,
               Twin    *twin)
{
  GirParameter *self = gir_callable_has_instance (pair->async) ? gir_callable_get_parameter (pair->async, 0) : NULL;
  TwinParameter *parameter = self != NULL && self->nullable && !gir_type_is_object (self->type)
                             ? twin_find_parameter (twin, self) : NULL;

  if (parameter != NULL)
    g_string_append_printf (text, "  (void) %s;\n", parameter->name);
}

static void
append_finish (GString *text,
               Pair    *pair)
{
  Twin *twin = pair->blocking->finish;
  g_autofree char *failure = emit_failure (twin->returns_kind, twin->returns);
  g_autofree char *taken = pair->blocking->returned != NULL ? make_taken (twin, pair->blocking->returned) : NULL;

  emit_doc (text, twin);
  g_string_append_printf (text, "%s\n%s ", twin->returns, twin->name);
  columns_append_parameters (text, twin, strlen (twin->name) + 2);
  g_string_append_printf (text, "\n{\n  %s *%s;\n\n", pair->twin->args_type, twin->args_name);
  emit_guards (text, twin);
  append_unused (text, pair, twin);
  append_finish_call (text, pair);
  g_string_append_printf (text, "  if (%s == NULL)\n    return%s%s;\n", twin->args_name, taken != NULL ? " " : "",
                          taken != NULL ? failure : "");
  append_results (text, pair);
  if (taken != NULL)
    g_string_append_printf (text, "\n  return %s;\n", taken);
  g_string_append (text, "}\n");
}

void
emit_blocking (GString *text,
               Pair    *pair)
{
  gboolean is_deprecated = pair->async->deprecated;

  g_string_append (text, is_deprecated ? "\nG_GNUC_BEGIN_IGNORE_DEPRECATIONS\n\n" : "\n");
  emit_blocking_args (text, pair);
  emit_callbacks (text, pair);
  emit_blocking_run (text, pair);
  emit_blocking_release (text, pair, TRUE);
  emit_blocking_release (text, pair, FALSE);
  append_description (text, pair);
  append_async (text, pair);
  emit_callbacks_closures (text, pair);
  append_finish (text, pair);
  if (is_deprecated)
    g_string_append (text, "\nG_GNUC_END_IGNORE_DEPRECATIONS\n");
}
