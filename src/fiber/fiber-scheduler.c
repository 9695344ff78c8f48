/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which fibers of a main context are to go on.
 */

#include "fiber/fiber-private.h"

#include "base/process.h"
#include "base/settings.h"
#include "context/private-context.h"

/* Each context that fibers are spawned on has one source. It stays, but on private contexts, which would stay with it.
 * It is ready when a fiber was queued, by any thread, or is due. It says so in prepare(), which each iteration calls
 * once: setting a ready time would be a system call each time that a fiber is queued in the context's own thread. What
 * comes while the loop sleeps ends the sleep, and is seen in the next iteration.
 */
typedef struct
{
  GSource              source;
  SmartAsyncScheduler *scheduler;  /* owned */
} SchedulerSource;

/* How many fibers go on in one dispatch, before the context's other sources are dispatched. */
#define MAX_IN_DISPATCH 64

static GPtrArray *schedulers; /* process lock; of unowned SmartAsyncScheduler, made on demand */

SmartAsyncScheduler *
smart_async_scheduler_ref (SmartAsyncScheduler *scheduler)
{
  g_atomic_int_inc (&scheduler->ref_count);

  return scheduler;
}

void
smart_async_scheduler_unref (SmartAsyncScheduler *scheduler)
{
  if (!g_atomic_int_dec_and_test (&scheduler->ref_count))
    return;

  smart_async_fiber_timers_clear (&scheduler->timers);
  smart_async_fiber_stack_cache_clear (&scheduler->stacks);
  g_free (scheduler);
}

static void
append (SmartAsyncScheduler *scheduler,
        SmartAsyncFiber     *fiber)
{
  fiber->next = NULL;

  if (scheduler->last != NULL)
    scheduler->last->next = fiber;
  else
    scheduler->first = fiber;

  scheduler->last = fiber;
}

/* What was queued, in the order in which it was. */
static void
take_arrived (SmartAsyncScheduler *scheduler)
{
  SmartAsyncFiber *fiber = g_atomic_pointer_get (&scheduler->arrived);
  SmartAsyncFiber *in_order = NULL;

  while (fiber != NULL && !g_atomic_pointer_compare_and_exchange (&scheduler->arrived, fiber, NULL))
    fiber = g_atomic_pointer_get (&scheduler->arrived);

  while (fiber != NULL)
    {
      SmartAsyncFiber *next = fiber->next;

      fiber->next = in_order;
      in_order = fiber;
      fiber = next;
    }

  while (in_order != NULL)
    {
      SmartAsyncFiber *next = in_order->next;

      append (scheduler, in_order);
      in_order = next;
    }
}

static void
take_due (SmartAsyncScheduler *scheduler,
          gint64               now)
{
  SmartAsyncFiberTimer *timer;

  while ((timer = smart_async_fiber_timers_first (&scheduler->timers)) != NULL && timer->due <= now)
    {
      smart_async_fiber_timers_set (&scheduler->timers, timer, 0);

      if (g_atomic_int_compare_and_exchange (&timer->fiber->is_queued, FALSE, TRUE))
        append (scheduler, smart_async_fiber_ref (timer->fiber));
    }
}

static SmartAsyncFiber *
take_next (SmartAsyncScheduler *scheduler)
{
  SmartAsyncFiber *fiber = scheduler->first;

  if (fiber == NULL)
    return NULL;

  scheduler->first = fiber->next;
  if (scheduler->first == NULL)
    scheduler->last = NULL;

  return fiber;
}

static gboolean
has_ready (SmartAsyncScheduler *scheduler)
{
  return scheduler->first != NULL || g_atomic_pointer_get (&scheduler->arrived) != NULL;
}

static gboolean
scheduler_prepare (GSource *source,
                   int     *timeout_msec)
{
  SmartAsyncScheduler *scheduler = ((SchedulerSource *) source)->scheduler;
  SmartAsyncFiberTimer *first;
  gint64 usec;

  *timeout_msec = 0;
  if (has_ready (scheduler))
    return TRUE;

  *timeout_msec = -1;
  first = smart_async_fiber_timers_first (&scheduler->timers);
  if (first == NULL)
    return FALSE;

  usec = MAX (first->due - g_source_get_time (source), 0);
  *timeout_msec = (int) MIN ((usec + 999) / 1000, G_MAXINT);

  return usec == 0;
}

