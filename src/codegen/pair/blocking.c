/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Decides which functions that block get an asynchronous pair.
 */

#include "pair/blocking.h"

#include <string.h>

#include "pair/blocking-threads.h"
#include "pair/check.h"
#include "pair/halves.h"
#include "pair/spelling.h"
#include "pair/twin-names.h"
#include "read/names.h"
#include "read/type-resolver.h"

static gboolean
is_half (GirCallable *callable)
{
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      if (gir_parameter_is (gir_callable_get_parameter (callable, i), CTYPE_ID_RESULT))
        return TRUE;
    }

  return roles_is_started (callable);
}

/* Whether a function can fail, and is neither half of a pair: those that can't do little, or nothing that blocks. */
gboolean
blocking_is (GirCallable *callable)
{
  return callable->throws && callable->kind != GIR_CALLABLE_INLINE && !is_half (callable) &&
         gir_model_find (callable->model, callable->c_identifier) == callable;
}

/* From each function that is the twin of an async function, to that. */
static GHashTable *
find_twins (GirModel *model)
{
  GHashTable *twins = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);
      GirCallable *twin = roles_is_async (callable) ? halves_find_existing (callable) : NULL;

      if (twin != NULL)
        g_hash_table_insert (twins, twin, callable);
    }

  return twins;
}

/* "foo_load" of foo_load() and foo_load_sync(). */
static char *
get_base (GirCallable *callable)
{
  const char *name = callable->c_identifier;
  gsize length = strlen (name);

  if (g_str_has_suffix (name, "_sync"))
    length -= strlen ("_sync");

  return g_strndup (name, length);
}

static GirCallable *
find_existing (GirCallable *callable,
               GHashTable  *twins)
{
  g_autofree char *base = get_base (callable);
  g_autofree char *name = g_strconcat (base, "_async", NULL);
  GirCallable *existing = g_hash_table_lookup (twins, callable);

  return existing != NULL ? existing : gir_model_find (callable->model, name);
}

static char *
make_name (GirCallable          *callable,
           const PairingOptions *options,
           const char           *key,
           const char           *suffix)
{
  const char *given = config_get (options->config, callable->c_identifier, key);
  const char *prefix = options->name_prefix != NULL ? options->name_prefix : "";
  g_autofree char *base = get_base (callable);

  return given != NULL ? g_strconcat (prefix, given, NULL) : g_strconcat (prefix, base, suffix, NULL);
}

static void
refuse (Pair       *pair,
        const char *reason)
{
  pair->status = PAIR_REFUSED;
  pair->reason = reason;
}

/* What a parameter is for, as far as that alone makes a pair impossible. */
static const char *
check_parameter (GirParameter *gir,
                 Role          role)
{
  if (role == ROLE_DESTROY || role == ROLE_READY)
    return CHECK_TAKES_CALLBACK;
  if (gir->direction == GIR_DIRECTION_INOUT)
    return CHECK_INOUT;
  if (gir->direction == GIR_DIRECTION_OUT && ((gir->caller_allocates && gir->type->is_array) || gir->is_instance))
    return CHECK_FILLS_IN;

  return NULL;
}

/* Whether the configuration has an argument in a list: of those whose memory may be used as it is, or of callbacks that
 * need not be called each time.
 */
static gboolean
is_listed (Config       *config,
           GirCallable  *callable,
           GirParameter *gir,
           const char   *key)
{
  g_auto (GStrv) names = config_get_list (config, callable->c_identifier, key);

  if (gir->direction != GIR_DIRECTION_IN || !g_strv_contains ((const char * const *) names, gir->name))
    return FALSE;

  config_use_word (config, callable->c_identifier, key, gir->name);

  return TRUE;
}

