/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs an asynchronous operation to completion.
 */

#include "run/run-private.h"

#include "base/profile.h"
#include "base/settings.h"
#include "run/options-private.h"
#include "wait/interrupt.h"

static SmartAsyncFinishFunc
get_finish (const SmartAsyncOperation *operation)
{
  if (!(operation->flags & SMART_ASYNC_OPERATION_EXTENDED))
    return NULL;

  return ((const SmartAsyncOperationExtended *) operation)->finish;
}

gboolean
smart_async_run_check_cancelled (const char    *name,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: cancelled before it was started", name);

  return FALSE;
}

/* In a fiber, and where another thread runs the operation's context, the finish function is called beside callbacks
 * that do not obey what was pushed around the call. It does.
 */
typedef struct
{
  SmartAsyncFinishFunc func;
  gpointer             user_data;
  SmartAsyncOptions    options;  /* owned context */
} FinishElsewhere;

static void
finish_elsewhere (GAsyncResult  *result,
                  gpointer       user_data,
                  GError       **error)
{
  const FinishElsewhere *self = user_data;

  smart_async_options_push (0, self->options);
  self->func (result, self->user_data, error);
  smart_async_options_pop (0);
}

/* @finish: nullable. */
static GAsyncResult *
wait_for_slot (SmartAsyncWait        *wait,
               SmartAsyncFinishFunc   finish,
               gpointer               user_data,
               GError               **error)
{
  gboolean is_elsewhere = wait->fiber != NULL || wait->forward != NULL;
  FinishElsewhere elsewhere;
  GAsyncResult *result;

  if (finish != NULL && !is_elsewhere)
    smart_async_slot_set_finish (wait->slot, finish, user_data);
  if (finish == NULL || !is_elsewhere)
    return smart_async_wait_for_slot (wait, user_data, error);

  elsewhere.func = finish;
  elsewhere.user_data = user_data;
  smart_async_options_resolve (wait->thread, NULL, &elsewhere.options);
  smart_async_slot_set_finish (wait->slot, finish_elsewhere, &elsewhere);
  result = smart_async_wait_for_slot (wait, user_data, error);
  smart_async_options_clear (&elsewhere.options);

  return result;
}

/* @begun: of the profiler. */
void
smart_async_run_mark (SmartAsyncWait   *wait,
                      gint64            begun,
                      SmartAsyncPolicy  policy,
                      GAsyncResult     *result,
                      const GError     *error)
{
  static const char *const policies[] = { "auto", "private", "forward", "refuse" };
  const char *outcome = error != NULL ? error->message : "no result";

  smart_async_profile_end (begun, "SmartAsync calls", wait->operation->name, "%s (%p), policy %s: %s",
                           wait->waiting->where, (gpointer) wait->context, policies[policy],
                           result != NULL ? "called back" : outcome);
}

/* Where the call waits and a slot for it. Unless it fails, smart_async_run_leave() is to be called. */
gboolean
smart_async_run_enter (SmartAsyncWait             *wait,
                       const SmartAsyncOperation  *operation,
                       const SmartAsyncOptions    *options,
                       GCancellable               *cancellable,
                       GError                    **error)
{
  if (!smart_async_wait_begin (wait, operation, options, error))
    return FALSE;

  smart_async_debug (CALLS, "%s: begins, %s\n", operation->name, wait->waiting->where);

  if (smart_async_wait_acquire_slot (wait, options, wait->begun, cancellable, error) != NULL)
    return TRUE;

  smart_async_run_leave (wait, NULL);

  return FALSE;
}

void
smart_async_run_leave (SmartAsyncWait *wait,
                       GAsyncResult   *result)
{
  smart_async_debug (CALLS, "%s: ends %s a result\n", wait->operation->name, result != NULL ? "with" : "without");
  smart_async_wait_report_delay (wait);
  wait->result = result;
  smart_async_wait_end (wait);
}

static GAsyncResult *
run_in_wait (SmartAsyncWait             *wait,
             const SmartAsyncOperation  *operation,
             gpointer                    user_data,
             const SmartAsyncOptions    *options,
             GCancellable               *cancellable,
             GError                    **error)
{
  SmartAsyncFinishFunc finish = get_finish (operation);
  gint64 begun = smart_async_profile_begin ();
  GAsyncResult *result;

  if (!smart_async_run_enter (wait, operation, options, cancellable, error))
    return NULL;

  result = wait_for_slot (wait, finish, user_data, error);
  smart_async_run_leave (wait, result);
  if (finish != NULL)
    result = smart_async_wait_finish (wait, result, finish, user_data, error);
  smart_async_interrupt_end (wait, result == NULL);

  if (G_UNLIKELY (begun != 0))
    smart_async_run_mark (wait, begun, options->policy, result, error != NULL ? *error : NULL);

  return result;
}

static GAsyncResult *
run (const SmartAsyncOperation  *operation,
     gpointer                    user_data,
     const SmartAsyncOptions    *own_options,
     GCancellable               *cancellable,
     GError                    **error)
{
  SmartAsyncOptions options;
  SmartAsyncWait wait;
  GAsyncResult *result;

  if (!smart_async_run_check_cancelled (operation->name, cancellable, error))
    return NULL;

  wait.thread = smart_async_thread_get ();
  smart_async_options_resolve (wait.thread, own_options, &options);
  result = run_in_wait (&wait, operation, user_data, &options, cancellable, error);
  smart_async_options_clear (&options);

  return result;
}

