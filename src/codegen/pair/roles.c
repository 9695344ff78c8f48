/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What each parameter of an async function and of its finish function is for.
 */

#include "pair/roles.h"

#include "read/type-resolver.h"

static gboolean
is_ready_callback (GirParameter *parameter)
{
  return gir_parameter_is (parameter, CTYPE_ID_READY_CALLBACK);
}

/* The priority of the I/O, which a caller that waits does not choose. */
static gboolean
is_priority (GirParameter *parameter)
{
  if (!gir_parameter_is (parameter, CTYPE_ID_INT))
    return FALSE;

  return g_strcmp0 (parameter->name, "io_priority") == 0 || g_strcmp0 (parameter->name, "priority") == 0;
}

/* Callbacks of types that are not known have a scope. Some files have it at the data as well. */
static gboolean
is_callback (GirParameter *parameter)
{
  if (parameter->is_varargs || g_strcmp0 (parameter->type->name, "gpointer") == 0)
    return FALSE;
  if (gir_type_get_kind (parameter->type) == CTYPE_KIND_CALLBACK)
    return TRUE;

  return parameter->scope != GIR_SCOPE_NONE && parameter->type->c_type->n_stars == 0;
}

static Role
classify_async (GirParameter       *parameter,
                const RolesOptions *options)
{
  if (options->drop != NULL && parameter->name != NULL && g_strv_contains (options->drop, parameter->name))
    return ROLE_DROPPED;
  if (is_ready_callback (parameter))
    return ROLE_READY;
  if (gir_parameter_is (parameter, CTYPE_ID_DESTROY_NOTIFY))
    return ROLE_DESTROY;
  if (is_callback (parameter))
    return ROLE_CALLBACK;
  if (gir_parameter_is (parameter, CTYPE_ID_CANCELLABLE) && !parameter->is_instance)
    return ROLE_CANCELLABLE;

  return is_priority (parameter) && !options->keep_priority ? ROLE_PRIORITY : ROLE_IN;
}

/* An out parameter that lacks its annotation: a pointer to a pointer, or to a
 * plain value. A finish function has nothing to read through such pointers.
 */
