/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What reads a namespace of the process's typelibs into the generator's model.
 */

#define _GNU_SOURCE

#include "typelib-reader.h"

#include <dlfcn.h>
#include <gmodule.h>
#include <string.h>

#include "typelib-types.h"

/* The repository of the process, which belongs to whoever reads typelibs in it. */
static GIRepository *
get_repository (void)
{
#if LOOKUP_GIREPOSITORY == 2 && GLIB_CHECK_VERSION (2, 86, 0)
  static gsize repository;

  if (g_once_init_enter (&repository))
    g_once_init_leave (&repository, (gsize) gi_repository_dup_default ());

  return (GIRepository *) repository;
#elif LOOKUP_GIREPOSITORY == 2
  static gsize repository;

  if (g_once_init_enter (&repository))
    g_once_init_leave (&repository, (gsize) gi_repository_new ());

  return (GIRepository *) repository;
#else
  return g_irepository_get_default ();
#endif
}

#if LOOKUP_GIREPOSITORY == 2 && !GLIB_CHECK_VERSION (2, 86, 0)

/* Whether the process has a library of a version of a namespace. */
static gboolean
is_in_process (const char *namespace,
               const char *version)
{
  g_autoptr (GIRepository) repository = gi_repository_new ();
  const char * const *libraries;

  if (gi_repository_require (repository, namespace, version, 0, NULL) == NULL)
    return FALSE;

  libraries = gi_repository_get_shared_libraries (repository, namespace, NULL);
  for (gsize i = 0; libraries != NULL && libraries[i] != NULL; i++)
    {
      void *handle = dlopen (libraries[i], RTLD_LAZY | RTLD_NOLOAD);

      if (handle != NULL)
        {
          dlclose (handle);
          return TRUE;
        }
    }

  return FALSE;
}

/* A repository that is shared with nobody has no namespace that it was not asked for, and does not know which version
 * the process uses: the one whose library is here, or else the newest one.
 */
static void
require (const char *namespace)
{
  g_auto (GStrv) versions = gi_repository_enumerate_versions (get_repository (), namespace, NULL);
  const char *version = NULL;

  for (gsize i = 0; versions != NULL && versions[i] != NULL && version == NULL; i++)
    version = is_in_process (namespace, versions[i]) ? versions[i] : NULL;
  gi_repository_require (get_repository (), namespace, version, 0, NULL);
}

#endif

static gboolean
has_namespace (const char *namespace)
{
#if LOOKUP_GIREPOSITORY == 2 && !GLIB_CHECK_VERSION (2, 86, 0)
  require (namespace);
#endif

  return gi_repository_is_registered (get_repository (), namespace, NULL);
}

/* The function of a type at an index, or NULL behind the last one. */
static GIFunctionInfo *
get_method (GIBaseInfo *type,
            guint       i)
{
  if (GI_IS_OBJECT_INFO (type))
    return i < gi_object_info_get_n_methods ((GIObjectInfo *) type)
           ? gi_object_info_get_method ((GIObjectInfo *) type, i) : NULL;
  if (GI_IS_INTERFACE_INFO (type))
    return i < gi_interface_info_get_n_methods ((GIInterfaceInfo *) type)
           ? gi_interface_info_get_method ((GIInterfaceInfo *) type, i) : NULL;
  if (GI_IS_STRUCT_INFO (type))
    return i < gi_struct_info_get_n_methods ((GIStructInfo *) type)
           ? gi_struct_info_get_method ((GIStructInfo *) type, i) : NULL;
  if (GI_IS_UNION_INFO (type))
    return i < gi_union_info_get_n_methods ((GIUnionInfo *) type)
           ? gi_union_info_get_method ((GIUnionInfo *) type, i) : NULL;
  if (GI_IS_ENUM_INFO (type))
    return i < gi_enum_info_get_n_methods ((GIEnumInfo *) type)
           ? gi_enum_info_get_method ((GIEnumInfo *) type, i) : NULL;

  return NULL;
}

