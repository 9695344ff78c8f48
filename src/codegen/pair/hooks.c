/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the configuration has a twin do besides its call.
 */

#include "pair/hooks.h"

#include <string.h>

#include "read/type-resolver.h"

/* A twin may call another function first, as one that connects a client, and ask a third on which main context its
 * operation is to run. Both are functions of the library, or other twins of the same run, that take no more than every
 * twin has: the instance, and for the first the cancellable and the error.
 */

/* What GLib has for that, which takes nothing. Its introspection data is not read for it. */
static const struct
{
  const char *name;
  gboolean    is_owned;         /* what it returns, by the caller */
} glib_contexts[] = {
  { "g_main_context_default", FALSE },
  { "g_main_context_get_thread_default", FALSE },
  { "g_main_context_ref_thread_default", TRUE },
};

/* The value of a key for a pair, if that is about another function than the twin itself. */
static const char *
get_name (Pair       *pair,
          Config     *config,
          const char *key)
{
  const char *name = config_get (config, pair->async->c_identifier, key);

  return g_strcmp0 (name, pair->twin->name) != 0 ? name : NULL;
}

static TwinParameter *
find_instance (Twin *twin)
{
  return gir_callable_has_instance (twin->async) ? twin_get_parameter (twin, 0) : NULL;
}

static Twin *
find_twin (GPtrArray  *pairs,
           const char *name)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && strcmp (pair->twin->name, name) == 0)
        return pair->twin;
    }

  return NULL;
}

/* What is passed for one parameter, or NULL when the twin has nothing of that kind. */
static char *
make_argument (Twin         *twin,
               GirParameter *gir)
{
  TwinParameter *instance = find_instance (twin);

  if (gir_parameter_is (gir, CTYPE_ID_CANCELLABLE))
    return g_strdup (twin_get_cancellable_name (twin));
  if (!gir->is_instance || instance == NULL)
    return NULL;
  if (strcmp (instance->c_type, gir->type->c_type->text) == 0)
    return g_strdup (instance->name);

  return g_strdup_printf ("(%s) %s", gir->type->c_type->text, instance->name);
}

/* "NAME (instance, cancellable, &error)", or NULL when there is no such call. */
static char *
make_call (Twin        *twin,
           GirCallable *callable,
           gboolean     throws)
{
  GString *text = g_string_new (callable->c_identifier);

  g_string_append (text, " (");
  for (guint i = 0; i < callable->parameters->len; i++)
    {
      g_autofree char *argument = make_argument (twin, gir_callable_get_parameter (callable, i));

      if (argument == NULL)
        {
          g_string_free (text, TRUE);
          return NULL;
        }
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", argument);
    }
  if (throws)
    g_string_append_printf (text, "%s%s%s", callable->parameters->len > 0 ? ", " : "", twin->throws ? "" : "&",
                            twin->error_name);
  g_string_append_c (text, ')');

  return g_string_free (text, FALSE);
}

/* The call of another twin, which has an instance, a cancellable and an error as this one has. */
static char *
make_call_of_twin (Twin *twin,
                   Twin *other)
{
  TwinParameter *instance = find_instance (twin);
  TwinParameter *its_instance = find_instance (other);
  guint n_own = (its_instance != NULL ? 1 : 0) + (twin_has_cancellable (other) ? 1 : 0);
  GString *text;

  if (other->parameters->len != n_own || !other->throws || other->returns_kind != CTYPE_KIND_BOOLEAN ||
      (its_instance != NULL && (instance == NULL || strcmp (instance->c_type, its_instance->c_type) != 0)))
    return NULL;

  text = g_string_new (other->name);
  g_string_append (text, " (");
  if (its_instance != NULL)
    g_string_append_printf (text, "%s, ", instance->name);
  if (twin_has_cancellable (other))
    g_string_append_printf (text, "%s, ", twin_get_cancellable_name (twin));
  g_string_append_printf (text, "%s%s)", twin->throws ? "" : "&", twin->error_name);

  return g_string_free (text, FALSE);
}

