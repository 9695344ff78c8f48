/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How contexts change hands: between calls inside one another, between a thread and the loop that looks after what it
 * has left, and past those who have hold of one in between.
 */

#include <smartasync/smartasync.h>

#include "answer.h"
#include "child.h"
#include "complete.h"
#include "support.h"

static void
run (SmartAsyncStartFunc start,
     gpointer            user_data)
{
  SmartAsyncOperation operation = { "hands_sync", start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, user_data, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static void
attach (GMainContext *context,
        guint         msec,
        GSourceFunc   func,
        gpointer      user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (msec);

  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, context);
}

static void
timeout_start (SmartAsyncCall *call,
               gpointer        msec)
{
  attach (g_main_context_get_thread_default (), GPOINTER_TO_UINT (msec), support_complete_cb, call);
}

/* A call that has waited for long enough to own the default context, and another one inside, which needs it. */

static void
default_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  attach (NULL, 1, support_complete_cb, call);
}

static gboolean
nested_cb (gpointer call)
{
  run (default_start, NULL);
  support_complete_call (call);

  return G_SOURCE_REMOVE;
}

static void
nesting_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  attach (g_main_context_get_thread_default (), 300, nested_cb, call);
}

static void
nested (void)
{
  run (nesting_start, NULL);
  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  run (nesting_start, NULL);
  smart_async_pop_policy ();
}

/* A thread each of whose calls leaves a reference, as subscriptions to D-Bus signals hold. */

#define N_LEFT 150
#define N_GIVEN 64   /* docs/limits.md */
#define N_OTHERS 8   /* its own, the caller's loop, and what GLib opens in between */

static void
keeping_start (SmartAsyncCall *call,
               gpointer        kept)
{
  g_ptr_array_add (kept, g_main_context_ref_thread_default ());
  answer_start (call, NULL);
}

static gpointer
leave_references (gpointer has_ended)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) g_main_context_unref);

  for (int i = 0; i < N_LEFT; i++)
    run (keeping_start, kept);
  g_assert_cmpuint (kept->len, ==, N_LEFT);

  g_atomic_int_set ((int *) has_ended, TRUE);
  g_main_context_wakeup (NULL);

  return GUINT_TO_POINTER (support_count_descriptors ());
}

static void
many_references (void)
{
  guint n_before = support_count_descriptors ();
  int has_ended = FALSE;
  GThread *thread = g_thread_new ("leaver", leave_references, &has_ended);
  guint n_descriptors;

  support_iterate_until (NULL, &has_ended);
  n_descriptors = GPOINTER_TO_UINT (g_thread_join (thread));
  g_assert_cmpuint (n_descriptors, <=, n_before + N_GIVEN + N_OTHERS);
}

/* What a thread has left is there, though yet another one has hold of the context when that thread wants it back. */

typedef struct
{
  GMainContext *context;  /* owned */
  int           is_held;
  int           may_release;
  int           is_delivered;
} Left;

static gboolean
deliver_cb (gpointer user_data)
{
  g_atomic_int_set (&((Left *) user_data)->is_delivered, TRUE);

  return G_SOURCE_REMOVE;
}

static void
leaving_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  Left *left = user_data;

  left->context = g_main_context_ref_thread_default ();
  attach (left->context, 20, deliver_cb, left);
  answer_start (call, NULL);
}

static gpointer
hold_thread (gpointer user_data)
{
  Left *left = user_data;

  while (!g_main_context_acquire (left->context))
    g_thread_yield ();
  g_atomic_int_set (&left->is_held, TRUE);
  while (!g_atomic_int_get (&left->may_release))
    g_thread_yield ();
  g_main_context_release (left->context);

  return NULL;
}

static gpointer
leave_thread (gpointer user_data)
{
  Left *left = user_data;
  GThread *holder;

  run (leaving_start, left);
  holder = g_thread_new ("holder", hold_thread, left);
  while (!g_atomic_int_get (&left->is_held))
    g_thread_yield ();
  answer_sync ();
  g_atomic_int_set (&left->may_release, TRUE);
  g_thread_join (holder);

  return NULL;
}

static void
held_by_others (void)
{
  Left left = { NULL, FALSE, FALSE, FALSE };

  g_thread_join (g_thread_new ("leaver", leave_thread, &left));
  support_iterate_until (NULL, &left.is_delivered);
  g_main_context_unref (left.context);
}

/* What was attached for a loop that another thread runs on the default context is no newcomer in a call that goes on
 * when that loop has ended.
 */

static GMainLoop *loop;
static GMainContext *stopped;  /* atomic; not NULL when the loop has ended */

static gpointer
loop_thread (gpointer is_running)
{
  g_main_context_push_thread_default (NULL);
  g_atomic_int_set ((int *) is_running, TRUE);
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (NULL);
  g_atomic_pointer_set (&stopped, g_main_context_default ());

  return NULL;
}

static gboolean
others_cb (gpointer user_data)
{
  g_assert_null (g_atomic_pointer_get (&stopped));

  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
loop_of_others (void)
{
  int is_running = FALSE;
  GThread *thread;

  run (timeout_start, GUINT_TO_POINTER (1));
  loop = g_main_loop_new (NULL, FALSE);
  thread = g_thread_new ("loop", loop_thread, &is_running);
  while (!g_atomic_int_get (&is_running) || !g_main_loop_is_running (loop))
    g_thread_yield ();

  /* The call sees that the loop runs. */
  run (timeout_start, GUINT_TO_POINTER (20));
  g_timeout_add (1, others_cb, NULL);
  g_timeout_add (300, quit_cb, NULL);
  run (timeout_start, GUINT_TO_POINTER (1500));
  g_assert_nonnull (g_atomic_pointer_get (&stopped));

  g_thread_join (thread);
  g_main_loop_unref (loop);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/hands/a-call-inside-one-that-has-waited-looks-at-the-default-context", nested);
  test_child_add_func ("/smartasync/hands/a-thread-that-leaves-many-references-keeps-to-a-limit", many_references);
  test_child_add_func ("/smartasync/hands/a-context-that-others-refer-to-is-not-lost", held_by_others);
  test_child_add_func ("/smartasync/hands/what-came-for-a-loop-of-others-is-left-alone", loop_of_others);

  return g_test_run ();
}
