/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A warm call allocates nothing of its own.
 */

#include <stdlib.h>

#include <smartasync/smartasync.h>

#include "answer.h"

#include "support.h"

#define N_CALLS 1000

/* The program's own malloc() and so on, which every library then uses too: they count, and call the C library's. */
#ifdef __GLIBC__

extern void *__libc_malloc  (size_t size);
extern void *__libc_calloc  (size_t n,
                             size_t size);
extern void *__libc_realloc (void   *memory,
                             size_t  size);

static _Thread_local guint n_allocations;

void *
malloc (size_t size)
{
  n_allocations++;

  return __libc_malloc (size);
}

void *
calloc (size_t n,
        size_t size)
{
  n_allocations++;

  return __libc_calloc (n, size);
}

void *
realloc (void   *memory,
         size_t  size)
{
  n_allocations++;

  return __libc_realloc (memory, size);
}

static void
call_twin (GMainContext *context)
{
  answer_sync ();
}

/* GLib allocates an element of the stack of thread-default contexts. */
static void
push_and_pop (GMainContext *context)
{
  g_main_context_push_thread_default (context);
  g_main_context_pop_thread_default (context);
}

/* GLib has no other way to tell what comes to a context from now on. */
static void
mark (GMainContext *context)
{
  static GSourceFuncs funcs;
  g_autoptr (GSource) source = g_source_new (&funcs, sizeof (GSource));

  g_source_attach (source, context);
  g_source_destroy (source);
}

static guint
count_allocations (void         (*func) (GMainContext *context),
                   GMainContext  *context)
{
  guint n_before;

  for (guint i = 0; i < N_CALLS; i++)
    func (context);

  n_before = n_allocations;
  for (guint i = 0; i < N_CALLS; i++)
    func (context);

  return n_allocations - n_before;
}

static void
private_call (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint n_twin;
  guint n_by_hand;
  guint n_push;
  guint n_mark;

  n_twin = count_allocations (call_twin, NULL);
  n_mark = count_allocations (mark, NULL);
  n_push = count_allocations (push_and_pop, context);
  g_main_context_push_thread_default (context);
  n_by_hand = count_allocations (answer_by_hand, context);
  g_main_context_pop_thread_default (context);

  g_test_message ("%d calls: %u allocations; by hand %u, by pushing the context %u, by marking the default one %u",
                  N_CALLS, n_twin, n_by_hand, n_push, n_mark);
  g_assert_cmpuint (n_by_hand, >, 0);
  g_assert_cmpuint (n_twin, ==, n_by_hand + n_push + n_mark);
}

static void
compare_in_loop (void)
{
  guint n_twin = count_allocations (call_twin, NULL);
  guint n_by_hand = count_allocations (answer_by_hand, NULL);

  g_test_message ("%d calls: %u allocations; by hand %u", N_CALLS, n_twin, n_by_hand);
  g_assert_cmpuint (n_twin, ==, n_by_hand);
}

typedef struct
{
  int   is_done;
  guint n_allocations;
} FiberCount;

static gpointer
count_in_fiber (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_FIBER);

  return GUINT_TO_POINTER (count_allocations (call_twin, NULL));
}

static void
fiber_done_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  FiberCount *count = user_data;

  count->n_allocations = GPOINTER_TO_UINT (smart_async_spawn_finish (result, NULL));
  count->is_done = TRUE;
}

/* The same operations one after the other, each started by the callback of the one before. */
static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  guint *left = user_data;

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);

  if (--*left > 0)
    answer_async (answered_cb, left);
}

static void
by_callbacks (guint n_calls)
{
  guint left = n_calls;

  answer_async (answered_cb, &left);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static guint
count_by_callbacks (void)
{
  guint n_before;

  by_callbacks (N_CALLS);
  n_before = n_allocations;
  by_callbacks (N_CALLS);

  return n_allocations - n_before;
}

static void
fiber (void)
{
  FiberCount count = { FALSE, 0 };
  guint n_by_callbacks;

  smart_async_spawn (count_in_fiber, NULL, NULL, NULL, fiber_done_cb, &count);
  support_iterate_until (NULL, &count.is_done);

  /* Afterwards, for GLib's table of the context's sources allocates when it is resized: the source of the
   * fibers is in it for good.
   */
  n_by_callbacks = count_by_callbacks ();

  g_test_message ("%d calls: %u allocations; by callbacks %u", N_CALLS, count.n_allocations, n_by_callbacks);
  g_assert_cmpuint (count.n_allocations, <=, n_by_callbacks + N_CALLS / 100);
}

/* An operation of a batch has a cancellable of its own, if it asks for it. */
static void
ask_start (SmartAsyncCall *call,
           gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, smart_async_call_get_cancellable (call), smart_async_call_ready, call);

  g_task_return_int (task, 42);
}

static void
finish (GAsyncResult  *result,
        gpointer       user_data,
        GError       **error)
{
  answer_assert (result);
}

static void
run_batch (SmartAsyncStartFunc start)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("batch");

  smart_async_batch_set_max_concurrent (batch, 16);
  for (guint i = 0; i < 50; i++)
    smart_async_batch_add (batch, start, finish, NULL, NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
}

static void
ask_in_batch (GMainContext *context)
{
  run_batch (ask_start);
}

static void
answer_in_batch (GMainContext *context)
{
  run_batch (answer_start);
}

static void
batch (void)
{
  guint n_asking = count_allocations (ask_in_batch, NULL);
  guint n_others = count_allocations (answer_in_batch, NULL);

  g_test_message ("%d batches: %u allocations; without cancellables %u", N_CALLS, n_asking, n_others);
  g_assert_cmpuint (n_asking, <=, n_others + N_CALLS / 100);
}

static void
iterated_loop (void)
{
  support_call_in_loop (NULL, compare_in_loop);
}

int
main (int   argc,
      char *argv[])
{
  if (support_is_under_valgrind ())
    {
      g_print ("1..0 # SKIP valgrind has an allocator of its own\n");
      return 0;
    }

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/allocations/a-warm-private-call-makes-none-of-its-own", private_call);
  g_test_add_func ("/smartasync/allocations/a-warm-call-in-a-loop-makes-none-of-its-own", iterated_loop);
  g_test_add_func ("/smartasync/allocations/a-warm-call-in-a-fiber-makes-none-of-its-own", fiber);
  g_test_add_func ("/smartasync/allocations/a-warm-batch-makes-none-for-cancellables", batch);

  return g_test_run ();
}

#else

int
main (void)
{
  g_print ("1..0 # SKIP only the GNU C library lets a program count allocations\n");

  return 0;
}

#endif
