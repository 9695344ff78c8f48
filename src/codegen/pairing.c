/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Finds each async function's finish function and decides its twin's name.
 */

#include "pairing.h"

#include <string.h>

#include "check.h"
#include "diagnostics.h"

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_clear_pointer (&pair->twin, twin_free);
  g_free (pair);
}

/* X of X_async: what the other names are made of. */
static char *
get_base (GirCallable *async)
{
  const char *name = async->c_identifier;
  gsize length = strlen (name);

  if (g_str_has_suffix (name, "_async"))
    length -= strlen ("_async");

  return g_strndup (name, length);
}

static gboolean
has_async_suffix (GirCallable *async)
{
  return g_str_has_suffix (async->c_identifier, "_async");
}

static GirCallable *
find_with_suffix (GirCallable *async,
                  const char  *suffix)
{
  g_autofree char *base = get_base (async);
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

/* What takes the same in an array or a table as @async does in varargs: the function
 * that a binding sees instead, or Xv() of X(). NULL when there is none. */
static GirCallable *
find_sibling (GirCallable *async)
{
  g_autofree char *base = get_base (async);
  g_autofree char *name = g_strconcat (base, "v", has_async_suffix (async) ? "_async" : "", NULL);
  GirCallable *sibling = find_annotated (async, async->shadowed_by);

  if (sibling == NULL)
    sibling = gir_model_find (async->model, name);

  return sibling != NULL && roles_is_async (sibling) ? sibling : NULL;
}

/* The other way round: what a binding sees @async instead of, or X() of Xv(). */
static GirCallable *
find_varargs_sibling (GirCallable *async)
{
  g_autofree char *base = get_base (async);
  gsize length = strlen (base);
  g_autofree char *name = NULL;
  GirCallable *sibling = find_annotated (async, async->shadows);

  if (sibling == NULL && length > 0 && base[length - 1] == 'v')
    {
      base[length - 1] = '\0';
      name = g_strconcat (base, has_async_suffix (async) ? "_async" : "", NULL);
      sibling = gir_model_find (async->model, name);
    }

  return sibling != NULL && roles_has_varargs (sibling) ? sibling : NULL;
}

static GirCallable *
find_finish_by_name (GirCallable *async)
{
  GirCallable *finish = find_annotated (async, async->finish_func);

  if (finish == NULL)
    finish = find_with_suffix (async, "_finish");
  if (finish == NULL)
    finish = find_with_suffix (async, "_async_finish");

  return finish != async ? finish : NULL;
}

/* The finish function by annotation or by name, or NULL. That of a function which
 * takes an array is named after the one that takes varargs. */
GirCallable *
pairing_find_finish (GirCallable *async)
{
  GirCallable *finish = find_finish_by_name (async);
  GirCallable *sibling = finish == NULL ? find_varargs_sibling (async) : NULL;

  return sibling != NULL ? find_finish_by_name (sibling) : finish;
}

static gboolean
is_blocking (GirCallable *callable)
{
  return callable != NULL && !roles_is_async (callable);
}

/* The twin that somebody has written already, or NULL. */
GirCallable *
pairing_find_existing (GirCallable *async)
{
  GirCallable *existing = find_annotated (async, async->sync_func);

  if (!is_blocking (existing))
    existing = find_with_suffix (async, "_sync");
  if (!is_blocking (existing) && has_async_suffix (async))
    existing = find_with_suffix (async, "");

  return is_blocking (existing) ? existing : NULL;
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
    if (g_pattern_match_simple (globs[i], name))
      return TRUE;

  return FALSE;
}

static gboolean
is_selected (const PairingOptions *options,
             const char           *name)
{
  if (options->only != NULL && options->only[0] != NULL && !matches_any (options->only, name))
    return FALSE;

  return !matches_any (options->exclude, name);
}

static char *
make_name (GirCallable          *async,
           const PairingOptions *options)
{
  const char *prefix = options->name_prefix != NULL ? options->name_prefix : "";
  const char *suffix = options->naming == PAIRING_NAMING_GIO && has_async_suffix (async) ? "" : "_sync";
  g_autofree char *base = get_base (async);

  return g_strconcat (prefix, base, suffix, NULL);
}

/* The name that is left when the twin's own name belongs to the function that it
 * is generated beside. */
static char *
make_second_name (GirCallable *async)
{
  g_autofree char *base = get_base (async);

  return g_strconcat (base, "_smart_sync", NULL);
}

static gboolean
is_name_free (GirModel   *model,
              GHashTable *names,
              const char *name)
{
  return gir_model_find (model, name) == NULL && !g_hash_table_contains (names, name);
}

/* Decides the twin's name; NULL when none is left. A hand-written twin keeps its
 * name: an entry that is only listed shows the name that the rules give. */
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

  second = make_second_name (pair->async);

  return is_name_free (pair->async->model, names, second) ? g_steal_pointer (&second) : NULL;
}

static void
refuse (Pair       *pair,
        const char *reason)
{
  pair->status = PAIR_REFUSED;
  pair->reason = reason;
}

/* What the twin calls: @async, or what can be called with arguments that were not
 * known when the twin was compiled. */
static GirCallable *
get_start (GirCallable *async)
{
  GirCallable *sibling = roles_has_varargs (async) ? find_sibling (async) : NULL;

  return sibling != NULL ? sibling : async;
}

static void
decide (Pair                 *pair,
        TypeResolver         *resolver,
        const PairingOptions *options,
        GHashTable           *names)
{
  g_autoptr (Roles) roles = roles_new (get_start (pair->async), pair->finish, resolver);
  g_autofree char *name = NULL;
  const char *reason = check_pair (roles, resolver);

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

  pair->twin = twin_new (name, g_steal_pointer (&roles), resolver, options->out_params);
  /* Some libraries say only of the twin that all three are deprecated. */
  if (pair->twin->deprecated_by == NULL && pair->existing != NULL && pair->existing->deprecated)
    pair->twin->deprecated_by = pair->existing;
  if (pair->status == PAIR_GENERATE)
    g_hash_table_add (names, g_steal_pointer (&name));
}

static Pair *
find_pair (GirCallable *async,
           GHashTable  *assignments)
{
  Pair *pair = g_new0 (Pair, 1);

  pair->async = async;
  pair->finish = g_hash_table_lookup (assignments, async);
  if (pair->finish == NULL)
    pair->finish = pairing_find_finish (async);
  pair->existing = pairing_find_existing (async);

  return pair;
}

static gboolean
check_pair_names (Pair    *pair,
                  GError **error)
{
  if (!check_names (pair->async, error))
    return FALSE;

  return pair->finish == NULL || check_names (pair->finish, error);
}

/* Pairs each selected async function of the namespace, in the order of the file.
 * Returns an array of Pair. */
GPtrArray *
pairing_run (GirModel              *model,
             TypeResolver          *resolver,
             const PairingOptions  *options,
             GError               **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (pair_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) assignments = read_assignments (model, options->finish, error);

  if (assignments == NULL)
    return NULL;

  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);
      Pair *pair;

      if (gir_model_find (model, callable->c_identifier) != callable || !roles_is_async (callable) ||
          !is_selected (options, callable->c_identifier))
        continue;

      pair = find_pair (callable, assignments);
      g_ptr_array_add (pairs, pair);
      if (!check_pair_names (pair, error))
        return NULL;
      decide (pair, resolver, options, names);
    }

  return g_steal_pointer (&pairs);
}
