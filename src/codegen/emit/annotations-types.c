/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The annotations of a type that the C type does not tell: of an array, of elements, of another type.
 */

#include "emit/annotations-private.h"

#include <string.h>

#include "read/type-resolver.h"

/* What a parameter of the half is called in the twin, or NULL. */
const char *
annotations_get_name (Subject *subject,
                      int      index)
{
  GirParameter *gir = gir_callable_get_nth (subject->from, index);
  TwinParameter *parameter = gir != NULL ? twin_find_parameter (subject->twin, gir) : NULL;

  return parameter != NULL ? parameter->name : NULL;
}

static void append_type_name (GString *text,
                              Subject *subject,
                              GirType *type);

static void
append_elements (GString *text,
                 Subject *subject,
                 GirType *type,
                 char     separator)
{
  for (guint i = 0; i < type->elements->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, separator);
      append_type_name (text, subject, g_ptr_array_index (type->elements, i));
    }
}

static void
append_type_name (GString *text,
                  Subject *subject,
                  GirType *type)
{
  g_autofree char *name = gir_type_qualify (type);

  g_string_append (text, name);
  if (type->elements == NULL || type->is_array)
    return;

  g_string_append_c (text, '(');
  append_elements (text, subject, type, ',');
  g_string_append_c (text, ')');
}

static gboolean
is_plain_array (GirType *type)
{
  return type->is_array && type->name == NULL;
}

/* How long an array is, in the words of the annotation. */
static char *
describe_array (Subject *subject,
                GirType *type)
{
  const char *length = annotations_get_name (subject, type->length);
  GString *text = g_string_new (NULL);

  if (length != NULL)
    g_string_append_printf (text, " length=%s", length);
  if (type->fixed_size >= 0)
    g_string_append_printf (text, " fixed-size=%d", type->fixed_size);
  if (type->zero_terminated)
    g_string_append (text, " zero-terminated=1");

  return g_string_free (text, FALSE);
}

void
annotations_append_array (GString *text,
                          Subject *subject)
{
  GirType *type = subject->gir->type;
  g_autofree char *description = NULL;

  if (!is_plain_array (type))
    return;

  description = describe_array (subject, type);
  g_string_append_printf (text, " (array%s)", description);
}

/* Only names that a GIR can have are copied into a comment. */
static gboolean
has_plain_names (GirType *type)
{
  for (const char *p = type->name != NULL ? type->name : ""; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("._", *p) == NULL)
        return FALSE;
    }

  for (guint i = 0; type->elements != NULL && i < type->elements->len; i++)
    {
      if (!has_plain_names (g_ptr_array_index (type->elements, i)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_only_elements (GirType    *type,
                   const char *name)
{
  for (guint i = 0; i < type->elements->len; i++)
    {
      GirType *element = g_ptr_array_index (type->elements, i);

      if (g_strcmp0 (element->name, name) != 0)
        return FALSE;
    }

  return TRUE;
}

/* Whether a type is a pointer to strings, wherever it has a const. */
static gboolean
is_strings (const CType *c_type)
{
  g_auto (GStrv) words = g_strsplit_set (c_type->text, " *", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0' && strcmp (words[i], "const") != 0)
        return c_type->n_stars == 2 && (strcmp (words[i], "char") == 0 || strcmp (words[i], "gchar") == 0);
    }

  return FALSE;
}

/* The scanner knows by itself that char ** has elements of utf8, and what nobody knows it takes for gpointer. It
 * knows the C type of these elements as well, but not if an annotation says what they are.
 */
static gboolean
is_element_type_known (Subject *subject)
{
  GirType *type = subject->gir->type;

  return (type->is_array && is_strings (subject->value) && has_only_elements (type, "utf8")) ||
         has_only_elements (type, "gpointer");
}

void
annotations_append_element_type (GString *text,
                                 Subject *subject)
{
  GirType *type = subject->gir->type;

  if (type->elements == NULL || !has_plain_names (type) || is_element_type_known (subject))
    return;

  g_string_append (text, " (element-type ");
  append_elements (text, subject, type, ' ');
  g_string_append_c (text, ')');
}

/* Whether a class of the namespace is another than the one in the C type. */
static gboolean
is_other_class (Subject    *subject,
                const char *name)
{
  GirTypeNode *node = gir_model_find_type (subject->from->model, name);
  const CType *pointed = subject->value->target;

  return node != NULL && node->kind == GIR_TYPE_NODE_CLASS && *node->c_type->text != '\0' && pointed != NULL &&
         !subject->twin->casts_return && !ctype_equal (pointed, node->c_type);
}

static gboolean
is_other_type (Subject *subject)
{
  const char *name = subject->gir->type->name;

  if (name == NULL || subject->gir->type->is_array || !has_plain_names (subject->gir->type))
    return FALSE;

  return strcmp (name, "filename") == 0 || is_other_class (subject, name) ||
         (ctype_is_untyped (subject->value) && strcmp (name, "gpointer") != 0);
}

/* Names the type, if it is another one than the C type says. */
void
annotations_append_type (GString *text,
                         Subject *subject)
{
  g_autofree char *name = NULL;

  if (!is_other_type (subject))
    return;

  name = gir_type_qualify (subject->gir->type);
  g_string_append_printf (text, " (type %s)", name);
}
