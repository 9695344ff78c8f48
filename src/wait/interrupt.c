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
  SmartAsyncInterruptBeginFunc begin;          /* atomic; NULL: nobody wants to know */
  gpointer                     begin_data;
  GDestroyNotify               begin_destroy;
  SmartAsyncInterruptEndFunc   end;
  gpointer                     end_data;
  GDestroyNotify               end_destroy;
} funcs;  /* of the main thread, apart from whether there are any */

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
 * the calls of their own functions such as [func@SmartAsync.run_named], and those that return at once, or are made
 * in fibers. It is called by the main thread.
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

  g_atomic_pointer_set (&funcs.begin, NULL);
  if (funcs.begin_destroy != NULL)
    funcs.begin_destroy (funcs.begin_data);
  if (funcs.end_destroy != NULL)
    funcs.end_destroy (funcs.end_data);

  funcs.begin_data = begin_data;
  funcs.begin_destroy = begin_destroy;
  funcs.end = end;
  funcs.end_data = end_data;
  funcs.end_destroy = end_destroy;
  g_atomic_pointer_set (&funcs.begin, begin);
}

/* The binding looks after the calls of its own functions, which are opaque, itself. A fiber is suspended, and the loop
 * of its thread runs on.
 */
gboolean
smart_async_interrupt_may_come (SmartAsyncWait *wait)
{
  return G_UNLIKELY (g_atomic_pointer_get (&funcs.begin) != NULL) &&
         !(wait->operation->flags & SMART_ASYNC_OPERATION_OPAQUE) && wait->fiber == NULL && wait->forward == NULL &&
         smart_async_thread_is_main (wait->thread);
}

/* While the context that is iterated is the thread-default one. */
void
smart_async_interrupt_begin (SmartAsyncWait *wait)
{
  if (smart_async_interrupt_may_come (wait))
    wait->interrupt = funcs.begin (funcs.begin_data);
}

/* Just before the call returns. The operation may have succeeded, or its error may be dropped by who has called the
 * twin: the signal comes again so that the binding can raise what its handler has raised, in each case.
 */
void
smart_async_interrupt_end (SmartAsyncWait *wait)
{
  int again = 0;

  if (G_LIKELY (wait->interrupt == NULL))
    return;

  if (funcs.end != NULL)
    again = funcs.end (funcs.end_data);
  g_clear_object (&wait->interrupt);

  if (again != 0)
    raise (again);
}
