/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Running a function that blocks in another thread.
 */

#include <smartasync/smartasync.h>

#include "call/call-slot.h"

typedef struct
{
  SmartAsyncFiberFunc  func;
  gpointer             user_data;
  GDestroyNotify       free_result;
  gpointer             result;
} Work;

static void
work_run (gpointer       data,
          GCancellable  *cancellable,
          GError       **error)
{
  Work *work = data;

  work->result = work->func (work->user_data, cancellable, error);
}

static void
work_free_result (gpointer data)
{
  Work *work = data;

  if (work->result != NULL && work->free_result != NULL)
    work->free_result (work->result);
}

/* The function uses the thread-default main context as it likes. */
static const SmartAsyncBlocking work_blocking = {
  .name = "smart_async_run_in_thread",
  .run = work_run,
  .free_results = work_free_result,
  .flags = SMART_ASYNC_BLOCKING_CANCELLABLE | SMART_ASYNC_BLOCKING_NO_CONTEXT,
};

static void
start (SmartAsyncCall *call,
       gpointer        user_data)
{
  smart_async_blocking_start (&work_blocking, g_memdup2 (user_data, sizeof (Work)), NULL, NULL, G_PRIORITY_DEFAULT,
                              smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static gpointer
take_result (GAsyncResult  *result,
             GError       **error)
{
  Work *work = smart_async_blocking_finish (&work_blocking, NULL, result, error);

  return work != NULL ? g_steal_pointer (&work->result) : NULL;
}

/**
 * smart_async_run_in_thread: (skip)
 * @func: (scope call) (closure user_data): the function, which runs in another thread
 * @user_data: given to @func
 * @free_result: (nullable): frees what @func has returned, if the call fails for another reason
 *   than an error of @func, such as a timeout
 * @cancellable: (nullable): cancels the call, from any thread; @func gets it, or another one that
 *   is cancelled with it, and should check it
 * @error: return location for an error
 *
 * Runs a function that blocks in a thread, and waits for it as a twin waits for its
 * operation: a fiber is suspended, and elsewhere the policy says what runs
 * meanwhile.
 *
 * The threads are those of a pool of this library, as many as there are such functions at a time, so that a
 * function that takes long is never in the way of another, nor of operations that [class@Gio.Task] runs in threads.
 *
 * It does not return before @func has returned, so that @user_data may be on the caller's
 * stack. If @cancellable is cancelled, or a timeout has passed, the cancellable that @func is
 * given is cancelled; when to return is up to @func.
 *
 * Errors: that of @func; %G_IO_ERROR_CANCELLED if @cancellable was cancelled before @func was
 * called; %G_IO_ERROR_TIMED_OUT after a timeout.
 *
 * Returns: (nullable): what @func has returned; %NULL with @error set if the call has failed
 *
 * Since: 0.9
 */
gpointer
smart_async_run_in_thread (SmartAsyncFiberFunc   func,
                           gpointer              user_data,
                           GDestroyNotify        free_result,
                           GCancellable         *cancellable,
                           GError              **error)
{
  static const SmartAsyncOperation operation = {
    "smart_async_run_in_thread", start, SMART_ASYNC_OPERATION_CALLER_MEMORY | SMART_ASYNC_OPERATION_OPAQUE,
  };
  Work work = { func, user_data, free_result, NULL };
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  result = smart_async_run (&operation, &work, cancellable, error);

  return result != NULL ? take_result (result, error) : NULL;
}

/**
 * smart_async_in_thread: (skip)
 * @func: (scope call) (closure user_data): what to run; in another thread
 * @user_data: given to @func
 * @free_result: (nullable): frees what @func has returned if the call fails although @func has not
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * The former name of [func@SmartAsync.run_in_thread].
 *
 * Returns: (nullable): what @func has returned; %NULL with @error set if the call has failed
 *
 * Since: 0.1
 * Deprecated: 0.9: Use [func@SmartAsync.run_in_thread].
 */
gpointer
smart_async_in_thread (SmartAsyncFiberFunc   func,
                       gpointer              user_data,
                       GDestroyNotify        free_result,
                       GCancellable         *cancellable,
                       GError              **error)
{
  return smart_async_run_in_thread (func, user_data, free_result, cancellable, error);
}
