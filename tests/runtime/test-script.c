/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that a script starts by itself, in calls that are numbers.
 */

#include <smartasync/smartasync.h>

#include "awkward.h"
#include "child.h"
#include "support.h"

#define EXACT_IN_A_DOUBLE (G_GINT64_CONSTANT (1) << 53)

/* What a binding does. It outlives the callback. */
typedef struct
{
  AwkwardMachine *machine;
  gint64          number;
  char           *text;
} Script;

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Script *self = user_data;

  g_free (self->text);
  self->text = awkward_machine_echo_finish (self->machine, result, NULL);
  smart_async_script_complete (self->number, result);
}

static gboolean
begin (Script        *self,
       GCancellable  *cancellable,
       GError       **error)
{
  self->number = smart_async_script_begin (g_quark_from_static_string ("a-script"), cancellable, error);

  return self->number != 0;
}

static gboolean
start_and_end (Script  *self,
               GError **error)
{
  GCancellable *cancellable = smart_async_script_get_cancellable (self->number);

  g_assert_true ((cancellable != NULL) == (self->number < 0));
  g_assert_cmpint (ABS (self->number), <, EXACT_IN_A_DOUBLE);
  awkward_machine_echo_async (self->machine, "hello", cancellable, ready_cb, self);

  return smart_async_script_end (self->number, error);
}

static gboolean
call (Script        *self,
      GCancellable  *cancellable,
      GError       **error)
{
  return begin (self, cancellable, error) && start_and_end (self, error);
}

static void
clear (Script *self)
{
  g_object_unref (self->machine);
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Script, clear)

static void
assert_completes (AwkwardMoment moment)
{
  g_auto (Script) script = { .machine = awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE) };
  g_autoptr (GError) error = NULL;

  g_assert_true (call (&script, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (script.number, >, 0);
  g_assert_cmpstr (script.text, ==, "hello");
}

static void
assert_all_complete (void)
{
  for (AwkwardMoment moment = AWKWARD_MOMENT_AT_ONCE; moment <= AWKWARD_MOMENT_ON_DEFAULT_CONTEXT; moment++)
    assert_completes (moment);
}

static void
every_completion (void)
{
  assert_all_complete ();
  support_call_in_loop (NULL, assert_all_complete);
}

static void
with_cancellable (void)
{
  g_auto (Script) script = { .machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE) };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (call (&script, cancellable, &error));
  g_assert_cmpint (script.number, <, 0);

  g_cancellable_cancel (cancellable);
  g_assert_false (begin (&script, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (error->message, ==, "a-script: cancelled before it was started");
}

static void
late (void)
{
  g_auto (Script) script = { .machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE) };
  g_autoptr (GError) error = NULL;

  smart_async_push_timeout (20);
  g_assert_false (call (&script, NULL, &error));
  smart_async_pop_timeout ();
  g_assert_cmpint (script.number, <, 0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);

  /* It comes too late, and is dropped. */
  awkward_machine_release (script.machine);
  while (script.text == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_completes (AWKWARD_MOMENT_IN_IDLE);
}

static void
nested (void)
{
  g_auto (Script) outer = { .machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE) };
  g_autoptr (GError) error = NULL;

  g_assert_true (begin (&outer, NULL, &error));
  assert_completes (AWKWARD_MOMENT_IN_IDLE);
  g_assert_true (start_and_end (&outer, &error));
  g_assert_cmpstr (outer.text, ==, "hello");
}

static void
assert_refused (void)
{
  g_auto (Script) script = { .machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE) };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);
  g_autoptr (GError) error = NULL;

  g_assert_false (begin (&script, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
}

static void
refused (void)
{
  support_call_in_loop (NULL, assert_refused);
}

static void
elsewhere (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  g_auto (Script) script = { .machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE) };
  g_autoptr (GError) error = NULL;

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  g_assert_false (begin (&script, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  smart_async_pop_policy ();

  assert_completes (AWKWARD_MOMENT_IN_IDLE);
  support_loop_thread_stop (loop_thread);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/script/every-completion-works", every_completion);
  test_child_add_func ("/smartasync/script/a-negative-number-has-a-cancellable", with_cancellable);
  test_child_add_func ("/smartasync/script/what-comes-too-late-is-dropped", late);
  test_child_add_func ("/smartasync/script/calls-are-made-between-beginning-and-end", nested);
  test_child_add_func ("/smartasync/script/the-policy-refuse-holds", refused);
  test_child_add_func ("/smartasync/script/no-other-thread-starts-the-operation", elsewhere);

  return g_test_run ();
}
