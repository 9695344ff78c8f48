/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Batches: what each mode waits for, the bound, and results, errors and states by index.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "echo.h"
#include "support.h"

static void
assert_states (SmartAsyncBatch      *batch,
               SmartAsyncBatchState  state)
{
  guint n = smart_async_batch_get_n_operations (batch);

  g_assert_cmpuint (smart_async_batch_count (batch, state), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (smart_async_batch_get_state (batch, i), ==, state);
}

static void
assert_said (SmartAsyncBatch  *batch,
             Echo            **echoes,
             guint             n)
{
  assert_states (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED);

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpstr (echoes[i]->said, ==, echoes[i]->text);
      g_assert_cmpuint (echoes[i]->n_finished, ==, 1);
      g_assert_null (smart_async_batch_get_error (batch, i));
      g_assert_null (smart_async_batch_get_result (batch, i));
    }
}

static void
all (gconstpointer data)
{
  AwkwardMoment moment = GPOINTER_TO_INT (data);

  for (guint bound = 0; bound < 8; bound++)
    {
      g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
      g_autoptr (GError) error = NULL;
      Echo *echoes[20];

      for (guint i = 0; i < G_N_ELEMENTS (echoes); i++)
        echoes[i] = echo_add (batch, moment, AWKWARD_OUTCOME_VALUE);

      assert_states (batch, SMART_ASYNC_BATCH_STATE_WAITING);
      smart_async_batch_set_max_concurrent (batch, bound);
      g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
      g_assert_no_error (error);
      assert_said (batch, echoes, G_N_ELEMENTS (echoes));
      g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, -1);
    }
}

static void
assert_error_of (SmartAsyncBatch *batch,
                 guint            index)
{
  const GError *error = smart_async_batch_get_error (batch, index);
  g_autofree char *text = g_strdup_printf ("%u", index);

  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, text);
  g_assert_cmpint (smart_async_batch_get_state (batch, index), ==, SMART_ASYNC_BATCH_STATE_FAILED);
}

static void
all_with_errors (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 30; i++)
    echo_add (batch, i % 4, i % 3 == 0 ? AWKWARD_OUTCOME_ERROR : AWKWARD_OUTCOME_VALUE);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_FAILED), ==, 10);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 20);

  for (guint i = 0; i < 30; i++)
    {
      if (i % 3 == 0)
        assert_error_of (batch, i);
      else
        g_assert_null (smart_async_batch_get_error (batch, i));
    }
}

static void
any (void)
{
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (3, AWKWARD_MOMENT_AT_ONCE, AWKWARD_OUTCOME_ERROR);
  g_autoptr (GError) error = NULL;
  Echo *endless, *good, *later;

  endless = echo_add (batch, AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  good = echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  later = echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  smart_async_batch_set_max_concurrent (batch, 2);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, 4);
  g_assert_cmpstr (good->said, ==, "4");

  for (guint i = 0; i < 3; i++)
    assert_error_of (batch, i);

  g_assert_error (smart_async_batch_get_error (batch, 3), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (smart_async_batch_get_state (batch, 3), ==, SMART_ASYNC_BATCH_STATE_FAILED);
  g_assert_cmpuint (endless->n_finished, ==, 1);
  g_assert_error (smart_async_batch_get_error (batch, 5), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (smart_async_batch_get_state (batch, 5), ==, SMART_ASYNC_BATCH_STATE_SKIPPED);
  g_assert_cmpuint (awkward_machine_get_n_started (later->machine), ==, 0);
}

static void
any_of_failures (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (GError) error = NULL;

  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR);
  echo_add (batch, AWKWARD_MOMENT_AT_ONCE, AWKWARD_OUTCOME_ERROR);

  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, &error));
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, "1");
  g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, -1);
  assert_states (batch, SMART_ASYNC_BATCH_STATE_FAILED);
}

static void
first_error (void)
{
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (2, AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR);
  echo_add (batch, AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  smart_async_batch_set_max_concurrent (batch, 1);

  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, &error));
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, "2");
  g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, 2);
  g_assert_cmpint (smart_async_batch_get_state (batch, 0), ==, SMART_ASYNC_BATCH_STATE_SUCCEEDED);
  g_assert_cmpint (smart_async_batch_get_state (batch, 3), ==, SMART_ASYNC_BATCH_STATE_SKIPPED);
  g_assert_error (smart_async_batch_get_error (batch, 3), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (smart_async_batch_get_error (batch, 3)->message, ==,
                   "echoes: operation 3 was not started: the batch ended before");
}

static void
no_error (void)
{
  g_autoptr (SmartAsyncBatch) batch = echo_batch_new (20, AWKWARD_MOMENT_IN_FOREIGN_THREAD, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, &error));
  g_assert_no_error (error);
  assert_states (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED);
}

