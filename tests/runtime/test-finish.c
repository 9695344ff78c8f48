/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The finish function of an operation: called inside the callback, while the call is still wanted.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "fibers.h"
#include "fleeting-result.h"
#include "support.h"

#define VALUE 42

typedef struct
{
  gboolean         is_at_once;
  gboolean         fails;
  SmartAsyncCall  *call;
  GThread         *callback_thread;
  GThread         *finish_thread;
  int              value;
  int              n_finished;
} Fleeting;

static gboolean
call_back_cb (gpointer user_data)
{
  Fleeting *self = user_data;
  g_autoptr (FleetingResult) result = fleeting_result_new (NULL, GINT_TO_POINTER (VALUE), NULL);

  self->callback_thread = g_thread_self ();
  fleeting_result_call_back (result, smart_async_call_ready, self->call);

  return G_SOURCE_REMOVE;
}

static void
fleeting_start (SmartAsyncCall *call,
                gpointer        user_data)
{
  Fleeting *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  self->call = call;
  if (self->is_at_once)
    {
      call_back_cb (self);
      return;
    }

  g_source_set_callback (source, call_back_cb, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
fleeting_finish (GAsyncResult  *result,
                 gpointer       user_data,
                 GError       **error)
{
  Fleeting *self = user_data;

  self->value = GPOINTER_TO_INT (fleeting_result_get_value (FLEETING_RESULT (result)));
  self->finish_thread = g_thread_self ();
  self->n_finished++;
  if (self->fails)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "on purpose");
}

static const SmartAsyncOperationExtended fleeting = {
  .operation = { "fleeting_sync", fleeting_start, SMART_ASYNC_OPERATION_EXTENDED },
  .finish = fleeting_finish,
};

static void
assert_fleeting (Fleeting *self)
{
  g_assert_cmpint (self->value, ==, VALUE);
  g_assert_cmpint (self->n_finished, ==, 1);
  g_assert_true (self->finish_thread == self->callback_thread);
}

static void
run_once (Fleeting self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&fleeting.operation, &self, NULL, &error);

  if (self.fails)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
      g_assert_cmpstr (error->message, ==, "on purpose");
      g_assert_null (result);
    }
  else
    {
      g_assert_no_error (error);
      g_assert_nonnull (result);
    }
  assert_fleeting (&self);
}

static void
run_each (void)
{
  run_once ((Fleeting) { 0 });
  run_once ((Fleeting) { .is_at_once = TRUE });
  run_once ((Fleeting) { .fails = TRUE });
  run_once ((Fleeting) { .is_at_once = TRUE, .fails = TRUE });
}

static void
without_a_loop (void)
{
  run_each ();
}

static void
in_a_loop (void)
{
  support_call_in_loop (NULL, run_each);
}

static void
in_a_worker (void)
{
  support_call_in_thread (run_each);
}

static void
in_the_loop_of_another_thread (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  run_each ();
  smart_async_pop_policy ();
  support_loop_thread_stop (loop_thread);
}

static gpointer
fiber_run_each (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  run_each ();

  return NULL;
}

static void
in_a_fiber (void)
{
  support_fiber_run (fiber_run_each, NULL, NULL, NULL);
}

static void
run_batch (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("fleeting");
  Fleeting operations[3] = { { 0 }, { 0 }, { .fails = TRUE } };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    smart_async_batch_add (batch, fleeting_start, fleeting_finish, &operations[i], NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    assert_fleeting (&operations[i]);
  g_assert_error (smart_async_batch_get_error (batch, 2), G_IO_ERROR, G_IO_ERROR_EXISTS);
}

static void
in_a_batch (void)
{
  run_batch ();
  support_call_in_loop (NULL, run_batch);
}

/* If the callback comes in another thread, the finish function runs later, in the thread of the call. */

static gpointer
complete_thread (gpointer user_data)
{
  Fleeting *self = user_data;
  g_autoptr (FleetingResult) result = fleeting_result_new (NULL, GINT_TO_POINTER (VALUE), NULL);

  smart_async_call_ready (NULL, G_ASYNC_RESULT (result), self->call);

  return NULL;
}

static void
thread_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  ((Fleeting *) user_data)->call = call;
  g_thread_unref (g_thread_new ("complete", complete_thread, user_data));
}

static void
in_the_thread_of_the_call (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "t_sync", thread_start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = fleeting_finish,
  };
  Fleeting self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation.operation, &self, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_assert_cmpint (self.value, ==, VALUE);
  g_assert_true (self.finish_thread == g_thread_self ());
}

