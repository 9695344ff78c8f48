/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Signals that a language binding handles while a twin waits.
 */

#include "wait/interrupt.h"

#include <signal.h>

#include "base/thread.h"
#include "call/call-slot.h"

/* Python's handler of a signal notes that it has come. The program's handler, a Python function, is called when the
 * main thread runs Python again: that is when the twin returns which it has called. So the binding learns of each wait
 * in that thread, and can have its context call Python when a signal comes.
 */
static struct
{
  SmartAsyncInterruptBeginFunc begin;
  gpointer                     begin_data;
  GDestroyNotify               begin_destroy;
  SmartAsyncInterruptEndFunc   end;
  gpointer                     end_data;
  GDestroyNotify               end_destroy;
  gboolean                     is_telling;     /* one of them is being called */
} funcs;  /* of the main thread */

int smart_async_interrupt_is_wanted;

/**
 * smart_async_set_interrupt_funcs:
 * @begin: (scope notified) (closure begin_data) (destroy begin_destroy) (nullable): called when a call begins to wait
 * @begin_data: given to @begin
 * @begin_destroy: (nullable): releases @begin_data
 * @end: (scope notified) (closure end_data) (destroy end_destroy) (nullable): called when it waits no more
 * @end_data: given to @end
 * @end_destroy: (nullable): releases @end_data
 *
 * For bindings of languages whose signal handlers can't run while a function in C does: tells them of the calls that
 * wait in the main thread, and lets them end these. With %NULL for both, it tells nobody any more. Left out are
 * the calls of their own functions such as [func@SmartAsync.run_named], those that succeed before the thread has to
 * sleep, and those that are made in fibers. It is called by the main thread.
 *
 * Since: 0.9
 */
void
smart_async_set_interrupt_funcs (SmartAsyncInterruptBeginFunc begin,
                                 gpointer                     begin_data,
                                 GDestroyNotify               begin_destroy,
                                 SmartAsyncInterruptEndFunc   end,
                                 gpointer                     end_data,
                                 GDestroyNotify               end_destroy)
{
  g_return_if_fail ((begin == NULL) == (end == NULL));

  g_atomic_int_set (&smart_async_interrupt_is_wanted, FALSE);
  if (funcs.begin_destroy != NULL)
    funcs.begin_destroy (funcs.begin_data);
  if (funcs.end_destroy != NULL)
    funcs.end_destroy (funcs.end_data);

  funcs.begin = begin;
  funcs.begin_data = begin_data;
  funcs.begin_destroy = begin_destroy;
  funcs.end = end;
  funcs.end_data = end_data;
  funcs.end_destroy = end_destroy;
  g_atomic_int_set (&smart_async_interrupt_is_wanted, begin != NULL);
}

/* The binding looks after the calls of its own functions itself. A fiber is suspended, and the loop of its thread runs
 * on. A handler that runs while the binding is told something is not interrupted itself.
 */
gboolean
smart_async_interrupt_may_come_here (SmartAsyncWait *wait)
{
  return !(wait->operation->flags & SMART_ASYNC_OPERATION_BOUND) && wait->fiber == NULL &&
         smart_async_thread_is_main (wait->thread) && !funcs.is_telling;
}

/* The context that a forwarded call iterates is not the thread-default one. */
void
smart_async_interrupt_begin (SmartAsyncWait *wait)
{
  if (wait->forward != NULL)
    g_main_context_push_thread_default (wait->context);

  wait->is_reported = TRUE;
  funcs.is_telling = TRUE;
  wait->interrupt = funcs.begin (funcs.begin_data);
  funcs.is_telling = FALSE;

  if (wait->forward != NULL)
    g_main_context_pop_thread_default (wait->context);
}

/* The operation may have succeeded, or its error may be dropped by who has called the twin: the signal comes again so
 * that the binding can raise what its handler has raised, in each case.
 *
 * Where an exception is made of an error, no handler must raise: one that is due is called here, for each call that
 * has failed.
 */
void
smart_async_interrupt_end_here (SmartAsyncWait *wait,
                                gboolean        has_failed)
{
  int again = 0;

  if (has_failed && !wait->is_reported && wait->forward == NULL && smart_async_interrupt_may_come (wait))
    smart_async_interrupt_begin (wait);

  if (wait->interrupt == NULL)
    return;

  if (funcs.end != NULL)
    {
      funcs.is_telling = TRUE;
      again = funcs.end (funcs.end_data);
      funcs.is_telling = FALSE;
    }
  g_clear_object (&wait->interrupt);

  if (again != 0)
    raise (again);
}