/* Twins give what they are given, and do not ask for it themselves: a message about it has the twin's name. */
static gboolean
check_arguments (const SmartAsyncOperation  *operation,
                 GCancellable               *cancellable,
                 GError                    **error)
{
  const char *condition = NULL;

  if (cancellable != NULL && !G_IS_CANCELLABLE (cancellable))
    condition = "cancellable == NULL || G_IS_CANCELLABLE (cancellable)";
  else if (error != NULL && *error != NULL)
    condition = "error == NULL || *error == NULL";

  if (condition != NULL)
    g_return_if_fail_warning (G_LOG_DOMAIN, operation->name, condition);

  return condition == NULL;
}

/**
 * smart_async_run: (skip)
 * @operation: what to run; static data
 * @user_data: given to the start function, and to the finish function
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Starts an asynchronous operation, waits until it has called back, and gives
 * what it has called back with: the argument for its finish function. If the operation
 * names that, it has been called, and its error is the call's.
 *
 * Where it waits follows from the situation ([func@SmartAsync.detect]) and the
 * policy ([func@SmartAsync.get_policy]): on a private main context, so that
 * nothing else of the application runs meanwhile, or by iterating the main context
 * whose loop the caller runs in. With %SMART_ASYNC_POLICY_FORWARD, where another thread
 * runs the caller's main context, the operation is started in that thread, and
 * this one waits for it. A message says so if nothing has started it after five seconds;
 * where it is certain that nobody runs that context, the call fails with
 * %SMART_ASYNC_ERROR_STALLED. For the operation, the context that is iterated is
 * the thread-default one. What it leaves there (signal subscriptions, timeouts,
 * monitors) is delivered later in the caller's context.
 *
 * It may be called from any thread, and from callbacks that are dispatched while
 * another call waits.
 *
 * Errors: %G_IO_ERROR_CANCELLED when @cancellable was cancelled before the
 * operation was started, or was cancelled later and the operation did not call
 * back within a second; %G_IO_ERROR_TIMED_OUT when [func@SmartAsync.push_timeout]
 * limits the time and that has passed; or one of [error@SmartAsync.Error], of which
 * %SMART_ASYNC_ERROR_STALLED also stands for a wait in which nothing has happened
 * for as long as [func@SmartAsync.push_watchdog] says. The operation's own error
 * comes from its finish function, unchanged: if @operation names none, from that
 * which the caller calls with the result.
 *
 * An operation that has not called back when its call fails goes on in the caller's
 * context until it ends, and its result is dropped. A call whose operation has the
 * flag %SMART_ASYNC_OPERATION_CALLER_MEMORY does not return before that, once it has
 * been started.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
GAsyncResult *
smart_async_run (const SmartAsyncOperation  *operation,
                 gpointer                    user_data,
                 GCancellable               *cancellable,
                 GError                    **error)
{
  g_return_val_if_fail (operation != NULL && operation->name != NULL && operation->start != NULL, NULL);
  if (!check_arguments (operation, cancellable, error))
    return NULL;

  return run (operation, user_data, NULL, cancellable, error);
}

/**
 * smart_async_run_full: (skip)
 * @operation: what to run; static data
 * @user_data: given to the start function, and to the finish function
 * @options: (nullable): what this call obeys; for options that it does not set, or if it is %NULL,
 *   those of the scope hold, and of the process
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsync.run], with options for this call.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 *
 * Since: 0.9
 */
GAsyncResult *
smart_async_run_full (const SmartAsyncOperation  *operation,
                      gpointer                    user_data,
                      const SmartAsyncOptions    *options,
                      GCancellable               *cancellable,
                      GError                    **error)
{
  g_return_val_if_fail (operation != NULL && operation->name != NULL && operation->start != NULL, NULL);
  g_return_val_if_fail (options == NULL || smart_async_options_are_valid (options), NULL);
  if (!check_arguments (operation, cancellable, error))
    return NULL;

  return run (operation, user_data, options, cancellable, error);
}

/**
 * smart_async_run_and_finish: (skip)
 * @operation: what to run, with a finish function; static data
 * @user_data: given to the start function and to the finish function
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsync.run], for twins whose finish function has all that they return: it
 * keeps no result.
 *
 * Returns: %TRUE if the operation was finished, %FALSE with @error set if its finish
 *   function has failed or was not called
 *
 * Since: 0.9
 */
gboolean
smart_async_run_and_finish (const SmartAsyncOperationExtended  *operation,
                            gpointer                            user_data,
                            GCancellable                       *cancellable,
                            GError                            **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (operation != NULL && operation->finish != NULL, FALSE);
  g_return_val_if_fail (operation->operation.flags & SMART_ASYNC_OPERATION_EXTENDED, FALSE);

  result = smart_async_run (&operation->operation, user_data, cancellable, error);

  return result != NULL;
}
