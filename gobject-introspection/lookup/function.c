/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What language bindings ask about introspected functions.
 */

#include "smartasync-introspection.h"

#include "describe.h"

G_DEFINE_BOXED_TYPE (SmartAsyncFunction, smart_async_function, smart_async_function_ref, smart_async_function_unref)

/**
 * smart_async_introspection_error_quark:
 *
 * Gets the domain of [error@SmartAsyncIntrospection.IntrospectionError].
 *
 * Returns: the quark
 *
 * Since: 0.9
 */
G_DEFINE_QUARK (smart-async-introspection-error-quark, smart_async_introspection_error)

/* A finish function may be that of a parent class, in another namespace, whose configuration may be faulty. Who asks
 * gets no error: the function itself was found.
 */
static SmartAsyncFunction *
describe_sibling (GirCallable *sibling)
{
  SmartAsyncFunction *found = NULL;
  LookupNamespace *namespace;
  g_autoptr (GError) error = NULL;

  if (sibling == NULL)
    return NULL;

  smart_async_lookup_lock ();
  namespace = smart_async_lookup_get_namespace (sibling->model->name, &error);
  if (namespace != NULL)
    found = smart_async_describe (namespace, sibling);
  smart_async_lookup_unlock ();

  if (namespace == NULL)
    g_warning ("%s() is not described: %s", sibling->c_identifier, error->message);

  return found;
}

/**
 * smart_async_function_lookup:
 * @namespace_: the namespace, such as "Gio"
 * @container: (nullable): the class or record that has the function, or %NULL if the namespace itself has it
 * @name: the name that bindings show
 * @error: return location for an error
 *
 * Looks a function up by the names that a typelib has.
 *
 * The namespace must have been loaded by whatever reads typelibs in this process: this library links no
 * libgirepository, but uses the one that is there. If there is none, the error is
 * %SMART_ASYNC_INTROSPECTION_ERROR_NO_REPOSITORY. Configuration files are read once for each namespace, from where
 * `smartasync-codegen` has them, and before that from the folder in the environment variable
 * `SMART_ASYNC_CODEGEN_CONFIG_DIR`; a faulty one is an error.
 *
 * Returns: (transfer full): the function
 *
 * Since: 0.9
 */
