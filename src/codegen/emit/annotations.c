/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The annotations of a parameter or a return value.
 */

#include "emit/annotations.h"

#include "emit/annotations-private.h"
#include "emit/doc-text.h"
#include "read/type-resolver.h"

/* The annotations are written from what the GIR says, not copied, so that they
 * hold for the twin: a length is named, a scope becomes that of the call. What a
 * scanner concludes from the C type alone is left out.
 */

/* Whether a parameter is the length of an array that the function fills in. Without an
 * annotation a scanner believes that the function fills in the length as well.
 */
static gboolean
is_length_of_out (Subject *subject)
{
  for (guint i = 0; i < subject->from->parameters->len; i++)
    {
      GirParameter *array = gir_callable_get_parameter (subject->from, i);

      if (array->direction != GIR_DIRECTION_IN && array->type->is_array &&
          gir_callable_get_nth (subject->from, array->type->length) == subject->gir)
        return TRUE;
    }

  return FALSE;
}

static void
append_direction (GString *text,
                  Subject *subject)
{
  if (subject->direction == GIR_DIRECTION_IN && is_length_of_out (subject))
    g_string_append (text, " (in)");
  if (subject->direction == GIR_DIRECTION_INOUT)
    g_string_append (text, " (inout)");
  else if (subject->direction == GIR_DIRECTION_OUT && subject->gir->caller_allocates)
    g_string_append (text, " (out caller-allocates)");
  else if (subject->direction == GIR_DIRECTION_OUT)
    g_string_append (text, " (out)");
}

static void
append_nullability (GString *text,
                    Subject *subject)
{
  gboolean can_be_null = subject->kind == CTYPE_KIND_POINTER || subject->kind == CTYPE_KIND_CALLBACK;

  if (subject->gir->optional && subject->direction != GIR_DIRECTION_IN)
    g_string_append (text, " (optional)");
  if (subject->gir->nullable && can_be_null)
    g_string_append (text, " (nullable)");
}

static const char *
get_transfer (GirParameter *gir)
{
  switch (gir->transfer)
    {
    case GIR_TRANSFER_NONE:
      return "none";
    case GIR_TRANSFER_CONTAINER:
      return "container";
    case GIR_TRANSFER_FULL:
      return "full";
    case GIR_TRANSFER_UNKNOWN:
    default:
      return NULL;
    }
}

/* Whether the elements of an array are known by the name of a plain type, and not of an alias. */
static gboolean
has_plain_elements (GirType *type)
{
  GirType *element = type->elements != NULL ? g_ptr_array_index (type->elements, 0) : NULL;

  return element != NULL && element->name != NULL && ctype_get_kind (element->name) != CTYPE_KIND_UNKNOWN;
}

/* Without an annotation a scanner takes a pointer to a number for a single number, and likewise an
 * array of numbers under another name, as GQuark: bindings could pass neither.
 */
static gboolean
points_to_number (Subject *subject)
{
  const CType *target = subject->value->target;
  CTypeKind kind = target != NULL ? target->kind : CTYPE_KIND_UNKNOWN;
  const char *name = subject->gir->type->name;
  gboolean is_text = g_strcmp0 (name, "utf8") == 0 || g_strcmp0 (name, "filename") == 0;

  if (subject->gir->type->is_array && has_plain_elements (subject->gir->type))
    return FALSE;

  return !is_text &&
         (kind == CTYPE_KIND_BOOLEAN || kind == CTYPE_KIND_SIGNED || kind == CTYPE_KIND_UNSIGNED ||
          kind == CTYPE_KIND_FLOATING);
}

static void
append_transfer (GString *text,
                 Subject *subject)
{
  const char *transfer = get_transfer (subject->gir);
  gboolean has_type = subject->gir->type->is_array || g_strcmp0 (subject->gir->type->name, "gpointer") != 0;

  if (transfer != NULL && subject->kind == CTYPE_KIND_POINTER && has_type && !points_to_number (subject))
    g_string_append_printf (text, " (transfer %s)", transfer);
}

static void
append_scope (GString       *text,
              Subject       *subject,
              TwinParameter *parameter)
{
  const char *closure = annotations_get_name (subject, subject->gir->closure);
  TwinParameter *notify;

  if (parameter->role != ROLE_CALLBACK)
    return;

  notify = twin_find_notify (subject->twin, parameter);
  if (notify != NULL)
    g_string_append_printf (text, " (scope notified) (destroy %s)", notify->name);
  else
    g_string_append (text, " (scope call)");
  if (closure != NULL && strcmp (closure, parameter->name) != 0)
    g_string_append_printf (text, " (closure %s)", closure);
}

/* A line may end between annotations, but not in one. */
static char *
finish_text (GString *text)
{
  int depth = 0;

  if (text->len > 0)
    g_string_erase (text, 0, 1);

  for (char *p = text->str; *p != '\0'; p++)
    {
      depth += (*p == '(') - (*p == ')');
      if (*p == ' ' && depth > 0)
        *p = DOC_TEXT_NO_BREAK;
    }

  return g_string_free (text, FALSE);
}

/* Finds the type of a parameter's value: an array that the caller has allocated is no pointer to an array. */
static void
find_value (Subject *subject)
{
  GirType *type = subject->gir->type;
  gboolean is_filled_in = type->is_array && subject->gir->caller_allocates;

  if (subject->direction == GIR_DIRECTION_IN || is_filled_in || type->c_type->target == NULL)
    {
      subject->value = type->c_type;
      subject->kind = gir_type_get_kind (type);
    }
  else
    {
      subject->value = type->c_type->target;
      subject->kind = gir_type_get_target_kind (type);
    }
}

/* The annotations in parentheses, separated by spaces; "" when there are none. They are those of the twin that was
 * there, if the parameter was there.
 */
char *
annotations_for_parameter (Twin          *twin,
                           TwinParameter *parameter)
{
  gboolean was_there = parameter->was != NULL;
  GirParameter *gir = was_there ? parameter->was : parameter->gir;
  Subject subject = { twin, was_there ? twin->was : parameter->from, gir, NULL, CTYPE_KIND_UNKNOWN,
                      parameter->direction };
  GString *text;

  if (gir == NULL)
    return g_strdup ("(nullable)");
  if (parameter->annotations != NULL)
    return finish_text (g_string_new (parameter->annotations));
  if (parameter->role == ROLE_READY)
    return g_strdup ("(nullable) (scope async)");
  if (gir->is_instance)
    return g_strdup (gir->nullable ? "(nullable)" : "");

  find_value (&subject);
  text = g_string_new (NULL);
  append_direction (text, &subject);
  append_nullability (text, &subject);
  annotations_append_type (text, &subject);
  annotations_append_array (text, &subject);
  annotations_append_element_type (text, &subject);
  append_transfer (text, &subject);
  append_scope (text, &subject, parameter);

  return finish_text (text);
}

char *
annotations_for_return (Twin *twin)
{
  GirCallable *from = twin->was != NULL ? twin->was : twin->finish;
  GirParameter *returns = from->returns;
  Subject subject = { twin, from, returns, returns->type->c_type, twin->returns_kind, GIR_DIRECTION_IN };
  gboolean is_nullable = returns->nullable || (twin->was == NULL && !twin->throws);
  GString *text = g_string_new (NULL);

  if (is_nullable && twin->returns_kind == CTYPE_KIND_POINTER)
    g_string_append (text, " (nullable)");
  annotations_append_type (text, &subject);
  annotations_append_array (text, &subject);
  annotations_append_element_type (text, &subject);
  append_transfer (text, &subject);

  return finish_text (text);
}
