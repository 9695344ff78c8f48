/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a batch does while it runs: when it may work, and the source that has it work.
 */

#include "batch/batch-private.h"

#include "base/plain-result.h"
#include "call/call-cancellable.h"
#include "context/private-context.h"
#include "run/options-private.h"

/* For smart_async_run() a batch is one operation: how to wait, the deadline, the cancellable and being abandoned are
 * that call's. Its start function only attaches a source to the context that will be iterated. The source does the
 * work: it finishes the operations that have called back, starts those that may be started, and when the batch is over
 * it completes the call. Each operation is a call as well, for which no thread waits by itself (batch-item.c).
 *
 * GLib never dispatches a source inside itself, so the functions of a batch are never called inside one another,
 * whatever they do and whatever completes at once: there is no recursion.
 *
 * Where the call is forwarded, the source is dispatched in another thread than the one that waits, which may end the
 * batch at any moment, and free it; and a function may iterate the loop of the fiber that waits. So the source has a
 * state, which one of them can change and not both:
 *
 *   state    what holds                                                      goes to
 *   IDLE     no function of the batch runs                                   RUNNING, ENDED
 *   RUNNING  functions run, or may be called                                 IDLE, LAST, ENDED
 *   LAST     likewise, and the waiting thread waits for their end            ENDED
 *   ENDED    no function runs, and none will: the batch may be gone          -
 *
 * The waiting thread is woken up after the last function. If it waited in any other way, it would do so for ever where
 * that function needs it.
 */
typedef enum
{
  IDLE,
  RUNNING,
  LAST,
  ENDED,
} State;

struct _SmartAsyncBatchSource
{
  GSource          source;
  int              state;  /* atomic; State */
  SmartAsyncBatch *batch;  /* unowned; valid unless ENDED */
};

/* How many functions are called before the loop goes on, which looks at deadlines. */
#define MAX_STEPS 32

static gboolean
change (SmartAsyncBatchSource *self,
        State                  from,
        State                  to)
{
  return g_atomic_int_compare_and_exchange (&self->state, from, to);
}

/* Functions of the batch are going to run in this thread. Fails if they run already, or must not run any more. */
gboolean
smart_async_batch_begin_functions (SmartAsyncBatchSource *self)
{
  if (!change (self, IDLE, RUNNING))
    return FALSE;

  g_atomic_pointer_set (&self->batch->running_thread, g_thread_self ());
  smart_async_options_push (0, self->batch->options);

  return TRUE;
}

/* The call of the batch waits for this function, and may be gone when the state has changed. */
static void
end_last_function (SmartAsyncBatchSource *self)
{
  SmartAsyncSlot *slot = smart_async_slot_lookup (self->batch->call);
  SmartAsyncFiber *fiber = slot->fiber != NULL ? smart_async_fiber_ref (slot->fiber) : NULL;
  g_autoptr (GMainContext) context = fiber == NULL ? g_main_context_ref (slot->context) : NULL;

  g_atomic_int_set (&self->state, ENDED);

  if (context != NULL)
    {
      g_main_context_wakeup (context);
      return;
    }

  smart_async_fiber_wake (fiber);
  smart_async_fiber_unref (fiber);
}

/* @is_over: these were the last ones in any case. */
void
smart_async_batch_end_functions (SmartAsyncBatchSource *self,
                                 gboolean               is_over)
{
  smart_async_options_pop (0);
  g_atomic_pointer_set (&self->batch->running_thread, NULL);
  self->batch->is_completed = is_over;

  if (!change (self, RUNNING, is_over ? ENDED : IDLE))
    end_last_function (self);
}

/* Whether the call of the batch can be given up: not while a function runs. After that none is called any more. */
static gboolean
end_work (SmartAsyncSlot *slot,
          gpointer        source)
{
  SmartAsyncBatchSource *self = source;
  State state;

  do
    state = g_atomic_int_get (&self->state);
  while ((state == IDLE && !change (self, IDLE, ENDED)) || (state == RUNNING && !change (self, RUNNING, LAST)));

  return state == IDLE || state == ENDED;
}