static gboolean
resolve_before (Pair       *pair,
                GPtrArray  *pairs,
                Config     *config,
                GError    **error)
{
  const char *name = get_name (pair, config, CONFIG_BEFORE);
  GirCallable *callable = name != NULL ? gir_model_find (pair->async->model, name) : NULL;
  Twin *other = name != NULL && callable == NULL ? find_twin (pairs, name) : NULL;

  if (name == NULL)
    return TRUE;
  if (other != NULL)
    pair->twin->before = make_call_of_twin (pair->twin, other);
  else if (callable != NULL && callable->throws && gir_type_get_kind (callable->returns->type) == CTYPE_KIND_BOOLEAN)
    pair->twin->before = make_call (pair->twin, callable, TRUE);
  if (pair->twin->before != NULL)
    return TRUE;

  config_set_error (config, pair->async->c_identifier, CONFIG_BEFORE,
                    "before: this is no function or twin that returns a gboolean and an error, and takes the instance "
                    "and a cancellable at most", error);

  return FALSE;
}

/* Has the twin run on what @callable returns. Fails when that is no main context. */
static gboolean
use_context (Twin        *twin,
             GirCallable *callable)
{
  if (!callable->throws && strcmp (callable->returns->type->c_type->text, "GMainContext *") == 0)
    twin->context = make_call (twin, callable, FALSE);
  if (twin->context != NULL && callable->returns->transfer == GIR_TRANSFER_FULL)
    twin_choose_context_name (twin);

  return twin->context != NULL;
}

static gboolean
use_glib_context (Twin       *twin,
                  const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (glib_contexts); i++)
    {
      if (strcmp (glib_contexts[i].name, name) != 0)
        continue;
      twin->context = g_strdup_printf ("%s ()", name);
      if (glib_contexts[i].is_owned)
        twin_choose_context_name (twin);
      return TRUE;
    }

  return FALSE;
}

static gboolean
resolve_context (Pair     *pair,
                 Config   *config,
                 GError  **error)
{
  const char *name = get_name (pair, config, CONFIG_CONTEXT);
  GirCallable *callable = name != NULL ? gir_model_find (pair->async->model, name) : NULL;

  if (name == NULL || (callable != NULL ? use_context (pair->twin, callable) : use_glib_context (pair->twin, name)))
    return TRUE;

  config_set_error (config, pair->async->c_identifier, CONFIG_CONTEXT,
                    "context: this is no function that returns a GMainContext * and takes the instance at most", error);

  return FALSE;
}

static gboolean
check_context_stream (Pair     *pair,
                      Config   *config,
                      GError  **error)
{
  const char *returned = pair->finish->returns->type->c_type->text;

  if (!pair->twin->options.is_context_stream || strcmp (returned, "GInputStream *") == 0)
    return TRUE;

  config_set_error (config, pair->async->c_identifier, CONFIG_CONTEXT_STREAM,
                    "context-stream: the finish function does not return a GInputStream *", error);

  return FALSE;
}

/* Where the future of a function is settled is decided by libdex. */
static gboolean
check_future (Pair     *pair,
              Config   *config,
              GError  **error)
{
  static const char * const keys[] = { CONFIG_CONTEXT, CONFIG_CONTEXT_STREAM };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *message = NULL;

      if (config_get (config, pair->async->c_identifier, keys[i]) == NULL)
        continue;
      message = g_strdup_printf ("%s: %s returns a future, which is settled where libdex does it", keys[i],
                                 pair->async->c_identifier);
      config_set_error (config, pair->async->c_identifier, keys[i], message, error);
      return FALSE;
    }

  return TRUE;
}

/* Resolves the hooks of each twin that is generated. Fails when one names what cannot be called, or returns no stream
 * where one is expected.
 */
gboolean
hooks_resolve (GPtrArray  *pairs,
               Config     *config,
               GError    **error)
{
  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = g_ptr_array_index (pairs, i);

      if (pair->status == PAIR_GENERATE && pair->await != NULL && !check_future (pair, config, error))
        return FALSE;
      if (pair->status == PAIR_GENERATE &&
          (!resolve_before (pair, pairs, config, error) || !resolve_context (pair, config, error) ||
           !check_context_stream (pair, config, error)))
        return FALSE;
    }

  return TRUE;
}
