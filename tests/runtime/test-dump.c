/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The list of calls in flight.
 */

#include <smartasync/smartasync.h>

#include <signal.h>
#include <sys/time.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

static void
assert_dump (const char *pattern)
{
  g_autofree char *text = smart_async_dump ();

  if (!g_pattern_match_simple (pattern, text))
    g_error ("“%s” is not “%s”", text, pattern);
}

static void
nothing (void)
{
  assert_dump ("");
}

static void
dump_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  assert_dump (user_data);
  g_task_return_boolean (task, TRUE);
}

static void
call_and_dump (const char *pattern)
{
  static const SmartAsyncOperation operation = { "dump_sync", dump_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, (gpointer) pattern, NULL, NULL);

  g_assert_nonnull (result);
  assert_dump ("");
}

static void
privately (void)
{
  call_and_dump ("dump_sync: thread * has waited for * ms, on a private context (*)\n");
}

static void
iterating (void)
{
  call_and_dump ("dump_sync: thread * has waited for * ms, on its caller's context (*)\n");
}

static void
in_loop (void)
{
  support_call_in_loop (NULL, iterating);
}

static void
forwarded (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  call_and_dump ("dump_sync: thread * has waited for * ms, for the thread that runs its caller's context (*)\n");
  support_loop_thread_stop (loop_thread);
}

static void
left_behind (void)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (10);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);

  g_assert_null (awkward_machine_echo_sync (machine, "hello", NULL, NULL));
  assert_dump ("awkward_machine_echo_sync: abandoned; begun * ms ago, has not called back\n");

  awkward_machine_release (machine);
  assert_dump ("");
}

/* A debugger stops a process anywhere. So does a signal. */

#define N_STOPS 300

static volatile int n_stops;

static void
stopped_cb (int number)
{
  const char *text = smart_async_dump_static ();

  if (text[0] == '\0' || g_str_has_prefix (text, "awkward_machine_echo_sync: "))
    n_stops++;
}

static void
anywhere (void)
{
  struct itimerval interval = { { 0, 200 }, { 0, 200 } };
  struct itimerval none = { 0 };

  signal (SIGPROF, stopped_cb);
  setitimer (ITIMER_PROF, &interval, NULL);

  while (n_stops < N_STOPS)
    {
      g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
      g_autofree char *text = awkward_machine_echo_sync (machine, "hello", NULL, NULL);

      g_assert_cmpstr (text, ==, "hello");
    }

  setitimer (ITIMER_PROF, &none, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/dump/without-calls-it-is-empty", nothing);
  test_child_add_func ("/smartasync/dump/a-private-call-is-listed", privately);
  test_child_add_func ("/smartasync/dump/a-call-that-iterates-a-loop-is-listed", in_loop);
  test_child_add_func ("/smartasync/dump/a-forwarded-call-is-listed", forwarded);
  test_child_add_func ("/smartasync/dump/an-abandoned-call-is-listed-until-it-calls-back", left_behind);

  test_child_add_func ("/smartasync/dump/it-can-be-had-wherever-the-process-stops", anywhere);

  return g_test_run ();
}
