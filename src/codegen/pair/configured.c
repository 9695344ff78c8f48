/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The halves of a pair and the roles of their parameters, as the rules and the configuration have them.
 */

#include "pair/configured.h"

#include "pair/halves.h"

/* The names of parameters that the configuration gives for a function. */
static GStrv
get_names (GirCallable *async,
           GirCallable *start,
           Config      *config,
           const char  *key)
{
  GStrv names = config_get_list (config, async->c_identifier, key);

  for (guint i = 0; i < start->parameters->len; i++)
    {
      const char *name = gir_callable_get_parameter (start, i)->name;

      if (name != NULL && g_strv_contains ((const char * const *) names, name))
        config_use_word (config, async->c_identifier, key, name);
    }

  return names;
}

/* Corrects what the introspection data says of ownership and of callbacks. */
void
configured_correct (GirCallable *callable,
                    Config      *config)
{
  g_auto (GStrv) borrow = get_names (callable, callable, config, CONFIG_BORROW);
  g_auto (GStrv) progress = get_names (callable, callable, config, CONFIG_PROGRESS);

  for (guint i = 0; i < callable->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (callable, i);

      if (parameter->name == NULL)
        continue;
      if (g_strv_contains ((const char * const *) borrow, parameter->name))
        parameter->transfer = GIR_TRANSFER_NONE;
      if (g_strv_contains ((const char * const *) progress, parameter->name))
        parameter->scope = GIR_SCOPE_CALL;
    }
}

/* A function that the configuration names; leaves @callable alone when it names none. */
static gboolean
find_named (GirCallable  *async,
            const char   *key,
            Config       *config,
            GirCallable **callable,
            GError      **error)
{
  const char *name = config_get (config, async->c_identifier, key);
  g_autofree char *message = NULL;

  if (name == NULL)
    return TRUE;

  *callable = gir_model_find (async->model, name);
  if (*callable != NULL)
    return TRUE;

  message = g_strdup_printf ("%s has no function %s", async->model->name, name);
  config_set_error (config, async->c_identifier, key, message, error);

  return FALSE;
}

/* Finds the finish function of an async function and its hand-written twin; NULL where there is none. Fails when the
 * configuration names one that does not exist.
 */
gboolean
configured_find_halves (GirCallable  *async,
                        Config       *config,
                        GirCallable **finish,
                        GirCallable **existing,
                        GError      **error)
{
  *finish = halves_find_finish (async);
  *existing = halves_find_existing (async);

  return find_named (async, CONFIG_FINISH, config, finish, error) &&
         find_named (async, CONFIG_EXISTING, config, existing, error);
}

/* The roles of the function that a twin of @async starts, and of @finish, which may be NULL. */
Roles *
configured_new_roles (GirCallable *async,
                      GirCallable *finish,
                      Config      *config)
{
  GirCallable *start = halves_get_start (async);
  g_auto (GStrv) drop = get_names (async, start, config, CONFIG_DROP);
  const RolesOptions options = {
    config_get_flag (config, async->c_identifier, CONFIG_KEEP_IO_PRIORITY), (const char * const *) drop,
  };

  return roles_new (start, finish, &options);
}
