/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls of one thread do not affect other threads, but for sources that they leave behind.
 */

#define _GNU_SOURCE  /* RUSAGE_THREAD */

#include <smartasync/smartasync.h>

#include <sys/resource.h>
#include <unistd.h>

#include "answer.h"
#include "child.h"
#include "complete.h"
#include "messages.h"
#include "support.h"

static GAsyncResult *
run (SmartAsyncStartFunc   start,
     gpointer              user_data,
     GCancellable         *cancellable,
     GError              **error)
{
  SmartAsyncOperation operation = { "operation_sync", start, SMART_ASYNC_OPERATION_NONE };

  return smart_async_run (&operation, user_data, cancellable, error);
}

static void
attach (GSource     *source,
        GSourceFunc  func,
        gpointer     user_data)
{
  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_source_unref (source);
}

static void
slow_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  attach (g_timeout_source_new (GPOINTER_TO_INT (user_data)), support_complete_cb, call);
}

static void
call_slowly (int msec)
{
  g_autoptr (GAsyncResult) result = run (slow_start, GINT_TO_POINTER (msec), NULL, NULL);

  g_assert_nonnull (result);
}

/* The default context is the main thread's. */

static int is_over; /* atomic */

static gpointer
call_each_way_thread (gpointer user_data)
{
  g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (2);

  while (!g_atomic_int_get (&is_over))
    {
      smart_async_push_policy (GPOINTER_TO_INT (user_data));
      smart_async_detect (NULL);
      g_clear_object (&(GAsyncResult *) { run (slow_start, GINT_TO_POINTER (1), NULL, NULL) });
      smart_async_pop_policy ();
    }

  return NULL;
}

