/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Options: for one call, for a stretch of code, for the process.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "fibers.h"
#include "support.h"
#include "threads.h"

/* What its start function and its callback find. */
typedef struct
{
  GMainContext *context;      /* unowned; the thread-default one */
  GThread      *thread;       /* in which it was started */
  gboolean      never;        /* it does not call back, unless it is cancelled */
  guint         timeout_msec; /* that a call would obey in its callback */
  SmartAsyncCall *call;
} Probe;

static gboolean
probe_cb (gpointer user_data)
{
  Probe *self = user_data;

  g_assert_true (g_thread_self () == self->thread);
  self->timeout_msec = smart_async_get_timeout ();
  support_complete_call (self->call);

  return G_SOURCE_REMOVE;
}

static void
probe_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  Probe *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  self->context = g_main_context_get_thread_default ();
  self->thread = g_thread_self ();
  self->call = call;
  if (self->never)
    return;

  g_source_set_callback (source, probe_cb, self, NULL);
  g_source_attach (source, self->context);
}

static const SmartAsyncOperation probe = { "probe_sync", probe_start, SMART_ASYNC_OPERATION_NONE };

static Probe
run_probe (const SmartAsyncOptions *options)
{
  Probe self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run_full (&probe, &self, options, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);

  return self;
}

/* Which hold */

static void
the_innermost_counts (void)
{
  const SmartAsyncOptions outer = {
    .set = SMART_ASYNC_OPTION_TIMEOUT | SMART_ASYNC_OPTION_WATCHDOG, .timeout_msec = 1000, .watchdog_msec = 2000,
  };
  const SmartAsyncOptions inner = { .set = SMART_ASYNC_OPTION_TIMEOUT, .timeout_msec = 0, .watchdog_msec = 7 };
  const SmartAsyncOptions process = {
    .set = SMART_ASYNC_OPTION_POLICY | SMART_ASYNC_OPTION_TIMEOUT,
    .policy = SMART_ASYNC_POLICY_PRIVATE, .timeout_msec = 9000,
  };

  smart_async_set_default_options (&process);
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_PRIVATE);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 9000);

  {
    g_auto (SmartAsyncOptionsScope) scope = smart_async_options_scope_push (&outer);

    g_assert_cmpuint (smart_async_get_timeout (), ==, 1000);
    smart_async_push_options (&inner);
    g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
    g_assert_cmpuint (smart_async_get_watchdog (), ==, 2000);
    smart_async_pop_options ();
    g_assert_cmpuint (smart_async_get_timeout (), ==, 1000);
  }

  g_assert_cmpuint (smart_async_get_timeout (), ==, 9000);
  g_assert_cmpuint (smart_async_get_watchdog (), ==, 0);
}

static void
kinds_pop_in_any_order (void)
{
  const SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_TIMEOUT, .timeout_msec = 1 };

  smart_async_push_timeout (2);
  smart_async_push_options (&options);
  smart_async_push_watchdog (3);
  smart_async_pop_timeout ();
  g_assert_cmpuint (smart_async_get_timeout (), ==, 1);
  smart_async_pop_options ();
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  g_assert_cmpuint (smart_async_get_watchdog (), ==, 3);
  smart_async_pop_watchdog ();
  g_assert_cmpuint (smart_async_get_watchdog (), ==, 0);
}

static void
of_one_call (void)
{
  const SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_TIMEOUT, .timeout_msec = 10 };
  Probe self = { .never = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run_full (&probe, &self, &options, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "10 ms"));
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
}

static void
have_all_members (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  const SmartAsyncOptions pushed = { .set = SMART_ASYNC_OPTION_CONTEXT, .context = context };
  g_autoptr (SmartAsyncOptions) options = NULL;

  smart_async_push_options (&pushed);
  smart_async_push_watchdog (5);
  options = smart_async_get_options ();
  smart_async_pop_watchdog ();
  smart_async_pop_options ();

  g_assert_cmpint (options->set, ==, SMART_ASYNC_OPTION_POLICY | SMART_ASYNC_OPTION_TIMEOUT |
                                     SMART_ASYNC_OPTION_WATCHDOG | SMART_ASYNC_OPTION_CONTEXT);
  g_assert_true (options->context == context);
  g_assert_cmpuint (options->watchdog_msec, ==, 5);
}

/* Whom they hold for */

static guint
get_timeout_in_callback (void)
{
  Probe self;

  smart_async_push_timeout (60000);
  self = run_probe (NULL);
  smart_async_pop_timeout ();

  return self.timeout_msec;
}

static void
assert_holds (void)
{
  g_assert_cmpuint (get_timeout_in_callback (), ==, 60000);
}

