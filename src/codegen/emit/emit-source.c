/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the generated source.
 */

#include "emit/emit.h"

#include <string.h>

#include "emit/columns.h"
#include "emit/emit-blocking.h"
#include "emit/emit-copies.h"
#include "emit/emit-doc.h"
#include "emit/emit-future.h"
#include "emit/emit-guards.h"
#include "emit/emit-operation.h"
#include "emit/emit-standalone.h"
#include "read/type-resolver.h"

/* Sets an out parameter to what means nothing. Memory of the caller's own that a
 * finish function fills in has no such value.
 */
static void
append_reset (GString       *text,
              TwinParameter *parameter)
{
  const CType *target;
  CTypeKind kind;

  if (parameter->role != ROLE_OUT || parameter->direction != GIR_DIRECTION_OUT || parameter->gir->caller_allocates)
    return;

  target = parameter->gir->type->c_type->target;
  if (target == NULL || target->is_const)
    return;

  kind = gir_type_get_target_kind (parameter->gir->type);
  if (kind == CTYPE_KIND_STRUCT || kind == CTYPE_KIND_UNKNOWN)
    return;

  g_string_append_printf (text, "      if (%s != NULL)\n        *%s = %s;\n", parameter->name, parameter->name,
                          kind == CTYPE_KIND_POINTER ? "NULL" : kind == CTYPE_KIND_BOOLEAN ? "FALSE" : "0");
}

/* Without a GError, only the values show that a call was not completed, so that none
 * of them may be undefined. The reason is logged, unless the caller has cancelled it.
 */
static void
append_silent_failure (GString *text,
                       Twin    *twin)
{
  g_string_append_printf (text, "    {\n      if (!g_error_matches (%s, G_IO_ERROR, G_IO_ERROR_CANCELLED))\n"
                          "        g_warning (\"%%s\", %s->message);\n", twin->error_name, twin->error_name);
  for (guint i = 0; i < twin->parameters->len; i++)
    append_reset (text, twin_get_parameter (twin, i));
  g_string_append (text, "    }\n");
}

static void
append_args (GString *text,
             Twin    *twin)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autofree char *head = g_strdup_printf ("  %s %s = { ", twin->args_type, twin->args_name);
  g_autofree char *failure = emit_failure (twin->returns_kind, twin->returns);

  if (!twin_has_members (twin))
    return;

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (twin_is_member (twin_get_parameter (twin, i)))
        g_ptr_array_add (values, twin_get_parameter (twin, i)->name);
    }
  if (twin->returned_name != NULL)
    g_ptr_array_add (values, failure);
  if (twin->started_name != NULL)
    g_ptr_array_add (values, (gpointer) "FALSE");

  g_string_append (text, head);
  emit_list (text, strlen (head), values);
  g_string_append (text, " };\n");
}

static void
append_operation (GString *text,
                  Twin    *twin)
{
  const char *caller_memory = twin_uses_caller_memory (twin) ? "SMART_ASYNC_OPERATION_CALLER_MEMORY | " : "";

  g_string_append_printf (text, "  static const SmartAsyncOperationExtended %s = {\n"
                                "    .operation = {\n"
                                "      \"%s\", %s, %sSMART_ASYNC_OPERATION_EXTENDED\n"
                                "    },\n"
                                "    .finish = %s,\n"
                                "  };\n",
                          twin->operation_name, twin->name, twin->start_name, caller_memory, twin->finish_name);
}

/* A floating reference is taken before anything else can happen: the async function
 * would have done that, but it may never be called.
 */
static void
append_keepers (GString *text,
                Twin    *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);

      if (parameter->keeper != NULL)
        g_string_append_printf (text, "  if (%s != NULL)\n    %s = g_variant_ref_sink (%s);\n", parameter->name,
                                parameter->keeper, parameter->name);
    }
}

/* Appends a statement, inside a block or not. */
static void G_GNUC_PRINTF (3, 4)
append_line (GString    *text,
             gboolean    is_inside,
             const char *format,
             ...)
{
  va_list args;

  va_start (args, format);
  g_string_append (text, is_inside ? "      " : "  ");
  g_string_append_vprintf (text, format, args);
  g_string_append_c (text, '\n');
  va_end (args);
}

static void
append_pushes (GString  *text,
               Twin     *twin,
               gboolean  is_inside)
{
  const char *context = twin->context_name != NULL ? twin->context_name : twin->context;
  g_autofree char *policy = twin->options.affinity != NULL ? g_ascii_strup (twin->options.affinity, -1) : NULL;

  if (twin->context_name != NULL)
    append_line (text, is_inside, "%s = %s;", twin->context_name, twin->context);
  if (context != NULL)
    append_line (text, is_inside, "smart_async_push_context (%s);", context);
  if (policy != NULL)
    append_line (text, is_inside, "smart_async_push_policy (SMART_ASYNC_POLICY_%s);", policy);
}

static void
append_pops (GString  *text,
             Twin     *twin,
             gboolean  is_inside)
{
  if (twin->options.affinity != NULL)
    append_line (text, is_inside, "smart_async_pop_policy ();");
  if (twin->context != NULL)
    append_line (text, is_inside, "smart_async_pop_context ();");
}

static void
append_call (GString  *text,
             Twin     *twin,
             gboolean  is_inside)
{
  const char *args = twin_has_members (twin) ? twin->args_name : "NULL";
  g_autofree char *call = g_strdup_printf ("smart_async_run_and_finish (&%s, %s%s, %s, %s%s)", twin->operation_name,
                                           twin_has_members (twin) ? "&" : "", args, twin_get_cancellable_name (twin),
                                           twin->throws ? "" : "&", twin->error_name);

  if (twin->throws || twin->before != NULL)
    {
      append_line (text, is_inside, "%s;", call);
    }
  else
    {
      g_string_append_printf (text, "  if (!%s)\n", call);
      append_silent_failure (text, twin);
    }
}

