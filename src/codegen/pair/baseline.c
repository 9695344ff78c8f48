/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The twins that a library had before, and what a configuration would have to say so that it has them again.
 */

#include "pair/pairing.h"

#include <string.h>

#include "pair/halves.h"
#include "pair/spelling.h"
#include "read/names.h"
#include "read/type-resolver.h"

/* The twin that @async had in @baseline: the one that has the name which the rules give, or the one that belonged to it
 * there. NULL when it had none, or when that is still there. A twin with a name of its own takes no other's place.
 */
static GirCallable *
find (GirModel    *baseline,
      GirCallable *async,
      const char  *name,
      gboolean     is_prefixed)
{
  GirCallable *was = gir_model_find (baseline, name);
  GirCallable *async_was = gir_model_find (baseline, async->c_identifier);

  if (was != NULL && roles_is_async (was))
    was = NULL;
  if (was == NULL && async_was != NULL && !is_prefixed)
    was = halves_find_existing (async_was);

  return was != NULL && ctype_is_identifier (was->c_identifier) &&
         gir_model_find (async->model, was->c_identifier) == NULL ? was : NULL;
}

/* Makes sure that what is taken over can stand in C. */
static gboolean
check (GirCallable  *was,
       GError      **error)
{
  if (!names_check (was, error))
    return FALSE;
  spelling_correct (was);

  return TRUE;
}

static int
find_cancellable (GirCallable *callable)
{
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      if (gir_parameter_is (gir_callable_get_parameter (callable, i), CTYPE_ID_CANCELLABLE))
        return (int) i;
    }

  return -1;
}

static void
suggest_priority (GirCallable *was,
                  Roles       *roles,
                  Config      *config,
                  const char  *function)
{
  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      if (roles->async_roles[i] == ROLE_PRIORITY &&
          gir_callable_find_parameter (was, gir_callable_get_parameter (roles->async, i)->name) != NULL)
        config_suggest (config, function, CONFIG_KEEP_IO_PRIORITY, "true");
    }
}

/* Where it makes a difference. */
static void
suggest_order (GirCallable   *was,
               Roles         *roles,
               TwinOutParams  out_params,
               Config        *config,
               const char    *function)
{
  int cancellable = find_cancellable (was);
  gboolean in_place = cancellable + 1 < (int) was->parameters->len;

  if (cancellable < 0)
    config_suggest (config, function, CONFIG_CANCELLABLE, "false");
  else if (twin_keeps_cancellable_in_place (roles, out_params) != in_place &&
           (roles_count_finish (roles, ROLE_OUT) > 0 || twin_keeps_cancellable_in_place (roles, TWIN_OUTS_UNSET)))
    config_suggest (config, function, CONFIG_OUT_PARAMS, in_place ? "after-cancellable" : "before-cancellable");
}

/* The parameters that the twin lacks are known by their names, if there are as many of them as are missing. */
static void
suggest_drop (GirCallable *was,
              Roles       *roles,
              Config      *config,
              const char  *function)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_others = roles_count_finish (roles, ROLE_OUT) + (find_cancellable (was) >= 0);
  guint n_kept = 0;

  for (guint i = 0; i < roles->async->parameters->len; i++)
    {
      GirParameter *parameter = gir_callable_get_parameter (roles->async, i);
      const char *name = parameter->name;

      if (!roles_is_argument (roles->async_roles[i]))
        continue;
      if (parameter->is_instance || name == NULL ||
          gir_callable_find_parameter (was, name) != NULL)
        n_kept++;
      else
        g_string_append_printf (names, "%s%s", names->len > 0 ? ";" : "", name);
    }

  if (names->len > 0 && n_kept + n_others == was->parameters->len)
    config_suggest (config, function, CONFIG_DROP, names->str);
}

/* The class of an object, which a finish function has only by that of an ancestor. */
static void
suggest_returns (GirCallable *was,
                 Roles       *roles,
                 Config      *config,
                 const char  *function)
{
  GirType *type = was->returns->type;
  GirType *finish_type = roles->finish->returns->type;
  g_autofree char *name = g_strndup (type->c_type->text, strcspn (type->c_type->text, " "));

  if (!ctype_equal (type->c_type, finish_type->c_type) && finish_type->name != NULL && type->name != NULL &&
      type->c_type->n_stars == 1 && !type->c_type->has_const && ctype_is_identifier (name) &&
      gir_type_is_a (type, finish_type->name))
    config_suggest (config, function, CONFIG_RETURNS, name);
}

/* A text that can be a value; NULL if nothing is left of it. */
static char *
clean (const char *text)
{
  char *value = text != NULL ? g_strdup (text) : NULL;

  for (char *p = value; p != NULL && *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }
  if (value != NULL && *g_strstrip (value) == '\0')
    g_clear_pointer (&value, g_free);

  return value;
}

/* Suggests to @config what makes the twin of @function, whose roles are those without a configuration, like @was. */
static void
suggest (GirCallable   *was,
         Roles         *roles,
         TwinOutParams  out_params,
         Config        *config,
         const char    *function)
{
  g_autofree char *since = clean (was->version);

  config_suggest (config, function, CONFIG_SINCE, since);
  suggest_priority (was, roles, config, function);
  suggest_order (was, roles, out_params, config, function);
  suggest_drop (was, roles, config, function);
  suggest_returns (was, roles, config, function);
}

/* Suggests what the twin that was there was called, if the rules call it otherwise. */
static void
suggest_name (Pair                 *pair,
              const char           *name,
              const PairingOptions *options)
{
  const char *was = pair->was->c_identifier;
  const char *function = pair->async->c_identifier;
  g_autofree char *base = halves_get_base (pair->async);
  g_autofree char *with_suffix = g_strconcat (base, "_sync", NULL);
  gboolean is_free = options->naming == PAIRING_NAMING_UNSET && halves_has_async_suffix (pair->async);

  if (strcmp (was, name) == 0)
    return;
  if (is_free && (strcmp (was, base) == 0 || strcmp (was, with_suffix) == 0))
    config_suggest (options->config, function, CONFIG_NAMING, strcmp (was, base) == 0 ? "gio" : "sync");
  else
    config_suggest (options->config, function, CONFIG_TWIN, was);
}

/* Finds the twin of a pair that was there, and has the configuration make another like it. @name is the one that the
 * rules give.
 */
gboolean
pairing_find_former (Pair                  *pair,
                     const char            *name,
                     const PairingOptions  *options,
                     GError               **error)
{
  const RolesOptions roles_options = { FALSE, NULL };
  g_autoptr (Roles) roles = NULL;

  pair->was = find (options->baseline, pair->async, name, options->name_prefix != NULL);
  if (pair->was == NULL)
    return TRUE;
  if (!check (pair->was, error))
    return FALSE;
  if (pair->finish == NULL)
    return TRUE;

  roles = roles_new (halves_get_start (pair->async), pair->finish, &roles_options);
  suggest_name (pair, name, options);
  suggest (pair->was, roles, pairing_get_out_params (pair->async, options), options->config,
           pair->async->c_identifier);

  return TRUE;
}

/* Bindings go on seeing what they saw, and no more, unless the configuration wants it otherwise. */
void
pairing_apply_former_visibility (GPtrArray *pairs,
                                 Config    *config)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status != PAIR_GENERATE || pair->was == NULL || pair->twin->is_hidden == pair->was->is_hidden ||
          pair->twin->options.skip != TWIN_SKIP_UNSET)
        continue;
      config_suggest (config, pair->async->c_identifier, CONFIG_SKIP, pair->was->is_hidden ? "true" : "false");
      pair->twin->is_hidden = pair->was->is_hidden;
    }
}
