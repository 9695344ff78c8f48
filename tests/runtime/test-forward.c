/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that are forwarded to the thread that runs the caller's context.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "messages.h"
#include "support.h"

/* The thread that has started an operation last. */
static GThread *starter; /* atomic */

static void
echo_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_atomic_pointer_set (&starter, g_thread_self ());
  awkward_machine_echo_async (user_data, "hello", smart_async_call_get_cancellable (call),
                              smart_async_call_ready, call);
}

static char *
forward (AwkwardMachine  *machine,
         GCancellable    *cancellable,
         GError         **error)
{
  static const SmartAsyncOperation operation = { "forwarded_sync", echo_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, machine, cancellable, error);

  return result != NULL ? awkward_machine_echo_finish (machine, result, error) : NULL;
}

static void
assert_forwards (AwkwardMoment  moment,
                 AwkwardOutcome outcome)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, outcome);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = forward (machine, NULL, &error);

  if (outcome == AWKWARD_OUTCOME_ERROR)
    g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  else
    g_assert_no_error (error);

  g_assert_cmpstr (text, ==, outcome == AWKWARD_OUTCOME_VALUE ? "hello" : NULL);
  g_assert_true (g_atomic_pointer_get (&starter) != g_thread_self ());
}

static void
every_completion (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  for (int i = 0; i < 100; i++)
    {
      for (AwkwardMoment moment = AWKWARD_MOMENT_AT_ONCE; moment <= AWKWARD_MOMENT_ON_DEFAULT_CONTEXT; moment++)
        assert_forwards (moment, i % 3);
    }

  support_loop_thread_stop (loop_thread);
}

static gpointer
forward_often_thread (gpointer user_data)
{
  for (int i = 0; i < 200; i++)
    assert_forwards (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  return NULL;
}

static void
many_threads (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  support_call_in_threads (8, forward_often_thread, NULL);

  support_loop_thread_stop (loop_thread);
}

/* The thread that runs the loop is busy in a callback until busy_end_cb() is called. */
typedef struct
{
  GMutex   lock;
  GCond    changed;
  gboolean is_busy;      /* lock */
  gboolean may_go_on;    /* lock */
} Busy;

static gboolean
busy_cb (gpointer user_data)
{
  Busy *busy = user_data;

  g_mutex_lock (&busy->lock);
  busy->is_busy = TRUE;
  g_cond_broadcast (&busy->changed);
  while (!busy->may_go_on)
    g_cond_wait (&busy->changed, &busy->lock);
  g_mutex_unlock (&busy->lock);

  return G_SOURCE_REMOVE;
}

static void
busy_begin (Busy *busy)
{
  g_main_context_invoke_full (NULL, G_PRIORITY_HIGH, busy_cb, busy, NULL);

  g_mutex_lock (&busy->lock);
  while (!busy->is_busy)
    g_cond_wait (&busy->changed, &busy->lock);
  g_mutex_unlock (&busy->lock);
}

static gboolean
busy_end_cb (gpointer user_data)
{
  Busy *busy = user_data;

  g_mutex_lock (&busy->lock);
  busy->may_go_on = TRUE;
  g_cond_broadcast (&busy->changed);
  g_mutex_unlock (&busy->lock);

  return G_SOURCE_REMOVE;
}

/* Longer than it takes to find out that nobody runs a context. */
static gpointer
end_busy_later_thread (gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GSource) source = g_timeout_source_new (1500);

  g_source_set_callback (source, G_SOURCE_FUNC (g_main_loop_quit), loop, NULL);
  g_source_attach (source, context);
  g_main_loop_run (loop);
  busy_end_cb (user_data);

  return NULL;
}

