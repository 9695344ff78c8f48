/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds each async function's finish function and decides its twin's name.
 */

#include "pair/pairing.h"

#include <string.h>

#include "base/diagnostics.h"
#include "pair/check.h"
#include "pair/configured.h"
#include "pair/future.h"
#include "pair/halves.h"
#include "pair/spelling.h"
#include "pair/twin-names.h"
#include "read/names.h"

void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_clear_pointer (&pair->blocking, blocking_free);
  g_clear_pointer (&pair->twin, twin_free);
  g_clear_pointer (&pair->await, gir_callable_free);
  g_free (pair);
}

static GirCallable *
find_named (GirModel    *model,
            const char  *name,
            const char  *assignment,
            GError     **error)
{
  GirCallable *callable = gir_model_find (model, name);

  if (callable == NULL)
    diagnostics_set_usage (error, "--finish=%s: %s has no function %s", assignment, model->name, name);

  return callable;
}

/* Reads --finish=ASYNC=FINISH into a table from GirCallable to GirCallable. */
static GHashTable *
read_assignments (GirModel            *model,
                  const char * const  *finish,
                  GError             **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new (NULL, NULL);

  for (guint i = 0; finish != NULL && finish[i] != NULL; i++)
    {
      g_auto (GStrv) names = g_strsplit (finish[i], "=", 2);
      GirCallable *async_function;
      GirCallable *finish_function;

      async_function = find_named (model, names[0], finish[i], error);
      if (async_function == NULL)
        return NULL;
      finish_function = find_named (model, names[1], finish[i], error);
      if (finish_function == NULL)
        return NULL;

      g_hash_table_insert (table, async_function, finish_function);
    }

  return g_steal_pointer (&table);
}

static gboolean
matches_any (const char * const *globs,
             const char         *name)
{
  for (guint i = 0; globs != NULL && globs[i] != NULL; i++)
    {
      if (g_pattern_match_simple (globs[i], name))
        return TRUE;
    }

  return FALSE;
}

/* Whether the command line and the configuration want a function of that name. */
gboolean
pairing_is_selected (const PairingOptions *options,
                     const char           *name)
{
  if (options->only != NULL && options->only[0] != NULL && !matches_any (options->only, name))
    return FALSE;

  return !matches_any (options->exclude, name) && !matches_any (options->config_exclude, name);
}

static gboolean
use_gio_naming (GirCallable          *async,
                const PairingOptions *options)
{
  if (options->naming != PAIRING_NAMING_UNSET)
    return options->naming == PAIRING_NAMING_GIO;

  return g_strcmp0 (config_get (options->config, async->c_identifier, CONFIG_NAMING), "gio") == 0;
}

/* The name of a twin by the configuration, or by the rules. */
static char *
make_name (GirCallable          *async,
           const PairingOptions *options)
{
  const char *prefix = options->name_prefix != NULL ? options->name_prefix : "";
  const char *suffix = use_gio_naming (async, options) && halves_has_async_suffix (async) ? "" : "_sync";
  const char *given = config_get (options->config, async->c_identifier, CONFIG_TWIN);
  g_autofree char *base = halves_get_base (async);

  return given != NULL ? g_strconcat (prefix, given, NULL) : g_strconcat (prefix, base, suffix, NULL);
}

/* The name of a twin that is generated although there is a hand-written one, which has
 * the twin's own name.
 */
static char *
make_second_name (GirCallable          *async,
                  const PairingOptions *options)
{
  const char *prefix = options->name_prefix != NULL ? options->name_prefix : "";
  g_autofree char *base = halves_get_base (async);

  return g_strconcat (prefix, base, "_smart_sync", NULL);
}

static gboolean
is_name_free (GirModel   *model,
              GHashTable *names,
              const char *name)
{
  return gir_model_find (model, name) == NULL && !g_hash_table_contains (names, name) && !ctype_is_keyword (name);
}

/* Decides the twin's name; NULL when none is left. A hand-written twin keeps its
 * name: an entry that is only listed shows the name that the rules give.
 */
static char *
choose_twin_name (Pair                 *pair,
                  const PairingOptions *options,
                  GHashTable           *names)
{
  g_autofree char *name = make_name (pair->async, options);
  g_autofree char *second = NULL;

  if (pair->status == PAIR_EXISTING || is_name_free (pair->async->model, names, name))
    return g_steal_pointer (&name);
  if (pair->existing == NULL)
    return NULL;

  second = make_second_name (pair->async, options);

  return is_name_free (pair->async->model, names, second) ? g_steal_pointer (&second) : NULL;
}

static void
refuse (Pair       *pair,
        const char *reason)
{
  pair->status = PAIR_REFUSED;
  pair->reason = reason;
}

