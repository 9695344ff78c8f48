/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds the functions that belong to an async function: by annotation, or by name.
 */

#include "pair/halves.h"

#include <string.h>

#include "read/type-resolver.h"

/* Classes are derived from classes a handful of times; a file in which that does not end is not followed for ever. */
#define MAX_PARENTS 32

/* X of X_async: what the other names are made of. */
char *
halves_get_base (GirCallable *async)
{
  const char *name = async->c_identifier;
  gsize length = strlen (name);

  if (g_str_has_suffix (name, "_async"))
    length -= strlen ("_async");

  return g_strndup (name, length);
}

gboolean
halves_has_async_suffix (GirCallable *async)
{
  return g_str_has_suffix (async->c_identifier, "_async");
}

static GirCallable *
find_with_suffix (GirCallable *async,
                  const char  *suffix)
{
  g_autofree char *base = halves_get_base (async);
  g_autofree char *name = g_strconcat (base, suffix, NULL);

  return gir_model_find (async->model, name);
}

/* An annotation has a C identifier, or a name in the same class or namespace. */
static GirCallable *
find_annotated (GirCallable *async,
                const char  *name)
{
  GirCallable *callable;

  if (name == NULL)
    return NULL;

  callable = gir_model_find (async->model, name);

  return callable != NULL ? callable : gir_model_find_named (async->model, async->container, name);
}

/* The function that takes an array or a table where @async takes varargs: the one that
 * a binding sees instead, or Xv() of X(). NULL when there is none.
 */
static GirCallable *
find_sibling (GirCallable *async)
{
  g_autofree char *base = halves_get_base (async);
  g_autofree char *name = g_strconcat (base, "v", halves_has_async_suffix (async) ? "_async" : "", NULL);
  GirCallable *sibling = find_annotated (async, async->shadowed_by);

  if (sibling == NULL)
    sibling = gir_model_find (async->model, name);

  return sibling != NULL && roles_is_async (sibling) ? sibling : NULL;
}

/* The function that @async replaces for bindings, or NULL. */
GirCallable *
halves_find_shadowed (GirCallable *async)
{
  return find_annotated (async, async->shadows);
}

/* The other way round: the function that @async replaces for bindings, or X() of Xv(). */
static GirCallable *
find_varargs_sibling (GirCallable *async)
{
  g_autofree char *base = halves_get_base (async);
  gsize length = strlen (base);
  g_autofree char *name = NULL;
  GirCallable *sibling = halves_find_shadowed (async);

  if (sibling == NULL && length > 0 && base[length - 1] == 'v')
    {
      base[length - 1] = '\0';
      name = g_strconcat (base, halves_has_async_suffix (async) ? "_async" : "", NULL);
      sibling = gir_model_find (async->model, name);
    }

  return sibling != NULL && roles_has_varargs (sibling) ? sibling : NULL;
}

static gboolean
takes_result (GirCallable *callable)
{
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      if (gir_parameter_is (gir_callable_get_parameter (callable, i), CTYPE_ID_RESULT))
        return TRUE;
    }

  return FALSE;
}