/* What the callbacks of a function are called with. Returns why they can't be called elsewhere, or NULL. */
static const char *
add_callbacks (Blocking *blocking,
               Roles    *roles,
               Config   *config)
{
  GirCallable *callable = roles->async;
  const char *reason = NULL;

  for (guint i = 0; i < callable->parameters->len && reason == NULL; i++)
    {
      GirParameter *gir = gir_callable_get_parameter (callable, i);

      if (roles->async_roles[i] == ROLE_CALLBACK && roles_find_data (roles, i) < 0)
        reason = CHECK_TAKES_CALLBACK;
      else if (roles->async_roles[i] == ROLE_CALLBACK)
        reason = blocking_add_callback (blocking, gir, is_listed (config, callable, gir, CONFIG_COALESCE),
                                        config_get (config, callable->c_identifier, CONFIG_UNANSWERED));
    }

  return reason;
}

static const char *
add_parameter (Blocking     *blocking,
               GirCallable  *callable,
               GirParameter *gir,
               Config       *config)
{
  BlockingPlace place = gir->direction == GIR_DIRECTION_OUT ? BLOCKING_OUT : BLOCKING_ARGUMENT;
  const char *reason = NULL;
  gboolean is_kept = is_listed (config, callable, gir, CONFIG_BORROW);
  BlockingValue *value = blocking_add_value (blocking, callable, gir, place, is_kept, &reason);
  gboolean has_wrong_length = place == BLOCKING_ARGUMENT && value->length != NULL &&
                              value->length->direction != GIR_DIRECTION_IN;

  return reason == NULL && has_wrong_length ? CHECK_COPY_UNKNOWN : reason;
}

/* Finds how each argument and result is kept. Returns why that is not known, or NULL. */
static const char *
add_values (Blocking    *blocking,
            GirCallable *callable,
            Config      *config)
{
  const RolesOptions roles_options = { TRUE, NULL };
  g_autoptr (Roles) roles = roles_new (callable, NULL, &roles_options);
  const char *reason = NULL;

  for (guint i = 0; i < callable->parameters->len && reason == NULL; i++)
    reason = check_parameter (gir_callable_get_parameter (callable, i), roles->async_roles[i]);
  if (reason == NULL)
    reason = add_callbacks (blocking, roles, config);
  for (guint i = 0; i < callable->parameters->len && reason == NULL; i++)
    {
      if (roles->async_roles[i] == ROLE_CANCELLABLE)
        blocking->takes_cancellable = TRUE;
      else if (roles->async_roles[i] != ROLE_CALLBACK && roles->async_roles[i] != ROLE_CLOSURE)
        reason = add_parameter (blocking, callable, gir_callable_get_parameter (callable, i), config);
    }
  if (reason == NULL && !gir_parameter_is (callable->returns, CTYPE_ID_VOID))
    blocking->returned = blocking_add_value (blocking, callable, callable->returns, BLOCKING_RETURNED, FALSE, &reason);

  return reason;
}

static gboolean
is_name_free (GirModel   *model,
              GHashTable *names,
              const char *name)
{
  return gir_model_find (model, name) == NULL && !g_hash_table_contains (names, name) && !ctype_is_keyword (name);
}

/* Bindings have closures, which know their data. */
static void
make_closures (Pair              *pair,
               gboolean           has_priority,
               const TwinOptions *options,
               GHashTable        *names)
{
  Blocking *blocking = pair->blocking;
  g_autofree char *name = g_strconcat (pair->twin->name, "_with_closures", NULL);
  gboolean is_possible = blocking->callbacks->len > 0 && is_name_free (pair->async->model, names, name);

  for (guint i = 0; i < blocking->callbacks->len; i++)
    is_possible = is_possible && ((BlockingCallback *) g_ptr_array_index (blocking->callbacks, i))->closure != NULL;
  if (!is_possible)
    return;

  blocking->closures = signature_new_async (name, pair->async, &blocking->extras, blocking->callbacks, TRUE,
                                            has_priority, options);
  blocking->closures->closing = g_strdup (pair->twin->closing);
  blocking->closures->replaces = pair->twin->name;
  g_hash_table_add (names, g_steal_pointer (&name));
}

