/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What language bindings ask about introspected functions: the header of a library of its own.
 */

#pragma once

#include <glib-object.h>

#include <smartasync/smartasync.h>

G_BEGIN_DECLS

/**
 * SmartAsyncIntrospectionError:
 * @SMART_ASYNC_INTROSPECTION_ERROR_NO_REPOSITORY: the process has no libgirepository, or one of a version that this
 *   library was built without
 * @SMART_ASYNC_INTROSPECTION_ERROR_NAMESPACE_NOT_LOADED: the namespace is not loaded
 * @SMART_ASYNC_INTROSPECTION_ERROR_UNKNOWN_FUNCTION: the namespace has no such function
 *
 * Why a function could not be looked up.
 *
 * Since: 0.9
 */
typedef enum
{
  SMART_ASYNC_INTROSPECTION_ERROR_NO_REPOSITORY,
  SMART_ASYNC_INTROSPECTION_ERROR_NAMESPACE_NOT_LOADED,
  SMART_ASYNC_INTROSPECTION_ERROR_UNKNOWN_FUNCTION,
} SmartAsyncIntrospectionError;

/**
 * SMART_ASYNC_INTROSPECTION_ERROR:
 *
 * The domain of [error@SmartAsyncIntrospection.IntrospectionError].
 *
 * Since: 0.9
 */
#define SMART_ASYNC_INTROSPECTION_ERROR (smart_async_introspection_error_quark ())

SMART_ASYNC_AVAILABLE_IN_0_9
GQuark smart_async_introspection_error_quark (void);

/**
 * SmartAsyncRole:
 * @SMART_ASYNC_ROLE_ARGUMENT: something that the caller gives
 * @SMART_ASYNC_ROLE_CALLBACK: a callback that is called while the operation runs, or a closure in place of one
 * @SMART_ASYNC_ROLE_READY: the callback that is called when the operation is complete, or a closure in place of one
 * @SMART_ASYNC_ROLE_CANCELLABLE: the cancellable of the operation
 * @SMART_ASYNC_ROLE_PRIORITY: the priority of the operation
 * @SMART_ASYNC_ROLE_DATA: the data of a callback, or what frees it, which the typelib does not say to belong to one
 * @SMART_ASYNC_ROLE_LENGTH: the length of an array that comes out, which not every binding shows
 * @SMART_ASYNC_ROLE_DROPPED: an argument that the configuration leaves out
 *
 * What an argument of a function is for. There may be more values in later versions.
 *
 * Since: 0.9
 */
typedef enum
{
  SMART_ASYNC_ROLE_ARGUMENT,
  SMART_ASYNC_ROLE_CALLBACK,
  SMART_ASYNC_ROLE_READY,
  SMART_ASYNC_ROLE_CANCELLABLE,
  SMART_ASYNC_ROLE_PRIORITY,
  SMART_ASYNC_ROLE_DATA,
  SMART_ASYNC_ROLE_LENGTH,
  SMART_ASYNC_ROLE_DROPPED,
} SmartAsyncRole;

/**
 * SmartAsyncFunction:
 *
 * An introspected function, and what the rules and the configuration files of `smartasync-codegen` say of it.
 *
 * It is immutable, and may be used in any thread.
 *
 * Since: 0.9
 */
typedef struct _SmartAsyncFunction SmartAsyncFunction;

#define SMART_ASYNC_TYPE_FUNCTION (smart_async_function_get_type ())

SMART_ASYNC_AVAILABLE_IN_0_9
GType               smart_async_function_get_type             (void);
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncFunction *smart_async_function_lookup               (const char          *namespace_,
                                                               const char          *container,
                                                               const char          *name,
                                                               GError             **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncFunction *smart_async_function_lookup_symbol        (const char          *namespace_,
                                                               const char          *symbol,
                                                               GError             **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
GPtrArray          *smart_async_function_list                 (const char          *namespace_,
                                                               GError             **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncFunction *smart_async_function_ref                  (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
void                smart_async_function_unref                (SmartAsyncFunction  *function);

SMART_ASYNC_AVAILABLE_IN_0_9
const char         *smart_async_function_get_namespace        (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
const char         *smart_async_function_get_container        (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
const char         *smart_async_function_get_name             (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
const char         *smart_async_function_get_symbol           (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean            smart_async_function_is_method            (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean            smart_async_function_is_async             (SmartAsyncFunction  *function);

SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncFunction *smart_async_function_get_finish           (SmartAsyncFunction  *function) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean            smart_async_function_finish_takes_source  (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncFunction *smart_async_function_get_blocking         (SmartAsyncFunction  *function) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncFunction *smart_async_function_get_async            (SmartAsyncFunction  *function) G_GNUC_WARN_UNUSED_RESULT;

SMART_ASYNC_AVAILABLE_IN_0_9
guint               smart_async_function_get_n_arguments      (SmartAsyncFunction  *function);
SMART_ASYNC_AVAILABLE_IN_0_9
const char         *smart_async_function_get_argument_name    (SmartAsyncFunction  *function,
                                                               guint                index);
SMART_ASYNC_AVAILABLE_IN_0_9
SmartAsyncRole      smart_async_function_get_argument_role    (SmartAsyncFunction  *function,
                                                               guint                index);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean            smart_async_function_argument_is_nullable (SmartAsyncFunction  *function,
                                                               guint                index);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean            smart_async_function_argument_is_closure  (SmartAsyncFunction  *function,
                                                               guint                index);

SMART_ASYNC_AVAILABLE_IN_0_9
const char         *smart_async_function_get_setting          (SmartAsyncFunction  *function,
                                                               const char          *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmartAsyncFunction, smart_async_function_unref)

G_END_DECLS