static gboolean
scheduler_dispatch (GSource     *source,
                    GSourceFunc  callback,
                    gpointer     user_data)
{
  SmartAsyncScheduler *scheduler = ((SchedulerSource *) source)->scheduler;

  take_arrived (scheduler);
  if (smart_async_fiber_timers_first (&scheduler->timers) != NULL)
    take_due (scheduler, g_get_monotonic_time ());

  for (guint i = 0; i < MAX_IN_DISPATCH; i++)
    {
      SmartAsyncFiber *fiber = take_next (scheduler);

      if (fiber == NULL)
        break;

      /* Before it goes on: who wakes it up from now on may have something new for it. */
      g_atomic_int_set (&fiber->is_queued, FALSE);
      smart_async_fiber_run (fiber);
      smart_async_fiber_unref (fiber);
    }

  return G_SOURCE_CONTINUE;
}

/* Fibers that were woken up once more than they went on, just before their end. */
static void
forget_queued (SmartAsyncScheduler *scheduler)
{
  SmartAsyncFiber *fiber;

  take_arrived (scheduler);

  while ((fiber = take_next (scheduler)) != NULL)
    smart_async_fiber_unref (fiber);
}

/* Who spawns a fiber on the context from now on gets another scheduler. */
static void
withdraw (SmartAsyncScheduler *scheduler)
{
  smart_async_process_lock ();
  g_ptr_array_remove_fast (schedulers, scheduler);
  g_atomic_pointer_set (&scheduler->context, NULL);
  smart_async_process_unlock ();
}

/* The context is gone, or this was the last fiber of a private one. There is none that could go on: each keeps its
 * context.
 */
static void
scheduler_finalize (GSource *source)
{
  SmartAsyncScheduler *scheduler = ((SchedulerSource *) source)->scheduler;

  forget_queued (scheduler);
  withdraw (scheduler);
  smart_async_scheduler_unref (scheduler);
}

static GSourceFuncs scheduler_funcs = {
  .prepare = scheduler_prepare,
  .dispatch = scheduler_dispatch,
  .finalize = scheduler_finalize,
};

/* Under the process lock. */
static SmartAsyncScheduler *
find (GMainContext *context)
{
  for (guint i = 0; schedulers != NULL && i < schedulers->len; i++)
    {
      SmartAsyncScheduler *scheduler = g_ptr_array_index (schedulers, i);

      if (scheduler->context == context)
        return smart_async_scheduler_ref (scheduler);
    }

  return NULL;
}

/* Under the process lock. The source has the first reference, the caller the second one. */
static SmartAsyncScheduler *
create (GMainContext *context)
{
  SmartAsyncScheduler *scheduler = g_new0 (SmartAsyncScheduler, 1);
  GSource *source = g_source_new (&scheduler_funcs, sizeof (SchedulerSource));
  SmartAsyncPrivateContext *inside = smart_async_thread_get ()->inside;

  scheduler->ref_count = 2;
  scheduler->context = context;
  scheduler->source = source;
  scheduler->is_private = inside != NULL && inside->context == context;
  smart_async_fiber_timers_init (&scheduler->timers);
  ((SchedulerSource *) source)->scheduler = scheduler;

  if (schedulers == NULL)
    schedulers = g_ptr_array_new ();
  g_ptr_array_add (schedulers, scheduler);

  g_source_set_static_name (source, "[smartasync] fibers");
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);
  g_source_unref (source);
  smart_async_debug (CONTEXT, "fibers are spawned on context %p\n", context);

  return scheduler;
}

static void
scheduler_end (SmartAsyncThread *thread)
{
  g_clear_pointer (&thread->scheduler, smart_async_scheduler_unref);
}

/* The scheduler of a context; owned by the thread, which keeps the one that it has used last. */
SmartAsyncScheduler *
smart_async_scheduler_get (SmartAsyncThread *thread,
                           GMainContext     *context)
{
  SmartAsyncScheduler *scheduler = thread->scheduler;

  if (scheduler != NULL && g_atomic_pointer_get (&scheduler->context) == context)
    return scheduler;

  smart_async_thread_on_end (SMART_ASYNC_THREAD_END_SCHEDULER, scheduler_end);

  smart_async_process_lock ();
  scheduler = find (context);
  if (scheduler == NULL)
    scheduler = create (context);
  smart_async_process_unlock ();

  g_clear_pointer (&thread->scheduler, smart_async_scheduler_unref);
  thread->scheduler = scheduler;

  return scheduler;
}

/* Whether this thread runs the context, and looks at what has arrived before it sleeps. */
static gboolean
is_run_here (SmartAsyncScheduler *scheduler)
{
  GMainContext *caller = smart_async_caller_context ();

  return g_atomic_pointer_get (&scheduler->context) == caller && g_main_context_is_owner (caller) &&
         g_main_current_source () != NULL;
}