/* The length of what two texts have in common at their beginnings. */
static gsize
get_common_length (const char *a,
                   const char *b)
{
  gsize length = 0;

  while (a[length] != '\0' && a[length] == b[length])
    length++;

  return length;
}

/* A function is called like the end of its symbol, unless it is shown in place of another one, which the typelib lacks:
 * "copy_async" is g_file_copy_async_with_closures() in place of g_file_copy_async(). Returns the symbol of that; NULL
 * when there is none.
 */
static char *
make_shadowed_symbol (const char *symbol,
                      const char *name)
{
  gsize length = strlen (symbol);
  gsize begin = 0;
  gsize most = 0;

  if (g_str_has_suffix (symbol, name))
    return NULL;

  for (gsize i = 0; i < length; i++)
    {
      gsize common = i == 0 || symbol[i - 1] == '_' ? get_common_length (symbol + i, name) : 0;

      if (common > most)
        {
          most = common;
          begin = i;
        }
    }

  return most > 0 ? g_strdup_printf ("%.*s%s", (int) begin, symbol, name) : NULL;
}

/* A function of the namespace may be in a class as well: that one counts. */
static GirCallable *
add_callable (GirModel        *model,
              GirCallableKind  kind,
              const char      *container,
              const char      *symbol)
{
  GirCallable *callable = gir_callable_new (model);

  callable->kind = kind;
  callable->file = model->file;
  callable->container = gir_model_intern (model, container);
  callable->is_moved = container == NULL;
  callable->c_identifier = gir_model_intern (model, symbol);
  gir_model_add_callable (model, callable);

  return callable;
}

/* Nobody can call a function by typelib that is not in it, as if it took varargs. */
static void
add_shadowed (GirCallable *callable)
{
  g_autofree char *symbol = make_shadowed_symbol (callable->c_identifier, callable->name);
  GirModel *model = callable->model;
  GirParameter *parameter;

  if (symbol == NULL || gir_model_find (model, symbol) != NULL)
    return;

  parameter = gir_parameter_new (model);
  parameter->is_varargs = TRUE;
  callable->shadows = gir_model_intern (model, symbol);
  g_ptr_array_add (add_callable (model, GIR_CALLABLE_INLINE, NULL, symbol)->parameters, parameter);
}

/* Notes the names of a function, and takes its info. */
static void
read_function (TypelibModel   *model,
               GIFunctionInfo *info,
               const char     *container)
{
  const char *symbol = gi_function_info_get_symbol (info);
  GirCallable *callable = add_callable (model->model, GIR_CALLABLE_FUNCTION, container, symbol);
  GIFunctionInfoFlags flags = gi_function_info_get_flags (info);

  if (flags & GI_FUNCTION_IS_CONSTRUCTOR)
    callable->kind = GIR_CALLABLE_CONSTRUCTOR;
  else if (gi_callable_info_is_method ((GICallableInfo *) info))
    callable->kind = GIR_CALLABLE_METHOD;
  callable->name = gir_model_intern (model->model, gi_base_info_get_name ((GIBaseInfo *) info));
  g_hash_table_insert (model->unread, callable, info);
}

static void
read_info (TypelibModel *model,
           GIBaseInfo   *info)
{
  GIFunctionInfo *method;

  if (GI_IS_FUNCTION_INFO (info))
    {
      read_function (model, (GIFunctionInfo *) g_steal_pointer (&info), NULL);
      return;
    }

  typelib_types_add_node (model->model, info);
  for (guint i = 0; (method = get_method (info, i)) != NULL; i++)
    read_function (model, method, gi_base_info_get_name (info));
  gi_base_info_unref (info);
}

