/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes sure that what is to stand in C can stand there.
 */

#include "read/names.h"

#include <string.h>

#include "base/diagnostics.h"

/* Whether there is anything in a text that could end a type, a comment or a line of what is generated. */
static gboolean
is_hostile (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p) || strchr (";{}\"'\\#/`", *p) != NULL)
        return TRUE;
    }

  return !g_utf8_validate (text, -1, NULL);
}

static gboolean
check_c_type (GirCallable   *callable,
              GirParameter  *parameter,
              GError       **error)
{
  const CType *c_type = parameter->type->c_type;

  if (!is_hostile (c_type->given))
    return TRUE;

  diagnostics_set_error_at (error, callable->file, parameter->line, "\"%s\" is not a C type", c_type->given);

  return FALSE;
}

static gboolean
check_parameter (GirCallable   *callable,
                 GirParameter  *parameter,
                 GError       **error)
{
  g_autofree char *name = ctype_make_identifier (parameter->name);

  if (parameter->is_varargs || parameter->name == NULL)
    return TRUE;

  if (name == NULL)
    {
      diagnostics_set_error_at (error, callable->file, parameter->line,
                                "\"%s\" is not a C identifier", parameter->name);
      return FALSE;
    }

  return check_c_type (callable, parameter, error);
}

/* Makes sure that each name of a function that is to appear in C can. A GIR in which one ends a line or a comment, or
 * is no word in any language, was tampered with, or not made by a scanner: nothing is generated from it. What is only
 * odd is a reason to refuse that one function.
 */
gboolean
names_check (GirCallable  *callable,
             GError      **error)
{
  g_autofree char *identifier = ctype_make_identifier (callable->c_identifier);

  if (identifier == NULL || ctype_is_keyword (callable->c_identifier))
    {
      diagnostics_set_error_at (error, callable->file, callable->line,
                                "\"%s\" is not a C identifier", callable->c_identifier);
      return FALSE;
    }

  if (!check_c_type (callable, callable->returns, error))
    return FALSE;

  for (guint i = 0; i < callable->parameters->len; i++)
    {
      if (!check_parameter (callable, gir_callable_get_parameter (callable, i), error))
        return FALSE;
    }

  return TRUE;
}

/* Whether a name can stand in an #include line. */
gboolean
names_is_header (const char *name)
{
  if (*name == '\0')
    return FALSE;

  for (const char *p = name; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("_-+./", *p) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* Likewise for the names at the head of the generated files. */
gboolean
names_check_model (GirModel  *model,
                   GError   **error)
{
  if (!ctype_is_identifier (model->name))
    {
      diagnostics_set_error_at (error, model->file, 0, "\"%s\" is not the name of a namespace", model->name);
      return FALSE;
    }

  for (guint i = 0; i < model->c_includes->len; i++)
    {
      const char *name = g_ptr_array_index (model->c_includes, i);

      if (!names_is_header (name))
        {
          diagnostics_set_error_at (error, model->file, 0, "\"%s\" is not the name of a header", name);
          return FALSE;
        }
    }

  return TRUE;
}
