/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The memory behind a SmartAsyncCall, and its states.
 */

#include "call/call-slot.h"

#include "base/process.h"

/* word: | generation | index | state |. A handle has TAG for its state: odd, so that it can't be
 * taken for an address. Scripts have it for a number: it has no more than the 53 bits of a double.
 */
#define STATE_BITS SMART_ASYNC_SLOT_STATE_BITS
#define INDEX_BITS (GLIB_SIZEOF_SIZE_T == 8 ? 20 : 15)
#define GENERATION_SHIFT (STATE_BITS + INDEX_BITS)
#define GENERATION_BITS (GLIB_SIZEOF_SIZE_T == 8 ? 30 : 14)
#define WORD_MASK (((((gsize) 1) << GENERATION_BITS) << GENERATION_SHIFT) - 1)
#define STATE_MASK ((((gsize) 1) << STATE_BITS) - 1)
#define INDEX_MASK ((((gsize) 1) << INDEX_BITS) - 1)
#define TAG ((gsize) 1)

#define CHUNK_BITS 5
#define CHUNK_SIZE (1u << CHUNK_BITS)
#define MAX_CHUNKS (1u << (INDEX_BITS - CHUNK_BITS))

/* How many slots may rest with a thread. A thread in which calls of others end, because their callbacks come there
 * late, has to give them back.
 */
#define MAX_RESTING (2 * CHUNK_SIZE)

static struct
{
  SmartAsyncSlotQueue free_slots;          /* process lock; given back by threads that have ended */
  guint               n_chunks;            /* process lock */
  SmartAsyncSlot     *chunks[MAX_CHUNKS];  /* atomic; written once, under the process lock */
} slots;

static void
queue_push (SmartAsyncSlotQueue *queue,
            SmartAsyncSlot      *slot)
{
  slot->next = NULL;

  if (queue->last != NULL)
    queue->last->next = slot;
  else
    queue->first = slot;

  queue->last = slot;
  queue->length++;
}

static SmartAsyncSlot *
queue_pop (SmartAsyncSlotQueue *queue)
{
  SmartAsyncSlot *slot = queue->first;

  if (slot == NULL)
    return NULL;

  queue->first = slot->next;
  if (queue->first == NULL)
    queue->last = NULL;
  queue->length--;

  return slot;
}

/* Moves at most @n, those that have rested longest. */
static void
queue_move (SmartAsyncSlotQueue *from,
            SmartAsyncSlotQueue *to,
            guint                n)
{
  for (guint i = 0; i < n && from->first != NULL; i++)
    queue_push (to, queue_pop (from));
}

/* Where no other thread may change it: what was written before is seen by whoever sees the state. GLib has no such
 * function, and those that it has take as long as a lock.
 */
static void
set_word (SmartAsyncSlot *slot,
          gsize           word)
{
  __atomic_store_n (&slot->word, word, __ATOMIC_RELEASE);
}

static void
move (SmartAsyncSlot      *slot,
      SmartAsyncSlotState  from,
      SmartAsyncSlotState  to)
{
  set_word (slot, (gsize) g_atomic_pointer_get (&slot->word) - from + to);
}

static void
add_chunk (SmartAsyncSlotQueue *queue)
{
  SmartAsyncSlot *chunk = g_new0 (SmartAsyncSlot, CHUNK_SIZE);
  gsize index = (gsize) slots.n_chunks << CHUNK_BITS;

  for (guint i = 0; i < CHUNK_SIZE; i++)
    {
      chunk[i].word = (index + i) << STATE_BITS | SMART_ASYNC_SLOT_FREE;
      g_mutex_init (&chunk[i].listening_lock);
      queue_push (queue, &chunk[i]);
    }

  g_atomic_pointer_set (&slots.chunks[slots.n_chunks], chunk);
  slots.n_chunks++;
}

static void
give_back (SmartAsyncSlotQueue *queue,
           guint                n)
{
  smart_async_process_lock ();
  queue_move (queue, &slots.free_slots, n);
  smart_async_process_unlock ();
}

static void
slots_end (SmartAsyncThread *thread)
{
  give_back (&thread->free_slots, thread->free_slots.length);
}

static void
refill (SmartAsyncSlotQueue *queue)
{
  smart_async_thread_on_end (SMART_ASYNC_THREAD_END_SLOTS, slots_end);
  smart_async_process_lock ();

  if (slots.free_slots.first != NULL)
    queue_move (&slots.free_slots, queue, CHUNK_SIZE);
  else if (slots.n_chunks < MAX_CHUNKS)
    add_chunk (queue);

  smart_async_process_unlock ();
}