/* Finds the twin that was there, unless it still is. */
static gboolean
find_former (Pair                 *pair,
             const PairingOptions *options,
             GError              **error)
{
  g_autofree char *name = make_name (pair->async, options);

  if (options->baseline == NULL || (pair->existing != NULL && options->existing == PAIRING_EXISTING_SKIP))
    return TRUE;

  return pairing_find_former (pair, name, options, error);
}

/* The reason why no twin can be made, or NULL. */
static const char *
check (Pair                 *pair,
       Roles                *roles,
       const PairingOptions *options)
{
  if (!roles_is_future (pair->async))
    return check_pair (roles);

  if (options->is_standalone)
    return CHECK_NEEDS_LIBRARY;

  return future_check (roles, config_get (options->config, pair->async->c_identifier, CONFIG_BEFORE) != NULL);
}

static void
decide (Pair                 *pair,
        const PairingOptions *options,
        GHashTable           *names)
{
  const char *function = pair->async->c_identifier;
  g_autoptr (Roles) roles = configured_new_roles (pair->async, pair->finish, options->config);
  TwinOptions twin_options = pairing_get_twin_options (pair->async, options);
  g_autofree char *name = NULL;
  const char *reason = pair->reason != NULL ? pair->reason : check (pair, roles, options);

  pair->reason = NULL;
  pair->reason_text = config_get (options->config, function, CONFIG_REFUSE);
  if (pair->reason_text != NULL)
    reason = CHECK_CONFIGURED;
  if (pair->existing != NULL && options->existing == PAIRING_EXISTING_SKIP)
    pair->status = PAIR_EXISTING;

  if (reason != NULL)
    {
      if (pair->status != PAIR_EXISTING)
        refuse (pair, reason);
      return;
    }

  name = choose_twin_name (pair, options, names);
  if (name == NULL)
    {
      refuse (pair, CHECK_NAME_TAKEN);
      return;
    }

  twin_options.was = pair->was;
  pair->twin = twin_new (name, g_steal_pointer (&roles), &twin_options);
  /* Some libraries say only of the twin that all three are deprecated. */
  if (pair->twin->deprecated_by == NULL && pair->existing != NULL && pair->existing->deprecated)
    pair->twin->deprecated_by = pair->existing;
  if (pair->status == PAIR_GENERATE)
    twin_names_choose (pair->twin, names);
}

static gboolean
find_halves (Pair        *pair,
             GHashTable  *assignments,
             Config      *config,
             GError     **error)
{
  if (!configured_find_halves (pair->async, config, &pair->finish, &pair->existing, error))
    return FALSE;

  if (g_hash_table_contains (assignments, pair->async))
    pair->finish = g_hash_table_lookup (assignments, pair->async);
  if (roles_is_future (pair->async))
    pair->finish = pair->await = future_new_await (pair->async, config);

  return TRUE;
}

/* Checks the names of all functions of a pair that appear in a generated file or a list. Those that are called must be
 * what C can call.
 */
static gboolean
check_spelling (Pair    *pair,
                GError **error)
{
  GirCallable * const callables[] = { pair->async, halves_get_start (pair->async), pair->finish, pair->existing };

  for (gsize i = 0; i < G_N_ELEMENTS (callables); i++)
    {
      if (callables[i] != NULL && !names_check (callables[i], error))
        return FALSE;
    }

  for (gsize i = 0; pair->reason == NULL && i < 3; i++)
    {
      if (callables[i] != NULL)
        pair->reason = spelling_correct (callables[i]);
    }

  return TRUE;
}

/* Pairs each selected async function of the namespace, in the order of the file.
 * Returns an array of Pair. A TypeResolver knows the types of @model.
 */
GPtrArray *
pairing_run (GirModel              *model,
             const PairingOptions  *options,
             GError               **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (pair_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) assignments = read_assignments (model, options->finish, error);

  if (assignments == NULL)
    return NULL;

  twin_names_reserve (model, names);
  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);
      Pair *pair;

      if (gir_model_find (model, callable->c_identifier) != callable || !roles_is_started (callable) ||
          !pairing_is_selected (options, callable->c_identifier))
        continue;

      configured_correct (callable, options->config);
      configured_correct (halves_get_start (callable), options->config);
      pair = g_new0 (Pair, 1);
      pair->async = callable;
      g_ptr_array_add (pairs, pair);
      if (!find_halves (pair, assignments, options->config, error) || !check_spelling (pair, error) ||
          !find_former (pair, options, error))
        return NULL;
      decide (pair, options, names);
    }

  return g_steal_pointer (&pairs);
}
