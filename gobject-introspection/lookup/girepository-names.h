/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What reads typelibs, by the names of libgirepository-2.0: libgirepository-1.0 has the same by others.
 */

#pragma once

#if LOOKUP_GIREPOSITORY == 2

#include <girepository/girepository.h>

#else

#include <girepository.h>

#define gi_repository_is_registered             g_irepository_is_registered
#define gi_repository_get_version               g_irepository_get_version
#define gi_repository_get_c_prefix              g_irepository_get_c_prefix
#define gi_repository_get_n_infos               (guint) g_irepository_get_n_infos
#define gi_repository_get_info                  g_irepository_get_info
#define gi_base_info_get_name                   g_base_info_get_name
#define gi_base_info_get_namespace              g_base_info_get_namespace
#define gi_base_info_get_container              g_base_info_get_container
#define gi_base_info_get_attribute              g_base_info_get_attribute
#define gi_base_info_is_deprecated              g_base_info_is_deprecated
#define gi_base_info_unref                      g_base_info_unref
#define gi_registered_type_info_get_type_name   g_registered_type_info_get_type_name
#define gi_callable_info_get_n_args             (guint) g_callable_info_get_n_args
#define gi_callable_info_load_arg               g_callable_info_load_arg
#define gi_callable_info_load_return_type       g_callable_info_load_return_type
#define gi_callable_info_get_caller_owns        g_callable_info_get_caller_owns
#define gi_callable_info_may_return_null        g_callable_info_may_return_null
#define gi_callable_info_can_throw_gerror       g_callable_info_can_throw_gerror
#define gi_callable_info_is_method              g_callable_info_is_method
#define gi_function_info_get_symbol             g_function_info_get_symbol
#define gi_function_info_get_flags              g_function_info_get_flags
#define gi_arg_info_load_type_info              g_arg_info_load_type
#define gi_arg_info_get_direction               g_arg_info_get_direction
#define gi_arg_info_get_ownership_transfer      g_arg_info_get_ownership_transfer
#define gi_arg_info_get_scope                   g_arg_info_get_scope
#define gi_arg_info_may_be_null                 g_arg_info_may_be_null
#define gi_arg_info_is_optional                 g_arg_info_is_optional
#define gi_arg_info_is_caller_allocates         g_arg_info_is_caller_allocates
#define gi_type_info_get_tag                    g_type_info_get_tag
#define gi_type_info_is_pointer                 g_type_info_is_pointer
#define gi_type_info_get_param_type             g_type_info_get_param_type
#define gi_type_info_get_interface              g_type_info_get_interface
#define gi_type_info_get_array_type             g_type_info_get_array_type
#define gi_type_info_is_zero_terminated         g_type_info_is_zero_terminated
#define gi_object_info_get_parent               g_object_info_get_parent
#define gi_object_info_get_n_methods            (guint) g_object_info_get_n_methods
#define gi_object_info_get_method               g_object_info_get_method
#define gi_interface_info_get_n_methods         (guint) g_interface_info_get_n_methods
#define gi_interface_info_get_method            g_interface_info_get_method
#define gi_struct_info_get_n_methods            (guint) g_struct_info_get_n_methods
#define gi_struct_info_get_method               g_struct_info_get_method
#define gi_union_info_get_n_methods             (guint) g_union_info_get_n_methods
#define gi_union_info_get_method                g_union_info_get_method
#define gi_enum_info_get_n_methods              (guint) g_enum_info_get_n_methods
#define gi_enum_info_get_method                 g_enum_info_get_method

#define GI_IS_CALLBACK_INFO(info)               (g_base_info_get_type (info) == GI_INFO_TYPE_CALLBACK)
#ifndef GI_IS_STRUCT_INFO
# define GI_IS_STRUCT_INFO(info)                (g_base_info_get_type (info) == GI_INFO_TYPE_STRUCT)
#endif

/* Infos on the stack hold nothing there. */
#define gi_base_info_clear(info)                ((void) (info))

/* There it is -1 that says that there is none. */
static inline gboolean
set_index (int   value,
           guint *index)
{
  *index = (guint) value;

  return value >= 0;
}

#define gi_arg_info_get_closure_index(info, index)         set_index (g_arg_info_get_closure (info), (index))
#define gi_arg_info_get_destroy_index(info, index)         set_index (g_arg_info_get_destroy (info), (index))
#define gi_type_info_get_array_length_index(info, index)   set_index (g_type_info_get_array_length (info), (index))

static inline gboolean
gi_type_info_get_array_fixed_size (GITypeInfo *info,
                                   gsize      *size)
{
  int value = g_type_info_get_array_fixed_size (info);

  *size = (gsize) value;

  return value >= 0;
}

static inline char **
gi_repository_get_immediate_dependencies (GIRepository *repository,
                                          const char   *namespace_,
                                          gsize        *n_dependencies)
{
  return g_irepository_get_immediate_dependencies (repository, namespace_);
}

#endif
