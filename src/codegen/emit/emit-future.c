/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the twin of a function that returns a future.
 */

#include "emit/emit-future.h"

#include <string.h>

#include "emit/columns.h"
#include "emit/emit-guards.h"
#include "emit/emit-operation.h"
#include "read/type-resolver.h"

/* What the function would have taken over. */
static void
append_release (GString       *text,
                TwinParameter *parameter)
{
  const char *name = parameter->name;

  if (parameter->keeper != NULL)
    g_string_append_printf (text, "      if (%s != NULL)\n        g_variant_unref (g_variant_ref_sink (%s));\n", name,
                            name);
  else if (parameter->release != NULL && parameter->gir->type->c_type->has_const)
    g_string_append_printf (text, "      if (%s != NULL)\n        %s ((gpointer) %s);\n", name, parameter->release,
                            name);
  else if (parameter->release != NULL)
    g_string_append_printf (text, "      g_clear_pointer (&%s, %s);\n", name, parameter->release);
}

/* The call that has to succeed first. */
static void
append_before (GString *text,
               Twin    *twin)
{
  g_autofree char *failure = emit_failure (twin->returns_kind, twin->returns);
  g_autoptr (GString) releases = g_string_new (NULL);

  if (twin->before == NULL)
    return;

  for (guint i = 0; i < twin->parameters->len; i++)
    append_release (releases, twin_get_parameter (twin, i));
  if (releases->len > 0)
    g_string_append_printf (text, "  if (!%s)\n    {\n%s      return %s;\n    }\n\n", twin->before, releases->str,
                            failure);
  else
    g_string_append_printf (text, "  if (!%s)\n    return %s;\n\n", twin->before, failure);
}

/* The expression that is passed for a parameter of the function. */
static char *
make_argument (Twin  *twin,
               guint  position)
{
  GirParameter *gir = gir_callable_get_parameter (twin->async, position);

  switch (twin->roles->async_roles[position])
    {
    case ROLE_PRIORITY:
      return g_strdup ("G_PRIORITY_DEFAULT");
    case ROLE_CANCELLABLE:
      return g_strdup (twin_get_cancellable_name (twin));
    case ROLE_FUTURE_CANCELLABLE:
      return g_strdup (twin->cancel_name);
    case ROLE_DROPPED:
      return emit_nothing (gir_type_get_kind (gir->type), gir->type->c_type->text);
    case ROLE_DESTROY:
      return g_strdup ("NULL");
    default:
      return g_strdup (twin_find_parameter (twin, gir)->name);
    }
}

/* The caller's cancellable, as libdex has them. */
static void
append_cancellable (GString *text,
                    Twin    *twin)
{
  const char *name = twin_get_cancellable_name (twin);

  if (twin->cancel_name == NULL)
    return;
  if (twin_has_cancellable (twin))
    g_string_append_printf (text, "  if (%s != NULL)\n"
                            "    %s = DEX_CANCELLABLE (dex_cancellable_new_from_cancellable (%s));\n"
                            "  else\n  ", name, twin->cancel_name, name);
  g_string_append_printf (text, "  %s = dex_cancellable_new ();\n", twin->cancel_name);
}

static void
append_calls (GString *text,
              Twin    *twin)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *cast = g_strdup_printf ("(%s) ", twin->returns);
  gboolean is_cast = twin->returns_kind == CTYPE_KIND_ENUM;

  for (guint i = 0; i < twin->async->parameters->len; i++)
    g_ptr_array_add (arguments, make_argument (twin, i));

  g_string_append_printf (text, "  %s = ", twin->result_name);
  emit_call (text, strlen (twin->result_name) + strlen ("   = "), twin->async->c_identifier, arguments);
  g_string_append_printf (text, ";\n\n  return %s%s (%s, %s, %s);\n", is_cast ? cast : "", twin->finish->c_identifier,
                          twin->result_name, twin_get_cancellable_name (twin), twin->error_name);
}

/* Appends the twin: the function is called at once, in the thread of the caller, as it would be without the twin. */
void
emit_future (GString *text,
             Twin    *twin)
{
  g_string_append_printf (text, "%s\n%s ", twin->returns, twin->name);
  columns_append_parameters (text, twin, strlen (twin->name) + 2);
  g_string_append (text, "\n{\n");
  if (twin->cancel_name != NULL)
    g_string_append_printf (text, "  g_autoptr (DexCancellable) %s = NULL;\n", twin->cancel_name);
  g_string_append_printf (text, "  DexFuture *%s;\n\n", twin->result_name);
  emit_guards (text, twin);
  append_before (text, twin);
  append_cancellable (text, twin);
  append_calls (text, twin);
  g_string_append (text, "}\n");
}