static void
assert_does_not_hold (void)
{
  g_assert_cmpuint (get_timeout_in_callback (), ==, 0);
}

static void
for_own_callbacks (void)
{
  assert_holds ();
  support_call_in_thread (assert_holds);
}

/* A finish function is the call's own, also where others are dispatched beside it. */
static void
look_at_timeout (GAsyncResult  *result,
                 gpointer       msec,
                 GError       **error)
{
  *(guint *) msec = smart_async_get_timeout ();
}

static void
idle_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, smart_async_call_get_cancellable (call), smart_async_call_ready, call);

  g_task_return_int (task, 1);
}

static void
assert_finish_function_obeys (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "idle_sync", idle_start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = look_at_timeout,
  };
  g_autoptr (GError) error = NULL;
  guint msec = 0;

  smart_async_push_timeout (60000);
  smart_async_run_and_finish (&operation, &msec, NULL, &error);
  smart_async_pop_timeout ();
  g_assert_no_error (error);
  g_assert_cmpuint (msec, ==, 60000);
}

static gpointer
finish_fiber (gpointer       user_data,
              GCancellable  *cancellable,
              GError       **error)
{
  assert_finish_function_obeys ();

  return NULL;
}

static void
for_finish_functions (void)
{
  SupportLoopThread *loop_thread;

  assert_finish_function_obeys ();
  support_call_in_loop (NULL, assert_finish_function_obeys);
  support_fiber_run (finish_fiber, NULL, NULL, NULL);

  loop_thread = support_loop_thread_start (NULL);
  smart_async_set_default_policy (SMART_ASYNC_POLICY_FORWARD);
  assert_finish_function_obeys ();
  support_loop_thread_stop (loop_thread);
}

static void
not_for_others (void)
{
  support_call_in_loop (NULL, assert_does_not_hold);
}

/* Completes from the global default context, which the main thread iterates then. */

static gboolean
newcomer_cb (gpointer user_data)
{
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  support_complete_call (user_data);

  return G_SOURCE_REMOVE;
}

static void
newcomer_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  g_assert_cmpuint (smart_async_get_timeout (), ==, 60000);
  g_idle_add (newcomer_cb, call);
}

static void
newcomer (void)
{
  static const SmartAsyncOperation operation = { "newcomer_sync", newcomer_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  smart_async_push_timeout (60000);
  result = smart_async_run (&operation, NULL, NULL, &error);
  smart_async_pop_timeout ();

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static gboolean
time_out_cb (gpointer user_data)
{
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  smart_async_push_timeout (3);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 3);
  run_probe (NULL);
  smart_async_pop_timeout ();
  g_atomic_int_set ((int *) user_data, TRUE);

  return G_SOURCE_REMOVE;
}

static void
call_beside_others (void)
{
  int is_done = FALSE;

  smart_async_push_timeout (60000);
  g_idle_add_full (G_PRIORITY_HIGH, time_out_cb, &is_done, NULL);
  run_probe (NULL);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 60000);
  smart_async_pop_timeout ();

  g_assert_true (is_done);
}

static void
callbacks_push_their_own (void)
{
  support_call_in_loop (NULL, call_beside_others);
}

/* As a coroutine does, which goes on later, when the call that it has begun inside has returned. */
static gboolean
push_and_stay_cb (gpointer user_data)
{
  smart_async_push_timeout (3);

  return G_SOURCE_REMOVE;
}

static void
call_beside_coroutine (void)
{
  smart_async_push_timeout (60000);
  g_idle_add_full (G_PRIORITY_HIGH, push_and_stay_cb, NULL, NULL);
  run_probe (NULL);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 60000);
  smart_async_pop_timeout ();
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);

  smart_async_pop_timeout ();
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
}

static void
others_stay_pushed (void)
{
  support_call_in_loop (NULL, call_beside_coroutine);
}

static void
in_batch_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  *(guint *) user_data = smart_async_get_timeout ();
  support_complete_call (call);
}

static void
run_batch (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("options");
  g_autoptr (GError) error = NULL;
  guint timeout_msec = 0;

  smart_async_batch_add (batch, in_batch_start, NULL, &timeout_msec, NULL);
  smart_async_push_timeout (60000);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  smart_async_pop_timeout ();

  g_assert_no_error (error);
  g_assert_cmpuint (timeout_msec, ==, 60000);
}

static void
for_functions_of_a_batch (void)
{
  run_batch ();
  support_call_in_loop (NULL, run_batch);
}

/* The context */

static gboolean
notify_cb (gpointer user_data)
{
  (*(guint *) user_data)++;

  return G_SOURCE_CONTINUE;
}

/* Something that a library tells its user of meanwhile, on the context that the user has set. */
static GSource *
attach_notifications (GMainContext *context,
                      guint        *n)
{
  GSource *source = g_timeout_source_new (0);

  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, notify_cb, n, NULL);
  g_source_attach (source, context);

  return source;
}

