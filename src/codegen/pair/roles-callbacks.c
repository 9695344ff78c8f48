/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which data and which GDestroyNotify belong to a callback.
 */

#include "pair/roles.h"

#include "read/type-resolver.h"

static gboolean
is_pointer (GirParameter *parameter)
{
  return gir_parameter_is (parameter, CTYPE_ID_POINTER);
}

/* What an annotation says is data may be a pointer to a pointer in the header. */
static gboolean
is_data (GirParameter *parameter)
{
  return is_pointer (parameter) || (g_strcmp0 (parameter->type->name, "gpointer") == 0 && !parameter->type->is_array);
}

static int
find_position (GirCallable  *callable,
               GirParameter *parameter)
{
  guint position;

  if (parameter == NULL || !g_ptr_array_find (callable->parameters, parameter, &position))
    return -1;

  return (int) position;
}

/* Where the data of the callback at @position is: where the GIR says, if that is a pointer and not the callback itself,
 * else right behind the callback, or behind those that follow it in a row and share their data with it.
 */
static int
find_closure (Roles *roles,
              guint  position)
{
  GirCallable *callable = roles->async;
  GirParameter *callback = gir_callable_get_parameter (callable, position);
  GirParameter *closure = gir_callable_get_nth (callable, callback->closure);
  guint behind = position + 1;

  if (closure != NULL && is_data (closure))
    return find_position (callable, closure);
  while (behind < callable->parameters->len && roles->async_roles[behind] == ROLE_CALLBACK)
    behind++;
  if (behind == callable->parameters->len || !is_pointer (gir_callable_get_parameter (callable, behind)))
    return -1;

  return (int) behind;
}

static void
assign_closures_of (Roles *roles,
                    Role   callback,
                    Role   data)
{
  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      int closure;

      if (roles->async_roles[i] != callback)
        continue;

      closure = find_closure (roles, i);
      if (closure >= 0 && roles->async_roles[closure] == ROLE_IN)
        roles->async_roles[closure] = data;
    }
}

/* The data of a callback is known only once the callback is. What belongs to the
 * GAsyncReadyCallback is the call's own, and never that of another callback.
 */
static void
assign_closures (Roles *roles)
{
  assign_closures_of (roles, ROLE_READY, ROLE_USER_DATA);
  assign_closures_of (roles, ROLE_CALLBACK, ROLE_CLOSURE);
}

/* The data of the callback at @position, which others may share; -1 if it has none, or only that of the
 * GAsyncReadyCallback.
 */
int
roles_find_data (Roles *roles,
                 guint  position)
{
  int closure = find_closure (roles, position);

  return closure >= 0 && roles->async_roles[closure] == ROLE_CLOSURE ? closure : -1;
}

static gboolean
is_constructor (Roles *roles)
{
  return roles->finish != NULL && !gir_callable_has_instance (roles->async) &&
         gir_type_is_object (roles->finish->returns->type);
}

/* What a constructor is called with belongs to the object that it makes: a callback
 * that is called until its notify is called outlives the call, and so does its data.
 */
static void
assign_notifies (Roles *roles)
{
  if (roles_count_async (roles, ROLE_DESTROY) == 0 || !is_constructor (roles))
    return;

  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      GirParameter *callback = gir_callable_get_parameter (roles->async, i);
      int destroy = find_position (roles->async, gir_callable_get_nth (roles->async, callback->destroy));

      if (roles->async_roles[i] != ROLE_CALLBACK || destroy < 0 || roles->async_roles[destroy] != ROLE_DESTROY)
        continue;
      if (callback->scope == GIR_SCOPE_NOTIFIED)
        roles->async_roles[destroy] = ROLE_NOTIFY;
    }
}

/* Finds what belongs to the callbacks, which are known. */
void
roles_assign_callbacks (Roles *roles)
{
  assign_closures (roles);
  assign_notifies (roles);
}

/* The GDestroyNotify of the callback at @position, if the twin has it; else -1. */
int
roles_find_notify (Roles *roles,
                   guint  position)
{
  GirParameter *callback = gir_callable_get_parameter (roles->async, position);
  int notify = find_position (roles->async, gir_callable_get_nth (roles->async, callback->destroy));

  return notify >= 0 && roles->async_roles[notify] == ROLE_NOTIFY ? notify : -1;
}