SmartAsyncFunction *
smart_async_function_lookup (const char  *namespace_,
                             const char  *container,
                             const char  *name,
                             GError     **error)
{
  LookupNamespace *namespace;
  SmartAsyncFunction *function = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (namespace_ != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  smart_async_lookup_lock ();
  namespace = smart_async_lookup_get_namespace (namespace_, &local);
  if (namespace != NULL)
    function = smart_async_describe (namespace, gir_model_find_named (namespace->typelib->model, container, name));
  smart_async_lookup_unlock ();

  if (namespace == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (function == NULL)
    g_set_error (error, SMART_ASYNC_INTROSPECTION_ERROR, SMART_ASYNC_INTROSPECTION_ERROR_UNKNOWN_FUNCTION,
                 "There is no function %s.%s%s%s", namespace_, container != NULL ? container : "",
                 container != NULL ? "." : "", name);

  return function;
}

/**
 * smart_async_function_lookup_symbol:
 * @namespace_: the namespace, such as "Gio"
 * @symbol: the function's name in C
 * @error: return location for an error
 *
 * Looks a function up by its name in C. See [func@SmartAsyncIntrospection.Function.lookup].
 *
 * Returns: (transfer full): the function
 *
 * Since: 0.9
 */
SmartAsyncFunction *
smart_async_function_lookup_symbol (const char  *namespace_,
                                    const char  *symbol,
                                    GError     **error)
{
  LookupNamespace *namespace;
  SmartAsyncFunction *function = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (namespace_ != NULL, NULL);
  g_return_val_if_fail (symbol != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  smart_async_lookup_lock ();
  namespace = smart_async_lookup_get_namespace (namespace_, &local);
  if (namespace != NULL)
    function = smart_async_describe (namespace, gir_model_find (namespace->typelib->model, symbol));
  smart_async_lookup_unlock ();

  if (namespace == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (function == NULL)
    g_set_error (error, SMART_ASYNC_INTROSPECTION_ERROR, SMART_ASYNC_INTROSPECTION_ERROR_UNKNOWN_FUNCTION,
                 "There is no function %s() in %s", symbol, namespace_);

  return function;
}

/**
 * smart_async_function_list:
 * @namespace_: the namespace, such as "Gio"
 * @error: return location for an error
 *
 * Lists the asynchronous functions of a namespace. Those that are in a class and in the namespace as well are listed
 * twice. See [func@SmartAsyncIntrospection.Function.lookup].
 *
 * What was looked up once is kept until the process ends.
 *
 * Returns: (transfer container) (element-type SmartAsyncFunction): the functions, in the order of the typelib
 *
 * Since: 0.9
 */
GPtrArray *
smart_async_function_list (const char  *namespace_,
                           GError     **error)
{
  g_autoptr (GPtrArray) functions = g_ptr_array_new ();
  LookupNamespace *namespace;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (namespace_ != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  smart_async_lookup_lock ();
  namespace = smart_async_lookup_get_namespace (namespace_, &local);
  if (namespace != NULL)
    smart_async_describe_all (namespace, functions);
  smart_async_lookup_unlock ();

  if (namespace != NULL)
    return g_steal_pointer (&functions);

  g_propagate_error (error, g_steal_pointer (&local));

  return NULL;
}

/**
 * smart_async_function_ref:
 * @function: a function
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @function
 *
 * Since: 0.9
 */
SmartAsyncFunction *
smart_async_function_ref (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  g_atomic_ref_count_inc (&function->ref_count);

  return function;
}

/**
 * smart_async_function_unref:
 * @function: (transfer full): a function
 *
 * Gives a reference back.
 *
 * Since: 0.9
 */
void
smart_async_function_unref (SmartAsyncFunction *function)
{
  g_return_if_fail (function != NULL);

  if (!g_atomic_ref_count_dec (&function->ref_count))
    return;

  g_array_unref (function->arguments);
  g_free (function);
}

/**
 * smart_async_function_get_namespace:
 * @function: a function
 *
 * Gets the name of the namespace that has the function.
 *
 * Returns: the name, without a version
 *
 * Since: 0.9
 */
const char *
smart_async_function_get_namespace (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  return function->callable->model->name;
}

/**
 * smart_async_function_get_container:
 * @function: a function
 *
 * Gets the name of the class, interface or record that has the function.
 *
 * Returns: (nullable): the name without the namespace, or %NULL if the namespace itself has the function
 *
 * Since: 0.9
 */
const char *
smart_async_function_get_container (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  return function->callable->container;
}

/**
 * smart_async_function_get_name:
 * @function: a function
 *
 * Gets the name that bindings show.
 *
 * Returns: the name
 *
 * Since: 0.9
 */
const char *
smart_async_function_get_name (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  return function->callable->name;
}

/**
 * smart_async_function_get_symbol:
 * @function: a function
 *
 * Gets the function's name in C.
 *
 * Returns: the symbol
 *
 * Since: 0.9
 */
const char *
smart_async_function_get_symbol (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  return function->callable->c_identifier;
}

/**
 * smart_async_function_is_method:
 * @function: a function
 *
 * Tells whether the function is called for an object or a record.
 *
 * Returns: whether it is a method
 *
 * Since: 0.9
 */
gboolean
smart_async_function_is_method (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, FALSE);

  return function->callable->kind == GIR_CALLABLE_METHOD;
}

/**
 * smart_async_function_is_async:
 * @function: a function
 *
 * Tells whether the function takes a callback that is called when its operation is complete.
 *
 * Returns: whether it is asynchronous
 *
 * Since: 0.9
 */
gboolean
smart_async_function_is_async (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, FALSE);

  return function->is_async;
}

/**
 * smart_async_function_get_finish:
 * @function: a function
 *
 * Gets the function that finishes the operation of an asynchronous one: the one that the configuration names, or else
 * the annotation, or else the one whose name fits.
 *
 * It may be that of a parent class in another namespace. If the configuration of that is faulty, a warning says so, and
 * %NULL is returned.
 *
 * Returns: (transfer full) (nullable): the finish function, or %NULL if none is known
 *
 * Since: 0.9
 */
SmartAsyncFunction *
smart_async_function_get_finish (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  return describe_sibling (function->finish);
}

/**
 * smart_async_function_finish_takes_source:
 * @function: an asynchronous function
 *
 * Tells how the finish function is called: with the source object and the result, or with the result alone.
 *
 * Returns: whether the finish function takes the source object
 *
 * Since: 0.9
 */
gboolean
smart_async_function_finish_takes_source (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, FALSE);

  return function->finish_takes_source;
}

/**
 * smart_async_function_get_blocking:
 * @function: a function
 *
 * Gets the function of the library itself that does the same as an asynchronous one, but blocks.
 *
 * Returns: (transfer full) (nullable): the function that blocks, or %NULL if none is known
 *
 * Since: 0.9
 */
SmartAsyncFunction *
smart_async_function_get_blocking (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  return describe_sibling (function->blocking);
}

/**
 * smart_async_function_get_async:
 * @function: a function
 *
 * Gets the asynchronous function that does the same as one that blocks.
 *
 * Returns: (transfer full) (nullable): the asynchronous function, or %NULL if none is known
 *
 * Since: 0.9
 */
SmartAsyncFunction *
smart_async_function_get_async (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, NULL);

  return describe_sibling (function->async);
}

/**
 * smart_async_function_get_n_arguments:
 * @function: a function
 *
 * Gets the number of arguments that bindings show. These are not the object of a method, lengths of arrays, data of
 * callbacks and what frees it, nor what comes out.
 *
 * Returns: the number of arguments
 *
 * Since: 0.9
 */
guint
smart_async_function_get_n_arguments (SmartAsyncFunction *function)
{
  g_return_val_if_fail (function != NULL, 0);

  return function->arguments->len;
}

static const LookupArgument *
get_argument (SmartAsyncFunction *function,
              guint               index)
{
  return &g_array_index (function->arguments, LookupArgument, index);
}

/**
 * smart_async_function_get_argument_name:
 * @function: a function
 * @index: which argument
 *
 * Gets the name of an argument.
 *
 * Returns: the name
 *
 * Since: 0.9
 */
const char *
smart_async_function_get_argument_name (SmartAsyncFunction *function,
                                        guint               index)
{
  g_return_val_if_fail (function != NULL && index < function->arguments->len, NULL);

  return get_argument (function, index)->name;
}

/**
 * smart_async_function_get_argument_role:
 * @function: a function
 * @index: which argument
 *
 * Tells what an argument is for.
 *
 * Returns: the role
 *
 * Since: 0.9
 */
SmartAsyncRole
smart_async_function_get_argument_role (SmartAsyncFunction *function,
                                        guint               index)
{
  g_return_val_if_fail (function != NULL && index < function->arguments->len, SMART_ASYNC_ROLE_ARGUMENT);

  return get_argument (function, index)->role;
}

/**
 * smart_async_function_argument_is_nullable:
 * @function: a function
 * @index: which argument
 *
 * Tells whether an argument may be %NULL.
 *
 * Returns: whether it may
 *
 * Since: 0.9
 */
gboolean
smart_async_function_argument_is_nullable (SmartAsyncFunction *function,
                                           guint               index)
{
  g_return_val_if_fail (function != NULL && index < function->arguments->len, FALSE);

  return get_argument (function, index)->is_nullable;
}

/**
 * smart_async_function_argument_is_closure:
 * @function: a function
 * @index: which argument
 *
 * Tells whether an argument is a closure, which bindings make of a function.
 *
 * Returns: whether it is
 *
 * Since: 0.9
 */
gboolean
smart_async_function_argument_is_closure (SmartAsyncFunction *function,
                                          guint               index)
{
  g_return_val_if_fail (function != NULL && index < function->arguments->len, FALSE);

  return get_argument (function, index)->is_closure;
}

/**
 * smart_async_function_get_setting:
 * @function: a function
 * @key: a key of configuration files, such as "affinity"
 *
 * Gets what the configuration files say of a function.
 *
 * Returns: (nullable): the value as it is written, or %NULL if no file has it
 *
 * Since: 0.9
 */
const char *
smart_async_function_get_setting (SmartAsyncFunction *function,
                                  const char         *key)
{
  const char *value;

  g_return_val_if_fail (function != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  smart_async_lookup_lock ();
  value = config_get (function->namespace->config, function->callable->c_identifier, key);
  smart_async_lookup_unlock ();

  return value;
}
