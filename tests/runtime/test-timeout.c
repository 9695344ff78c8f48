/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Deadlines: cancel, wait a little, abandon safely.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "support.h"

static void
assert_times_out (AwkwardMachine *machine,
                  GCancellable   *cancellable)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_true (g_str_has_prefix (error->message, "awkward_machine_echo_sync: no result within 10 ms"));
}

static void
reacting_operation (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (10);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  assert_times_out (machine, NULL);
  assert_times_out (machine, cancellable);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
}

static void
reacting_operation_in_loop (void)
{
  support_call_in_loop (NULL, reacting_operation);
}

static void
ignoring_operation (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (AwkwardMachine) next_machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autofree char *text = NULL;

  smart_async_push_timeout (10);
  assert_times_out (machine, NULL);
  smart_async_pop_timeout ();

  /* The late callback does no harm, neither to the call that it belonged to nor to another one. */
  awkward_machine_release (machine);
  text = awkward_machine_echo_sync (next_machine, "next", NULL, NULL);
  g_assert_cmpstr (text, ==, "next");
}

static void
ignoring_operation_in_loop (void)
{
  support_call_in_loop (NULL, ignoring_operation);
}

/* An operation that writes into the caller's memory 50 ms after it was started, whatever happens. */
typedef struct
{
  SmartAsyncCall *call;
  char           *buffer;
} Fill;

static gboolean
fill_cb (gpointer user_data)
{
  Fill *fill = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  memset (fill->buffer, 'x', 16);
  g_task_return_boolean (task, TRUE);
  smart_async_call_complete (fill->call, G_ASYNC_RESULT (task));

  return G_SOURCE_REMOVE;
}

static void
fill_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  Fill *fill = user_data;
  g_autoptr (GSource) source = g_timeout_source_new (50);

  fill->call = call;
  g_source_set_callback (source, fill_cb, fill, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
caller_memory (void)
{
  static const SmartAsyncOperation operation = { "fill_sync", fill_start, SMART_ASYNC_OPERATION_CALLER_MEMORY };
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (5);
  g_autoptr (GError) error = NULL;
  char buffer[16] = "";
  Fill fill = { NULL, buffer };

  g_assert_null (smart_async_run (&operation, &fill, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpint (buffer[15], ==, 'x');
}

/* Calls that are abandoned, and whose operations call back in a thread that makes none. */
#define N_LEFT 400

/* What callbacks need to know of a call is kept in a slot, whose number is in these bits of the handle. */
#define SLOT_BITS ((gsize) (GLIB_SIZEOF_SIZE_T == 8 ? 0x7fffff : 0x7fff))

static void
note_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  SmartAsyncCall **noted = user_data;

  *noted = call;
}

static SmartAsyncCall *
leave_call (void)
{
  static const SmartAsyncOperation operation = { "left_sync", note_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (1);
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call = NULL;

  g_assert_null (smart_async_run (&operation, &call, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  return call;
}

static void
ended_elsewhere (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SupportLoopThread *loop_thread = support_loop_thread_start (context);
  g_autoptr (GHashTable) slots = g_hash_table_new (NULL, NULL);

  for (int i = 0; i < N_LEFT; i++)
    {
      SmartAsyncCall *call = leave_call ();

      g_hash_table_add (slots, (gpointer) ((gsize) call & SLOT_BITS));
      g_main_context_invoke (context, support_complete_cb, call);
    }

  support_loop_thread_stop (loop_thread);
  g_assert_cmpuint (g_hash_table_size (slots), <, N_LEFT / 2);
}

static void
in_time (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (60 * 1000);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "in time", cancellable, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "in time");
}

static void
scopes (void)
{
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  {
    g_auto (SmartAsyncTimeoutScope) outer = smart_async_timeout_scope_push (10);
    {
      g_auto (SmartAsyncTimeoutScope) inner = smart_async_timeout_scope_push (0);

      g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
    }
    g_assert_cmpuint (smart_async_get_timeout (), ==, 10);
  }
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
}

static void
environment (void)
{
  g_setenv ("SMART_ASYNC_TIMEOUT", "1234", TRUE);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 1234);
}

static void
process_default (void)
{
  g_setenv ("SMART_ASYNC_TIMEOUT", "1234", TRUE);
  smart_async_set_default_timeout (10);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 10);
}

static void
bad_environment (void)
{
  g_setenv ("SMART_ASYNC_TIMEOUT", "soon", TRUE);
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_WARNING, "*“soon”*milliseconds*");
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);
  g_test_assert_expected_messages ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/timeout/the-operation-is-cancelled-and-the-caller-s-cancellable-is-not",
                       reacting_operation);
  test_child_add_func ("/smartasync/timeout/a-call-that-iterates-its-loop-has-deadlines-too",
                       reacting_operation_in_loop);
  test_child_add_func ("/smartasync/timeout/an-operation-that-ignores-it-is-abandoned-safely", ignoring_operation);
  test_child_add_func ("/smartasync/timeout/it-is-abandoned-safely-in-its-loop-too", ignoring_operation_in_loop);
  test_child_add_func ("/smartasync/timeout/an-operation-that-writes-to-the-caller-is-waited-for", caller_memory);
  test_child_add_func ("/smartasync/timeout/what-ends-in-another-thread-is-used-again", ended_elsewhere);
  test_child_add_func ("/smartasync/timeout/a-result-in-time-is-the-result", in_time);
  test_child_add_func ("/smartasync/timeout/the-innermost-scope-counts", scopes);
  test_child_add_func ("/smartasync/timeout/the-environment-sets-it-for-the-process", environment);
  test_child_add_func ("/smartasync/timeout/the-program-sets-it-for-the-process", process_default);
  test_child_add_func ("/smartasync/timeout/a-bad-environment-is-named-and-ignored", bad_environment);

  return g_test_run ();
}
