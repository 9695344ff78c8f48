/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In which thread a function that blocks may run, and beside which others.
 */

#include "pair/blocking-threads.h"

#include <string.h>

#include "base/diagnostics.h"
#include "pair/blocking-way.h"
#include "read/type-resolver.h"

/* Parents of parents end after a handful of steps, unless a file is hostile. */
#define MAX_STEPS 32

/* Whether the configuration that is installed for a namespace says that it belongs to the main thread. What another
 * namespace has is asked for there, as its own configuration does not know who uses it.
 */
static gboolean
is_main_namespace (GirModel             *model,
                   const PairingOptions *options)
{
  gpointer known;
  gboolean is_main;
  g_autoptr (Config) config = NULL;

  if (options->main_thread == NULL)
    return FALSE;
  if (g_hash_table_lookup_extended (options->main_thread, model->name, NULL, &known))
    return GPOINTER_TO_INT (known);

  config = config_new (model->name, model->version);
  is_main = config_add_installed (config, options->config_dirs, NULL) &&
            config_get_flag (config, NULL, CONFIG_MAIN_THREAD);
  g_hash_table_insert (options->main_thread, g_strdup (model->name), GINT_TO_POINTER (is_main));

  return is_main;
}

/* Whether a type or what it derives from belongs to the main thread. */
static gboolean
is_main_type (GirType              *type,
              const PairingOptions *options)
{
  TypeResolver *resolver = type->model->resolver;
  GirModel *model = type->model;
  const char *name = type->is_array ? NULL : type->name;

  for (guint i = 0; name != NULL && i < MAX_STEPS; i++)
    {
      GirTypeNode *node = type_resolver_try (resolver, &model, name);

      if (node == NULL || !gir_type_has_instances (node, model))
        return FALSE;
      if (is_main_namespace (model, options))
        return TRUE;
      name = node->parent;
    }

  return FALSE;
}

gboolean
blocking_threads_is_main (GirCallable          *callable,
                          const PairingOptions *options)
{
  if (config_get_flag (options->config, NULL, CONFIG_MAIN_THREAD) || is_main_type (callable->returns->type, options))
    return TRUE;

  for (guint i = 0; i < callable->parameters->len; i++)
    {
      if (is_main_type (gir_callable_get_parameter (callable, i)->type, options))
        return TRUE;
    }

  return FALSE;
}

/* What the configuration says, or the rules. */
static const char *
get_serialise (Pair   *pair,
               Config *config)
{
  const char *serialise = config_get (config, pair->async->c_identifier, CONFIG_SERIALISE);
  gboolean has_instance = gir_callable_has_instance (pair->async);

  if (serialise == NULL || strcmp (serialise, "instance") == 0)
    return has_instance ? "instance" : "namespace";
  if (strcmp (serialise, "namespace") == 0 || strcmp (serialise, "none") == 0)
    return serialise;

  return has_instance ? serialise : "namespace";
}

static gboolean
is_getter (GirCallable *getter)
{
  return getter != NULL && getter->parameters->len == 1 && !getter->throws &&
         gir_type_get_kind (getter->returns->type) == CTYPE_KIND_POINTER &&
         getter->returns->transfer != GIR_TRANSFER_FULL;
}

/* The address that stands for the queue, as an expression in C with "$" for the instance. */
static gboolean
find_queue (Pair    *pair,
            Config  *config,
            GError **error)
{
  GirCallable *callable = pair->async;
  const char *serialise = get_serialise (pair, config);
  GirCallable *getter = gir_model_find (callable->model, serialise);
  g_autofree char *message = NULL;

  if (strcmp (serialise, "none") == 0)
    pair->blocking->queue = g_strdup ("NULL");
  else if (strcmp (serialise, "namespace") == 0)
    pair->blocking->queue = g_strdup_printf ("g_intern_static_string (\"%s\")", callable->model->name);
  else if (strcmp (serialise, "instance") == 0)
    pair->blocking->queue = g_strdup ("$");
  else if (is_getter (getter))
    pair->blocking->queue = g_strdup_printf ("%s ($)", serialise);

  if (pair->blocking->queue != NULL)
    return TRUE;

  message = g_strdup_printf ("%s has no function %s that takes the instance alone, and returns what is not handed over",
                             callable->model->name, serialise);
  config_set_error (config, callable->c_identifier, CONFIG_SERIALISE, message, error);

  return FALSE;
}

