/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Policies: their scopes, and what each does in each situation.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "support.h"

static gboolean
set_flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Calls a twin, and tells whether a source of the application was dispatched meanwhile. The source
 * is as urgent as the one that completes the call and was there first.
 */
static gboolean
application_runs_during_call (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean has_run = FALSE;
  guint id = g_idle_add_full (G_PRIORITY_DEFAULT, set_flag_cb, &has_run, NULL);

  text = awkward_machine_echo_sync (machine, "hello", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "hello");

  if (!has_run)
    g_source_remove (id);

  return has_run;
}

static void
assert_fails (GQuark domain,
              int    code)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_echo_sync (machine, "hello", NULL, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, "awkward_machine_echo_sync"));
  g_assert_cmpuint (awkward_machine_get_n_started (machine), ==, 0);
}

static void
assert_runs (void)
{
  g_assert_true (application_runs_during_call ());
}

static void
assert_does_not_run (void)
{
  g_assert_false (application_runs_during_call ());
}

static void
assert_refused (void)
{
  assert_fails (SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
}

static void
auto_policy (void)
{
  assert_does_not_run ();
  support_call_in_loop (NULL, assert_runs);
}

static void
private_policy (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  assert_does_not_run ();
  support_call_in_loop (NULL, assert_does_not_run);
}

static void
forward_policy (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  assert_runs ();
  support_call_in_loop (NULL, assert_runs);
}

static void
refuse_policy (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);

  assert_does_not_run ();
  support_call_in_loop (NULL, assert_refused);
}

static void
scopes (void)
{
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_AUTO);
  {
    g_auto (SmartAsyncPolicyScope) outer = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
    {
      g_auto (SmartAsyncPolicyScope) inner = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);

      g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_REFUSE);
    }
    g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_PRIVATE);
  }
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_AUTO);
}

static void
assert_auto (void)
{
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_AUTO);
}

static void
scopes_of_threads (void)
{
  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  support_call_in_thread (assert_auto);
  smart_async_pop_policy ();
}

static void
pop_too_often (void)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*smart_async_pop_policy: assertion 'was_pushed'*");
  smart_async_pop_policy ();
  g_test_assert_expected_messages ();
}

static void
assert_forward (void)
{
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_FORWARD);
}

static void
environment (void)
{
  g_setenv ("SMART_ASYNC_POLICY", "refuse", TRUE);
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_REFUSE);

  smart_async_push_policy (SMART_ASYNC_POLICY_AUTO);
  assert_auto ();
  smart_async_pop_policy ();
}

static void
process_default (void)
{
  g_setenv ("SMART_ASYNC_POLICY", "refuse", TRUE);
  smart_async_set_default_policy (SMART_ASYNC_POLICY_FORWARD);
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_FORWARD);
  support_call_in_thread (assert_forward);

  smart_async_push_policy (SMART_ASYNC_POLICY_AUTO);
  assert_auto ();
  smart_async_pop_policy ();
}

static void
bad_environment (void)
{
  g_setenv ("SMART_ASYNC_POLICY", "sometimes", TRUE);
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_WARNING, "*“sometimes”*auto, private, forward or refuse*");
  assert_auto ();
  g_test_assert_expected_messages ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/policy/auto-iterates-only-the-loop-it-is-called-in", auto_policy);
  test_child_add_func ("/smartasync/policy/private-never-runs-the-application", private_policy);
  test_child_add_func ("/smartasync/policy/forward-iterates-the-caller-s-context", forward_policy);
  test_child_add_func ("/smartasync/policy/refuse-does-not-nest", refuse_policy);
  test_child_add_func ("/smartasync/policy/scopes-nest", scopes);
  test_child_add_func ("/smartasync/policy/a-scope-is-its-thread-s-own", scopes_of_threads);
  test_child_add_func ("/smartasync/policy/popping-too-often-is-noticed", pop_too_often);
  test_child_add_func ("/smartasync/policy/the-environment-sets-it-for-the-process", environment);
  test_child_add_func ("/smartasync/policy/the-program-sets-it-for-the-process", process_default);
  test_child_add_func ("/smartasync/policy/a-bad-environment-is-named-and-ignored", bad_environment);

  return g_test_run ();
}