static void
busy_owner (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  Busy busy = { 0 };
  GThread *thread;

  busy_begin (&busy);
  thread = g_thread_new ("timer", end_busy_later_thread, &busy);
  assert_forwards (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_thread_join (thread);
  support_loop_thread_stop (loop_thread);
}

/* A call that was abandoned before its operation was started: it never is. */
static void
withdrawn (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  Busy busy = { 0 };

  busy_begin (&busy);
  smart_async_push_timeout (20);
  g_assert_null (forward (machine, NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (error->message, ==, "forwarded_sync: no result within 20 ms");
  busy_end_cb (&busy);

  assert_forwards (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  support_loop_thread_stop (loop_thread);
  g_assert_cmpuint (awkward_machine_get_n_started (machine), ==, 0);
}

/* Watched, where nothing happens. */
#define PERIOD_MSEC 20

static void
silent_before_start (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  Busy busy = { 0 };

  busy_begin (&busy);
  smart_async_push_watchdog (PERIOD_MSEC);
  g_assert_null (forward (machine, NULL, &error));
  smart_async_pop_watchdog ();
  busy_end_cb (&busy);

  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_nonnull (strstr (error->message, "), which has not started the operation yet"));
  support_loop_thread_stop (loop_thread);
}

/* It has asked for its cancellable, and has no reference to it yet when the watchdog checks. That must not be reported
 * as an early return, as this function has not returned.
 */
static void
slow_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  GCancellable *cancellable = smart_async_call_get_cancellable (call);

  g_usleep (10 * PERIOD_MSEC * G_TIME_SPAN_MILLISECOND);
  awkward_machine_echo_async (user_data, "hello", cancellable, smart_async_call_ready, call);
}

static void
silent_while_starting (void)
{
  static const SmartAsyncOperation operation = { "slow_sync", slow_start, SMART_ASYNC_OPERATION_NONE };
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  smart_async_push_watchdog (PERIOD_MSEC);
  g_assert_null (smart_async_run (&operation, machine, NULL, &error));
  smart_async_pop_watchdog ();

  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_null (strstr (error->message, "does not hold its cancellable"));
  support_loop_thread_stop (loop_thread);
}

static void
timed_out (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  smart_async_push_timeout (20);
  g_assert_null (forward (machine, NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  support_loop_thread_stop (loop_thread);
}

/* Runs the default context until an operation was started, and then releases it, or keeps it. */
typedef struct
{
  AwkwardMachine *machine;
  gboolean        releases;
} Owner;

static gpointer
owner_thread (gpointer user_data)
{
  Owner *owner = user_data;

  /* The other thread, which detects, has hold of it for moments. */
  while (!g_main_context_acquire (NULL))
    g_thread_yield ();

  while (awkward_machine_get_n_started (owner->machine) == 0)
    g_main_context_iteration (NULL, TRUE);
  if (owner->releases)
    g_main_context_release (NULL);

  return NULL;
}

static void
assert_stalls (gboolean    owner_releases,
               const char *expected)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  Owner owner = { machine, owner_releases };
  GThread *thread = g_thread_new ("owner", owner_thread, &owner);

  while (smart_async_detect (NULL) != SMART_ASYNC_SITUATION_OTHER_LOOP)
    g_thread_yield ();

  g_assert_null (forward (machine, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_assert_true (g_str_has_prefix (error->message, "forwarded_sync: the call was forwarded to "));
  g_assert_nonnull (strstr (error->message, expected));

  g_thread_join (thread);
  awkward_machine_release (machine);
}

static void
owner_leaves (void)
{
  assert_stalls (TRUE, "another thread's main loop, which has stopped");
}

static void
owner_ends (void)
{
  assert_stalls (FALSE, "another thread, which has ended");
}

/* Runs the default context until something was dispatched there. */
static gpointer
one_dispatch_thread (gpointer user_data)
{
  while (!g_main_context_acquire (NULL))
    g_thread_yield ();

  g_atomic_int_set ((int *) user_data, TRUE);
  while (!g_main_context_iteration (NULL, TRUE))
    ;
  g_main_context_release (NULL);

  return NULL;
}

/* What has become of it is seen by whoever runs the context next. */
static void
sleep_left_behind (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int is_owned = FALSE;
  GThread *thread = g_thread_new ("owner", one_dispatch_thread, &is_owned);
  char *calls;

  while (!g_atomic_int_get (&is_owned))
    g_thread_yield ();

  g_assert_false (smart_async_sleep (600 * 1000, cancellable, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_thread_join (thread);

  g_cancellable_cancel (cancellable);
  while (*(calls = smart_async_dump ()) != '\0')
    {
      g_free (calls);
      g_main_context_iteration (NULL, TRUE);
    }
  g_free (calls);
}

/* Threads in a ring: the caller's context of each one is run by the next one. */
#define MAX_RING 3

typedef struct
{
  guint          n;
  gboolean       in_private_calls;
  GMainContext  *contexts[MAX_RING];   /* each owned by the thread of its number */
  GMutex         lock;
  GCond          changed;
  guint          n_arrived;            /* lock */
  guint          n_rounds;             /* lock */
  int            n_done;               /* atomic */
  int            n_succeeded;          /* atomic */
  int            n_deadlocks;          /* atomic */
} Ring;

typedef struct
{
  Ring  *ring;
  guint  number;
} Member;

static void
meet (Ring *ring)
{
  guint round;

  g_mutex_lock (&ring->lock);
  round = ring->n_rounds;
  if (++ring->n_arrived == ring->n)
    {
      ring->n_arrived = 0;
      ring->n_rounds++;
      g_cond_broadcast (&ring->changed);
    }
  while (ring->n_rounds == round)
    g_cond_wait (&ring->changed, &ring->lock);
  g_mutex_unlock (&ring->lock);
}

static void
call_next (Ring *ring)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = forward (machine, NULL, &error);

  if (text != NULL)
    {
      g_atomic_int_inc (&ring->n_succeeded);
      return;
    }

  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_DEADLOCK);
  for (guint i = 0; i < ring->n; i++)
    {
      g_autofree char *context = g_strdup_printf ("forwarded_sync for context %p, which is run by", ring->contexts[i]);

      g_assert_nonnull (strstr (error->message, context));
    }

  g_atomic_int_inc (&ring->n_deadlocks);
}

static void
wake_all (Ring *ring)
{
  for (guint i = 0; i < ring->n; i++)
    g_main_context_wakeup (ring->contexts[i]);
}

static void
take_part (Member *member)
{
  Ring *ring = member->ring;
  GMainContext *own = ring->contexts[member->number];
  GMainContext *next = ring->contexts[(member->number + 1) % ring->n];

  /* Pushing takes hold of the context, which is then left to the one who is to run it. */
  g_main_context_push_thread_default (next);
  g_main_context_release (next);
  meet (ring);
  g_main_context_acquire (own);
  meet (ring);

  call_next (ring);

  g_atomic_int_inc (&ring->n_done);
  wake_all (ring);
  while (g_atomic_int_get (&ring->n_done) < (int) ring->n)
    g_main_context_iteration (own, TRUE);

  meet (ring);
  g_main_context_release (own);
  meet (ring);
  g_main_context_acquire (next);
  g_main_context_pop_thread_default (next);
}

static void
take_part_start (SmartAsyncCall *call,
                 gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  take_part (user_data);
  g_task_return_boolean (task, TRUE);
  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

static gpointer
member_thread (gpointer user_data)
{
  static const SmartAsyncOperation operation = { "private_sync", take_part_start, SMART_ASYNC_OPERATION_NONE };
  Member *member = user_data;

  if (member->ring->in_private_calls)
    {
      g_autoptr (GAsyncResult) result = smart_async_run (&operation, member, NULL, NULL);

      g_assert_nonnull (result);
    }
  else
    take_part (member);

  return NULL;
}

static void
run_ring (guint    n,
          gboolean in_private_calls)
{
  Ring ring = { .n = n, .in_private_calls = in_private_calls };
  Member members[MAX_RING];
  GThread *threads[MAX_RING];

  for (guint i = 0; i < n; i++)
    ring.contexts[i] = g_main_context_new ();

  for (guint i = 0; i < n; i++)
    {
      members[i] = (Member) { &ring, i };
      threads[i] = g_thread_new ("member", member_thread, &members[i]);
    }

  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < n; i++)
    g_main_context_unref (ring.contexts[i]);

  g_assert_cmpint (ring.n_deadlocks, ==, in_private_calls ? 1 : 0);
  g_assert_cmpint (ring.n_succeeded, ==, (int) n - ring.n_deadlocks);
}

static void
mutual (void)
{
  for (int i = 0; i < 100; i++)
    run_ring (2, FALSE);
}

static void
cycle_of_three (void)
{
  for (int i = 0; i < 100; i++)
    run_ring (3, FALSE);
}

static void
deadlock (void)
{
  for (int i = 0; i < 20; i++)
    run_ring (2, TRUE);
}

static void
deadlock_of_three (void)
{
  for (int i = 0; i < 20; i++)
    run_ring (3, TRUE);
}

/* A start function that takes longer than the call may, and asks for its cancellable then. */

#define LIMIT_MSEC 20

static void
late_start (SmartAsyncCall *call,
            gpointer        was_cancelled)
{
  g_usleep (5 * LIMIT_MSEC * 1000);
  while (!g_cancellable_is_cancelled (smart_async_call_get_cancellable (call)))
    g_thread_yield ();
  g_atomic_int_set ((int *) was_cancelled, TRUE);
}

static void
asked_after_the_deadline (void)
{
  static const SmartAsyncOperation operation = { "late_sync", late_start, SMART_ASYNC_OPERATION_NONE };
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  int was_cancelled = FALSE;

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  smart_async_push_timeout (LIMIT_MSEC);
  /* Once more where the time was over before the other thread came to start it: a start function is waited for. */
  while (!g_atomic_int_get (&was_cancelled))
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (smart_async_run (&operation, &was_cancelled, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
    }
  smart_async_pop_timeout ();
  smart_async_pop_policy ();
  support_loop_thread_stop (loop_thread);
}

/* A thread that forwards to the main one, which runs no loop yet. A message says so, and the call waits. */

static gpointer
forward_thread (gpointer has_returned)
{
  assert_forwards (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_atomic_int_set ((int *) has_returned, TRUE);

  return NULL;
}

static void
nobody_runs_the_loop (void)
{
  int has_returned = FALSE;
  GThread *thread;

  support_messages_collect ();
  thread = g_thread_new ("forward", forward_thread, &has_returned);
  support_messages_wait ();
  g_assert_false (g_atomic_int_get (&has_returned));
  while (!g_atomic_int_get (&has_returned))
    g_main_context_iteration (NULL, FALSE);
  g_thread_join (thread);
  support_messages_assert_only ("forwarded_sync: the call was forwarded to the thread that runs main context*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/forward/every-completion-comes-back", every_completion);
  test_child_add_func ("/smartasync/forward/many-threads-forward-at-once", many_threads);
  test_child_add_func ("/smartasync/forward/a-busy-owner-is-waited-for", busy_owner);
  test_child_add_func ("/smartasync/forward/what-was-abandoned-before-its-start-is-not-started", withdrawn);
  test_child_add_func ("/smartasync/forward/a-silent-wait-says-that-nothing-was-started", silent_before_start);
  test_child_add_func ("/smartasync/forward/a-slow-start-is-not-reported-as-an-early-return", silent_while_starting);
  test_child_add_func ("/smartasync/forward/a-deadline-cancels-in-the-other-thread", timed_out);
  test_child_add_func ("/smartasync/forward/a-loop-that-stops-is-an-error", owner_leaves);
  test_child_add_func ("/smartasync/forward/a-thread-that-ends-is-an-error", owner_ends);
  test_child_add_func ("/smartasync/forward/an-abandoned-sleep-ends", sleep_left_behind);
  test_child_add_func ("/smartasync/forward/two-threads-that-forward-to-each-other-complete", mutual);
  test_child_add_func ("/smartasync/forward/a-cycle-of-three-threads-completes", cycle_of_three);
  test_child_add_func ("/smartasync/forward/a-deadlock-is-an-error-that-lists-each-edge", deadlock);
  test_child_add_func ("/smartasync/forward/a-deadlock-of-three-threads-is-an-error", deadlock_of_three);

  test_child_add_func ("/smartasync/forward/who-asks-after-the-deadline-gets-a-cancelled-cancellable",
                       asked_after_the_deadline);
  test_child_add_func ("/smartasync/forward/a-loop-that-nobody-runs-is-reported", nobody_runs_the_loop);

  return g_test_run ();
}
