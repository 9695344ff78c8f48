/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a batch does while it runs: starts and finishes its operations.
 */

#include "batch/batch-private.h"

#include "context/private-context.h"
#include "wait/limit.h"
#include "call/call-cancellable.h"
#include "base/thread.h"
#include "run/options-private.h"

/* For smart_async_run() a batch is one operation: how to wait, the deadline, the cancellable and being
 * left behind are that call's. Its start function only attaches a source to the context that will be
 * iterated. The source does the work: it finishes the operations that have called back, starts those
 * that may be started, and when the batch is over it completes the call.
 *
 * GLib never dispatches a source inside itself, so that the functions of a batch are never called
 * inside one another, whatever they do and whatever completes at once: no recursion. A finish function is
 * called inside the callback of its operation, if that comes in the thread that runs the batch, and while
 * no other function runs.
 *
 * Callbacks come in any thread. One pushes its item on a stack without a lock, and makes the source
 * ready. It does so while its slot is COMPLETING: the item, the batch and the source are there for as
 * long as one slot is not taken or abandoned.
 *
 * Where the call is forwarded, the source is dispatched in another thread than the one that waits, and
 * that may leave at any moment. The lock keeps the two apart: after smart_async_batch_close() no function
 * of the batch is called any more.
 */

/* How many functions are called before the loop gets its turn, which looks at deadlines. */
#define MAX_STEPS 32

/* What the call of the whole is completed with. */
#define SMART_ASYNC_TYPE_BATCH_END (smart_async_batch_end_get_type ())
G_DECLARE_FINAL_TYPE (SmartAsyncBatchEnd, smart_async_batch_end, SMART_ASYNC, BATCH_END, GObject)

struct _SmartAsyncBatchEnd
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (SmartAsyncBatchEnd, smart_async_batch_end, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ASYNC_RESULT, NULL))

static void
smart_async_batch_end_class_init (SmartAsyncBatchEndClass *klass)
{
}

static void
smart_async_batch_end_init (SmartAsyncBatchEnd *self)
{
}

/* Functions of the batch run in this thread, with the lock of the gate. */
static void
begin_functions (SmartAsyncBatch *self)
{
  g_atomic_pointer_set (&self->running_thread, g_thread_self ());
  smart_async_options_push (0, self->options);
}

static void
end_functions (SmartAsyncBatch *self)
{
  smart_async_options_pop (0);
  g_atomic_pointer_set (&self->running_thread, NULL);
}

static gboolean
runs_functions_here (SmartAsyncBatch *self)
{
  return g_atomic_pointer_get (&self->running_thread) == g_thread_self ();
}

static void
count (SmartAsyncBatchItem *item)
{
  if (!item->is_counted)
    g_atomic_int_inc (&item->batch->n_called_back);

  item->is_counted = TRUE;
}

/* Inside the callback, in the thread that runs the batch, if no other function of the batch runs. Another thread that
 * has the lock closes the batch, and waits for this callback, whose result it is about to drop. Whether it was
 * finished.
 */
static gboolean
finish_in_callback (GAsyncResult  *result,
                    gpointer       user_data,
                    GError       **error)
{
  SmartAsyncBatchItem *item = user_data;
  SmartAsyncBatch *self = item->batch;
  gboolean may_finish;

  count (item);
  if (runs_functions_here (self) || !g_mutex_trylock (&self->gate->lock))
    return FALSE;

  may_finish = self->gate->batch != NULL && !self->is_completed;
  if (may_finish)
    {
      begin_functions (self);
      item->finish (result, item->user_data, error);
      end_functions (self);
    }
  smart_async_batch_gate_leave (self->gate);

  /* It may have been dispatched in vain meanwhile. */
  g_source_set_ready_time (self->source, 0);

  return may_finish;
}

