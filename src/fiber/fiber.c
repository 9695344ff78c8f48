/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A function that can be suspended.
 */

#include "fiber/fiber-private.h"

#include "base/plain-result.h"
#include "base/profile.h"
#include "context/private-context.h"
#include "fiber/fiber-overflow.h"
#include "fiber/fiber-tools.h"
#include "fiber/libdex.h"

SmartAsyncFiber *
smart_async_fiber_ref (SmartAsyncFiber *fiber)
{
  g_atomic_int_inc (&fiber->ref_count);

  return fiber;
}

void
smart_async_fiber_unref (SmartAsyncFiber *fiber)
{
  if (!g_atomic_int_dec_and_test (&fiber->ref_count))
    return;

  if (fiber->is_foreign)
    {
      smart_async_foreign_fiber_free (fiber);
      return;
    }

  smart_async_scheduler_unref (fiber->scheduler);
  g_free (fiber);
}

/* Whether a call made now in this thread, with @caller for its context, may suspend the fiber that makes it. There is
 * none where the code has pushed another context, which nobody would run meanwhile, and none in a callback of a
 * loop that the fiber runs: suspending it would leave a dispatch half done.
 */
gboolean
smart_async_fiber_is_suspendable (SmartAsyncThread *thread,
                                  GMainContext     *caller)
{
  SmartAsyncFiber *fiber = thread->fiber;

  if (G_LIKELY (fiber == NULL))
    return smart_async_libdex_dispatches (caller);

  return fiber->scheduler->context == caller && fiber->main_depth == g_main_depth ();
}

/* What is to be woken up for a call made here, in a fiber that may be suspended: its record, with a reference. */
SmartAsyncFiber *
smart_async_fiber_acquire (SmartAsyncThread  *thread,
                           GMainContext      *caller,
                           GError           **error)
{
  if (thread->fiber != NULL)
    return smart_async_fiber_ref (thread->fiber);

  return smart_async_foreign_fiber_new (thread, caller, error);
}

/* Whether a call whose fiber is @fiber, on @context, may be waited for here. */
gboolean
smart_async_fiber_may_wait_here (SmartAsyncFiber  *fiber,
                                 SmartAsyncThread *thread,
                                 GMainContext     *context)
{
  return smart_async_fiber_is_suspendable (thread, context) && (fiber->is_foreign || fiber == thread->fiber);
}

static const char *
get_name (SmartAsyncFiber *fiber)
{
  return fiber->name != NULL ? fiber->name : "smart_async_spawn";
}

/* Returns when somebody has woken the fiber up, which may be for something that it waits for no longer. */
gboolean
smart_async_fiber_suspend (SmartAsyncFiber  *fiber,
                           GError          **error)
{
  if (fiber->is_foreign)
    return smart_async_foreign_fiber_suspend (fiber, error);

  fiber->state = SMART_ASYNC_FIBER_SUSPENDED;
  smart_async_switch (&fiber->here, &fiber->back);

  return TRUE;
}

/* On its own stack. */
static void
fiber_main (gpointer user_data)
{
  SmartAsyncFiber *fiber = user_data;

  smart_async_switch_arrived (&fiber->back);
  fiber->value = fiber->func (fiber->user_data, fiber->cancellable, &fiber->error);
  fiber->state = SMART_ASYNC_FIBER_DONE;
  smart_async_switch_for_good (&fiber->here, &fiber->back);
}

static void
exchange_execution (SmartAsyncThread    *thread,
                    SmartAsyncExecution *execution)
{
  SmartAsyncExecution other = {
    thread->scopes, thread->level, thread->innermost, thread->depth, thread->fiber,
  };

  thread->scopes = execution->scopes;
  thread->level = execution->level;
  thread->innermost = execution->innermost;
  thread->depth = execution->depth;
  thread->fiber = execution->fiber;
  *execution = other;
}

/* Lets the fiber go on until it is suspended or done. It finds its own context as the thread-default one,
 * whoever has called.
 */
static void
go_on (SmartAsyncFiber *fiber)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  GMainContext *context = fiber->scheduler->context;
  gboolean is_pushed = smart_async_push_caller_context (context);
  gint64 begun = smart_async_profile_begin ();

  fiber->main_depth = g_main_depth ();
  fiber->state = SMART_ASYNC_FIBER_RUNNING;
  exchange_execution (thread, &fiber->execution);
  smart_async_overflow_watch (fiber->stack, fiber->name);

  smart_async_switch (&fiber->back, &fiber->here);

  exchange_execution (thread, &fiber->execution);
  if (thread->fiber != NULL)
    smart_async_overflow_watch (thread->fiber->stack, thread->fiber->name);

  if (is_pushed)
    g_main_context_pop_thread_default (context);

  if (G_UNLIKELY (begun != 0))
    smart_async_profile_end (begun, "SmartAsync fibers", get_name (fiber), "ran on context %p until it was %s",
                             (gpointer) context, fiber->state == SMART_ASYNC_FIBER_DONE ? "done" : "suspended");
}

