/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The types that the other headers share.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <gio/gio.h>

#include <smartasync/version.h>

G_BEGIN_DECLS

/**
 * SmartAsyncSituation:
 * @SMART_ASYNC_SITUATION_NO_LOOP: no thread owns the caller's main context
 * @SMART_ASYNC_SITUATION_OWN_LOOP: the calling thread owns it: the call comes from
 *   inside a running loop, or from code that has pushed the context
 * @SMART_ASYNC_SITUATION_OTHER_LOOP: another thread owns it, or it is the global default
 *   one, and this is not the main thread
 * @SMART_ASYNC_SITUATION_FIBER: the call comes from inside a fiber
 *
 * Where a call comes from, as [func@SmartAsync.detect] sees it.
 *
 * The caller's main context is the thread-default one, else the global default.
 *
 * Since: 0.1
 */
typedef enum /*< since=0_1 >*/
{
  SMART_ASYNC_SITUATION_NO_LOOP,
  SMART_ASYNC_SITUATION_OWN_LOOP,
  SMART_ASYNC_SITUATION_OTHER_LOOP,
  SMART_ASYNC_SITUATION_FIBER,
} SmartAsyncSituation;

/**
 * SmartAsyncPolicy:
 * @SMART_ASYNC_POLICY_AUTO: keep the caller's loop running where it runs in this
 *   thread, and use a private context elsewhere
 * @SMART_ASYNC_POLICY_PRIVATE: always use a private context: no source of the
 *   application runs during the call
 * @SMART_ASYNC_POLICY_FORWARD: always run the operation on the caller's context
 * @SMART_ASYNC_POLICY_REFUSE: like %SMART_ASYNC_POLICY_AUTO, but fail with
 *   %SMART_ASYNC_ERROR_WOULD_NEST rather than iterate a loop's context from inside it
 *
 * What a call does in each [enum@SmartAsync.Situation]. In a fiber, all of them but
 * %SMART_ASYNC_POLICY_PRIVATE suspend the fiber.
 *
 * Since: 0.1
 */
typedef enum /*< since=0_1 >*/
{
  SMART_ASYNC_POLICY_AUTO,
  SMART_ASYNC_POLICY_PRIVATE,
  SMART_ASYNC_POLICY_FORWARD,
  SMART_ASYNC_POLICY_REFUSE,
} SmartAsyncPolicy;

/**
 * SmartAsyncOperationFlags:
 * @SMART_ASYNC_OPERATION_NONE: nothing special
 * @SMART_ASYNC_OPERATION_CALLER_MEMORY: the operation writes into memory of the
 *   caller (for example, it reads into a buffer), so that the call must not return
 *   before the operation has called back, not even after its deadline, once it has been started.
 *   When a timeout, a watchdog or the cancellable would have ended such a call, a message says that
 *   it goes on
 * @SMART_ASYNC_OPERATION_EXTENDED: the operation is the first member of a
 *   [struct@SmartAsync.OperationExtended]; since 0.9
 *
 * What the runtime must know of an operation.
 *
 * Since: 0.1
 */
typedef enum /*< flags, since=0_1 >*/
{
  SMART_ASYNC_OPERATION_NONE          = 0,
  SMART_ASYNC_OPERATION_CALLER_MEMORY = 1 << 0,
  SMART_ASYNC_OPERATION_EXTENDED      = 1 << 1,
} SmartAsyncOperationFlags;

/**
 * SmartAsyncCall:
 *
 * One call in flight.
 *
 * A start function gets the call, gives it to the asynchronous function as user
 * data and [func@SmartAsync.Call.ready] as callback. The pointer is a handle: it
 * must not be dereferenced, and it is never used again for another call. So a callback
 * that comes after the call has ended, or comes twice, is always recognised.
 *
 * Start functions borrow it. Who begins a call by hand ([func@SmartAsync.Call.begin], [func@SmartAsync.Call.spawn]) has
 * a reference: waiting for the call takes it, and releasing it before, as `g_autoptr` does, abandons the call.
 *
 * Since: 0.1
 */
typedef struct _SmartAsyncCall SmartAsyncCall;

/**
 * SmartAsyncStartFunc:
 * @call: (transfer none): the call
 * @user_data: what was given to [func@SmartAsync.run]
 *
 * Starts the asynchronous operation of a call, once, with
 * [method@SmartAsync.Call.get_cancellable] as its cancellable and
 * [func@SmartAsync.Call.ready] as its callback.
 *
 * @user_data is valid only until this function returns: the asynchronous function
 * copies what it needs later, as such functions do.
 *
 * It is called in the thread that makes the call; with %SMART_ASYNC_POLICY_FORWARD, in
 * the thread that runs the caller's main context. No limit ends a call while this function runs; where it runs in
 * another thread, a message says so when one would have.
 *
 * Since: 0.1
 */
typedef void (*SmartAsyncStartFunc) (SmartAsyncCall *call,
                                     gpointer        user_data);

/**
 * SmartAsyncFinishFunc:
 * @result: (transfer none): the result that the operation has called back with
 * @user_data: what was given to [func@SmartAsync.run], or to [method@SmartAsync.Batch.add]
 *   with the function
 * @error: return location for an error
 *
 * Finishes an operation: calls the finish function that belongs to the asynchronous
 * function, keeps the value where the program wants it, and passes the error on. If it sets
 * @error, the operation has failed.
 *
 * It is called inside the callback of the operation, where that comes in the thread that
 * iterates the operation's main context: some results, like those of libdex, are good
 * only there. If the callback comes in another thread, or while another function of the same
 * batch runs, it is called later, in the thread that has made the call or runs the batch.
 * It is not called for a call that was abandoned. No limit ends a call while this function
 * runs; where another thread waits for it, a message says so when one would have.
 *
 * Since: 0.1
 */
typedef void (*SmartAsyncFinishFunc) (GAsyncResult  *result,
                                      gpointer       user_data,
                                      GError       **error);

typedef struct _SmartAsyncOperation SmartAsyncOperation;

/**
 * SmartAsyncOperation:
 * @name: the twin's name, for messages and traces
 * @start: (scope call): starts the asynchronous operation
 * @flags: what the runtime must know of it
 *
 * What a twin runs. It is static data, as it must outlive every call made with it.
 *
 * Since: 0.1
 */
struct _SmartAsyncOperation
{
  const char               *name;
  SmartAsyncStartFunc       start;
  SmartAsyncOperationFlags  flags;
};

typedef struct _SmartAsyncOperationExtended SmartAsyncOperationExtended;

/**
 * SmartAsyncOperationExtended:
 * @operation: what to give to [func@SmartAsync.run]; its flags have %SMART_ASYNC_OPERATION_EXTENDED
 * @finish: (nullable) (scope call): finishes the operation; or %NULL, if the caller does
 *   that with the result
 *
 * What a twin runs, with all that can be said of it.
 *
 * ```c
 * static const SmartAsyncOperationExtended operation = {
 *   .operation = { "foo_client_get_sync", get_start, SMART_ASYNC_OPERATION_EXTENDED },
 *   .finish = get_finish,
 * };
 *
 * result = smart_async_run (&operation.operation, &args, cancellable, error);
 * ```
 *
 * Members that an initializer leaves out are `NULL`, as they must be if they are reserved.
 *
 * Since: 0.9
 */
struct _SmartAsyncOperationExtended
{
  SmartAsyncOperation   operation;
  SmartAsyncFinishFunc  finish;

  /*< private >*/
  gpointer              reserved[4];
};

G_END_DECLS