/* In the thread of the callback. */
static void
called_back_cb (SmartAsyncSlot *slot,
                gpointer        user_data)
{
  SmartAsyncBatchItem *item = user_data;
  SmartAsyncBatch *self = item->batch;
  SmartAsyncBatchItem *below;

  count (item);

  /* Once it is pushed the item is the other thread's. */
  do
    item->next = below = g_atomic_pointer_get (&self->called_back);
  while (!g_atomic_pointer_compare_and_exchange (&self->called_back, below, item));

  /* Who pushed the lowest one has made the source ready, or is about to. */
  if (below == NULL)
    g_source_set_ready_time (self->source, 0);
}

static SmartAsyncBatchItem *
next_called_back (SmartAsyncBatch *self)
{
  SmartAsyncBatchItem *item;

  if (self->to_finish == NULL)
    {
      SmartAsyncBatchItem *stack = g_atomic_pointer_exchange (&self->called_back, NULL);

      while ((item = stack) != NULL)
        {
          stack = item->next;
          item->next = self->to_finish;
          self->to_finish = item;
        }
    }

  item = self->to_finish;
  if (item != NULL)
    self->to_finish = item->next;

  return item;
}

/* What makes the source ready while it works comes after this, and so is not lost. */
static void
arm (SmartAsyncBatch *self)
{
  g_source_set_ready_time (self->source, self->is_winding_down ? self->due : -1);
}

/* @end: as for smart_async_cancel_once(). */
static void
cancel_operations (SmartAsyncBatch *self,
                   gint64           end)
{
  smart_async_cancel_once (self->cancellable, &self->is_cancelled, self->is_of_script ? 0 : end);
}

static gint64
get_end_of_grace (void)
{
  return g_get_monotonic_time () + SMART_ASYNC_GRACE_USEC;
}

/* Operations that write into the caller's memory are waited for until the last has called back. */
static void
wind_down (SmartAsyncBatch *self)
{
  gboolean has_grace = !(self->flags & SMART_ASYNC_OPERATION_CALLER_MEMORY);

  self->is_winding_down = TRUE;
  self->due = has_grace ? get_end_of_grace () : -1;
  arm (self);
  cancel_operations (self, get_end_of_grace ());
}

static gboolean
is_decisive (SmartAsyncBatch     *self,
             SmartAsyncBatchItem *item)
{
  switch (self->mode)
    {
    case SMART_ASYNC_BATCH_MODE_ANY:
      return item->error == NULL;

    case SMART_ASYNC_BATCH_MODE_FIRST_ERROR:
      return item->error != NULL;

    case SMART_ASYNC_BATCH_MODE_ALL:
    default:
      return FALSE;
    }
}

static void
note_end (SmartAsyncBatch     *self,
          SmartAsyncBatchItem *item)
{
  smart_async_batch_set_state (self, item, item->error == NULL ? SMART_ASYNC_BATCH_STATE_SUCCEEDED
                                                               : SMART_ASYNC_BATCH_STATE_FAILED);

  if (item->error != NULL && self->first_failed < 0)
    self->first_failed = (int) item->index;
}

static void
settle (SmartAsyncBatch     *self,
        SmartAsyncBatchItem *item)
{
  note_end (self, item);

  if (self->is_winding_down || !is_decisive (self, item))
    return;

  self->decisive = (int) item->index;
  wind_down (self);
}

static void
finish (SmartAsyncBatch     *self,
        SmartAsyncBatchItem *item)
{
  self->n_listening -= item->is_listening ? 1 : 0;
  smart_async_batch_item_finish (item);
  settle (self, item);
}

static gboolean
may_start (SmartAsyncBatch *self)
{
  if (self->is_winding_down || self->n_started == self->items->len)
    return FALSE;

  return self->max_concurrent == 0 || self->counts[SMART_ASYNC_BATCH_STATE_RUNNING] < self->max_concurrent;
}

