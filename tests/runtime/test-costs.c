/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Threads, calls and contexts that have ended cost nothing, nor does waiting: counted, not timed.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <sys/resource.h>

#include <smartasync/smartasync.h>

#include "answer.h"
#include "child.h"
#include "complete.h"
#include "sanitizers.h"
#include "support.h"
#include "threads.h"

/* What the default context has: its sources, by their ids, which only grow; and what is polled. */

static gboolean
never_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static guint
count_sources (void)
{
  guint last = g_idle_add (never_cb, NULL);
  guint n = 0;

  g_source_remove (last);
  for (guint id = 1; id < last; id++)
    n += g_main_context_find_source_by_id (NULL, id) != NULL;

  return n;
}

static guint
count_polled (void)
{
  GPollFD fds[2048];
  int priority;
  int timeout_msec;

  g_assert_true (g_main_context_acquire (NULL));
  g_main_context_prepare (NULL, &priority);
  g_main_context_release (NULL);

  return (guint) g_main_context_query (g_main_context_default (), G_MAXINT, &timeout_msec, fds, G_N_ELEMENTS (fds));
}

typedef struct
{
  guint n_sources;
  guint n_polled;
  guint n_descriptors;
} Costs;

static Costs
count_costs (void)
{
  Costs costs = { count_sources (), count_polled (), support_count_descriptors () };

  return costs;
}

/* Threads that all wait at the same time, until the last one has come. */

typedef struct
{
  GMutex   lock;
  GCond    changed;
  guint    n_waiting;  /* lock */
  guint    n_expected;
  guint    n_failed;   /* lock */
} Crowd;

static void
meet (Crowd *crowd)
{
  g_mutex_lock (&crowd->lock);
  crowd->n_waiting++;
  g_cond_broadcast (&crowd->changed);
  while (crowd->n_waiting < crowd->n_expected)
    g_cond_wait (&crowd->changed, &crowd->lock);
  g_mutex_unlock (&crowd->lock);
}

static void
crowd_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  meet (user_data);
  g_task_return_boolean (task, TRUE);
}

/* A call that is refused meets the others, too: they are waiting for it. */
static void
call_in_a_crowd (Crowd *crowd)
{
  static const SmartAsyncOperation operation = { "crowd_sync", crowd_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, crowd, NULL, &error);

  if (result != NULL)
    return;

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  meet (crowd);
  g_mutex_lock (&crowd->lock);
  crowd->n_failed++;
  g_mutex_unlock (&crowd->lock);
}

static gpointer
crowd_thread (gpointer crowd)
{
  call_in_a_crowd (crowd);

  return NULL;
}

static guint
wait_in_a_crowd (guint n)
{
  Crowd crowd = { .n_expected = n };

  support_call_in_threads (n, crowd_thread, &crowd);

  return crowd.n_failed;
}

static void
crowds_end (void)
{
  static const guint ns[] = { 100, 400, 800 };
  Costs before;
  Costs after;

  answer_sync ();
  wait_in_a_crowd (2);
  support_go_round ();
  before = count_costs ();

  for (guint i = 0; i < G_N_ELEMENTS (ns); i++)
    {
      g_assert_cmpuint (wait_in_a_crowd (ns[i]), ==, 0);
      support_go_round ();
      after = count_costs ();
      g_assert_cmpuint (after.n_sources, ==, before.n_sources);
      g_assert_cmpuint (after.n_polled, ==, before.n_polled);
      g_assert_cmpuint (after.n_descriptors, <=, before.n_descriptors + 2);
    }
}

/* These calls leave nothing behind: the caller's loop has no source of the library. */
static void
nothing_is_left (void)
{
  guint n_sources = count_sources ();

  for (int i = 0; i < 100; i++)
    answer_sync ();
  support_call_in_thread (answer_sync);
  support_go_round ();

  g_assert_cmpuint (count_sources (), ==, n_sources);
}

static gpointer
answer_func (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  answer_sync ();

  return NULL;
}

