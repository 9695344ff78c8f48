/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What standalone pairs carry besides src/blocking/blocking.c. The generator copies it, from the first blank line on.
 */

/* These pairs need no library but GIO: they run functions that block in threads of their own. The types are those of
 * the headers of libsmartasync-1.
 */
#ifdef SMART_ASYNC_MAJOR_VERSION
# error "A header includes <smartasync/smartasync.h>: generate this file without --standalone."
#endif

#ifndef SMART_ASYNC_STANDALONE_BLOCKING
#define SMART_ASYNC_STANDALONE_BLOCKING

#include <string.h>

typedef enum
{
  SMART_ASYNC_BLOCKING_NONE        = 0,
  SMART_ASYNC_BLOCKING_CANCELLABLE = 1 << 0,
  SMART_ASYNC_BLOCKING_NO_CONTEXT  = 1 << 1,
  SMART_ASYNC_BLOCKING_CALLBACKS   = 1 << 2
} SmartAsyncBlockingFlags;

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
  gpointer                  reserved[3];
} SmartAsyncBlocking;

typedef struct
{
  void           (*call)        (gpointer args,
                                 gpointer values);
  GDestroyNotify   free_values;
  gboolean         coalesces;
  gpointer         reserved[2];
} SmartAsyncBlockingCallback;

typedef struct _SmartAsyncJob SmartAsyncJob;

static void     smart_async_blocking_start  (const SmartAsyncBlocking  *blocking,
                                             gpointer                   args,
                                             gpointer                   source_object,
                                             gconstpointer              queue,
                                             int                        io_priority,
                                             GCancellable              *cancellable,
                                             GAsyncReadyCallback        callback,
                                             gpointer                   user_data);
static gpointer smart_async_blocking_finish (const SmartAsyncBlocking  *blocking,
                                             gpointer                   source_object,
                                             GAsyncResult              *result,
                                             GError                   **error);
static void     smart_async_blocking_notify (const SmartAsyncBlockingCallback *callback,
                                             gpointer                          args,
                                             gpointer                          values) G_GNUC_UNUSED;
static gboolean smart_async_blocking_ask    (const SmartAsyncBlockingCallback *callback,
                                             gpointer                          args,
                                             gpointer                          values) G_GNUC_UNUSED;
static void     smart_async_job_end          (SmartAsyncJob *job);
static gboolean smart_async_job_is_answering (gconstpointer  queue);
