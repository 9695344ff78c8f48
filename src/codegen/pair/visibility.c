/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What bindings see of the twins in a library's own introspection data.
 */

#include "pair/visibility.h"

#include "pair/halves.h"

/* A type of a header that was not scanned has no name. */
static gboolean
is_known (GirType *type)
{
  if (type->name == NULL && !type->is_array)
    return FALSE;

  for (guint i = 0; type->elements != NULL && i < type->elements->len; i++)
    {
      if (!is_known (g_ptr_array_index (type->elements, i)))
        return FALSE;
    }

  return TRUE;
}

/* The scanner also hides what it cannot describe. This may be a callback, whose scope the twin knows, or
 * a type that will be known when all headers are scanned.
 */
static gboolean
is_hidden_on_purpose (Twin *twin)
{
  if (!twin->async->is_hidden)
    return FALSE;

  for (guint i = 0; i < twin->async->parameters->len; i++)
    {
      if (twin->roles->async_roles[i] == ROLE_CALLBACK ||
          !is_known (gir_callable_get_parameter (twin->async, i)->type))
        return FALSE;
    }

  return TRUE;
}

/* Bindings have data of their own for each callback, and would pass only that of one. */
static gboolean
shares_data (Twin *twin)
{
  return roles_count_async (twin->roles, ROLE_CALLBACK) > roles_count_async (twin->roles, ROLE_CLOSURE);
}

static gboolean
takes_unknown (GirCallable *callable)
{
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      if (!is_known (gir_callable_get_parameter (callable, i)->type))
        return TRUE;
    }

  return !is_known (callable->returns->type);
}

static Pair *
find_pair (GPtrArray   *pairs,
           GirCallable *async)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      if (((Pair *) g_ptr_array_index (pairs, i))->async == async)
        return g_ptr_array_index (pairs, i);
    }

  return NULL;
}

/* The name of the twin whose place this one takes for bindings, as its async function takes that of the other's. */
static const char *
find_replaced (Pair      *pair,
               GPtrArray *pairs)
{
  GirCallable *shadowed = halves_find_shadowed (pair->async);
  Pair *other = shadowed != NULL ? find_pair (pairs, shadowed) : NULL;

  if (other == NULL || other == pair)
    return NULL;
  if (other->status == PAIR_GENERATE)
    return other->twin->name;
  if (other->status == PAIR_EXISTING && other->existing->shadowed_by == NULL)
    return other->existing->c_identifier;

  return NULL;
}

/* What the configuration says, or else whether @is_hidden, or must be. */
static gboolean
choose (Twin     *twin,
        gboolean  is_hidden)
{
  return twin->options.skip != TWIN_SKIP_UNSET ? twin->options.skip == TWIN_SKIP_TRUE : is_hidden || shares_data (twin);
}

/* Hides what a scanner of the twins could not describe either: in a finished file, what has no name is of a type
 * that no namespace has.
 */
void
visibility_hide_unknown (GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE)
        pair->twin->is_hidden = choose (pair->twin, takes_unknown (pair->twin->async) || takes_unknown (pair->finish));
    }
}

/* Treats each generated twin as its async function is treated. */
void
visibility_apply (GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status != PAIR_GENERATE)
        continue;
      pair->twin->is_hidden = choose (pair->twin, is_hidden_on_purpose (pair->twin));
      pair->twin->replaces = find_replaced (pair, pairs);
    }
}