static void
without_finish (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  for (guint i = 0; i < 10; i++)
    echo_add_full (batch, machine, NULL);

  g_assert_null (smart_async_batch_get_result (batch, 0));
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GAsyncResult) stolen = NULL;
      GAsyncResult *result = smart_async_batch_get_result (batch, i);
      g_autofree char *said = awkward_machine_echo_finish (machine, result, NULL);
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_cmpstr (said, ==, text);
      stolen = smart_async_batch_steal_result (batch, i);
      g_assert_true (stolen == result);
      g_assert_null (smart_async_batch_steal_result (batch, i));
      g_assert_null (smart_async_batch_get_result (batch, i));
    }
}

/* Then only calling back counts, and any is the first to do so. */
static void
errors_without_finish (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR);

  echo_add_full (batch, machine, NULL);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, NULL));
  g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, 0);
  g_assert_null (smart_async_batch_get_error (batch, 0));
}

static void
complete (gpointer call)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  smart_async_call_complete (call, G_ASYNC_RESULT (task));
}

/* Operations that wait for one another: none completes until there are as many as expected. */
typedef struct
{
  GPtrArray *calls;           /* of SmartAsyncCall: have not called back yet */
  guint      expected;
  guint      n_in_flight;
  guint      most_in_flight;
} Flights;

static gboolean
land_cb (gpointer user_data)
{
  Flights *flights = user_data;

  g_ptr_array_set_size (flights->calls, 0);

  return G_SOURCE_REMOVE;
}

static void
fly_start (SmartAsyncCall *call,
           gpointer        user_data)
{
  Flights *flights = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  flights->n_in_flight++;
  flights->most_in_flight = MAX (flights->most_in_flight, flights->n_in_flight);
  g_ptr_array_add (flights->calls, call);
  if (flights->calls->len < flights->expected)
    return;

  g_source_set_callback (source, land_cb, flights, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
land_finish (GAsyncResult  *result,
             gpointer       user_data,
             GError       **error)
{
  Flights *flights = user_data;

  flights->n_in_flight--;
}

static guint
measure_most_in_flight (guint n,
                        guint bound,
                        guint expected)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("flights");
  g_autoptr (GPtrArray) calls = g_ptr_array_new_with_free_func (complete);
  Flights flights = { calls, expected, 0, 0 };

  smart_async_batch_set_max_concurrent (batch, bound);
  for (guint i = 0; i < n; i++)
    smart_async_batch_add (batch, fly_start, land_finish, &flights, NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_assert_cmpuint (flights.n_in_flight, ==, 0);
  assert_states (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED);

  return flights.most_in_flight;
}

static void
bound (void)
{
  for (guint n = 1; n <= 100; n++)
    g_assert_cmpuint (measure_most_in_flight (10 * n, n, n), ==, n);
}

static void
no_bound (void)
{
  g_assert_cmpuint (measure_most_in_flight (1000, 0, 1000), ==, 1000);
  g_assert_cmpuint (measure_most_in_flight (1000, 2000, 1000), ==, 1000);
}

/* Each that starts is inside the callback of the one before it, if that is not prevented. */
static void
chain (gconstpointer data)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("echoes");
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_AT_ONCE, AWKWARD_OUTCOME_VALUE);

  for (guint i = 0; i < 100000; i++)
    echo_add_full (batch, machine, echo_finish);

  smart_async_batch_set_max_concurrent (batch, GPOINTER_TO_UINT (data));
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, NULL));
  g_assert_cmpuint (awkward_machine_get_n_started (machine), ==, 100000);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, 100000);
}

static void
nothing (void)
{
  SmartAsyncBatchMode modes[] = { SMART_ASYNC_BATCH_MODE_ALL, SMART_ASYNC_BATCH_MODE_FIRST_ERROR };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("nothing");
      g_autoptr (GError) error = NULL;

      g_assert_true (smart_async_batch_run (batch, modes[i], NULL, &error));
      g_assert_no_error (error);
    }
}

static void
any_of_nothing (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("nothing");
  g_autoptr (GError) error = NULL;

  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, "nothing: a batch without operations, so that none can succeed");
}

/* Each finds one more to be done, as a crawler does. */
static void
find_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  complete (call);
}

static void
find_finish (GAsyncResult  *result,
             gpointer       user_data,
             GError       **error)
{
  SmartAsyncBatch *batch = user_data;

  if (smart_async_batch_get_n_operations (batch) < 1000)
    smart_async_batch_add (batch, find_start, find_finish, batch, NULL);
}

