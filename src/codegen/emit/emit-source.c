/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the generated source.
 */

#include "emit/emit.h"

#include <string.h>

#include "emit/columns.h"
#include "emit/emit-doc.h"
#include "emit/emit-operation.h"
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

static const char *
get_cancellable_name (Twin *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (twin_get_parameter (twin, i)->role == ROLE_CANCELLABLE)
        return twin_get_parameter (twin, i)->name;
    }

  return "NULL";
}

static void
append_operation (GString *text,
                  Twin    *twin)
{
  const char *caller_memory = twin->touches_caller_memory ? "SMART_ASYNC_OPERATION_CALLER_MEMORY | " : "";

  g_string_append_printf (text, "  static const SmartAsyncOperationExtended %s = {\n"
                                "    .operation = {\n"
                                "      \"%s\", %s, %sSMART_ASYNC_OPERATION_EXTENDED\n"
                                "    },\n"
                                "    .finish = %s,\n"
                                "  };\n",
                          twin->operation_name, twin->name, twin->start_name, caller_memory, twin->finish_name);
}

/* The async function would log a critical message, return, and never call back: the
 * twin must check the same, instead of waiting for ever.
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

static void
append_guards (GString *text,
               Twin    *twin)
{
  gboolean has_instance = gir_callable_has_instance (twin->async) && !twin_get_parameter (twin, 0)->gir->nullable &&
                          twin_get_parameter (twin, 0)->gir->type->c_type->n_stars > 0;
  g_autofree char *instance = NULL;
  g_autofree char *error = NULL;

  if (has_instance)
    {
      instance = g_strdup_printf ("%s != NULL", twin_get_parameter (twin, 0)->name);
      append_guard (text, twin, instance);
    }
  if (twin->throws)
    {
      error = g_strdup_printf ("%s == NULL || *%s == NULL", twin->error_name, twin->error_name);
      append_guard (text, twin, error);
    }
  if (has_instance || twin->throws)
    g_string_append_c (text, '\n');
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

static void
append_run (GString *text,
            Twin    *twin)
{
  const char *args = twin_has_members (twin) ? twin->args_name : "NULL";
  g_autofree char *call = g_strdup_printf ("smart_async_run_and_finish (&%s, %s%s, %s, %s%s)", twin->operation_name,
                                           twin_has_members (twin) ? "&" : "", args, get_cancellable_name (twin),
                                           twin->throws ? "" : "&", twin->error_name);

  if (twin->throws)
    {
      g_string_append_printf (text, "  %s;\n", call);
    }
  else
    {
      g_string_append_printf (text, "  if (!%s)\n", call);
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
  if (twin->affinity != NULL)
    {
      g_autofree char *policy = g_ascii_strup (twin->affinity, -1);

      g_string_append_printf (text, "  g_auto (SmartAsyncPolicyScope) %s = smart_async_policy_scope_push (\n"
                              "    SMART_ASYNC_POLICY_%s);\n", twin->scope_name, policy);
    }
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
  append_guards (text, twin);
  append_keepers (text, twin);
  append_run (text, twin);
  for (guint i = 0; i < twin->parameters->len; i++)
    append_release (text, twin, twin_get_parameter (twin, i));
  if (twin->returned_name != NULL)
    g_string_append_printf (text, "\n  return %s.%s;\n", twin->args_name, twin->returned_name);
  g_string_append (text, "}\n");
}

static void
append_twin (GString *text,
             Twin    *twin)
{
  gboolean is_deprecated = twin->deprecated_by != NULL;

  g_string_append_c (text, '\n');
  if (is_deprecated)
    g_string_append (text, "G_GNUC_BEGIN_IGNORE_DEPRECATIONS\n\n");
  emit_operation (text, twin);
  emit_doc (text, twin);
  append_function (text, twin);
  if (is_deprecated)
    g_string_append (text, "\nG_GNUC_END_IGNORE_DEPRECATIONS\n");
}

char *
emit_source (GPtrArray         *pairs,
             const EmitOptions *options)
{
  GString *text = g_string_new ("/* Generated by smartasync-codegen. Do not edit. */\n\n");

  g_string_append_printf (text, "#include \"%s.h\"\n\n#include <smartasync/smartasync.h>\n", options->basename);
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE)
        append_twin (text, pair->twin);
    }

  return g_string_free (text, FALSE);
}