static void
read_head (GirModel   *model,
           const char *namespace)
{
  g_auto (GStrv) dependencies = gi_repository_get_immediate_dependencies (get_repository (), namespace, NULL);

  model->name = g_strdup (namespace);
  model->version = g_strdup (gi_repository_get_version (get_repository (), namespace));
  for (guint i = 0; dependencies != NULL && dependencies[i] != NULL; i++)
    g_ptr_array_add (model->includes, g_strdup (dependencies[i]));
}

/* Reads the names of a namespace; NULL when the process has no such. */
static TypelibModel *
read_namespace (const char *namespace)
{
  TypelibModel *model;
  guint n_infos, n_callables;

  if (!has_namespace (namespace))
    return NULL;

  model = g_new0 (TypelibModel, 1);
  model->model = gir_model_new (namespace);
  model->unread = g_hash_table_new (NULL, NULL);
  read_head (model->model, namespace);

  n_infos = gi_repository_get_n_infos (get_repository (), namespace);
  for (guint i = 0; i < n_infos; i++)
    read_info (model, gi_repository_get_info (get_repository (), namespace, i));

  n_callables = model->model->callables->len;
  for (guint i = 0; i < n_callables; i++)
    add_shadowed (g_ptr_array_index (model->model->callables, i));

  return model;
}

/* The type of what a method belongs to. */
static void
add_instance (GirCallable    *callable,
              GIFunctionInfo *info)
{
  GirModel *model = callable->model;
  GIBaseInfo *container = gi_base_info_get_container ((GIBaseInfo *) info);
  GirParameter *instance = gir_parameter_new (model);
  g_autofree char *name = typelib_types_get_c_name (container, get_repository ());
  g_autofree char *c_type = g_strconcat (name, " *", NULL);

  instance->name = "self";
  instance->is_instance = TRUE;
  instance->transfer = GIR_TRANSFER_NONE;
  instance->type->name = callable->container;
  instance->type->c_type = gir_model_get_c_type (model, c_type);
  instance->type->target_kind = CTYPE_KIND_STRUCT;
  g_ptr_array_add (callable->parameters, instance);
}

static GirTransfer
get_transfer (GITransfer transfer)
{
  switch (transfer)
    {
    case GI_TRANSFER_CONTAINER:
      return GIR_TRANSFER_CONTAINER;
    case GI_TRANSFER_EVERYTHING:
      return GIR_TRANSFER_FULL;
    case GI_TRANSFER_NOTHING:
    default:
      return GIR_TRANSFER_NONE;
    }
}

static GirScope
get_scope (GIScopeType scope)
{
  switch (scope)
    {
    case GI_SCOPE_TYPE_CALL:
      return GIR_SCOPE_CALL;
    case GI_SCOPE_TYPE_ASYNC:
      return GIR_SCOPE_ASYNC;
    case GI_SCOPE_TYPE_NOTIFIED:
      return GIR_SCOPE_NOTIFIED;
    case GI_SCOPE_TYPE_FOREVER:
      return GIR_SCOPE_FOREVER;
    case GI_SCOPE_TYPE_INVALID:
    default:
      return GIR_SCOPE_NONE;
    }
}

static GirDirection
get_direction (GIDirection direction)
{
  if (direction == GI_DIRECTION_IN)
    return GIR_DIRECTION_IN;

  return direction == GI_DIRECTION_OUT ? GIR_DIRECTION_OUT : GIR_DIRECTION_INOUT;
}

static void
set_type (GirParameter *parameter,
          GITypeInfo   *info,
          gboolean      is_out)
{
  GirModel *model = parameter->type->model;

  gir_type_free (parameter->type);
  parameter->type = typelib_types_read (model, info, get_repository (), is_out);
  gi_base_info_clear (info);
}

