/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which twins must not return before their operation has called back.
 */

#include "pair/twin.h"

#include "pair/ownership.h"
#include "read/type-resolver.h"

/* Bytes are not copied, even those that are only read. */
static gboolean
is_buffer (GirType *type)
{
  const CType *pointer = gir_type_get_pointer (type);

  if (ctype_is_untyped (pointer))
    return TRUE;
  if (pointer->target == NULL)
    return FALSE;
  if (type->is_array && type->length >= 0)
    return pointer->n_stars == 1;

  return pointer->target->id == CTYPE_ID_BYTE;
}

/* Whether an async function may go on using what an argument points to until it calls back. It copies constant strings
 * and takes references to objects; a buffer, or what it may fill in, can only be used where it is. Annotations do not
 * tell: what is filled in is often said to be an in parameter.
 */
gboolean
caller_memory_is_used (GirParameter *parameter)
{
  if (parameter->direction != GIR_DIRECTION_IN)
    return TRUE;
  if (ownership_is_taken (parameter))
    return FALSE;

  return gir_type_is_writable (parameter->type) || (!parameter->is_instance && is_buffer (parameter->type));
}

/* The data of a callback is used where it is, too. */
static gboolean
is_used_in_place (Twin          *twin,
                  TwinParameter *parameter)
{
  if (parameter->role == ROLE_CALLBACK || parameter->role == ROLE_CLOSURE)
    return twin_find_notify (twin, parameter) == NULL;

  return parameter->role == ROLE_IN && caller_memory_is_used (parameter->gir);
}

gboolean
twin_uses_caller_memory (Twin *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (is_used_in_place (twin, twin_get_parameter (twin, i)))
        return TRUE;
    }

  return FALSE;
}