static void
added_while_running (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("crawl");

  smart_async_batch_set_max_concurrent (batch, 4);
  for (guint i = 0; i < 4; i++)
    smart_async_batch_add (batch, find_start, find_finish, batch, NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_assert_cmpuint (smart_async_batch_get_n_operations (batch), ==, 1000);
  assert_states (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED);
}

static GArray *order;

static void
order_finish (GAsyncResult  *result,
              gpointer       user_data,
              GError       **error)
{
  guint index = GPOINTER_TO_UINT (user_data);

  g_array_append_val (order, index);
}

static void
backwards_start (SmartAsyncCall *call,
                 gpointer        user_data)
{
  static SmartAsyncCall *calls[100];
  guint index = GPOINTER_TO_UINT (user_data);

  calls[index] = call;

  for (guint i = G_N_ELEMENTS (calls); i > 0 && index == G_N_ELEMENTS (calls) - 1; i--)
    complete (calls[i - 1]);
}

static void
in_order (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("backwards");

  order = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < 100; i++)
    smart_async_batch_add (batch, backwards_start, order_finish, GUINT_TO_POINTER (i), NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
  g_assert_cmpuint (order->len, ==, 100);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (g_array_index (order, guint, i), ==, 99 - i);
  g_array_unref (order);
}

static void
properties (void)
{
  g_autoptr (SmartAsyncBatch) batch = g_object_new (SMART_ASYNC_TYPE_BATCH, "name", "some", "max-concurrent", 3,
                                                    "flags", SMART_ASYNC_OPERATION_CALLER_MEMORY, NULL);
  g_autoptr (SmartAsyncBatch) nameless = g_object_new (SMART_ASYNC_TYPE_BATCH, NULL);
  g_autofree char *name = NULL;
  guint max_concurrent, flags;

  g_object_get (batch, "name", &name, "max-concurrent", &max_concurrent, "flags", &flags, NULL);
  g_assert_cmpstr (name, ==, "some");
  g_assert_cmpuint (max_concurrent, ==, 3);
  g_assert_cmpuint (flags, ==, SMART_ASYNC_OPERATION_CALLER_MEMORY);
  g_assert_cmpstr (smart_async_batch_get_name (batch), ==, "some");
  g_assert_cmpuint (smart_async_batch_get_max_concurrent (batch), ==, 3);
  g_assert_cmpuint (smart_async_batch_get_flags (batch), ==, SMART_ASYNC_OPERATION_CALLER_MEMORY);
  g_assert_cmpstr (smart_async_batch_get_name (nameless), ==, "batch");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add ("/smartasync/batch/all-that-complete-at-once-are-waited-for", all,
                  GINT_TO_POINTER (AWKWARD_MOMENT_AT_ONCE));
  test_child_add ("/smartasync/batch/all-that-complete-in-an-idle-are-waited-for", all,
                  GINT_TO_POINTER (AWKWARD_MOMENT_IN_IDLE));
  test_child_add ("/smartasync/batch/all-that-work-in-threads-are-waited-for", all,
                  GINT_TO_POINTER (AWKWARD_MOMENT_IN_TASK_THREAD));
  test_child_add ("/smartasync/batch/all-that-call-back-in-threads-are-waited-for", all,
                  GINT_TO_POINTER (AWKWARD_MOMENT_IN_FOREIGN_THREAD));
  test_child_add_func ("/smartasync/batch/all-keeps-the-errors-by-index", all_with_errors);
  test_child_add_func ("/smartasync/batch/any-ends-with-the-first-success", any);
  test_child_add_func ("/smartasync/batch/any-fails-with-the-first-error-when-none-succeeds", any_of_failures);
  test_child_add_func ("/smartasync/batch/the-first-error-ends-it-unchanged", first_error);
  test_child_add_func ("/smartasync/batch/without-an-error-the-first-error-is-none", no_error);
  test_child_add_func ("/smartasync/batch/without-a-finish-function-the-results-are-kept", without_finish);
  test_child_add_func ("/smartasync/batch/without-a-finish-function-calling-back-is-success", errors_without_finish);
  test_child_add_func ("/smartasync/batch/the-bound-is-reached-and-never-exceeded", bound);
  test_child_add_func ("/smartasync/batch/without-a-bound-all-run-at-the-same-time", no_bound);
  test_child_add ("/smartasync/batch/a-hundred-thousand-one-by-one-at-once-are-no-recursion", chain,
                  GUINT_TO_POINTER (1));
  test_child_add ("/smartasync/batch/a-hundred-thousand-unbounded-at-once-are-no-recursion", chain,
                  GUINT_TO_POINTER (0));
  test_child_add_func ("/smartasync/batch/nothing-to-do-succeeds", nothing);
  test_child_add_func ("/smartasync/batch/any-of-nothing-is-an-error-that-says-so", any_of_nothing);
  test_child_add_func ("/smartasync/batch/its-functions-may-add-operations", added_while_running);
  test_child_add_func ("/smartasync/batch/operations-are-finished-in-the-order-of-calling-back", in_order);
  g_test_add_func ("/smartasync/batch/it-has-properties", properties);

  return g_test_run ();
}