/* Whether @async has what @finish is a method of: its own object, as an object of a parent class, or an argument. */
static gboolean
has_instance_of (GirCallable *async,
                 GirCallable *finish)
{
  GirType *type = gir_callable_get_parameter (finish, 0)->type;
  g_autofree char *name = gir_type_qualify (type);

  for (guint i = 0; i < async->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (async, i);

      if (ctype_equal (parameter->type->c_type, type->c_type) ||
          (parameter->is_instance && parameter->type->name != NULL && gir_type_is_a (parameter->type, name)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
can_finish (GirCallable *async,
            GirCallable *finish)
{
  if (finish->model->complete != NULL)
    finish->model->complete (finish);

  return finish != async && takes_result (finish) &&
         (!gir_callable_has_instance (finish) || has_instance_of (async, finish));
}

/* The function of that name that can finish @async, in a class that the one of @async is derived from; or NULL. */
static GirCallable *
find_inherited (GirCallable *async,
                const char  *name)
{
  TypeResolver *resolver = async->model->resolver;
  GirModel *model = async->model;
  GirTypeNode *node = async->container != NULL ? gir_model_find_type (model, async->container) : NULL;

  for (guint i = 0; name != NULL && node != NULL && node->parent != NULL && i < MAX_PARENTS; i++)
    {
      GirCallable *callable;

      node = type_resolver_try (resolver, &model, node->parent);
      callable = node != NULL ? gir_model_find_named (model, node->name, name) : NULL;
      if (callable != NULL && can_finish (async, callable))
        return callable;
    }

  return NULL;
}

static GirCallable *
find_inherited_finish (GirCallable *async)
{
  const char *name = async->name != NULL ? async->name : "";
  gsize length = strlen (name) - (g_str_has_suffix (name, "_async") ? strlen ("_async") : 0);
  g_autofree char *finish = g_strdup_printf ("%.*s_finish", (int) length, name);

  return find_inherited (async, finish);
}

/* An annotation says what names do not; but it can be a mistake, which counts only if there is nothing else. */
static GirCallable *
find_own_finish (GirCallable *async)
{
  GirCallable *finish = find_annotated (async, async->finish_func);

  if (finish == NULL || !can_finish (async, finish))
    finish = find_with_suffix (async, "_finish");
  if (finish == NULL)
    finish = find_with_suffix (async, "_async_finish");

  return finish != async ? finish : NULL;
}

/* The finish function for all of a class, or NULL: the only one with such a name. */
static GirCallable *
find_generic_finish (GirCallable *async)
{
  GirCallable *found = NULL;

  for (guint i = 0; async->container != NULL && i < async->model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (async->model->callables, i);

      if (g_strcmp0 (callable->container, async->container) != 0 ||
          !g_str_has_suffix (callable->c_identifier, "_generic_finish") || !can_finish (async, callable))
        continue;
      if (found != NULL)
        return NULL;
      found = callable;
    }

  return found;
}

/* The finish function by annotation or by name, or NULL. That of a function which
 * takes an array is named after the one that takes varargs. A parent class may have
 * one for all classes derived from it, which headers alone do not tell.
 */
GirCallable *
halves_find_finish (GirCallable *async)
{
  GirCallable *finish = find_own_finish (async);
  GirCallable *sibling = finish == NULL ? find_varargs_sibling (async) : NULL;

  if (sibling != NULL)
    finish = find_own_finish (sibling);
  if (finish == NULL)
    finish = find_inherited (async, async->finish_func);
  if (finish == NULL)
    finish = find_generic_finish (async);
  if (finish == NULL)
    finish = find_inherited_finish (async);
  if (finish == NULL)
    finish = find_annotated (async, async->finish_func);

  return finish != async ? finish : NULL;
}

static gboolean
is_blocking (GirCallable *callable)
{
  return callable != NULL && !roles_is_started (callable);
}

/* The twin that somebody has written already, or NULL. Scanners since 1.80 look for X of
 * X_async and for no other name, and annotate it. That X is annotated therefore says no
 * more than that it is there; any other annotation was written by somebody who knows.
 */
GirCallable *
halves_find_existing (GirCallable *async)
{
  GirCallable *annotated = find_annotated (async, async->sync_func);
  GirCallable *by_suffix = find_with_suffix (async, "_sync");
  GirCallable *without_suffix = halves_has_async_suffix (async) ? find_with_suffix (async, "") : NULL;

  if (is_blocking (annotated) && annotated != without_suffix)
    return annotated;
  if (is_blocking (by_suffix))
    return by_suffix;

  return is_blocking (without_suffix) ? without_suffix : NULL;
}

/* The function that the twin calls: @async, or, if that has varargs, which the twin could
 * not pass on, its sibling without.
 */
GirCallable *
halves_get_start (GirCallable *async)
{
  GirCallable *sibling = roles_has_varargs (async) ? find_sibling (async) : NULL;

  return sibling != NULL ? sibling : async;
}
