/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program that has GLib and standalone twins in it, and perhaps the runtime.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "awkward.h"

static void
assert_echo (AwkwardMoment moment)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "text", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "text");
}

static void
assert_all (void)
{
  assert_echo (AWKWARD_MOMENT_AT_ONCE);
  assert_echo (AWKWARD_MOMENT_IN_IDLE);
  assert_echo (AWKWARD_MOMENT_IN_TASK_THREAD);
  assert_echo (AWKWARD_MOMENT_IN_FOREIGN_THREAD);
}

#ifdef WITH_RUNTIME
static void
assert_timeout (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  smart_async_push_timeout (20);
  g_assert_null (awkward_machine_echo_sync (machine, "text", NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  awkward_machine_release (machine);
}
#endif

int
main (void)
{
  assert_all ();
#ifdef WITH_RUNTIME
  assert_timeout ();
  assert_all ();
#endif
  g_print ("done\n");

  return 0;
}