/* Where the process has no call slot left, an operation waits for another one's. */
static gboolean
start_next (SmartAsyncBatch *self)
{
  SmartAsyncBatchItem *item = g_ptr_array_index (self->items, self->n_started);
  gboolean is_alone = self->counts[SMART_ASYNC_BATCH_STATE_RUNNING] == 0;
  g_autoptr (GError) error = NULL;

  smart_async_batch_set_state (self, item, SMART_ASYNC_BATCH_STATE_RUNNING);

  if (smart_async_batch_item_start (item, self->name, self->cancellable, finish_in_callback, called_back_cb, &error))
    {
      self->n_started++;
      self->n_listening += item->is_listening ? 1 : 0;
      return TRUE;
    }

  if (!is_alone)
    {
      smart_async_batch_set_state (self, item, SMART_ASYNC_BATCH_STATE_WAITING);
      return FALSE;
    }

  self->n_started++;
  item->error = g_steal_pointer (&error);
  settle (self, item);

  return TRUE;
}

static gboolean
is_exhausted (SmartAsyncBatch *self)
{
  return self->counts[SMART_ASYNC_BATCH_STATE_RUNNING] == 0 && self->n_started == self->items->len;
}

/* Does one thing; FALSE: there is nothing to be done. */
static gboolean
step (SmartAsyncBatch *self)
{
  SmartAsyncBatchItem *item = next_called_back (self);

  if (item != NULL)
    {
      finish (self, item);
      return TRUE;
    }

  if (!self->is_winding_down && smart_async_batch_cancelled (self))
    {
      wind_down (self);
      return TRUE;
    }

  return may_start (self) && start_next (self);
}

/* Those that never asked for the cancellable won't react to it: they get no grace. */
static gboolean
is_over (SmartAsyncBatch *self)
{
  if (is_exhausted (self))
    return TRUE;

  if (!self->is_winding_down)
    return FALSE;

  if (self->counts[SMART_ASYNC_BATCH_STATE_RUNNING] == 0)
    return TRUE;

  return self->due >= 0 && (self->n_listening == 0 || g_get_monotonic_time () >= self->due);
}

/* Whether the batch is over. */
static gboolean
work (SmartAsyncBatch *self)
{
  guint n_steps = 0;

  arm (self);
  begin_functions (self);

  while (n_steps < MAX_STEPS && step (self))
    n_steps++;

  end_functions (self);

  if (n_steps == MAX_STEPS)
    g_source_set_ready_time (self->source, 0);

  return is_over (self);
}

/* The operations find the context that is iterated as the thread-default one, whatever that thread has pushed which it
 * was forwarded to.
 */
static gboolean
work_on_context (SmartAsyncBatch *self)
{
  GMainContext *context = g_source_get_context (self->source);
  gboolean is_pushed = smart_async_push_caller_context (context);
  gboolean is_over = work (self);

  if (is_pushed)
    g_main_context_pop_thread_default (context);

  return is_over;
}

/* Last of all, and without the lock: who waits may go on at once, in whatever way. */
static void
complete (SmartAsyncCall *call)
{
  g_autoptr (GAsyncResult) end = g_object_new (SMART_ASYNC_TYPE_BATCH_END, NULL);

  smart_async_call_complete (call, end);
}

static gboolean
work_cb (gpointer user_data)
{
  SmartAsyncBatchGate *gate = user_data;
  SmartAsyncCall *to_complete = NULL;
  gboolean goes_on = FALSE;

  /* Inside a finish function, which makes it ready again; or while another thread closes the batch. */
  if (!g_mutex_trylock (&gate->lock))
    {
      g_source_set_ready_time (g_main_current_source (), -1);
      return G_SOURCE_CONTINUE;
    }

  if (gate->batch != NULL && !gate->batch->is_completed)
    {
      goes_on = !work_on_context (gate->batch);
      if (!goes_on)
        {
          gate->batch->is_completed = TRUE;
          to_complete = gate->batch->call;
        }
    }
  smart_async_batch_gate_leave (gate);

  if (to_complete != NULL)
    complete (to_complete);

  /* What comes later would make it ready for as long as calls made inside this one take. */
  return goes_on;
}

