/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a description of a function has, and how it is made.
 */

#include "describe.h"

#include <string.h>

#include "pair/configured.h"

static SmartAsyncRole
get_role (Role role)
{
  switch (role)
    {
    case ROLE_READY:
      return SMART_ASYNC_ROLE_READY;
    case ROLE_CANCELLABLE:
      return SMART_ASYNC_ROLE_CANCELLABLE;
    case ROLE_PRIORITY:
      return SMART_ASYNC_ROLE_PRIORITY;
    case ROLE_CALLBACK:
      return SMART_ASYNC_ROLE_CALLBACK;
    case ROLE_USER_DATA:
    case ROLE_CLOSURE:
    case ROLE_DESTROY:
    case ROLE_NOTIFY:
      return SMART_ASYNC_ROLE_DATA;
    case ROLE_DROPPED:
      return SMART_ASYNC_ROLE_DROPPED;
    default:
      return SMART_ASYNC_ROLE_ARGUMENT;
    }
}

static gboolean
is_closure (GirParameter *parameter)
{
  return g_strcmp0 (parameter->type->name, "GObject.Closure") == 0 ||
         strcmp (parameter->type->c_type->text, "GClosure *") == 0;
}

typedef enum
{
  IS_SHOWN,
  IS_HIDDEN,
  IS_LENGTH,                    /* goes in, and the array comes out */
} Visibility;

static void
hide (Visibility  *visibilities,
      GirCallable *callable,
      int          index)
{
  GirParameter *parameter = gir_callable_get_nth (callable, index);
  guint position;

  if (parameter != NULL && g_ptr_array_find (callable->parameters, parameter, &position))
    visibilities[position] = IS_HIDDEN;
}

static void
hide_length (Visibility   *visibilities,
             GirCallable  *callable,
             GirParameter *array)
{
  GirParameter *length = gir_callable_get_nth (callable, array->type->is_array ? array->type->length : -1);
  guint position;

  if (length != NULL && g_ptr_array_find (callable->parameters, length, &position))
    visibilities[position] = array->direction == GIR_DIRECTION_OUT && length->direction == GIR_DIRECTION_IN
                             ? IS_LENGTH : IS_HIDDEN;
}

/* Bindings fill in the length of an array, and the data of a callback and what frees it, and return what comes out.
 * Some typelibs say of the data which callback it belongs to, as if it were one.
 */
static Visibility *
get_visibilities (GirCallable *callable)
{
  Visibility *visibilities = g_new0 (Visibility, callable->parameters->len + 1);

  for (guint i = 0; i < callable->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (callable, i);

      if (parameter->is_instance || parameter->direction == GIR_DIRECTION_OUT)
        visibilities[i] = IS_HIDDEN;
      hide_length (visibilities, callable, parameter);
      if (parameter->type->kind == CTYPE_KIND_CALLBACK)
        {
          hide (visibilities, callable, parameter->closure);
          hide (visibilities, callable, parameter->destroy);
        }
    }
  hide (visibilities, callable, callable->returns->type->is_array ? callable->returns->type->length : -1);

  return visibilities;
}

/* Those that a binding shows, in their order. */
static GArray *
get_arguments (Roles *roles)
{
  GirCallable *callable = roles->async;
  g_autofree Visibility *visibilities = get_visibilities (callable);
  GArray *arguments = g_array_new (FALSE, FALSE, sizeof (LookupArgument));

  for (guint i = 0; i < callable->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (callable, i);
      LookupArgument argument = {
        parameter->name, get_role (roles->async_roles[i]), parameter->nullable, is_closure (parameter),
      };

      if (argument.role == SMART_ASYNC_ROLE_ARGUMENT && argument.is_closure && roles_is_async (callable))
        argument.role = SMART_ASYNC_ROLE_CALLBACK;
      if (visibilities[i] == IS_LENGTH)
        argument.role = SMART_ASYNC_ROLE_LENGTH;
      if (visibilities[i] != IS_HIDDEN)
        g_array_append_val (arguments, argument);
    }

  return arguments;
}

/* Whether the object comes before the result: in a method, and in a function that takes another argument first. */
static gboolean
takes_source (Roles *roles)
{
  g_autofree Visibility *visibilities = NULL;

  if (roles->finish == NULL)
    return FALSE;
  if (roles->finish->kind == GIR_CALLABLE_METHOD)
    return TRUE;

  visibilities = get_visibilities (roles->finish);
  for (guint i = 0; i < roles->finish->parameters->len; i++)
    {
      if (visibilities[i] == IS_SHOWN)
        return roles->finish_roles[i] != ROLE_RESULT;
    }

  return FALSE;
}

/* The async function that one that blocks is the twin of, or NULL. */
static GirCallable *
find_async (LookupNamespace *namespace,
            GirCallable     *blocking)
{
  const char *symbol = blocking->c_identifier;
  gsize length = strlen (symbol) - (g_str_has_suffix (symbol, "_sync") ? strlen ("_sync") : 0);
  static const char * const suffixes[] = { "_async", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strdup_printf ("%.*s%s", (int) length, symbol, suffixes[i]);
      GirCallable *async = gir_model_find (namespace->typelib->model, name);
      GirCallable *finish, *existing;

      if (async == NULL || !roles_is_async (async))
        continue;
      smart_async_lookup_find_halves (namespace, async, &finish, &existing);
      if (existing == blocking)
        return async;
    }

  return NULL;
}

/* What was described once is kept as long as the process. */
static SmartAsyncFunction *
describe (LookupNamespace *namespace,
          GirCallable     *callable)
{
  SmartAsyncFunction *function = g_hash_table_lookup (namespace->functions, callable);
  g_autoptr (Roles) roles = NULL;
  GirCallable *finish, *existing;

  if (function != NULL)
    return function;

  function = g_new0 (SmartAsyncFunction, 1);
  g_atomic_ref_count_init (&function->ref_count);
  function->namespace = namespace;
  function->callable = callable;
  smart_async_lookup_find_halves (namespace, callable, &finish, &existing);
  configured_correct (callable, namespace->config);
  function->is_async = roles_is_async (callable);
  if (function->is_async)
    {
      function->finish = finish;
      function->blocking = existing;
    }
  else
    function->async = find_async (namespace, callable);
  roles = configured_new_roles (callable, function->finish, namespace->config);
  function->arguments = get_arguments (roles);
  function->finish_takes_source = takes_source (roles);
  g_hash_table_insert (namespace->functions, callable, function);

  return function;
}

/* Describes a function, or returns NULL for NULL and for what the typelib lacks. The caller holds the lock, also of the
 * next.
 */
SmartAsyncFunction *
smart_async_describe (LookupNamespace *namespace,
                      GirCallable     *callable)
{
  if (callable == NULL || callable->kind == GIR_CALLABLE_INLINE)
    return NULL;

  return smart_async_function_ref (describe (namespace, callable));
}

/* Adds the descriptions of all asynchronous functions, and no references. */
void
smart_async_describe_all (LookupNamespace *namespace,
                          GPtrArray       *functions)
{
  GirModel *model = namespace->typelib->model;

  for (guint i = 0; i < model->callables->len; i++)
    smart_async_lookup_complete (g_ptr_array_index (model->callables, i));

  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      if (callable->kind != GIR_CALLABLE_INLINE && roles_is_async (callable))
        g_ptr_array_add (functions, describe (namespace, callable));
    }
}
