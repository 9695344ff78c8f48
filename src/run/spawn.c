/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Running a function in a fiber.
 */

#include <smartasync/smartasync.h>

#include <stdlib.h>

#include "base/plain-result.h"
#include "base/process.h"
#include "base/thread.h"
#include "call/call-slot.h"
#include "context/private-context.h"
#include "fiber/fiber-private.h"
#include "run/rendezvous.h"

/* Written once, before the first fiber: how often this process had been fork()ed off by then. */
static guint home_fork_count;

/* Those that a fork()ed child has inherited are its parent's to finish. */
static void
report_fibers (void)
{
  guint n_fibers = smart_async_scheduler_count_fibers ();
  g_autofree char *calls = NULL;

  if (n_fibers == 0 || smart_async_process_get_fork_count () != home_fork_count)
    return;

  calls = smart_async_dump_fibers ();
  g_warning ("The program ends while %u of its fibers are not done. What they wait for:\n%s", n_fibers, calls);
}

static void
begin_fibers (void)
{
  static gsize is_done;

  if (g_once_init_enter (&is_done))
    {
      home_fork_count = smart_async_process_get_fork_count ();
      smart_async_rendezvous_offer ();
      atexit (report_fibers);
      g_once_init_leave (&is_done, 1);
    }
}

/* @name: nullable. The callback may be %NULL. */
static void
spawn (const char          *name,
       SmartAsyncFiberFunc  func,
       gpointer             user_data,
       GDestroyNotify       destroy,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             callback_data)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  SmartAsyncScheduler *scheduler;
  SmartAsyncFiber *fiber;

  begin_fibers ();
  scheduler = smart_async_scheduler_get (thread, smart_async_caller_context ());
  g_atomic_int_inc (&scheduler->n_fibers);

  fiber = g_new0 (SmartAsyncFiber, 1);
  fiber->ref_count = 1;
  fiber->name = name != NULL ? smart_async_thread_keep_name (thread, name) : NULL;
  fiber->scheduler = smart_async_scheduler_ref (scheduler);
  fiber->context = g_main_context_ref (g_atomic_pointer_get (&scheduler->context));
  fiber->execution.fiber = fiber;
  fiber->func = func;
  fiber->user_data = user_data;
  fiber->destroy = destroy;
  fiber->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  fiber->callback = callback;
  fiber->callback_data = callback_data;

  smart_async_scheduler_queue (scheduler, fiber);
}

/**
 * smart_async_spawn: (skip)
 * @func: (scope async) (closure user_data) (destroy destroy): what to run
 * @user_data: given to @func
 * @destroy: (nullable): frees @user_data when @func has returned
 * @cancellable: (nullable): given to @func; if it is cancelled before @func was started,
 *   @func is not started at all
 * @callback: (nullable) (scope async) (closure callback_data): called when @func has returned, and
 *   @destroy; without it what @func has returned is dropped
 * @callback_data: given to @callback
 *
 * Runs a function in a fiber: with a stack of its own, so that it can be
 * suspended. It begins when the caller's main context is dispatched next, and runs
 * there, in the same thread as the context's callbacks.
 *
 * A twin that it calls suspends the fiber until the operation has called
 * back, instead of waiting: meanwhile the main loop goes on, nothing is nested,
 * and fibers end in any order. So do [func@SmartAsync.sleep],
 * [func@SmartAsync.await], and everything else that uses [func@SmartAsync.run]. What
 * blocks the thread by other means, like reading from a file, blocks it here too.
 *
 * Between two such calls nothing else runs in the thread, as in a callback. No
 * lock may be held, nor another context be pushed, across such a call: with another context
 * pushed, and in the callback of a loop that the function itself runs, the
 * fiber is not suspended, and the call waits as it does outside fibers.
 *
 * Policies, timeouts and watchdogs are the fiber's own: it begins with none pushed. With
 * %SMART_ASYNC_POLICY_PRIVATE a call in it waits privately, as everywhere; the
 * other policies suspend.
 *
 * If there is no memory for a stack, the fiber fails with %G_IO_ERROR_NO_SPACE. A fiber
 * has a reference to its context. Fibers that are not done when the program ends are
 * reported by a warning.
 *
 * It is for C and Vala. Other languages have frames and locks on
 * their stacks that can't be suspended this way; they have awaitables and promises.
 *
 * Since: 0.1
 */