static void
answer_in_fiber (void)
{
  SmartAsyncCall *call = smart_async_call_spawn ("answer", answer_func, NULL, NULL, NULL, NULL);
  g_autoptr (GAsyncResult) result = smart_async_await (call, NULL);

  g_assert_nonnull (result);
}

static void
no_fiber_is_left (void)
{
  guint n_sources = count_sources ();

  for (int i = 0; i < 10; i++)
    answer_in_fiber ();
  support_call_in_thread (answer_in_fiber);
  support_go_round ();

  g_assert_cmpuint (count_sources (), ==, n_sources);
}

/* Threads that have called, and live on. */

static Crowd idle_threads;
static Crowd idle_threads_end;

static gpointer
idle_thread (gpointer user_data)
{
  answer_sync ();
  meet (&idle_threads);
  meet (&idle_threads_end);

  return NULL;
}

static void
threads_idle (void)
{
  GThread *threads[100];
  Costs before;
  Costs between;
  Costs after;

  answer_sync ();
  support_go_round ();
  before = count_costs ();

  idle_threads.n_expected = idle_threads_end.n_expected = G_N_ELEMENTS (threads) + 1;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("idle", idle_thread, NULL);
  meet (&idle_threads);
  between = count_costs ();

  meet (&idle_threads_end);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  support_go_round ();
  after = count_costs ();

  g_assert_cmpuint (between.n_descriptors, <=, before.n_descriptors + G_N_ELEMENTS (threads));
  g_assert_cmpuint (between.n_polled, ==, before.n_polled);
  g_assert_cmpuint (after.n_sources, ==, before.n_sources);
  g_assert_cmpuint (after.n_descriptors, <=, before.n_descriptors + 2);
}

/* With fewer descriptors than threads. GLib aborts where it finds none, and the library is to be there first. */
static void
few_descriptors (void)
{
  struct rlimit limit = { 256, 256 };
  guint n_failed;

  answer_sync ();
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  n_failed = wait_in_a_crowd (400);
  g_test_message ("%u of 400 calls had no descriptor", n_failed);

  /* And then there are some again. */
  answer_sync ();
  g_assert_cmpuint (wait_in_a_crowd (50), ==, 0);
}

/* A call in which nothing happens for ten seconds. It is completed by a thread that is asleep till then. */

typedef struct
{
  SmartAsyncCall *call;
  GMainContext   *context;  /* owned */
  guint           n_sleeps;
} Silence;

/* How often this thread has gone to sleep, nothing being ready: GLib calls one of these functions for that, and the
 * program's own are those that it finds.
 */
static _Thread_local guint n_sleeps;

#if !HAS_ADDRESS_SANITIZER && !HAS_THREAD_SANITIZER

static int (*next_poll) (struct pollfd *, nfds_t, int);
static int (*next_ppoll) (struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);

static void __attribute__ ((constructor))
find_next_polls (void)
{
  *(gpointer *) &next_poll = dlsym (RTLD_NEXT, "poll");
  *(gpointer *) &next_ppoll = dlsym (RTLD_NEXT, "ppoll");
}

int
poll (struct pollfd *fds,
      nfds_t         n_fds,
      int            timeout_msec)
{
  int n_ready = next_poll (fds, n_fds, 0);

  if (n_ready != 0 || timeout_msec == 0)
    return n_ready;

  n_sleeps++;

  return next_poll (fds, n_fds, timeout_msec);
}

int
ppoll (struct pollfd         *fds,
       nfds_t                 n_fds,
       const struct timespec *timeout,
       const sigset_t        *mask)
{
  int n_ready = next_poll (fds, n_fds, 0);

  if (n_ready != 0 || (timeout != NULL && timeout->tv_sec == 0 && timeout->tv_nsec == 0))
    return n_ready;

  n_sleeps++;

  return next_ppoll (fds, n_fds, timeout, mask);
}

#endif

/* The wait is woken up once by what ends it. */
#define BY_ITS_END 1

static gboolean
end_silence_cb (gpointer user_data)
{
  Silence *silence = user_data;

  silence->n_sleeps = n_sleeps - silence->n_sleeps;
  support_complete_call (silence->call);

  return G_SOURCE_REMOVE;
}