static void
make_functions (Pair                 *pair,
                const char           *async_name,
                const char           *finish_name,
                const PairingOptions *options,
                GHashTable           *names)
{
  Blocking *blocking = pair->blocking;
  const char *function = pair->async->c_identifier;
  TwinOptions twin_options = pairing_get_twin_options (pair->async, options);
  gboolean has_priority = config_get_flag (options->config, function, CONFIG_KEEP_IO_PRIORITY);
  g_autofree char *link = g_strdup_printf (gir_model_is_gtk_doc (pair->async->model) ? "%s()" : "[id@%s]", async_name);
  g_autofree char *finishes = g_strdup_printf ("Finishes what %s has started.", link);

  pair->twin = signature_new_async (async_name, pair->async, &blocking->extras, blocking->callbacks, FALSE,
                                    has_priority, &twin_options);
  pair->twin->closing = blocking_threads_describe (pair, options->config);
  twin_names_choose (pair->twin, names);
  blocking->stem = g_strndup (pair->twin->start_name, strlen (pair->twin->start_name) - strlen ("_start"));

  for (guint i = 0; i < blocking->callbacks->len; i++)
    {
      BlockingCallback *callback = g_ptr_array_index (blocking->callbacks, i);

      callback->stem = twin_names_choose_callback (blocking->stem, callback->gir->name, names, &callback->type);
    }
  make_closures (pair, has_priority, &twin_options, names);
  twin_options.description = gir_model_intern (pair->async->model, finishes);
  blocking->finish = signature_new_finish (finish_name, pair->async, &blocking->extras, !options->is_library,
                                           &twin_options);
  g_hash_table_add (names, g_strdup (finish_name));
}

/* Why no pair can be made, or NULL; finds all that is needed for one. */
static const char *
examine (Pair                 *pair,
         const PairingOptions *options)
{
  const char *reason = spelling_correct (pair->async);

  pair->reason_text = config_get (options->config, pair->async->c_identifier, CONFIG_REFUSE);
  if (pair->reason_text != NULL)
    return CHECK_CONFIGURED;
  if (reason == NULL)
    reason = check_call (pair->async);
  if (reason == NULL && blocking_threads_is_main (pair->async, options))
    reason = CHECK_MAIN_THREAD;

  return reason != NULL ? reason : add_values (pair->blocking, pair->async, options->config);
}

static gboolean
decide (Pair                  *pair,
        const PairingOptions  *options,
        GHashTable            *names,
        GError               **error)
{
  g_autofree char *async_name = make_name (pair->async, options, CONFIG_ASYNC, "_async");
  g_autofree char *finish_name = make_name (pair->async, options, CONFIG_FINISH, "_finish");
  const char *reason = examine (pair, options);

  if (reason != NULL)
    {
      refuse (pair, reason);
      return TRUE;
    }
  if (!is_name_free (pair->async->model, names, async_name) || !is_name_free (pair->async->model, names, finish_name))
    {
      refuse (pair, CHECK_NAME_TAKEN);
      return TRUE;
    }
  if (!blocking_threads_resolve (pair, options->config, error))
    return FALSE;

  make_functions (pair, async_name, finish_name, options, names);

  return TRUE;
}

static gboolean
add_pair (GPtrArray             *pairs,
          GirCallable           *callable,
          GirCallable           *existing,
          const PairingOptions  *options,
          GHashTable            *names,
          GError               **error)
{
  Pair *pair = g_new0 (Pair, 1);

  pair->async = callable;
  pair->existing = existing;
  pair->status = existing != NULL ? PAIR_EXISTING : PAIR_GENERATE;
  g_ptr_array_add (pairs, pair);
  if (!names_check (callable, error))
    return FALSE;
  if (existing != NULL)
    return TRUE;

  pair->blocking = blocking_new (callable->model);

  return decide (pair, options, names, error);
}

/* Makes a pair for each selected function that blocks, in the order of the file. Returns an array of Pair, each with
 * the function that blocks in the place of the async one. A TypeResolver knows the types of @model.
 */
GPtrArray *
blocking_run (GirModel              *model,
              const PairingOptions  *options,
              GError               **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (pair_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) twins = find_twins (model);

  twin_names_reserve (model, names);
  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      if (blocking_is (callable) && pairing_is_selected (options, callable->c_identifier) &&
          !add_pair (pairs, callable, find_existing (callable, twins), options, names, error))
        return NULL;
    }

  return g_steal_pointer (&pairs);
}