static SmartAsyncOptions
on_context (GMainContext     *context,
            SmartAsyncPolicy  policy)
{
  return (SmartAsyncOptions) {
    .set = SMART_ASYNC_OPTION_CONTEXT | SMART_ASYNC_OPTION_POLICY, .context = context, .policy = policy,
  };
}

static void
assert_iterates_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SmartAsyncOptions options = on_context (context, SMART_ASYNC_POLICY_AUTO);
  GMainContext *before = g_main_context_get_thread_default ();
  guint n_notified = 0;
  g_autoptr (GSource) source = attach_notifications (context, &n_notified);
  Probe self = run_probe (&options);

  g_assert_true (self.context == context);
  g_assert_true (self.thread == g_thread_self ());
  g_assert_cmpuint (n_notified, >, 0);
  g_assert_true (g_main_context_get_thread_default () == before);
  g_assert_false (g_main_context_is_owner (context));
  g_source_destroy (source);
}

static void
context_that_nobody_owns (void)
{
  assert_iterates_context ();
  support_call_in_loop (NULL, assert_iterates_context);
  support_call_in_thread (assert_iterates_context);
}

static void
context_of_another_thread (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SupportLoopThread *loop_thread = support_loop_thread_start (context);
  SmartAsyncOptions options = on_context (context, SMART_ASYNC_POLICY_AUTO);
  Probe self = run_probe (&options);

  g_assert_true (self.context == context);
  g_assert_true (self.thread != g_thread_self ());
  support_loop_thread_stop (loop_thread);
}

static gpointer
ending_thread (gpointer context)
{
  g_assert_true (g_main_context_acquire (context));

  return NULL;
}

/* Where there are no other threads that is seen at once. */
static void
context_of_a_thread_that_has_ended (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SmartAsyncOptions options = on_context (context, SMART_ASYNC_POLICY_AUTO);
  Probe self = { 0 };
  g_autoptr (GError) error = NULL;

  options.set |= SMART_ASYNC_OPTION_TIMEOUT;
  options.timeout_msec = 100;
  g_thread_join (g_thread_new ("ending", ending_thread, context));

  g_assert_null (smart_async_run_full (&probe, &self, &options, NULL, &error));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
      g_assert_nonnull (strstr (error->message, "another thread has ended"));
    }
}