/* What makes the source ready while the batch works comes after this or is found by the next step, and so is not lost.
 */
void
smart_async_batch_arm (SmartAsyncBatch *self)
{
  gint64 due = self->due > 0 ? self->due : -1;

  if (self->report_due > 0 && (due < 0 || self->report_due < due))
    due = self->report_due;

  g_source_set_ready_time ((GSource *) self->source, due);
}

/* Nothing is started any more. Operations that write into the caller's memory are waited for until the last has called
 * back, and others for a grace.
 */
void
smart_async_batch_wind_down (SmartAsyncBatch *self)
{
  gboolean has_grace = !(self->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY);

  self->is_winding_down = TRUE;
  self->due = has_grace ? g_get_monotonic_time () + SMART_ASYNC_GRACE_USEC : 0;
  smart_async_batch_arm (self);
  smart_async_batch_cancel_operations (self);
}

/* The one that has called back first. Callbacks push on the stack, whose top is the last one. */
static SmartAsyncBatchItem *
next_called_back (SmartAsyncBatch *self)
{
  SmartAsyncBatchItem *item, *stack = NULL;

  if (self->to_finish == NULL)
    stack = g_atomic_pointer_exchange (&self->called_back, NULL);

  while ((item = stack) != NULL)
    {
      stack = item->next;
      item->next = self->to_finish;
      self->to_finish = item;
    }

  item = self->to_finish;
  if (item != NULL)
    self->to_finish = item->next;

  return item;
}

static gboolean
is_exhausted (SmartAsyncBatch *self)
{
  return self->counts[SMART_ASYNC_BATCH_STATE_RUNNING] == 0 && self->n_started == self->items->len;
}

/* Whether the call has been cancelled before its outcome is certain. */
static gboolean
must_wind_down (SmartAsyncBatch *self)
{
  return g_cancellable_is_cancelled (self->cancellable) && !self->is_winding_down && !is_exhausted (self);
}

/* Where the process has no call slot left, an operation waits for another one's. */
static gboolean
start_next (SmartAsyncBatch *self)
{
  guint n_running = self->counts[SMART_ASYNC_BATCH_STATE_RUNNING];

  if (self->is_winding_down || self->n_started == self->items->len)
    return FALSE;

  /* The call is about to be given up. */
  if (g_atomic_int_get (&self->source->state) == LAST)
    return FALSE;

  if (self->max_concurrent > 0 && n_running >= self->max_concurrent)
    return FALSE;

  return smart_async_batch_item_start (g_ptr_array_index (self->items, self->n_started), n_running > 0);
}

/* Does one thing. FALSE: there is nothing to be done. */
static gboolean
step (SmartAsyncBatch *self)
{
  SmartAsyncBatchItem *item;

  if (must_wind_down (self))
    {
      self->is_cancelled = TRUE;
      self->n_before_cancel = self->n_started - self->counts[SMART_ASYNC_BATCH_STATE_RUNNING];
      smart_async_batch_wind_down (self);
      return TRUE;
    }

  item = next_called_back (self);
  if (item == NULL)
    return start_next (self);

  smart_async_batch_item_finish (item);

  return TRUE;
}

/* Operations that do not hold their cancellable, nor are connected to it, won't react: they get no grace. */
static gboolean
is_over (SmartAsyncBatch *self)
{
  if (is_exhausted (self))
    return TRUE;

  return self->is_winding_down &&
         (self->counts[SMART_ASYNC_BATCH_STATE_RUNNING] == 0 ||
          (self->due > 0 && (self->n_may_react == 0 || g_get_monotonic_time () >= self->due)));
}

/* The operations find the context that is iterated as the thread-default one, whatever that thread has pushed which it
 * was forwarded to. Whether the batch is over.
 */