static void
push (SmartAsyncScheduler *scheduler,
      SmartAsyncFiber     *fiber)
{
  SmartAsyncFiber *before;

  do
    {
      before = g_atomic_pointer_get (&scheduler->arrived);
      fiber->next = before;
    }
  while (!g_atomic_pointer_compare_and_exchange (&scheduler->arrived, before, fiber));
}

/* For the main thread, where nobody runs the global default context: who runs it next looks at what has arrived. While
 * this thread owns it nobody can be about to sleep. Other contexts may be polled without being owned.
 */
static gboolean
push_while_nobody_runs (SmartAsyncScheduler *scheduler,
                        SmartAsyncFiber     *fiber)
{
  GMainContext *context = g_main_context_default ();

  if (g_atomic_pointer_get (&scheduler->context) != context ||
      !smart_async_thread_is_main (smart_async_thread_get ()) ||
      g_main_context_is_owner (context) || !g_main_context_acquire (context))
    return FALSE;

  push (scheduler, smart_async_fiber_ref (fiber));
  g_main_context_release (context);

  return TRUE;
}

/* A fiber has a reference to its context while it is not done: so the context lives while there is one, and the last
 * one waits for this (see smart_async_scheduler_fiber_is_done()). Where there is none, nothing has to be woken up.
 */
static void
push_and_wake_up (SmartAsyncScheduler *scheduler,
                  SmartAsyncFiber     *fiber)
{
  g_atomic_int_inc (&scheduler->n_waking);
  smart_async_process_lock ();

  if (scheduler->context != NULL && g_atomic_int_get (&scheduler->n_fibers) > 0)
    {
      push (scheduler, smart_async_fiber_ref (fiber));
      g_main_context_wakeup (scheduler->context);
    }

  smart_async_process_unlock ();
  g_atomic_int_add (&scheduler->n_waking, -1);
}

/* In any thread. The fiber goes on when its context is iterated next. */
void
smart_async_scheduler_queue (SmartAsyncScheduler *scheduler,
                             SmartAsyncFiber     *fiber)
{
  if (!g_atomic_int_compare_and_exchange (&fiber->is_queued, FALSE, TRUE))
    return;

  if (is_run_here (scheduler))
    push (scheduler, smart_async_fiber_ref (fiber));
  else if (!push_while_nobody_runs (scheduler, fiber))
    push_and_wake_up (scheduler, fiber);
}

static gboolean
trim_cb (gpointer user_data)
{
  SmartAsyncScheduler *scheduler = user_data;

  smart_async_fiber_stack_cache_trim (&scheduler->stacks);
  scheduler->is_trimmed = smart_async_fiber_stack_cache_is_full (&scheduler->stacks);

  return scheduler->is_trimmed;
}

static void
begin_trimming (SmartAsyncScheduler *scheduler)
{
  GSource *source = g_idle_source_new ();

  scheduler->is_trimmed = TRUE;
  g_source_set_static_name (source, "[smartasync] stacks of fibers");
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, trim_cb, smart_async_scheduler_ref (scheduler),
                         (GDestroyNotify) smart_async_scheduler_unref);
  g_source_attach (source, scheduler->context);
  g_source_unref (source);
}

/* For a fiber that is done. */
void
smart_async_scheduler_give_back (SmartAsyncScheduler  *scheduler,
                                 SmartAsyncFiberStack *stack)
{
  smart_async_fiber_stack_give_back (&scheduler->stacks, stack);

  if (!scheduler->is_trimmed && smart_async_fiber_stack_cache_is_full (&scheduler->stacks))
    begin_trimming (scheduler);
}

/* In the thread that runs the context, which may end with the fiber's reference to it: but not while another thread is
 * waking it up. A source that is destroyed while it is dispatched lives until that is over.
 */
void
smart_async_scheduler_fiber_is_done (SmartAsyncScheduler *scheduler)
{
  gboolean was_last = g_atomic_int_dec_and_test (&scheduler->n_fibers);

  if (g_atomic_int_get (&scheduler->n_waking) > 0)
    {
      smart_async_process_lock ();
      smart_async_process_unlock ();
    }

  if (!was_last || !scheduler->is_private)
    return;

  withdraw (scheduler);
  g_source_destroy (scheduler->source);
}

/* How many fibers of the process are not done. */
guint
smart_async_scheduler_count_fibers (void)
{
  guint n_fibers = 0;

  smart_async_process_lock ();

  for (guint i = 0; schedulers != NULL && i < schedulers->len; i++)
    {
      SmartAsyncScheduler *scheduler = g_ptr_array_index (schedulers, i);

      n_fibers += (guint) g_atomic_int_get (&scheduler->n_fibers);
    }

  smart_async_process_unlock ();

  return n_fibers;
}
