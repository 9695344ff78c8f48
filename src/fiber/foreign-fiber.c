/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fibers of libdex, suspended and resumed by its own means.
 */

#include "fiber/fiber-private.h"

#include "base/scope.h"
#include "context/wait-record.h"
#include "fiber/libdex.h"

/* Nothing tells which fiber of libdex runs. So there is one record for each wait, and not for each fiber: it is what
 * wakes the wait up. The scheduler of this library queues it like its own fibers, and lets libdex go on with the fiber.
 */
SmartAsyncFiber *
smart_async_foreign_fiber_new (SmartAsyncThread  *thread,
                               GMainContext      *context,
                               GError           **error)
{
  SmartAsyncScheduler *scheduler;
  SmartAsyncFiber *fiber;

  if (smart_async_libdex_get (error) == NULL)
    return NULL;

  scheduler = smart_async_scheduler_get (thread, context);
  g_atomic_int_inc (&scheduler->n_fibers);

  fiber = g_new0 (SmartAsyncFiber, 1);
  fiber->ref_count = 1;
  fiber->state = SMART_ASYNC_FIBER_RUNNING;
  fiber->name = "of libdex";
  fiber->scheduler = smart_async_scheduler_ref (scheduler);
  fiber->is_foreign = TRUE;
  fiber->context = g_main_context_ref (context);

  return fiber;
}

/* Nobody wakes the wait up any more. In any thread. */
void
smart_async_foreign_fiber_free (SmartAsyncFiber *fiber)
{
  smart_async_scheduler_fiber_is_done (fiber->scheduler);
  smart_async_scheduler_unref (fiber->scheduler);
  g_main_context_unref (fiber->context);
  g_clear_pointer (&fiber->execution.scopes, g_array_unref);
  g_free (fiber);
}

/* Where the fiber's own waits end: start functions make calls as well, so that there may be several. */
static SmartAsyncWait **
find_end (SmartAsyncWait **innermost,
          guint           *depth)
{
  SmartAsyncWait **end = innermost;

  *depth = 0;
  while (*end != NULL && (*end)->fiber != NULL && (*end)->fiber->is_foreign)
    {
      end = &(*end)->outer;
      (*depth)++;
    }

  return end;
}

/* What the thread's record says of the fiber is not true of what the thread runs next. */
static void
leave (SmartAsyncThread    *thread,
       SmartAsyncExecution *execution)
{
  SmartAsyncWait **end = find_end (&thread->innermost, &execution->depth);
  SmartAsyncWait *others = g_steal_pointer (end);

  execution->innermost = thread->innermost;
  thread->innermost = others;
  thread->depth -= execution->depth;
  smart_async_scopes_move (&thread->scopes, thread->level, &execution->scopes, 0);
}

static void
enter (SmartAsyncThread    *thread,
       SmartAsyncExecution *execution)
{
  *find_end (&execution->innermost, &execution->depth) = thread->innermost;
  thread->innermost = execution->innermost;
  thread->depth += execution->depth;
  smart_async_scopes_move (&execution->scopes, 0, &thread->scopes, thread->level);
}

/* How long other fibers wait at most for one that libdex suspends no more. */
#define LOOK_AGAIN_MSEC 10

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* libdex has cancelled the fiber, and from then on lets it go on at once, while the call may have to wait: its
 * operation writes into the caller's memory. The source of libdex would be ready all the time, and nothing less urgent
 * ever be dispatched. So the fiber iterates the loop by itself, until something has happened there; meanwhile other
 * fibers of libdex stand still.
 */
static void
iterate (SmartAsyncFiber *fiber)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  g_autoptr (GSource) source = g_timeout_source_new (LOOK_AGAIN_MSEC);

  g_source_set_static_name (source, "[smartasync] cancelled fiber of libdex");
  g_source_set_callback (source, look_again_cb, NULL, NULL);
  g_source_attach (source, fiber->context);
  thread->level++;
  g_main_context_iteration (fiber->context, TRUE);
  thread->level--;
  g_source_destroy (source);
}

/* Fails at once, each time, if libdex has cancelled the fiber, or runs something that is no fiber. */
gboolean
smart_async_foreign_fiber_suspend (SmartAsyncFiber  *fiber,
                                   GError          **error)
{
  const SmartAsyncLibdex *libdex = smart_async_libdex_get (NULL);
  gpointer promise = libdex->promise_new ();
  g_autoptr (GError) failure = NULL;
  gboolean is_resumed;

  if (G_UNLIKELY (fiber->is_refused))
    iterate (fiber);

  fiber->state = SMART_ASYNC_FIBER_SUSPENDED;
  fiber->promise = libdex->ref (promise);
  leave (smart_async_thread_get (), &fiber->execution);

  is_resumed = libdex->await (promise, &failure);

  enter (smart_async_thread_get (), &fiber->execution);
  g_clear_pointer (&fiber->promise, libdex->unref);
  fiber->state = SMART_ASYNC_FIBER_RUNNING;

  fiber->is_refused = !is_resumed;
  if (!is_resumed)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "libdex has not suspended the fiber: %s", failure->message);

  return is_resumed;
}

/* In the thread that runs the fiber. It goes on when libdex's scheduler is dispatched next. */
void
smart_async_foreign_fiber_resume (SmartAsyncFiber *fiber)
{
  const SmartAsyncLibdex *libdex = smart_async_libdex_get (NULL);
  gpointer promise = g_steal_pointer (&fiber->promise);

  if (promise == NULL)
    return;

  libdex->promise_resolve_boolean (promise, TRUE);
  libdex->unref (promise);
}
