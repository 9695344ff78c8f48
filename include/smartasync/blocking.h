/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An asynchronous pair for a function that blocks.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <gio/gio.h>
#include <smartasync/version.h>

G_BEGIN_DECLS

/**
 * SmartAsyncBlockingFlags: (skip)
 * @SMART_ASYNC_BLOCKING_NONE: nothing of what follows
 * @SMART_ASYNC_BLOCKING_CANCELLABLE: the function takes the cancellable: when that is cancelled, it
 *   returns with an error by itself
 * @SMART_ASYNC_BLOCKING_NO_CONTEXT: no main context is thread-default while the function runs, so
 *   that what it subscribes to is delivered on the global default one
 * @SMART_ASYNC_BLOCKING_CALLBACKS: the struct of the arguments begins with a pointer that
 *   smart_async_blocking_start() sets, for callbacks of the function
 *
 * How a function that blocks is run.
 *
 * Since: 0.9
 */
typedef enum
{
  SMART_ASYNC_BLOCKING_NONE        = 0,
  SMART_ASYNC_BLOCKING_CANCELLABLE = 1 << 0,
  SMART_ASYNC_BLOCKING_NO_CONTEXT  = 1 << 1,
  SMART_ASYNC_BLOCKING_CALLBACKS   = 1 << 2
} SmartAsyncBlockingFlags;

/**
 * SmartAsyncBlocking: (skip)
 * @name: name of the asynchronous function, such as `foo_client_load_async`
 * @run: calls the function that blocks, with arguments from the struct @args, and stores there what
 *   it gives; in another thread
 * @free_arguments: (nullable): frees the arguments in the struct, but not the struct
 * @free_results: (nullable): frees what the function gave, unless it failed; members that are %NULL
 *   were taken
 * @free_args: (nullable): frees the struct; %NULL stands for g_free()
 * @flags: how to run it
 * @prefixes: (nullable): prefixes of C types, separated by commas, such as `Foo,Bar`: objects whose
 *   types do not have one of these, nor are GLib's, may be implemented in a program, and are refused
 * @objects: (nullable): where the struct has objects that the function uses, which are asked for their
 *   type and for handlers of signals
 * @n_objects: number of these
 * @each_object: (nullable): calls a function with each object in arrays and lists among the arguments,
 *   which are asked for the same
 *
 * A function that blocks, as an operation.
 *
 * It is static data.
 *
 * Since: 0.9
 */
typedef struct
{
  const char               *name;
  void                    (*run)            (gpointer       args,
                                             GCancellable  *cancellable,
                                             GError       **error);
  void                    (*free_arguments) (gpointer       args);
  void                    (*free_results)   (gpointer       args);
  void                    (*free_args)      (gpointer       args);
  SmartAsyncBlockingFlags   flags;
  const char               *prefixes;
  const gsize              *objects;
  gsize                     n_objects;
  void                    (*each_object)    (gpointer       args,
                                             GFunc          func,
                                             gpointer       func_data);
  /*< private >*/
  gpointer                  reserved[3];
} SmartAsyncBlocking;

/**
 * SmartAsyncBlockingCallback: (skip)
 * @call: calls the callback, which is in the struct @args, with @values; in the main context of the caller
 * @free_values: (nullable): frees the values; %NULL if the callback returns something, and the thread waits
 * @coalesces: whether only the last of several calls counts that were not made yet
 *
 * A callback of a function that blocks.
 *
 * It is static data.
 *
 * Since: 0.9
 */
typedef struct
{
  void           (*call)        (gpointer args,
                                 gpointer values);
  GDestroyNotify   free_values;
  gboolean         coalesces;
  /*< private >*/
  gpointer         reserved[2];
} SmartAsyncBlockingCallback;

SMART_ASYNC_AVAILABLE_IN_0_9
void     smart_async_blocking_start  (const SmartAsyncBlocking  *blocking,
                                      gpointer                   args,
                                      gpointer                   source_object,
                                      gconstpointer              queue,
                                      int                        io_priority,
                                      GCancellable              *cancellable,
                                      GAsyncReadyCallback        callback,
                                      gpointer                   user_data);
SMART_ASYNC_AVAILABLE_IN_0_9
gpointer smart_async_blocking_finish (const SmartAsyncBlocking  *blocking,
                                      gpointer                   source_object,
                                      GAsyncResult              *result,
                                      GError                   **error);
SMART_ASYNC_AVAILABLE_IN_0_9
void     smart_async_blocking_notify (const SmartAsyncBlockingCallback  *callback,
                                      gpointer                           args,
                                      gpointer                           values);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean smart_async_blocking_ask    (const SmartAsyncBlockingCallback  *callback,
                                      gpointer                           args,
                                      gpointer                           values);

G_END_DECLS
