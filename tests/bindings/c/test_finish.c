/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A generated twin of an operation whose result is good only inside the callback, in every situation.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "fibers.h"
#include "support.h"

#define NOT_SET 1000

static void
assert_glimpse (AwkwardMoment moment)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *unasked = awkward_machine_glimpse_sync (machine, "hello", NULL, NULL, NULL);
  gsize length = NOT_SET;
  g_autofree char *seen = awkward_machine_glimpse_sync (machine, "hello", &length, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, "hello");
  g_assert_cmpstr (unasked, ==, "hello");
  g_assert_cmpuint (length, ==, strlen ("hello"));
}

static void
assert_nothing (AwkwardMoment moment)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_NULL);
  g_autoptr (GError) error = NULL;
  gsize length = NOT_SET;

  g_assert_null (awkward_machine_glimpse_sync (machine, "hello", &length, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, 0);
}

static void
assert_broken (AwkwardMoment moment)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_ERROR);
  g_autoptr (GError) error = NULL;

  g_assert_null (awkward_machine_glimpse_sync (machine, "broken", NULL, NULL, NULL));
  g_assert_null (awkward_machine_glimpse_sync (machine, "broken", NULL, NULL, &error));
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, "broken");
}

static void
assert_each (void)
{
  static const AwkwardMoment moments[] = {
    AWKWARD_MOMENT_AT_ONCE, AWKWARD_MOMENT_IN_IDLE, AWKWARD_MOMENT_IN_TASK_THREAD,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      assert_glimpse (moments[i]);
      assert_nothing (moments[i]);
      assert_broken (moments[i]);
    }
}

static void
test_each_situation (void)
{
  assert_each ();
  assert_glimpse (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT);
  support_call_in_loop (NULL, assert_each);
  support_call_in_thread (assert_each);
}

static void
test_forward (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  SupportLoopThread *loop = support_loop_thread_start (NULL);

  assert_each ();
  support_loop_thread_stop (loop);
}

static gpointer
assert_in_fiber (gpointer       user_data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  assert_each ();

  return NULL;
}

static void
test_fiber (void)
{
  support_fiber_run (assert_in_fiber, NULL, NULL, NULL);
}

/* A result that comes too late is dropped. A sanitizer would find a value that the twin had kept. */
static void
test_too_late (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  gsize length = NOT_SET;

  smart_async_push_timeout (20);
  g_assert_null (awkward_machine_glimpse_sync (machine, "hello", &length, NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  awkward_machine_release (machine);
  g_assert_cmpuint (length, ==, NOT_SET);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/bindings/c/sync-finishes-inside-the-callback", test_each_situation);
  test_child_add_func ("/smartasync/bindings/c/a-forwarded-twin-finishes-inside-the-callback", test_forward);
  test_child_add_func ("/smartasync/bindings/c/a-twin-in-a-fiber-finishes-inside-the-callback", test_fiber);
  test_child_add_func ("/smartasync/bindings/c/what-comes-too-late-is-not-finished", test_too_late);

  return g_test_run ();
}