static void
never_owned_by_others (void)
{
  GThread *threads[SMART_ASYNC_POLICY_REFUSE + 1];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("caller", call_each_way_thread, GINT_TO_POINTER (i));

  for (int i = 0; i < 300000; i++)
    {
      g_assert_true (g_main_context_acquire (NULL));
      g_main_context_release (NULL);
    }

  g_atomic_int_set (&is_over, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* What has ended costs nothing. */

typedef struct
{
  GMutex lock;
  GCond  changed;
  guint  n_waiting;  /* lock */
  guint  n_expected;
} Crowd;

static gpointer
crowd_thread (gpointer user_data)
{
  Crowd *crowd = user_data;

  g_mutex_lock (&crowd->lock);
  crowd->n_waiting++;
  g_cond_broadcast (&crowd->changed);
  while (crowd->n_waiting < crowd->n_expected)
    g_cond_wait (&crowd->changed, &crowd->lock);
  g_mutex_unlock (&crowd->lock);

  answer_sync ();
  call_slowly (20);

  return NULL;
}

static void
come_and_go (guint n)
{
  Crowd crowd = { .n_expected = n };

  support_call_in_threads (n, crowd_thread, &crowd);
}

static guint
count_sources_up_to (guint id)
{
  guint n = 0;

  for (guint i = 1; i <= id; i++)
    n += g_main_context_find_source_by_id (NULL, i) != NULL ? 1 : 0;

  return n;
}

static gboolean
nothing_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static guint
take_mark (void)
{
  guint id = g_idle_add (nothing_cb, NULL);

  g_source_remove (id);

  return id;
}

static void
a_burst_leaves_nothing (void)
{
  guint n_descriptors;

  support_go_round ();
  n_descriptors = support_count_descriptors ();

  come_and_go (200);
  support_go_round ();
  g_assert_cmpuint (support_count_descriptors (), <=, n_descriptors + 2);
  g_assert_cmpuint (count_sources_up_to (take_mark ()), ==, 0);
}

static void
a_call_leaves_no_source (void)
{
  answer_sync ();
  support_go_round ();
  g_assert_cmpuint (count_sources_up_to (take_mark ()), ==, 0);
}

/* Where there is nothing left of what it takes, there is an error. */
static void
no_descriptors (void)
{
  struct rlimit limit = { support_count_descriptors () + 1, 4096 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  g_assert_null (run (slow_start, GINT_TO_POINTER (1), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

/* Waiting costs nothing. */

static long
count_wake_ups (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_THREAD, &usage), ==, 0);

  return usage.ru_nvcsw;
}

static void
wait_in_worker (void)
{
  long n_before;

  call_slowly (1);
  n_before = count_wake_ups ();
  call_slowly (1500);
  g_assert_cmpint (count_wake_ups () - n_before, <=, 3);
}

static void
worker_sleeps (void)
{
  support_call_in_thread (wait_in_worker);
}

static void
main_thread_sleeps (void)
{
  long n_before;

  call_slowly (1);
  n_before = count_wake_ups ();
  call_slowly (1500);
  g_assert_cmpint (count_wake_ups () - n_before, <=, 10);
}

/* A completion outside a dispatch, in the thread that waits. */

typedef struct
{
  GSource         source;
  SmartAsyncCall *call;
} CompletingSource;

static gboolean
complete_in_prepare (GSource *source,
                     int     *timeout_msec)
{
  CompletingSource *self = (CompletingSource *) source;

  *timeout_msec = -1;
  if (self->call != NULL)
    support_complete_call (g_steal_pointer (&self->call));

  return FALSE;
}

static void
prepare_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  static GSourceFuncs funcs = { .prepare = complete_in_prepare };
  GSource **source = user_data;

  *source = g_source_new (&funcs, sizeof (CompletingSource));
  ((CompletingSource *) *source)->call = call;
  g_source_attach (*source, g_main_context_get_thread_default ());
}

static void
call_completed_in_prepare (void)
{
  g_autoptr (GSource) source = NULL;
  g_autoptr (GAsyncResult) result = run (prepare_start, &source, NULL, NULL);

  g_assert_nonnull (result);
  g_source_destroy (source);
}

static void
in_prepare (void)
{
  call_completed_in_prepare ();
  support_call_in_loop (NULL, call_completed_in_prepare);
  support_call_in_thread (call_completed_in_prepare);
}

static SmartAsyncCall *polled_call;

static int
completing_poll (GPollFD *fds,
                 guint    n_fds,
                 int      timeout_msec)
{
  if (polled_call != NULL && timeout_msec != 0)
    support_complete_call (g_steal_pointer (&polled_call));

  return g_poll (fds, n_fds, timeout_msec);
}

static void
poll_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  polled_call = call;
}

static void
call_completed_in_poll (void)
{
  g_autoptr (GAsyncResult) result = run (poll_start, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

static void
in_poll (void)
{
  g_main_context_set_poll_func (NULL, completing_poll);
  support_call_in_loop (NULL, call_completed_in_poll);
}

/* What a worker leaves is delivered in the main thread: a source, or only a reference to the context. */

static GMainContext *kept;  /* owned */
static GThread *deliverer;  /* atomic */

static gboolean
deliver_cb (gpointer user_data)
{
  g_atomic_pointer_set (&deliverer, g_thread_self ());
  g_main_context_wakeup (NULL);

  return G_SOURCE_REMOVE;
}

static void
leave_source_start (SmartAsyncCall *call,
                    gpointer        user_data)
{
  attach (g_timeout_source_new (20), deliver_cb, NULL);
  slow_start (call, GINT_TO_POINTER (1));
}

static void
leave_reference_start (SmartAsyncCall *call,
                       gpointer        user_data)
{
  kept = g_main_context_ref_thread_default ();
  slow_start (call, GINT_TO_POINTER (1));
}

/* The thread lives on, and calls no more. */
typedef struct
{
  SmartAsyncStartFunc start;
  int                 has_called;  /* atomic */
  int                 may_end;     /* atomic */
} Leaver;

static gpointer
leave_thread (gpointer user_data)
{
  Leaver *leaver = user_data;

  g_clear_object (&(GAsyncResult *) { run (leaver->start, NULL, NULL, NULL) });
  g_atomic_int_set (&leaver->has_called, TRUE);
  g_main_context_wakeup (NULL);
  while (!g_atomic_int_get (&leaver->may_end))
    g_usleep (1000);

  return NULL;
}

static void
assert_delivered_in_main (SmartAsyncStartFunc start)
{
  Leaver leaver = { start, FALSE, FALSE };
  GThread *thread = g_thread_new ("leaver", leave_thread, &leaver);

  support_iterate_until (NULL, &leaver.has_called);

  if (kept != NULL)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      support_go_round ();
      g_source_set_callback (source, deliver_cb, NULL, NULL);
      g_source_attach (source, kept);
    }

  while (g_atomic_pointer_get (&deliverer) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (deliverer == g_thread_self ());

  g_atomic_int_set (&leaver.may_end, TRUE);
  g_thread_join (thread);
  g_clear_pointer (&kept, g_main_context_unref);
}

static void
left_source (void)
{
  assert_delivered_in_main (leave_source_start);
}

static void
left_reference (void)
{
  assert_delivered_in_main (leave_reference_start);
}

/* And never in a third one, which calls meanwhile. */

static int n_ticks; /* atomic */

static gboolean
tick_cb (gpointer user_data)
{
  g_assert_true (g_thread_self () == user_data);
  g_atomic_int_inc (&n_ticks);

  return G_SOURCE_CONTINUE;
}

static void
leave_ticks_start (SmartAsyncCall *call,
                   gpointer        user_data)
{
  attach (g_timeout_source_new (5), tick_cb, user_data);
  slow_start (call, GINT_TO_POINTER (1));
}

static void
call_often (void)
{
  for (int i = 0; i < 20; i++)
    call_slowly (2);
}

static void
left_by_main_thread (void)
{
  g_clear_object (&(GAsyncResult *) { run (leave_ticks_start, g_thread_self (), NULL, NULL) });
  support_call_in_thread (call_often);
  call_often ();
  g_assert_cmpint (n_ticks, >, 0);
}

/* A message names a source that was there before and has not been dispatched for seconds. */

static gboolean
never_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

static void
left_alone (void)
{
  guint id = g_idle_add (never_cb, NULL);

  support_messages_collect ();
  call_slowly (8000);
  g_source_remove (id);
  support_messages_assert_only ("operation_sync: sources of the global default main context * have been ready for *");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/threads/no-other-thread-ever-owns-the-default-context", never_owned_by_others);
  test_child_add_func ("/smartasync/threads/a-burst-of-threads-leaves-nothing", a_burst_leaves_nothing);
  test_child_add_func ("/smartasync/threads/a-call-leaves-no-source", a_call_leaves_no_source);
  /* Valgrind keeps some descriptors out of a limit. */
  if (!support_is_under_valgrind ())
    test_child_add_func ("/smartasync/threads/without-descriptors-there-is-an-error", no_descriptors);
  test_child_add_func ("/smartasync/threads/a-worker-that-waits-sleeps", worker_sleeps);
  test_child_add_func ("/smartasync/threads/the-main-thread-that-waits-wakes-up-rarely", main_thread_sleeps);
  test_child_add_func ("/smartasync/threads/a-completion-while-a-source-prepares-is-noticed", in_prepare);
  test_child_add_func ("/smartasync/threads/a-completion-in-a-poll-function-is-noticed", in_poll);
  test_child_add_func ("/smartasync/threads/a-source-left-by-a-worker-is-the-main-thread-s", left_source);
  test_child_add_func ("/smartasync/threads/a-reference-left-by-a-worker-is-the-main-thread-s", left_reference);
  test_child_add_func ("/smartasync/threads/what-the-main-thread-has-left-runs-in-no-other", left_by_main_thread);
  test_child_add_func ("/smartasync/threads/a-source-that-is-not-dispatched-is-reported-once", left_alone);

  return g_test_run ();
}