/* It calls back when it is cancelled. */

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  return call_back_cb (user_data);
}

static void
late_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  Fleeting *self = user_data;
  g_autoptr (GSource) source = g_cancellable_source_new (smart_async_call_get_cancellable (call));

  self->call = call;
  g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
not_after_the_deadline (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "late_sync", late_start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = fleeting_finish,
  };
  Fleeting self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  smart_async_push_timeout (20);
  result = smart_async_run (&operation.operation, &self, NULL, &error);
  smart_async_pop_timeout ();

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_null (result);
  g_assert_cmpint (self.n_finished, ==, 0);
  g_assert_nonnull (self.callback_thread);
}

/* The loop's thread has another context pushed than the one that it runs. */

static gpointer
pushed_loop_thread (gpointer loop)
{
  g_autoptr (GMainContext) other = g_main_context_new ();

  g_main_context_push_thread_default (other);
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (other);

  return NULL;
}

static void
context_finish (GAsyncResult  *result,
                gpointer       user_data,
                GError       **error)
{
  GMainContext *context;

  g_assert_cmpint (smart_async_detect (&context), ==, SMART_ASYNC_SITUATION_OWN_LOOP);
  g_assert_true (context == g_main_context_default ());
  fleeting_finish (result, user_data, error);
}

static void
run_both (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "t_sync", fleeting_start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = context_finish,
  };
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("fleeting");
  Fleeting self = { 0 };
  Fleeting of_batch = { 0 };

  g_assert_true (smart_async_run_and_finish (&operation, &self, NULL, NULL));
  assert_fleeting (&self);
  smart_async_batch_add (batch, fleeting_start, context_finish, &of_batch, NULL);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  assert_fleeting (&of_batch);
}

static void
on_the_operation_s_context (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread = g_thread_new ("loop", pushed_loop_thread, loop);

  while (smart_async_detect (NULL) != SMART_ASYNC_SITUATION_OTHER_LOOP)
    g_thread_yield ();

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  run_both ();
  smart_async_pop_policy ();
  g_main_loop_quit (loop);
  g_thread_join (thread);
}

/* A fiber that goes on in another thread than the one that it has made its call in. */

static void
stay_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  ((Fleeting *) user_data)->call = call;
}

static gpointer
moving_fiber_run (gpointer       user_data,
                  GCancellable  *cancellable,
                  GError       **error)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "t_sync", stay_start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = fleeting_finish,
  };
  Fleeting *self = user_data;

  g_assert_true (smart_async_run_and_finish (&operation, self, NULL, NULL));
  g_assert_true (self->finish_thread == g_thread_self ());

  return NULL;
}

static gpointer
other_runner_thread (gpointer context)
{
  support_iterate_until_idle (context);

  return NULL;
}

static void
in_the_thread_of_the_fiber (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Fleeting self = { 0 };

  g_main_context_push_thread_default (context);
  smart_async_spawn (moving_fiber_run, &self, NULL, NULL, NULL, NULL);
  g_main_context_pop_thread_default (context);
  support_iterate_until_idle (context);
  call_back_cb (&self);
  g_thread_join (g_thread_new ("other", other_runner_thread, context));
  g_assert_cmpint (self.n_finished, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/finish/inside-the-callback-without-a-loop", without_a_loop);
  test_child_add_func ("/smartasync/finish/inside-the-callback-in-a-loop", in_a_loop);
  test_child_add_func ("/smartasync/finish/inside-the-callback-in-a-worker", in_a_worker);
  test_child_add_func ("/smartasync/finish/inside-the-callback-in-the-loop-of-another-thread",
                       in_the_loop_of_another_thread);
  test_child_add_func ("/smartasync/finish/inside-the-callback-of-a-fiber-s-call", in_a_fiber);
  test_child_add_func ("/smartasync/finish/inside-the-callbacks-of-a-batch", in_a_batch);
  test_child_add_func ("/smartasync/finish/in-the-thread-of-the-call-where-the-callback-comes-elsewhere",
                       in_the_thread_of_the_call);
  test_child_add_func ("/smartasync/finish/on-the-context-of-the-operation", on_the_operation_s_context);
  test_child_add_func ("/smartasync/finish/in-the-thread-in-which-a-fiber-goes-on", in_the_thread_of_the_fiber);
  test_child_add_func ("/smartasync/finish/not-after-the-deadline", not_after_the_deadline);

  return g_test_run ();
}