static void
release_stack (SmartAsyncFiber *fiber)
{
  int n_begun = g_atomic_int_get (&fiber->n_begun);

  if (G_UNLIKELY (n_begun > 0))
    g_critical ("%s: the fiber is done, and has neither waited for nor abandoned %d of the calls that it has begun; what "
                "they call back with is never freed", get_name (fiber), n_begun);

  smart_async_lsan_remove_root (fiber->stack->memory, fiber->stack->size);
  smart_async_switch_clear (&fiber->here);
  smart_async_scheduler_give_back (fiber->scheduler, g_steal_pointer (&fiber->stack));
  g_clear_pointer (&fiber->execution.scopes, g_array_unref);
}

/* The function has returned, or is not to be called. Nothing of the fiber is in use any more, so that the callback may
 * do anything.
 */
static void
complete (SmartAsyncFiber *fiber)
{
  GMainContext *context = g_steal_pointer (&fiber->context);
  g_autoptr (GAsyncResult) result = NULL;

  if (fiber->destroy != NULL)
    fiber->destroy (fiber->user_data);

  smart_async_scheduler_fiber_is_done (fiber->scheduler);

  if (fiber->callback != NULL)
    {
      result = smart_async_plain_result_new (smart_async_spawn, fiber->value, g_steal_pointer (&fiber->error),
                                             fiber->callback_data);
      fiber->callback (NULL, result, fiber->callback_data);
    }
  g_clear_error (&fiber->error);
  g_clear_object (&fiber->cancellable);

  smart_async_fiber_unref (fiber);
  g_main_context_unref (context);
}

static gboolean
get_stack (SmartAsyncFiber *fiber)
{
  if (g_cancellable_is_cancelled (fiber->cancellable))
    {
      g_set_error (&fiber->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s: cancelled before it was started",
                   get_name (fiber));
      return FALSE;
    }

  fiber->stack = smart_async_fiber_stack_take (&fiber->scheduler->stacks, &fiber->error);
  if (fiber->stack == NULL)
    return FALSE;

  smart_async_lsan_add_root (fiber->stack->memory, fiber->stack->size);
  smart_async_switch_init (&fiber->here, fiber->stack->memory, fiber->stack->size, fiber_main, fiber);

  return TRUE;
}

/* In the thread that runs the fiber's context. */
void
smart_async_fiber_run (SmartAsyncFiber *fiber)
{
  gboolean can_go_on = fiber->state == SMART_ASYNC_FIBER_SUSPENDED;

  if (fiber->is_foreign)
    {
      smart_async_foreign_fiber_resume (fiber);
      return;
    }

  if (fiber->state == SMART_ASYNC_FIBER_SPAWNED)
    {
      can_go_on = get_stack (fiber);

      if (!can_go_on)
        {
          fiber->state = SMART_ASYNC_FIBER_DONE;
          complete (fiber);
        }
    }

  if (!can_go_on)
    return;

  go_on (fiber);

  if (fiber->state == SMART_ASYNC_FIBER_DONE)
    {
      release_stack (fiber);
      complete (fiber);
    }
}

/* In any thread. It goes on when its context is iterated next. While it runs it needs none of this: it looks
 * before it is suspended.
 */
void
smart_async_fiber_wake (SmartAsyncFiber *fiber)
{
  if (smart_async_thread_get ()->fiber != fiber)
    smart_async_scheduler_queue (fiber->scheduler, fiber);
}

/* All that is ready is dispatched before the fiber goes on. */
gboolean
smart_async_fiber_yield (SmartAsyncFiber  *fiber,
                         GError          **error)
{
  smart_async_scheduler_queue (fiber->scheduler, fiber);

  return smart_async_fiber_suspend (fiber, error);
}

/* Whether this is a callback of the fiber's context, and nothing else that would have to wait for it: then the
 * fiber may be run here.
 */
gboolean
smart_async_fiber_may_run_here (SmartAsyncFiber *fiber)
{
  GSource *source = g_main_current_source ();

  return source != NULL && smart_async_thread_get ()->fiber == NULL &&
         g_source_get_context (source) == g_atomic_pointer_get (&fiber->scheduler->context) &&
         !smart_async_libdex_dispatches (fiber->scheduler->context);
}