/* Where there are no others, slots of abandoned calls are used again. Their callbacks, should they ever come, find out
 * by their handles that they are too late.
 */
static SmartAsyncSlot *
reclaim (SmartAsyncSlotQueue *queue)
{
  SmartAsyncSlot *slot;

  for (gsize i = 0; queue->first == NULL && (slot = smart_async_slot_get_nth (i)) != NULL; i++)
    {
      if (smart_async_slot_get_state (slot) == SMART_ASYNC_SLOT_ABANDONED &&
          smart_async_slot_change (slot, smart_async_slot_get_call (slot), SMART_ASYNC_SLOT_ABANDONED,
                                   SMART_ASYNC_SLOT_OVER))
        smart_async_slot_unref (slot);
    }

  return queue_pop (queue);
}

/* For a call of this thread, which has yet to say where it waits and since when. @cancellable: nullable; the caller's.
 * Fails when as many calls are waited for as the index can count: over a million in 64 bits, and 32,768 in 32.
 */
SmartAsyncSlot *
smart_async_slot_acquire (SmartAsyncThread  *thread,
                          const char        *name,
                          GCancellable      *cancellable,
                          GError           **error)
{
  SmartAsyncSlotQueue *queue = &thread->free_slots;
  SmartAsyncSlot *slot;

  if (queue->first == NULL)
    refill (queue);

  slot = queue_pop (queue);
  if (G_UNLIKELY (slot == NULL))
    slot = reclaim (queue);

  if (slot == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "%s: too many calls are in flight in this process", name);
      return NULL;
    }

  slot->ref_count = 1;
  set_word (slot, (gsize) g_atomic_pointer_get (&slot->word) - SMART_ASYNC_SLOT_FREE + SMART_ASYNC_SLOT_PENDING);
  __atomic_store_n (&slot->name, smart_async_thread_keep_name (thread, name), __ATOMIC_RELEASE);
  slot->waiting_thread = thread->self;
  slot->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  slot->n_refs_given = cancellable != NULL ? (guint) g_atomic_int_get (&((GObject *) cancellable)->ref_count) : 0;
  slot->group = NULL;
  slot->func = NULL;
  slot->finish = NULL;
  slot->is_finishing = FALSE;
  slot->may_abandon = NULL;

  return slot;
}

static void
rest (SmartAsyncSlot *slot)
{
  SmartAsyncSlotQueue *queue = &smart_async_thread_get ()->free_slots;

  queue_push (queue, slot);
  if (G_UNLIKELY (queue->length > MAX_RESTING))
    give_back (queue, CHUNK_SIZE);
}

/* For the next calls of this thread (see call-cancellable.c). Who is about to cancel it may do so after the call. What
 * an operation has done with it is looked at when it is used again.
 */
static void
keep_cancellable (SmartAsyncSlot *slot)
{
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (thread->n_spares < SMART_ASYNC_MAX_SPARE_CANCELLABLES && !g_atomic_int_get (&slot->own_is_cancelled))
    {
      guint32 bit = (guint32) 1 << thread->n_spares;

      thread->new_spares = slot->cancellable_taken ? thread->new_spares & ~bit : thread->new_spares | bit;
      thread->spares[thread->n_spares++] = g_steal_pointer (&slot->own_cancellable);
    }

  g_clear_object (&slot->own_cancellable);
}

static void
slot_free (SmartAsyncSlot *slot)
{
  gsize word = (gsize) g_atomic_pointer_get (&slot->word);
  gsize next_generation = ((word & ~STATE_MASK) + ((gsize) 1 << GENERATION_SHIFT)) & WORD_MASK;

  g_clear_object (&slot->result);
  if (G_UNLIKELY (slot->error != NULL))
    g_clear_error (&slot->error);
  g_clear_object (&slot->cancellable);
  if (slot->own_cancellable != NULL)
    keep_cancellable (slot);
  slot->own_is_cancelled = FALSE;
  slot->cancellable_taken = FALSE;
  slot->is_finished = FALSE;
  slot->is_late = FALSE;
  slot->called_back = NULL;
  g_clear_pointer (&slot->fiber, smart_async_fiber_unref);

  set_word (slot, next_generation | SMART_ASYNC_SLOT_FREE);
  rest (slot);
}

void
smart_async_slot_ref (SmartAsyncSlot *slot)
{
  g_atomic_int_inc (&slot->ref_count);
}

void
smart_async_slot_unref (SmartAsyncSlot *slot)
{
  if (g_atomic_int_dec_and_test (&slot->ref_count))
    slot_free (slot);
}

SmartAsyncCall *
smart_async_slot_get_call (SmartAsyncSlot *slot)
{
  return (SmartAsyncCall *) (((gsize) g_atomic_pointer_get (&slot->word) & ~STATE_MASK) | TAG);
}