static gpointer
worker_thread (gpointer user_data)
{
  SmartAsyncOptions options = on_context (g_main_context_default (), SMART_ASYNC_POLICY_AUTO);
  g_autoptr (GMainContext) own = g_main_context_new ();
  Probe self;

  g_main_context_push_thread_default (own);
  self = run_probe (&options);
  g_main_context_pop_thread_default (own);

  g_assert_true (self.thread != g_thread_self ());
  g_atomic_int_set ((int *) user_data, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
default_context_from_a_worker (void)
{
  int is_done = FALSE;
  GThread *thread = g_thread_new ("worker", worker_thread, &is_done);

  support_iterate_until (NULL, &is_done);
  g_thread_join (thread);
}

static void
private_ignores_it (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SmartAsyncOptions options = on_context (context, SMART_ASYNC_POLICY_PRIVATE);
  guint n_notified = 0;
  g_autoptr (GSource) source = attach_notifications (context, &n_notified);
  Probe self = run_probe (&options);

  g_assert_true (self.context != context);
  g_assert_cmpuint (n_notified, ==, 0);
  g_source_destroy (source);

  /* GLib loses a task whose own source is not dispatched. */
  support_iterate_until_idle (context);
}

static void
refuse_own_context (void)
{
  SmartAsyncOptions options = on_context (g_main_context_default (), SMART_ASYNC_POLICY_REFUSE);
  Probe self = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_run_full (&probe, &self, &options, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
}

static void
refuse_nests_in_none (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SmartAsyncOptions options = on_context (context, SMART_ASYNC_POLICY_REFUSE);

  support_call_in_loop (NULL, refuse_own_context);
  g_assert_true (run_probe (&options).context == context);
}

static gpointer
fiber_run (gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SmartAsyncOptions options = on_context (context, SMART_ASYNC_POLICY_AUTO);

  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  g_assert_true (run_probe (&options).context == context);
  options.context = g_main_context_default ();
  g_assert_true (run_probe (&options).thread == g_thread_self ());
  g_atomic_int_set ((int *) user_data, TRUE);

  return NULL;
}

static void
in_a_fiber (void)
{
  int is_done = FALSE;

  smart_async_push_timeout (1000);
  smart_async_spawn (fiber_run, &is_done, NULL, NULL, NULL, NULL);
  smart_async_pop_timeout ();
  support_iterate_until (NULL, &is_done);
}

static gboolean
find_context_cb (gpointer found)
{
  *(GMainContext **) found = g_main_context_get_thread_default ();

  return G_SOURCE_REMOVE;
}

static gpointer
pushing_fiber_run (gpointer       user_data,
                   GCancellable  *cancellable,
                   GError       **error)
{
  g_autoptr (GMainContext) pushed = g_main_context_new ();
  SmartAsyncOptions options = on_context (g_main_context_default (), SMART_ASYNC_POLICY_AUTO);
  GMainContext *found = pushed;

  g_idle_add (find_context_cb, &found);
  g_main_context_push_thread_default (pushed);
  run_probe (&options);
  g_main_context_pop_thread_default (pushed);
  g_assert_null (found);
  g_atomic_int_set ((int *) user_data, TRUE);

  return NULL;
}

/* Suspended with another context pushed, it would leave that to whatever runs meanwhile. */
static void
in_a_fiber_that_has_pushed_another (void)
{
  int is_done = FALSE;

  smart_async_spawn (pushing_fiber_run, &is_done, NULL, NULL, NULL, NULL);
  support_iterate_until (NULL, &is_done);
}

static void
of_the_process (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_CONTEXT, .context = context };

  smart_async_set_default_options (&options);
  g_assert_true (run_probe (NULL).context == context);
  options.context = NULL;
  g_assert_true (run_probe (&options).context != context);
  smart_async_set_default_options (&options);
  g_assert_true (run_probe (NULL).context != context);
}

static void
unknown_options (void)
{
  const SmartAsyncOptions options = { .set = 1 << 30 };

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*smart_async_options_are_valid (options)*");
  smart_async_push_options (&options);
  g_test_assert_expected_messages ();

  /* It has set nothing, and has a pop of its own. */
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  smart_async_pop_options ();
}

/* What was pushed around them holds again when they are popped, not before, and no longer. */
static void
bad_scopes_pop_their_own (void)
{
  const SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_TIMEOUT, .timeout_msec = 500 };
  const SmartAsyncOptions bad_options = { .set = 1 << 30, .timeout_msec = 100 };

  smart_async_push_options (&options);
  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*smart_async_push_options: *");
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*smart_async_push_policy: *");
  {
    g_auto (SmartAsyncOptionsScope) options_scope = smart_async_options_scope_push (&bad_options);
    g_auto (SmartAsyncPolicyScope) policy_scope = smart_async_policy_scope_push ((SmartAsyncPolicy) 17);
  }
  g_test_assert_expected_messages ();

  g_assert_cmpuint (smart_async_get_timeout (), ==, 500);
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_PRIVATE);
  smart_async_pop_policy ();
  smart_async_pop_options ();
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_AUTO);
}

#define ADD(name, func) test_child_add_func ("/smartasync/options/" name, func)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("of-each-the-innermost-counts", the_innermost_counts);
  ADD ("scopes-of-different-kinds-pop-in-any-order", kinds_pop_in_any_order);
  ADD ("of-one-call", of_one_call);
  ADD ("have-all-members", have_all_members);
  ADD ("hold-for-callbacks-of-a-private-call", for_own_callbacks);
  ADD ("hold-for-finish-functions", for_finish_functions);
  ADD ("do-not-hold-for-callbacks-of-the-caller-s-context", not_for_others);
  ADD ("do-not-hold-for-those-of-the-default-context-in-a-private-call", newcomer);
  ADD ("callbacks-push-their-own", callbacks_push_their_own);
  ADD ("what-others-have-pushed-meanwhile-is-not-popped", others_stay_pushed);
  ADD ("hold-for-the-functions-of-a-batch", for_functions_of_a_batch);
  ADD ("a-context-that-nobody-owns-is-iterated", context_that_nobody_owns);
  ADD ("a-context-of-another-thread-has-the-operation-there", context_of_another_thread);
  ADD ("a-context-of-a-thread-that-has-ended-is-an-error", context_of_a_thread_that_has_ended);
  ADD ("the-default-context-is-the-main-thread-s", default_context_from_a_worker);
  ADD ("the-policy-private-does-not-iterate-it", private_ignores_it);
  ADD ("the-policy-refuse-nests-in-none", refuse_nests_in_none);
  ADD ("in-a-fiber", in_a_fiber);
  ADD ("its-context-in-a-fiber-that-has-pushed-another", in_a_fiber_that_has_pushed_another);
  ADD ("of-the-process", of_the_process);
  ADD ("unknown-ones-are-refused", unknown_options);
  ADD ("bad-scopes-pop-their-own", bad_scopes_pop_their_own);

  return g_test_run ();
}
