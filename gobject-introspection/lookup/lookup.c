/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The namespaces of the process, and what belongs to a function in them.
 */

#include "lookup.h"

#include <string.h>

#include "pair/configured.h"
#include "pair/halves.h"
#include "reader-module.h"
#include "read/type-resolver.h"
#include "smartasync-introspection.h"

/* Protects all that is below, and what the generator's code keeps in models and configurations. */
static GMutex mutex;
static GHashTable *namespaces;  /* name → LookupNamespace */

void
smart_async_lookup_lock (void)
{
  g_mutex_lock (&mutex);
}

void
smart_async_lookup_unlock (void)
{
  g_mutex_unlock (&mutex);
}

static Config *
read_config (GirModel  *model,
             GError   **error)
{
  const char * const folders[] = { g_getenv ("SMART_ASYNC_CODEGEN_CONFIG_DIR"), NULL };
  g_autoptr (Config) config = config_new (model->name, model->version);

  return config_add_installed (config, folders, error) ? g_steal_pointer (&config) : NULL;
}

/* A namespace that another one includes, and that the process therefore has. */
static GirModel *
load_included (const char *include)
{
  g_autofree char *name = g_strndup (include, strcspn (include, "-"));
  LookupNamespace *namespace = smart_async_lookup_get_namespace (name, NULL);

  return namespace != NULL ? namespace->typelib->model : NULL;
}

static LookupNamespace *
add_namespace (const char  *name,
               GError     **error)
{
  const char * const gir_dirs[] = { NULL };
  const TypelibReader *reader = smart_async_reader_module_get (error);
  LookupNamespace *namespace;
  TypelibModel *typelib;

  if (reader == NULL)
    return NULL;

  typelib = reader->read (name);
  if (typelib == NULL)
    {
      g_set_error (error, SMART_ASYNC_INTROSPECTION_ERROR, SMART_ASYNC_INTROSPECTION_ERROR_NAMESPACE_NOT_LOADED,
                   "The namespace %s is not loaded", name);
      return NULL;
    }

  namespace = g_new0 (LookupNamespace, 1);
  namespace->typelib = typelib;
  typelib->model->complete = smart_async_lookup_complete;
  namespace->functions = g_hash_table_new (NULL, NULL);
  namespace->resolver = type_resolver_new (typelib->model, gir_dirs);
  type_resolver_set_loader (namespace->resolver, load_included);
  g_hash_table_insert (namespaces, typelib->model->name, namespace);

  return namespace;
}

/* Reads a namespace, once. The caller holds the lock. */
LookupNamespace *
smart_async_lookup_get_namespace (const char  *name,
                                  GError     **error)
{
  LookupNamespace *namespace;

  if (namespaces == NULL)
    namespaces = g_hash_table_new (g_str_hash, g_str_equal);

  namespace = g_hash_table_lookup (namespaces, name);
  if (namespace == NULL)
    namespace = add_namespace (name, error);
  if (namespace != NULL && namespace->config == NULL && error != NULL)
    namespace->config = read_config (namespace->typelib->model, error);

  return namespace != NULL && (namespace->config != NULL || error == NULL) ? namespace : NULL;
}

/* Reads all of a function, of whatever namespace. The caller holds the lock, also of the next. */
void
smart_async_lookup_complete (GirCallable *callable)
{
  LookupNamespace *namespace = g_hash_table_lookup (namespaces, callable->model->name);

  smart_async_reader_module_get (NULL)->complete (namespace->typelib, callable);
}

static void
complete_named (LookupNamespace *namespace,
                GirCallable     *callable,
                const char      *name)
{
  GirModel *model = namespace->typelib->model;
  GirCallable *found = name != NULL ? gir_model_find (model, name) : NULL;

  if (found == NULL && name != NULL)
    found = gir_model_find_named (model, callable->container, name);
  if (found != NULL)
    smart_async_lookup_complete (found);
}

/* Reads all functions whose names begin like @symbol, that of @like, and those that finish what all
 * functions of its class start: what belongs to it is among them, unless something names it.
 */
static void
complete_similar (LookupNamespace *namespace,
                  GirCallable     *like,
                  const char      *symbol)
{
  GPtrArray *callables = namespace->typelib->model->callables;
  gsize length = strlen (symbol);

  if (g_str_has_suffix (symbol, "_async"))
    length -= strlen ("_async");
  else if (g_str_has_suffix (symbol, "_sync"))
    length -= strlen ("_sync");
  if (length > 0 && symbol[length - 1] == 'v')
    length--;

  for (guint i = 0; i < callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (callables, i);

      if (strncmp (callable->c_identifier, symbol, length) == 0 ||
          (g_strcmp0 (callable->container, like->container) == 0 &&
           g_str_has_suffix (callable->c_identifier, "_generic_finish")))
        smart_async_lookup_complete (callable);
    }
}

/* Finds the finish function of an async function and the one that blocks; NULL where there is none. What a
 * configuration names and this version of the library lacks is not there.
 */
void
smart_async_lookup_find_halves (LookupNamespace  *namespace,
                                GirCallable      *callable,
                                GirCallable     **finish,
                                GirCallable     **existing)
{
  Config *config = namespace->config;

  smart_async_lookup_complete (callable);
  complete_similar (namespace, callable, callable->c_identifier);
  if (callable->shadows != NULL)
    complete_similar (namespace, callable, callable->shadows);
  complete_named (namespace, callable, callable->finish_func);
  complete_named (namespace, callable, config_get (config, callable->c_identifier, CONFIG_FINISH));
  complete_named (namespace, callable, config_get (config, callable->c_identifier, CONFIG_EXISTING));

  configured_find_halves (callable, config, finish, existing, NULL);
  if (*finish != NULL)
    smart_async_lookup_complete (*finish);
  if (*existing == NULL && callable->shadows != NULL)
    *existing = halves_find_existing (halves_find_shadowed (callable));
}