static gboolean
source_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = source_dispatch };

/* In the thread that cancels. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  SmartAsyncBatch *self = user_data;

  /* Before the operations know, and call back because of it. */
  g_atomic_int_compare_and_exchange (&self->n_before_cancel, -1, g_atomic_int_get (&self->n_called_back));
  cancel_operations (self, 0);
  g_source_set_ready_time (self->source, 0);
}

static void
unref_cb (gpointer  data,
          GClosure *closure)
{
  g_object_unref (data);
}

static void
attach (SmartAsyncBatch *self)
{
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[smartasync] batch");
  g_source_set_callback (self->source, work_cb, smart_async_batch_gate_ref (self->gate), smart_async_batch_gate_unref);
  g_source_set_ready_time (self->source, 0);
  g_source_attach (self->source, smart_async_caller_context ());
}

static gboolean
let_go (SmartAsyncSlot *slot,
        gpointer        user_data)
{
  return smart_async_batch_gate_shut (((SmartAsyncBatch *) user_data)->gate, slot);
}

/* The start function of the whole. */
void
smart_async_batch_start (SmartAsyncCall *call,
                         gpointer        user_data)
{
  SmartAsyncBatch *self = user_data;
  GCancellable *cancellable = smart_async_call_get_cancellable (call);
  SmartAsyncSlot *slot = smart_async_slot_lookup (call);

  slot->let_go = let_go;
  slot->let_go_data = self;

  g_mutex_lock (&self->gate->lock);

  self->call = call;
  attach (self);

  if (cancellable != NULL)
    {
      self->whole_cancellable = g_object_ref (cancellable);
      self->cancelled_id = smart_async_cancelled_connect (cancellable, cancelled_cb, g_object_ref (self), unref_cb);
    }

  g_mutex_unlock (&self->gate->lock);
}

static void
leave (SmartAsyncBatch     *self,
       SmartAsyncBatchItem *item)
{
  if (item->state == SMART_ASYNC_BATCH_STATE_RUNNING && smart_async_batch_item_leave (item))
    {
      note_end (self, item);
    }
  else if (item->state == SMART_ASYNC_BATCH_STATE_RUNNING)
    {
      smart_async_batch_set_state (self, item, SMART_ASYNC_BATCH_STATE_LEFT);
      g_set_error (&item->error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                   "%s: operation %u had not called back when the batch ended", self->name, item->index);
    }
  else if (item->state == SMART_ASYNC_BATCH_STATE_WAITING)
    {
      smart_async_batch_set_state (self, item, SMART_ASYNC_BATCH_STATE_SKIPPED);
      g_set_error (&item->error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                   "%s: operation %u was not started: the batch ended before", self->name, item->index);
    }
}

/* After the call of the whole. If that has no result, its callback is still owed. */
void
smart_async_batch_close (SmartAsyncBatch *self)
{
  gboolean must_complete;

  g_mutex_lock (&self->gate->lock);

  self->gate->batch = NULL;
  must_complete = self->source != NULL && !self->is_completed;
  self->is_completed = TRUE;

  for (guint i = 0; i < self->items->len; i++)
    leave (self, g_ptr_array_index (self->items, i));

  g_mutex_unlock (&self->gate->lock);

  if (must_complete)
    complete (self->call);

  if (self->cancelled_id != 0)
    smart_async_cancelled_disconnect (self->whole_cancellable, self->cancelled_id);
  g_clear_object (&self->whole_cancellable);

  if (self->source != NULL)
    g_source_destroy (self->source);

  /* The whole may have ended for another reason than a cancellable. */
  if (self->counts[SMART_ASYNC_BATCH_STATE_LEFT] > 0)
    cancel_operations (self, get_end_of_grace ());

  for (guint i = 0; i < self->items->len; i++)
    smart_async_batch_item_release (g_ptr_array_index (self->items, i));
}
