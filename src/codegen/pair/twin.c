/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The signature of a twin, and how it calls the two halves.
 */

#include "pair/twin.h"

#include <string.h>

#include "pair/ownership.h"
#include "read/type-resolver.h"

static void
twin_parameter_free (gpointer data)
{
  TwinParameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter->annotations);
  g_free (parameter->keeper);
  g_free (parameter);
}

void
twin_free (Twin *twin)
{
  roles_free (twin->roles);
  g_ptr_array_unref (twin->parameters);
  g_free (twin->difference);
  g_free (twin->closing);
  g_free (twin->name);
  g_free (twin->start_name);
  g_free (twin->finish_name);
  g_free (twin->args_type);
  g_free (twin->returns);
  g_free (twin->cancel_name);
  g_free (twin->result_name);
  g_free (twin->error_name);
  g_free (twin->args_name);
  g_free (twin->operation_name);
  g_free (twin->before);
  g_free (twin->context);
  g_free (twin->context_name);
  g_free (twin->returned_name);
  g_free (twin->started_name);
  g_free (twin);
}

TwinParameter *
twin_get_parameter (Twin  *twin,
                    guint  position)
{
  return g_ptr_array_index (twin->parameters, position);
}

TwinParameter *
twin_find_parameter (Twin         *twin,
                     GirParameter *gir)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);

      if (parameter->gir == gir || parameter->was == gir)
        return parameter;
    }

  return NULL;
}

static TwinParameter *
find_cancellable (Twin *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (twin_get_parameter (twin, i)->role == ROLE_CANCELLABLE)
        return twin_get_parameter (twin, i);
    }

  return NULL;
}

gboolean
twin_has_cancellable (Twin *twin)
{
  return find_cancellable (twin) != NULL;
}

/* What stands for the cancellable of the caller in a call. */
const char *
twin_get_cancellable_name (Twin *twin)
{
  TwinParameter *cancellable = find_cancellable (twin);

  return cancellable != NULL ? cancellable->name : "NULL";
}

/* Whether a parameter travels in the Args struct: both halves find there what they are called with. */
gboolean
twin_is_member (TwinParameter *parameter)
{
  return parameter->role != ROLE_CANCELLABLE;
}

gboolean
twin_has_members (Twin *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (twin_is_member (twin_get_parameter (twin, i)))
        return TRUE;
    }

  return twin->returned_name != NULL;
}

/* Whether any of them is for the async function. */
gboolean
twin_has_arguments (Twin *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      if (roles_is_argument (twin_get_parameter (twin, i)->role))
        return TRUE;
    }

  return FALSE;
}

TwinParameter *
twin_add_parameter (Twin         *twin,
                    GirCallable  *from,
                    GirParameter *gir,
                    Role          role)
{
  TwinParameter *parameter = g_new0 (TwinParameter, 1);

  parameter->gir = gir;
  parameter->from = from;
  parameter->role = role;
  parameter->direction = role == ROLE_OUT && gir->direction == GIR_DIRECTION_IN ? GIR_DIRECTION_OUT : gir->direction;
  parameter->name = twin_choose_name (twin, gir->name, role == ROLE_OUT ? "out_" : "the_");
  parameter->c_type = gir->type->c_type->text;
  g_ptr_array_add (twin->parameters, parameter);

  return parameter;
}

/* Every twin has a cancellable: where the async function takes none, it still
 * bounds the wait.
 */
void
twin_add_cancellable (Twin *twin)
{
  TwinParameter *parameter;

  for (guint i = 0; i < twin->async->parameters->len; i++)
    {
      if (twin->roles->async_roles[i] == ROLE_CANCELLABLE)
        {
          twin_add_parameter (twin, twin->async, gir_callable_get_parameter (twin->async, i), ROLE_CANCELLABLE);
          return;
        }
    }

  parameter = g_new0 (TwinParameter, 1);
  parameter->role = ROLE_CANCELLABLE;
  parameter->name = twin_choose_name (twin, "cancellable", "the_");
  parameter->c_type = "GCancellable *";
  g_ptr_array_add (twin->parameters, parameter);
}

/* With @in_place, the cancellable is added where the async function has it. */
static void
add_async_parameters (Twin     *twin,
                      gboolean  in_place)
{
  for (guint i = 0; i < twin->async->parameters->len; i++)
    {
      Role role = twin->roles->async_roles[i];

      if (roles_is_argument (role))
        twin_add_parameter (twin, twin->async, gir_callable_get_parameter (twin->async, i), role);
      else if (in_place && role == ROLE_CANCELLABLE)
        twin_add_cancellable (twin);
    }

  if (in_place && roles_count_async (twin->roles, ROLE_CANCELLABLE) == 0)
    twin_add_cancellable (twin);
}