static gpointer
end_silence_thread (gpointer user_data)
{
  Silence *silence = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_usleep (10 * G_USEC_PER_SEC);
  g_source_set_callback (source, end_silence_cb, silence, NULL);
  g_source_attach (source, silence->context);

  return NULL;
}

static void
silence_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  Silence *silence = user_data;

  silence->call = call;
  silence->context = g_main_context_ref_thread_default ();
  g_thread_unref (g_thread_new ("silence", end_silence_thread, silence));
  silence->n_sleeps = n_sleeps;
}

static void
be_silent (void)
{
  static const SmartAsyncOperation operation = { "silence_sync", silence_start, SMART_ASYNC_OPERATION_NONE };
  gboolean is_main = support_thread_is_main ();
  Silence silence = { NULL, NULL, 0 };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &silence, NULL, NULL);

  g_assert_nonnull (result);
  g_test_message ("%u times asleep %s", silence.n_sleeps, is_main ? "in the main thread" : "elsewhere");
  g_assert_cmpuint (silence.n_sleeps, >=, 1);
  g_assert_cmpuint (silence.n_sleeps, <=, (is_main ? 10 : 0) + BY_ITS_END);
  g_main_context_unref (silence.context);
}

static void
be_silent_with_a_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  be_silent ();
  g_main_context_pop_thread_default (context);
}

static gpointer
silent_thread (gpointer func)
{
  ((SupportFunc) func) ();

  return NULL;
}

static void
silence (void)
{
  GThread *worker;
  GThread *with_context;

  worker = g_thread_new ("worker", silent_thread, be_silent);
  with_context = g_thread_new ("worker", silent_thread, be_silent_with_a_context);
  be_silent ();
  g_thread_join (worker);
  g_thread_join (with_context);
}

/* A call with a watchdog marks contexts, to tell later what came to them: those that its operation can have touched,
 * not all that there have been. Marks are sources, and the program's own functions are those that the library calls.
 */

static _Thread_local guint n_attached;

static guint (*next_attach) (GSource *, GMainContext *);

static void __attribute__ ((constructor))
find_next_attach (void)
{
  next_attach = dlsym (RTLD_NEXT, "g_source_attach");
}

guint
g_source_attach (GSource      *source,
                 GMainContext *context)
{
  n_attached++;

  return next_attach (source, context);
}

static guint
count_marks (void)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (60000);
  guint n_before = n_attached;

  answer_sync ();

  return n_attached - n_before;
}

static void
watchdog_after_a_crowd (void)
{
  guint n_marks;

  count_marks ();
  n_marks = count_marks ();
  g_assert_cmpuint (n_marks, >, 0);
  g_assert_cmpuint (wait_in_a_crowd (100), ==, 0);
  g_assert_cmpuint (count_marks (), <=, n_marks);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/costs/a-loop-has-nothing-of-calls-that-left-nothing", nothing_is_left);
  test_child_add_func ("/smartasync/costs/a-loop-has-nothing-of-fibers-that-ran-privately", no_fiber_is_left);
  test_child_add_func ("/smartasync/costs/a-hundred-threads-that-called-and-idle-are-not-polled", threads_idle);

  /* Valgrind knows 500 threads, and keeps some descriptors out of a limit. */
  if (!support_is_under_valgrind ())
    {
      test_child_add_func ("/smartasync/costs/hundreds-of-threads-that-called-and-ended-leave-nothing", crowds_end);
      test_child_add_func ("/smartasync/costs/a-call-without-a-descriptor-is-an-error", few_descriptors);
    }

  /* Valgrind and sanitizers have functions of their own there. */
  if (!support_is_under_valgrind () && !HAS_ADDRESS_SANITIZER && !HAS_THREAD_SANITIZER)
    test_child_add_func ("/smartasync/costs/a-silent-wait-sleeps", silence);
  test_child_add_func ("/smartasync/costs/a-watchdog-does-not-mark-contexts-that-have-ended", watchdog_after_a_crowd);

  return g_test_run ();
}