void
smart_async_spawn (SmartAsyncFiberFunc  func,
                   gpointer             user_data,
                   GDestroyNotify       destroy,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             callback_data)
{
  g_return_if_fail (func != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  spawn (NULL, func, user_data, destroy, cancellable, callback, callback_data);
}

/**
 * smart_async_call_spawn: (skip)
 * @name: (nullable): the name of the fiber, for messages and traces; it is kept as long as the process lives
 * @func: (scope async) (closure user_data) (destroy destroy): what to run
 * @user_data: given to @func
 * @destroy: (nullable): frees @user_data when @func has returned, or if this fails
 * @cancellable: (nullable): cancels the call, from any thread, and is given to @func
 * @error: return location for an error
 *
 * Runs a function in a fiber, as [func@SmartAsync.spawn] does, and gives a call to wait for it with:
 *
 * ```c
 * g_autoptr (SmartAsyncCall) loading = smart_async_call_spawn ("load", load, data, NULL, cancellable, error);
 * g_autoptr (GAsyncResult) result = NULL;
 *
 * if (loading == NULL)
 *   return NULL;
 *
 * // Other work is done here, or other fibers are spawned.
 *
 * result = smart_async_await (g_steal_pointer (&loading), error);
 * if (result == NULL)
 *   return NULL;
 *
 * return smart_async_spawn_finish (result, error);
 * ```
 *
 * It is a call as those of [func@SmartAsync.Call.begin] are, in each situation: it can be waited for beside others
 * ([func@SmartAsync.await_any]), its time is limited by the timeout, and where it would wait privately, the fiber runs
 * on the private context. The cancellable that @func gets is cancelled with @cancellable, when the call's time is up,
 * and, unless there is a @cancellable, when the last reference to the call is released without its having been waited
 * for. To leave the fiber to itself, give the call to [method@SmartAsync.Call.abandon].
 *
 * Errors: those of [func@SmartAsync.Call.begin]. What stands in the way of the fiber itself comes from
 * [func@SmartAsync.spawn_finish].
 *
 * Returns: (transfer full) (nullable): the call, to be given to [func@SmartAsync.await] or
 *   [method@SmartAsync.Call.abandon] by the thread or fiber that has made it, or to be released; %NULL with @error set
 *
 * Since: 0.9
 */
SmartAsyncCall *
smart_async_call_spawn (const char           *name,
                        SmartAsyncFiberFunc   func,
                        gpointer              user_data,
                        GDestroyNotify        destroy,
                        GCancellable         *cancellable,
                        GError              **error)
{
  const char *call_name = name != NULL ? name : "smart_async_call_spawn";
  SmartAsyncCall *call;

  g_return_val_if_fail (func != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  call = smart_async_call_begin (call_name, SMART_ASYNC_OPERATION_NONE, cancellable, error);
  if (call != NULL)
    spawn (name, func, user_data, destroy, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
  else if (destroy != NULL)
    destroy (user_data);

  return call;
}

/**
 * smart_async_spawn_finish: (skip)
 * @result: what the callback was given, or what [func@SmartAsync.await] gives for a call of
 *   [func@SmartAsync.Call.spawn]
 * @error: return location for an error
 *
 * Gets what the function of a fiber has returned, or the error that it has failed
 * with, unchanged.
 *
 * Returns: (nullable): what the function has returned; %NULL with @error set if it
 *   has failed
 *
 * Since: 0.1
 */
gpointer
smart_async_spawn_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, smart_async_spawn), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return smart_async_plain_result_propagate (result, error);
}