/* Whether the cancellable stays where the async function has it. If parameters follow it there, such as a callback for
 * the progress, they do so in twins that were written by hand.
 */
gboolean
twin_keeps_cancellable_in_place (Roles         *roles,
                                 TwinOutParams  out_params)
{
  gboolean is_behind = FALSE;

  if (out_params != TWIN_OUTS_UNSET)
    return out_params == TWIN_OUTS_AFTER_CANCELLABLE;

  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      if (is_behind && roles_is_argument (roles->async_roles[i]))
        return TRUE;
      is_behind = is_behind || roles->async_roles[i] == ROLE_CANCELLABLE;
    }

  return FALSE;
}

static void
add_out_parameters (Twin *twin)
{
  for (guint i = 0; i < twin->finish->parameters->len; i++)
    {
      if (twin->roles->finish_roles[i] == ROLE_OUT)
        twin_add_parameter (twin, twin->finish, gir_callable_get_parameter (twin->finish, i), ROLE_OUT);
    }
}

/* The notify of a callback, or of its data, which the twin has too; else NULL. */
TwinParameter *
twin_find_notify (Twin          *twin,
                  TwinParameter *parameter)
{
  for (guint i = 0; i < twin->async->parameters->len; i++)
    {
      GirParameter *callback = gir_callable_get_parameter (twin->async, i);
      int notify;

      if (twin->roles->async_roles[i] != ROLE_CALLBACK)
        continue;
      notify = roles_find_notify (twin->roles, i);
      if (notify >= 0 && (parameter->gir == callback ||
                          parameter->gir == gir_callable_get_nth (twin->async, callback->closure)))
        return twin_find_parameter (twin, gir_callable_get_parameter (twin->async, (guint) notify));
    }

  return NULL;
}

static gboolean
is_handed_over (TwinParameter *parameter)
{
  return parameter->release != NULL || parameter->role == ROLE_NOTIFY;
}

/* Finds out which arguments have to be released when the async function is not
 * started, and which have to be held meanwhile.
 */
static void
find_owned (Twin *twin)
{
  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);

      if (parameter->role != ROLE_IN)
        continue;
      if (ownership_is_taken (parameter->gir))
        {
          parameter->release = ownership_get_release (parameter->gir);
        }
      else if (ownership_may_float (parameter->gir))
        {
          g_autofree char *name = g_strconcat ("kept_", parameter->name, NULL);

          parameter->keeper = twin_choose_name (twin, name, "the_");
        }
    }

  for (guint i = 0; !twin->is_future && twin->started_name == NULL && i < twin->parameters->len; i++)
    {
      if (is_handed_over (twin_get_parameter (twin, i)))
        twin->started_name = twin_choose_name (twin, "is_started", "the_");
    }
}

/* A function that is called @name, and has no parameters yet. Takes @roles. */
Twin *
twin_new_empty (const char        *name,
                Roles             *roles,
                const TwinOptions *options)
{
  Twin *twin = g_new0 (Twin, 1);

  twin->roles = roles;
  twin->async = roles->async;
  twin->finish = roles->finish;
  twin->name = g_strdup (name);
  twin->parameters = g_ptr_array_new_with_free_func (twin_parameter_free);
  twin->options = *options;

  return twin;
}

/* Makes the signature of a pair that was checked. Takes @roles. */
Twin *
twin_new (const char        *name,
          Roles             *roles,
          const TwinOptions *options)
{
  gboolean outs_last = twin_keeps_cancellable_in_place (roles, options->out_params);
  Twin *twin = twin_new_empty (name, roles, options);

  twin->is_future = roles_is_future (roles->async);
  twin->returns = g_strdup (twin->finish->returns->type->c_type->value);
  twin->returns_kind = gir_type_get_kind (twin->finish->returns->type);
  if (options->returns != NULL && twin->returns_kind == CTYPE_KIND_POINTER)
    {
      g_free (twin->returns);
      twin->returns = g_strconcat (options->returns, " *", NULL);
      twin->casts_return = TRUE;
    }
  if (twin->async->deprecated)
    twin->deprecated_by = twin->async;
  else if (twin->finish->deprecated)
    twin->deprecated_by = twin->finish;
  twin->throws = twin->finish->throws || roles_count_finish (roles, ROLE_ERROR) > 0;
  add_async_parameters (twin, outs_last && !options->no_cancellable);
  add_out_parameters (twin);
  if (!outs_last && !options->no_cancellable)
    twin_add_cancellable (twin);

  twin_take_over_former (twin);
  twin_choose_locals (twin);
  find_owned (twin);

  return twin;
}