/* The call, with what is set for it, if what has to come before it succeeds. */
static void
append_run (GString *text,
            Twin    *twin)
{
  gboolean has_pushes = twin->context != NULL || twin->options.affinity != NULL;
  gboolean is_block = twin->before != NULL && has_pushes;

  if (twin->before != NULL)
    g_string_append_printf (text, "  if (%s)\n%s", twin->before, is_block ? "    {\n" : "  ");
  append_pushes (text, twin, is_block);
  append_call (text, twin, is_block);
  append_pops (text, twin, is_block);
  if (is_block)
    g_string_append (text, "    }\n");
  if (twin->before != NULL && !twin->throws)
    {
      g_string_append_printf (text, "  if (%s != NULL)\n", twin->error_name);
      append_silent_failure (text, twin);
    }
}

/* An operation that was not started took over nothing. */
static void
append_release (GString       *text,
                Twin          *twin,
                TwinParameter *parameter)
{
  TwinParameter *notify = parameter->role == ROLE_CLOSURE ? twin_find_notify (twin, parameter) : NULL;

  if (parameter->release != NULL && parameter->gir->type->c_type->has_const)
    g_string_append_printf (text, "  if (!%s.%s && %s != NULL)\n    %s ((gpointer) %s);\n", twin->args_name,
                            twin->started_name, parameter->name, parameter->release, parameter->name);
  else if (parameter->release != NULL)
    g_string_append_printf (text, "  if (!%s.%s)\n    g_clear_pointer (&%s.%s, %s);\n", twin->args_name,
                            twin->started_name, twin->args_name, parameter->name, parameter->release);
  if (notify != NULL)
    g_string_append_printf (text, "  if (!%s.%s && %s != NULL)\n    %s (%s);\n", twin->args_name,
                            twin->started_name, notify->name, notify->name, parameter->name);
}

static void
append_locals (GString *text,
               Twin    *twin)
{
  append_operation (text, twin);
  append_args (text, twin);
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (twin_get_parameter (twin, i)->keeper != NULL)
        g_string_append_printf (text, "  g_autoptr (GVariant) %s = NULL;\n", twin_get_parameter (twin, i)->keeper);
    }
  if (twin->context_name != NULL)
    g_string_append_printf (text, "  g_autoptr (GMainContext) %s = NULL;\n", twin->context_name);
  if (!twin->throws)
    g_string_append_printf (text, "  g_autoptr (GError) %s = NULL;\n", twin->error_name);
  g_string_append_c (text, '\n');
}

static void
append_function (GString *text,
                 Twin    *twin)
{
  g_string_append_printf (text, "%s\n%s ", twin->returns, twin->name);
  columns_append_parameters (text, twin, strlen (twin->name) + 2);
  g_string_append (text, "\n{\n");
  append_locals (text, twin);
  emit_guards (text, twin);
  append_keepers (text, twin);
  append_run (text, twin);
  for (guint i = 0; i < twin->parameters->len; i++)
    append_release (text, twin, twin_get_parameter (twin, i));
  if (twin->returned_name != NULL)
    g_string_append_printf (text, "\n  return %s.%s;\n", twin->args_name, twin->returned_name);
  g_string_append (text, "}\n");
}

static void
append_twin (GString  *text,
             Twin     *twin,
             gboolean  is_standalone)
{
  gboolean is_deprecated = twin->deprecated_by != NULL;

  g_string_append_c (text, '\n');
  if (is_deprecated)
    g_string_append (text, "G_GNUC_BEGIN_IGNORE_DEPRECATIONS\n\n");
  if (!twin->is_future)
    emit_operation (text, twin, is_standalone);
  emit_doc (text, twin);
  if (twin->is_future)
    emit_future (text, twin);
  else
    append_function (text, twin);
  if (is_deprecated)
    g_string_append (text, "\nG_GNUC_END_IGNORE_DEPRECATIONS\n");
}

/* Those of functions that block, behind what they call. */
static void
append_pairs (GString   *text,
              GPtrArray *pairs)
{
  g_autoptr (GString) functions = g_string_new (NULL);

  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && pair->blocking != NULL)
        emit_blocking (functions, pair);
    }

  emit_copies (text, functions->str);
  g_string_append (text, functions->str);
}

char *
emit_source (GPtrArray         *pairs,
             const EmitOptions *options)
{
  g_autofree char *head = emit_head ("/*", " */", options->spdx);
  GString *text = g_string_new (head);

  g_string_append_c (text, '\n');
  for (guint i = 0; options->source_includes != NULL && options->source_includes[i] != NULL; i++)
    g_string_append_printf (text, "#include \"%s\"\n%s", options->source_includes[i],
                            options->source_includes[i + 1] == NULL ? "\n" : "");
  g_string_append_printf (text, "#include \"%s.h\"\n\n", options->basename);
  if (options->is_standalone)
    emit_standalone (text, options->is_async);
  else
    g_string_append_printf (text, "#include <%s>\n",
                            options->has_futures ? "smartasync-dex.h" : "smartasync/smartasync.h");
  emit_guard_functions (text, pairs);
  append_pairs (text, pairs);
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && pair->blocking == NULL)
        append_twin (text, pair->twin, options->is_standalone);
    }

  return g_string_free (text, FALSE);
}