static gboolean
looks_like_out (GirParameter *parameter)
{
  const CType *c_type = parameter->type->c_type;
  const CType *target = c_type->target;

  if (c_type->has_const || target == NULL || target->id == CTYPE_ID_VOID || target->id == CTYPE_ID_CHAR)
    return FALSE;
  if (c_type->n_stars == 2)
    return TRUE;

  switch (gir_type_get_target_kind (parameter->type))
    {
    case CTYPE_KIND_BOOLEAN:
    case CTYPE_KIND_SIGNED:
    case CTYPE_KIND_UNSIGNED:
    case CTYPE_KIND_FLOATING:
    case CTYPE_KIND_ENUM:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_same (GirParameter *a,
         GirParameter *b)
{
  return ctype_equal (a->type->c_type, b->type->c_type);
}

/* Finds the argument of the async function that is passed again for an in parameter of
 * the finish function: the object, or a parameter of the same name and type, or the only
 * one of that type.
 */
static int
find_source (Roles        *roles,
             GirParameter *parameter)
{
  guint n_of_type = 0;
  int last_of_type = -1;

  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      GirParameter *candidate = gir_callable_get_parameter (roles->async, i);

      if (roles->async_roles[i] != ROLE_IN || !is_same (candidate, parameter))
        continue;
      if (candidate->is_instance || g_strcmp0 (candidate->name, parameter->name) == 0)
        return (int) i;
      n_of_type++;
      last_of_type = (int) i;
    }

  return n_of_type == 1 ? last_of_type : -1;
}

/* A finish function inherited from a parent class takes the object as that. */
static gboolean
can_cast (Roles        *roles,
          GirParameter *parameter)
{
  GirParameter *instance;

  if (!parameter->is_instance || !gir_callable_has_instance (roles->async))
    return FALSE;

  instance = gir_callable_get_parameter (roles->async, 0);
  if (instance->type->name == NULL || parameter->type->name == NULL ||
      instance->type->c_type->n_stars != 1 || parameter->type->c_type->n_stars != 1)
    return FALSE;

  return gir_type_is_a (instance->type, parameter->type->name);
}

/* The GError that a function throws is not among the parameters that a scanner lists. Another one is a result. */
static Role
classify_finish (GirParameter *parameter,
                 gboolean      throws)
{
  if (gir_parameter_is (parameter, CTYPE_ID_RESULT))
    return ROLE_RESULT;
  if (gir_parameter_is (parameter, CTYPE_ID_ERROR) && !throws)
    return ROLE_ERROR;
  if (!parameter->is_instance && parameter->direction != GIR_DIRECTION_IN)
    return ROLE_OUT;
  if (!parameter->is_instance && looks_like_out (parameter))
    return ROLE_OUT;

  return ROLE_IN;
}

static void
assign_finish (Roles *roles)
{
  for (guint i = 0; i < roles->finish->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (roles->finish, i);

      roles->finish_roles[i] = classify_finish (parameter, roles->finish->throws);
      roles->finish_sources[i] = -1;
      if (roles->finish_roles[i] != ROLE_IN)
        continue;

      roles->finish_sources[i] = find_source (roles, parameter);
      if (roles->finish_sources[i] < 0 && can_cast (roles, parameter))
        {
          roles->finish_sources[i] = 0;
          roles->finish_casts[i] = TRUE;
        }
    }
}

/* The last cancellable cancels the operation; an earlier one is an argument. */
static void
keep_last_cancellable (Roles *roles)
{
  gboolean is_last = TRUE;

  for (guint i = roles->async->parameters->len; i > 0; i--)
    {
      if (roles->async_roles[i - 1] != ROLE_CANCELLABLE)
        continue;
      if (!is_last)
        roles->async_roles[i - 1] = ROLE_IN;
      is_last = FALSE;
    }
}

/* Functions that return a future take libdex's cancellables, which are futures as well. */
static void
assign_future_cancellables (Roles *roles)
{
  for (guint i = 0; roles_is_future (roles->async) && i < roles->async->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (roles->async, i);

      if (gir_parameter_is (parameter, CTYPE_ID_FUTURE_CANCELLABLE) && !parameter->is_instance &&
          parameter->transfer == GIR_TRANSFER_NONE)
        roles->async_roles[i] = ROLE_FUTURE_CANCELLABLE;
    }
}

Roles *
roles_new (GirCallable        *async,
           GirCallable        *finish,
           const RolesOptions *options)
{
  Roles *roles = g_new0 (Roles, 1);

  roles->async = async;
  roles->finish = finish;
  roles->async_roles = g_new0 (Role, async->parameters->len);
  for (guint i = 0; i < async->parameters->len; i++)
    roles->async_roles[i] = classify_async (gir_callable_get_parameter (async, i), options);
  keep_last_cancellable (roles);
  assign_future_cancellables (roles);
  roles_assign_callbacks (roles);

  if (finish != NULL)
    {
      roles->finish_roles = g_new0 (Role, finish->parameters->len);
      roles->finish_sources = g_new0 (int, finish->parameters->len);
      roles->finish_casts = g_new0 (gboolean, finish->parameters->len);
      assign_finish (roles);
    }

  return roles;
}

void
roles_free (Roles *roles)
{
  g_free (roles->async_roles);
  g_free (roles->finish_roles);
  g_free (roles->finish_sources);
  g_free (roles->finish_casts);
  g_free (roles);
}

/* Whether a function starts something that calls back when it is ready. */
gboolean
roles_is_async (GirCallable *callable)
{
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      if (is_ready_callback (gir_callable_get_parameter (callable, i)))
        return TRUE;
    }

  return FALSE;
}

/* Whether a function starts something and returns the future of it. */
gboolean
roles_is_future (GirCallable *callable)
{
  return gir_parameter_is (callable->returns, CTYPE_ID_FUTURE) && callable->returns->transfer == GIR_TRANSFER_FULL &&
         callable->kind != GIR_CALLABLE_INLINE && !roles_is_async (callable);
}

/* Whether a function starts something, either way: a twin would wait for it. */
gboolean
roles_is_started (GirCallable *callable)
{
  return roles_is_async (callable) || roles_is_future (callable);
}

/* Whether a twin has what an async function has in this role. */
gboolean
roles_is_argument (Role role)
{
  return role == ROLE_IN || role == ROLE_CALLBACK || role == ROLE_CLOSURE || role == ROLE_NOTIFY;
}

/* Whether a function takes arguments that only code compiled for them can pass, such as varargs. */
gboolean
roles_has_varargs (GirCallable *callable)
{
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (callable, i);

      if (parameter->is_varargs || gir_parameter_is (parameter, CTYPE_ID_VA_LIST))
        return TRUE;
    }

  return FALSE;
}

static guint
count (const Role *roles,
       guint       n_roles,
       Role        role)
{
  guint n = 0;

  for (guint i = 0; i < n_roles; i++)
    {
      if (roles[i] == role)
        n++;
    }

  return n;
}

guint
roles_count_async (Roles *roles,
                   Role   role)
{
  return count (roles->async_roles, roles->async->parameters->len, role);
}

guint
roles_count_finish (Roles *roles,
                    Role   role)
{
  return count (roles->finish_roles, roles->finish->parameters->len, role);
}