static void
add_prefixes (GHashTable *known,
              GString    *text,
              GirModel   *model)
{
  g_auto (GStrv) prefixes = g_strsplit (model->identifier_prefixes != NULL ? model->identifier_prefixes : model->name,
                                        ",", -1);

  for (guint i = 0; prefixes[i] != NULL; i++)
    {
      if (ctype_is_identifier (prefixes[i]) && g_hash_table_add (known, g_strdup (prefixes[i])))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", prefixes[i]);
    }
}

/* The type of an object, or of those in an array. */
static GirType *
get_object (BlockingValue *value)
{
  return value->each != NULL ? blocking_way_get_object (value->gir->type) : value->gir->type;
}

/* The prefixes of all namespaces that have objects of it. */
static char *
make_prefixes (Pair *pair)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *text = g_string_new (NULL);

  add_prefixes (known, text, pair->async->model);
  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      BlockingValue *value = g_ptr_array_index (pair->blocking->values, i);
      GirModel *model = NULL;

      if ((value->is_object || value->each != NULL) && gir_type_get_node (get_object (value), &model) != NULL)
        add_prefixes (known, text, model);
    }

  return g_string_free (text, FALSE);
}

/* Objects of which the configuration says that any thread may use them are handed over as they are. */
static void
excuse_objects (Pair   *pair,
                Config *config)
{
  g_auto (GStrv) safe = config_get_list (config, pair->async->c_identifier, CONFIG_THREAD_SAFE);

  for (guint i = 0; i < pair->blocking->values->len; i++)
    {
      BlockingValue *value = g_ptr_array_index (pair->blocking->values, i);
      GirTypeNode *node = gir_type_get_node (get_object (value), NULL);

      if (node != NULL && g_strv_contains ((const char * const *) safe, node->c_type->text))
        {
          value->is_object = FALSE;
          value->each = NULL;
        }
    }
}

/* Finds all that the configuration says of the thread. */
gboolean
blocking_threads_resolve (Pair    *pair,
                          Config  *config,
                          GError **error)
{
  const char *context = config_get (config, pair->async->c_identifier, CONFIG_THREAD_CONTEXT);

  pair->blocking->has_no_context = g_strcmp0 (context, "none") == 0;
  pair->blocking->prefixes = make_prefixes (pair);
  excuse_objects (pair, config);

  return find_queue (pair, config, error);
}

static const char *
describe_queue (Pair   *pair,
                Config *config)
{
  const char *serialise = get_serialise (pair, config);

  if (strcmp (serialise, "none") == 0)
    return "";
  if (strcmp (serialise, "namespace") == 0)
    return " It waits for those functions of the library that were started so before.";
  if (strcmp (serialise, "instance") == 0)
    return " What is started so with the same instance runs one after another.";

  return " What is started so with instances that share something runs one after another.";
}

static const char *
describe_callbacks (Pair *pair)
{
  gboolean asks = FALSE;

  if (pair->blocking->callbacks->len == 0)
    return "";
  for (guint i = 0; i < pair->blocking->callbacks->len; i++)
    asks = asks || ((BlockingCallback *) g_ptr_array_index (pair->blocking->callbacks, i))->asks;

  return asks ? " Callbacks are called in the caller's main context; the thread waits for what they return."
              : " Callbacks are called in the caller's main context.";
}

/* What the documentation says of the thread. */
char *
blocking_threads_describe (Pair   *pair,
                           Config *config)
{
  gboolean is_gtk_doc = gir_model_is_gtk_doc (pair->async->model);
  const char *cancelling = pair->blocking->takes_cancellable ? "" : " The function can't be cancelled: the operation "
                           "can, and what the function gives then is freed.";

  return g_strdup_printf (is_gtk_doc ? "Runs %s() in a thread.%s%s%s" : "Runs [id@%s] in a thread.%s%s%s",
                          pair->async->c_identifier, describe_queue (pair, config), describe_callbacks (pair),
                          cancelling);
}