/* NULL past the last one. Takes no lock. */
SmartAsyncSlot *
smart_async_slot_get_nth (gsize index)
{
  SmartAsyncSlot *chunk = index <= INDEX_MASK ? g_atomic_pointer_get (&slots.chunks[index >> CHUNK_BITS]) : NULL;

  return chunk != NULL ? &chunk[index & (CHUNK_SIZE - 1)] : NULL;
}

/* The slot that serves or has served a call; NULL for a pointer that never was a call. */
SmartAsyncSlot *
smart_async_slot_lookup (SmartAsyncCall *call)
{
  gsize handle = (gsize) call;

  return (handle & STATE_MASK) == TAG ? smart_async_slot_get_nth (handle >> STATE_BITS & INDEX_MASK) : NULL;
}

gboolean
smart_async_slot_serves (SmartAsyncSlot *slot,
                         SmartAsyncCall *call)
{
  gsize word = (gsize) g_atomic_pointer_get (&slot->word);

  return (word & ~STATE_MASK) == ((gsize) call & ~STATE_MASK) && (word & STATE_MASK) != SMART_ASYNC_SLOT_FREE;
}

/* Fails when the slot is in another state, or serves another call by now. */
gboolean
smart_async_slot_change (SmartAsyncSlot      *slot,
                         SmartAsyncCall      *call,
                         SmartAsyncSlotState  from,
                         SmartAsyncSlotState  to)
{
  gsize handle = (gsize) call & ~STATE_MASK;

  return g_atomic_pointer_compare_and_exchange (&slot->word, handle | from, handle | to);
}

/* For the callback that is handing in the result, which is there now. */
void
smart_async_slot_set_ready (SmartAsyncSlot *slot)
{
  move (slot, SMART_ASYNC_SLOT_COMPLETING, SMART_ASYNC_SLOT_READY);
}

/* Ends a call whose callback has come, and gives the slot back. A callback that is handing in its
 * result in another thread is done in a moment. @is_finished: whether its finish function was called; @error: what
 * that has set.
 */
GAsyncResult *
smart_async_slot_take_result (SmartAsyncSlot  *slot,
                              gboolean        *is_finished,
                              GError         **error)
{
  GAsyncResult *result;

  while (!smart_async_slot_is_ready (slot))
    g_thread_yield ();

  move (slot, SMART_ASYNC_SLOT_READY, SMART_ASYNC_SLOT_OVER);
  while (g_atomic_int_get (&slot->is_waking))
    g_thread_yield ();

  result = g_steal_pointer (&slot->result);
  *is_finished = slot->is_finished;
  if (G_UNLIKELY (slot->error != NULL))
    g_propagate_error (error, g_steal_pointer (&slot->error));
  smart_async_slot_unref (slot);

  return result;
}

/* Likewise, where nobody wants it. */
void
smart_async_slot_drop_result (SmartAsyncSlot *slot)
{
  gboolean is_finished;

  g_object_unref (smart_async_slot_take_result (slot, &is_finished, NULL));
}

static gboolean
call_func (GAsyncResult  *result,
           gpointer       user_data,
           GError       **error)
{
  SmartAsyncSlot *slot = user_data;

  slot->func (result, slot->func_data, error);

  return TRUE;
}

/* Before the operation is started. @func: nullable; called inside its callback. */
void
smart_async_slot_set_finish (SmartAsyncSlot       *slot,
                             SmartAsyncFinishFunc  func,
                             gpointer              func_data)
{
  slot->func = func;
  slot->func_data = func_data;
  slot->finish = func != NULL ? call_func : NULL;
  slot->finish_data = slot;
}

/* From now on. */
void
smart_async_slot_set_timeout (SmartAsyncSlot *slot,
                              guint           timeout_msec)
{
  slot->timeout_msec = timeout_msec;
  slot->due = timeout_msec > 0 ? g_get_monotonic_time () + timeout_msec * G_TIME_SPAN_MILLISECOND : 0;
}

/* Nobody waits for a call any more that was started; what it calls back with is dropped, also when it just has. Whether
 * it was finished in its callback; @error: what its finish function has set then.
 */
gboolean
smart_async_slot_abandon (SmartAsyncSlot  *slot,
                          SmartAsyncCall  *call,
                          GError         **error)
{
  gboolean is_finished;

  if (smart_async_slot_change (slot, call, SMART_ASYNC_SLOT_PENDING, SMART_ASYNC_SLOT_ABANDONED))
    return FALSE;

  g_object_unref (smart_async_slot_take_result (slot, &is_finished, error));

  return is_finished;
}