static gboolean
work (SmartAsyncBatch *self)
{
  GSource *source = (GSource *) self->source;
  GMainContext *context = g_source_get_context (source);
  gboolean is_pushed = smart_async_push_caller_context (context);
  guint n_steps = 0;

  smart_async_batch_arm (self);
  if (self->report_due > 0 && g_get_monotonic_time () >= self->report_due)
    smart_async_batch_report_forgotten (self);

  while (n_steps < MAX_STEPS && step (self))
    n_steps++;

  if (n_steps == MAX_STEPS)
    g_source_set_ready_time (source, 0);

  if (is_pushed)
    g_main_context_pop_thread_default (context);

  return is_over (self);
}

static void
complete (SmartAsyncCall *call)
{
  g_autoptr (GAsyncResult) end = smart_async_plain_result_new (NULL, NULL, NULL, NULL);

  smart_async_call_complete (call, end);
}

static gboolean
source_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  SmartAsyncBatchSource *self = (SmartAsyncBatchSource *) source;
  SmartAsyncCall *call;
  gboolean has_ended;

  /* If this is inside a finish function, that makes the source ready again. */
  if (!smart_async_batch_begin_functions (self))
    {
      g_source_set_ready_time (source, -1);
      return G_SOURCE_CONTINUE;
    }

  call = self->batch->call;
  has_ended = work (self->batch);
  smart_async_batch_end_functions (self, has_ended);

  /* Last of all: the waiting thread may go on at once, in whatever way. */
  if (has_ended)
    complete (call);

  /* What comes later would make it ready for as long as calls made inside this one take. */
  return !has_ended;
}

SmartAsyncBatchSource *
smart_async_batch_source_new (SmartAsyncBatch *batch)
{
  static GSourceFuncs funcs = { .dispatch = source_dispatch };
  GSource *source = g_source_new (&funcs, sizeof (SmartAsyncBatchSource));

  g_source_set_static_name (source, "[smartasync] batch");
  g_source_set_ready_time (source, 0);
  ((SmartAsyncBatchSource *) source)->batch = batch;

  return (SmartAsyncBatchSource *) source;
}

/* In the thread that cancels. The operations are cancelled in the one that runs them. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      source)
{
  g_source_set_ready_time (source, 0);
}

static void
unref_source_cb (gpointer  source,
                 GClosure *closure)
{
  g_source_unref (source);
}

/* The start function of the call of the batch. */
void
smart_async_batch_start (SmartAsyncCall *call,
                         gpointer        user_data)
{
  SmartAsyncBatch *self = user_data;
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);
  GSource *source = (GSource *) self->source;

  slot->may_abandon = end_work;
  slot->may_abandon_data = source;
  self->call = call;
  g_set_object (&self->cancellable, smart_async_call_get_cancellable (call));

  if (self->cancellable != NULL)
    self->cancelled_id = smart_async_cancelled_connect (self->cancellable, cancelled_cb, g_source_ref (source),
                                                        unref_source_cb);
  g_source_attach (source, smart_async_caller_context ());
}

/* After the call of the batch, for whatever reason that has ended. If it has no result, its callback is still owed.
 * Nothing is done where pthread_cancel() has ended this thread in a call that was not forwarded: it may be anywhere.
 */
void
smart_async_batch_close (gpointer user_data)
{
  SmartAsyncBatch *self = user_data;

  if (self->call != NULL && g_atomic_int_get (&self->source->state) != ENDED)
    return;

  self->is_winding_down = TRUE;
  smart_async_batch_cancel_operations (self);
  for (guint i = 0; i < self->items->len; i++)
    smart_async_batch_item_abandon (g_ptr_array_index (self->items, i));

  if (self->call != NULL && !self->is_completed)
    complete (self->call);

  if (self->cancelled_id != 0)
    smart_async_cancelled_disconnect (self->cancellable, self->cancelled_id);
  g_clear_object (&self->cancellable);
  g_source_destroy ((GSource *) self->source);
}