static void
add_parameter (GirCallable *callable,
               GIArgInfo   *info)
{
  GirParameter *parameter = gir_parameter_new (callable->model);
  GITypeInfo type;
  guint index;

  parameter->name = gir_model_intern (callable->model, gi_base_info_get_name ((GIBaseInfo *) info));
  parameter->direction = get_direction (gi_arg_info_get_direction (info));
  parameter->transfer = get_transfer (gi_arg_info_get_ownership_transfer (info));
  parameter->scope = get_scope (gi_arg_info_get_scope (info));
  parameter->caller_allocates = gi_arg_info_is_caller_allocates (info);
  parameter->nullable = gi_arg_info_may_be_null (info);
  parameter->optional = gi_arg_info_is_optional (info);
  if (gi_arg_info_get_closure_index (info, &index))
    parameter->closure = (int) index;
  if (gi_arg_info_get_destroy_index (info, &index))
    parameter->destroy = (int) index;
  gi_arg_info_load_type_info (info, &type);
  set_type (parameter, &type, parameter->direction != GIR_DIRECTION_IN);
  g_ptr_array_add (callable->parameters, parameter);
}

/* The symbol that an annotation names. Only libgirepository-2.0 reads what scanners and compilers of 2.84 or newer
 * write; the attribute is what one writes for older ones.
 */
static const char *
get_annotated_finish (GirModel       *model,
                      GIFunctionInfo *info)
{
  const char *name = gi_base_info_get_attribute ((GIBaseInfo *) info, "glib:finish-func");
#if LOOKUP_GIREPOSITORY == 2 && GLIB_CHECK_VERSION (2, 84, 0)
  GICallableInfo *finish = gi_callable_info_get_finish_function ((GICallableInfo *) info);

  if (finish != NULL)
    {
      name = gir_model_intern (model, gi_function_info_get_symbol ((GIFunctionInfo *) finish));
      gi_base_info_unref ((GIBaseInfo *) finish);
    }
#endif

  return gir_model_intern (model, name);
}

/* Some functions of GIO take a GClosure in place of the callback, from version 2.82 on. */
static void
accept_closure (GirCallable *callable)
{
  GirParameter *last = callable->parameters->len > 0
                       ? gir_callable_get_parameter (callable, callable->parameters->len - 1) : NULL;

  if (last == NULL || strcmp (last->type->c_type->text, "GClosure *") != 0)
    return;
  if (callable->finish_func != NULL || g_str_has_suffix (callable->name, "_async"))
    last->type->c_type = gir_model_get_c_type (callable->model, "GAsyncReadyCallback");
}

/* Reads all of a function. */
static void
complete (TypelibModel *model,
          GirCallable  *callable)
{
  GIFunctionInfo *info = g_hash_table_lookup (model->unread, callable);
  GITypeInfo type;
  guint n_arguments;

  if (info == NULL)
    return;

  if (callable->kind == GIR_CALLABLE_METHOD)
    add_instance (callable, info);
  n_arguments = gi_callable_info_get_n_args ((GICallableInfo *) info);
  for (guint i = 0; i < n_arguments; i++)
    {
      GIArgInfo argument;

      gi_callable_info_load_arg ((GICallableInfo *) info, (int) i, &argument);
      add_parameter (callable, &argument);
      gi_base_info_clear (&argument);
    }

  callable->throws = gi_callable_info_can_throw_gerror ((GICallableInfo *) info);
  callable->returns->nullable = gi_callable_info_may_return_null ((GICallableInfo *) info);
  callable->returns->transfer = get_transfer (gi_callable_info_get_caller_owns ((GICallableInfo *) info));
  gi_callable_info_load_return_type ((GICallableInfo *) info, &type);
  set_type (callable->returns, &type, FALSE);
  callable->deprecated = gi_base_info_is_deprecated ((GIBaseInfo *) info);
  callable->finish_func = get_annotated_finish (callable->model, info);
  accept_closure (callable);

  g_hash_table_remove (model->unread, callable);
  gi_base_info_unref ((GIBaseInfo *) info);
}

G_MODULE_EXPORT const TypelibReader typelib_reader = { read_namespace, complete };
