/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Fibers: functions that are suspended while they wait.
 */

#include <fenv.h>
#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "fibers.h"
#include "support.h"

static gpointer
return_text (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  return g_strdup (user_data);
}

static void
empty (void)
{
  SupportFiber fiber;
  g_autofree char *text = NULL;

  support_fiber_spawn (&fiber, return_text, (gpointer) "hello", NULL);
  g_assert_false (fiber.is_done);

  support_iterate_until (NULL, &fiber.is_done);
  g_assert_no_error (fiber.error);
  text = fiber.value;
  g_assert_cmpstr (text, ==, "hello");
}

static gpointer
echo (gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  return awkward_machine_echo_sync (user_data, "hello", cancellable, error);
}

static void
every_completion (void)
{
  static const AwkwardMoment moments[] = {
    AWKWARD_MOMENT_AT_ONCE, AWKWARD_MOMENT_IN_IDLE, AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_MOMENT_IN_FOREIGN_THREAD,
    AWKWARD_MOMENT_ON_DEFAULT_CONTEXT,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr (AwkwardMachine) machine = awkward_machine_new (moments[i], AWKWARD_OUTCOME_VALUE);
      g_autofree char *text = support_fiber_run (echo, machine, NULL, NULL);

      g_assert_cmpstr (text, ==, "hello");
    }
}

static void
error_travels (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_ERROR);
  g_autoptr (GError) error = NULL;

  g_assert_null (support_fiber_run (echo, machine, NULL, &error));
  g_assert_error (error, AWKWARD_ERROR, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, "hello");
}

/* Each fiber waits for its own machine, and the machines are released in another order. */
static void
any_order (void)
{
  AwkwardMachine *machines[3];
  SupportFiber fibers[3];

  for (guint i = 0; i < 3; i++)
    {
      machines[i] = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
      support_fiber_spawn (&fibers[i], echo, machines[i], NULL);
    }

  for (guint i = 0; i < 3; i++)
    {
      while (awkward_machine_get_n_started (machines[i]) == 0)
        g_main_context_iteration (NULL, TRUE);
    }

  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (fibers[i].is_done);
      awkward_machine_release (machines[i]);
      support_iterate_until (NULL, &fibers[i].is_done);
      g_assert_cmpstr (fibers[i].value, ==, "hello");
      g_free (fibers[i].value);
      g_object_unref (machines[i]);
    }
}

static gpointer
assert_fiber_situation (gpointer       context,
                        GCancellable  *cancellable,
                        GError       **error)
{
  static const SmartAsyncPolicy policies[] = {
    SMART_ASYNC_POLICY_AUTO, SMART_ASYNC_POLICY_FORWARD, SMART_ASYNC_POLICY_REFUSE,
  };
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  GMainContext *found;

  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (policies[i]);
      g_autofree char *text = awkward_machine_echo_sync (machine, "hello", NULL, error);

      g_assert_cmpstr (text, ==, "hello");
      g_assert_cmpint (smart_async_detect (&found), ==, SMART_ASYNC_SITUATION_FIBER);
      g_assert_true (found == context);
      g_assert_true ((found == g_main_context_default () ? NULL : found) == g_main_context_get_thread_default ());
    }

  return NULL;
}

static void
situation (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (assert_fiber_situation, g_main_context_default (), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_NO_LOOP);
}

/* Iterated without being pushed, as no GLib function does it: the fiber finds its context all the same. */
static void
context_of_spawn (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SupportFiber fiber;

  g_main_context_push_thread_default (context);
  support_fiber_spawn (&fiber, assert_fiber_situation, context, NULL);
  g_main_context_pop_thread_default (context);

  support_iterate_until (context, &fiber.is_done);
  g_assert_no_error (fiber.error);
  g_assert_null (g_main_context_get_thread_default ());
}

static gboolean
set_flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static gpointer
call_privately (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_OUTCOME_VALUE);
  gboolean has_run = FALSE;
  guint id = g_idle_add_full (G_PRIORITY_DEFAULT, set_flag_cb, &has_run, NULL);
  char *text = awkward_machine_echo_sync (machine, "hello", cancellable, error);

  g_assert_false (has_run);
  g_source_remove (id);

  return text;
}

static void
privately (void)
{
  g_autofree char *text = support_fiber_run (call_privately, NULL, NULL, NULL);

  g_assert_cmpstr (text, ==, "hello");
}

/* What is pushed in a fiber is nobody else's, before it is suspended and after. */
static gpointer
push_and_wait (gpointer       machine,
               GCancellable  *cancellable,
               GError       **error)
{
  g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);
  g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (600 * 1000);
  char *text = awkward_machine_echo_sync (machine, "hello", cancellable, error);

  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_FORWARD);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 600 * 1000);

  return text;
}

static gpointer
assert_nothing_pushed (gpointer       machine,
                       GCancellable  *cancellable,
                       GError       **error)
{
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_AUTO);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 0);

  return NULL;
}

static void
scopes (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);
  g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (7);
  SupportFiber fiber;

  support_fiber_spawn (&fiber, push_and_wait, machine, NULL);
  while (awkward_machine_get_n_started (machine) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_REFUSE);
  g_assert_cmpuint (smart_async_get_timeout (), ==, 7);
  g_assert_null (support_fiber_run (assert_nothing_pushed, NULL, NULL, NULL));

  awkward_machine_release (machine);
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_cmpstr (fiber.value, ==, "hello");
  g_free (fiber.value);
  g_assert_cmpint (smart_async_get_policy (), ==, SMART_ASYNC_POLICY_REFUSE);
}

static gpointer
spawn_another (gpointer       user_data,
               GCancellable  *cancellable,
               GError       **error)
{
  guint left = GPOINTER_TO_UINT (user_data);
  SupportFiber fiber;

  if (left == 0)
    return GUINT_TO_POINTER (1);

  support_fiber_spawn (&fiber, spawn_another, GUINT_TO_POINTER (left - 1), NULL);
  while (!fiber.is_done)
    g_assert_true (smart_async_sleep (0, NULL, NULL));

  return GUINT_TO_POINTER (GPOINTER_TO_UINT (fiber.value) + 1);
}

static void
fibers_of_fibers (void)
{
  g_assert_cmpuint (GPOINTER_TO_UINT (support_fiber_run (spawn_another, GUINT_TO_POINTER (20), NULL, NULL)), ==, 21);
}

static gpointer
context_thread (gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  AwkwardMachine *machine = user_data;

  g_main_context_push_thread_default (context);

  for (guint i = 0; i < 50; i++)
    {
      SupportFiber fibers[4];

      for (guint j = 0; j < 4; j++)
        support_fiber_spawn (&fibers[j], echo, machine, NULL);

      for (guint j = 0; j < 4; j++)
        {
          support_iterate_until (context, &fibers[j].is_done);
          g_assert_cmpstr (fibers[j].value, ==, "hello");
          g_free (fibers[j].value);
        }
    }

  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
many_threads (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_OUTCOME_VALUE);

  support_call_in_threads (4, context_thread, machine);
}

/* Spawned here, run by the thread that runs the context, and resumed by this one afterwards. */
static gpointer
wait_over_threads (gpointer       machine,
                   GCancellable  *cancellable,
                   GError       **error)
{
  GThread *before = g_thread_self ();
  char *text = awkward_machine_echo_sync (machine, "hello", cancellable, error);

  g_assert_true (g_thread_self () != before);
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_FIBER);

  return text;
}

static void
other_thread (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  SupportFiber fiber;

  support_fiber_spawn (&fiber, wait_over_threads, machine, NULL);
  while (awkward_machine_get_n_started (machine) == 0)
    g_thread_yield ();
  support_loop_thread_stop (loop_thread);

  awkward_machine_release (machine);
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_cmpstr (fiber.value, ==, "hello");
  g_free (fiber.value);
}

static void
call_inside_start (SmartAsyncCall *call,
                   gpointer        machine)
{
  g_autofree char *text = NULL;

  support_complete_call (call);
  text = awkward_machine_echo_sync (machine, "hello", NULL, NULL);
  g_assert_cmpstr (text, ==, "hello");
}

static gpointer
wait_over_threads_in_start (gpointer       machine,
                            GCancellable  *cancellable,
                            GError       **error)
{
  static const SmartAsyncOperation operation = { "outer_sync", call_inside_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, machine, cancellable, error);

  g_assert_nonnull (result);

  return NULL;
}

/* The outer call begins in this thread, ends in the other one, and is not suspended itself. */
static void
other_thread_inside_start (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  SupportLoopThread *loop_thread;
  SupportFiber fiber;

  support_fiber_spawn (&fiber, wait_over_threads_in_start, machine, NULL);
  while (awkward_machine_get_n_started (machine) == 0)
    g_main_context_iteration (NULL, TRUE);

  loop_thread = support_loop_thread_start (NULL);
  awkward_machine_release (machine);
  while (!g_atomic_int_get (&fiber.is_done))
    g_thread_yield ();
  support_loop_thread_stop (loop_thread);

  smart_async_sleep (0, NULL, &error);
  g_assert_no_error (error);
}

/* An asynchronous function made of a fiber, called by a twin from everywhere. */
static gpointer
echo_twice (gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autofree char *first = awkward_machine_echo_sync (user_data, "once, ", cancellable, error);
  g_autofree char *second = awkward_machine_echo_sync (user_data, "twice", cancellable, error);

  return g_strconcat (first, second, NULL);
}

static void
fiber_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  smart_async_spawn (echo_twice, user_data, NULL, smart_async_call_get_cancellable (call),
                     smart_async_call_ready, call);
}

static void
assert_twin_of_fiber (void)
{
  static const SmartAsyncOperation operation = { "echo_twice_sync", fiber_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GAsyncResult) result = smart_async_run (&operation, machine, NULL, NULL);
      g_autofree char *text = smart_async_spawn_finish (result, NULL);

      g_assert_cmpstr (text, ==, "once, twice");
    }
}

static gpointer
assert_twin_in_fiber (gpointer       user_data,
                      GCancellable  *cancellable,
                      GError       **error)
{
  assert_twin_of_fiber ();

  return NULL;
}

static void
twin_of_fiber (void)
{
  assert_twin_of_fiber ();
  support_call_in_loop (NULL, assert_twin_of_fiber);
  support_call_in_thread (assert_twin_of_fiber);
  support_fiber_run (assert_twin_in_fiber, NULL, NULL, NULL);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_OWN_LOOP);
  assert_twin_of_fiber ();
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

/* A loop that the fiber runs is no fiber for its callbacks; other fibers go on in it. */
static gpointer
run_nested_loop (gpointer       user_data,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (quit_cb, loop);
  g_main_loop_run (loop);
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_FIBER);
  assert_twin_of_fiber ();

  return NULL;
}

static void
nested_loop (void)
{
  support_fiber_run (run_nested_loop, NULL, NULL, NULL);
}

static gpointer
call_on_pushed_context (gpointer       machine,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  char *text;

  g_main_context_push_thread_default (context);
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_OWN_LOOP);
  text = awkward_machine_echo_sync (machine, "hello", cancellable, error);
  g_main_context_pop_thread_default (context);

  return text;
}

static void
pushed_context (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autofree char *text = support_fiber_run (call_on_pushed_context, machine, NULL, NULL);

  g_assert_cmpstr (text, ==, "hello");
}

static void
below_a_iterated_loop (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  SupportFiber fiber;

  /* The fiber begins and waits while the twin iterates the loop, and goes on after the twin has returned. */
  support_fiber_spawn (&fiber, echo, machine, NULL);
  g_assert_true (smart_async_sleep (1, NULL, NULL));
  while (awkward_machine_get_n_started (machine) == 0)
    g_main_context_iteration (NULL, TRUE);

  awkward_machine_release (machine);
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_cmpstr (fiber.value, ==, "hello");
  g_free (fiber.value);
}

static void
nested_wait (void)
{
  support_call_in_loop (NULL, below_a_iterated_loop);
}

static void
fiber_finish (GAsyncResult  *result,
              gpointer       user_data,
              GError       **error)
{
  g_free (smart_async_spawn_finish (result, error));
}

static gpointer
run_batch (gpointer       machine,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("fiber_start");

  for (guint i = 0; i < 5; i++)
    smart_async_batch_add (batch, fiber_start, fiber_finish, machine, NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, cancellable, error));

  return GUINT_TO_POINTER (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED));
}

static void
batch (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  gpointer n = support_fiber_run (run_batch, machine, NULL, NULL);

  g_assert_cmpuint (GPOINTER_TO_UINT (n), ==, 5);
}

/* Volatile, so that the compiler does not know the answer, and so that it is a double: a register of the x87 has more
 * digits.
 */
static double
divide (void)
{
  volatile double one = 1;
  volatile double three = 3;
  volatile double third = one / three;

  return third;
}

static gpointer
round_upwards (gpointer       before,
               GCancellable  *cancellable,
               GError       **error)
{
  double upwards;

  g_assert_cmpint (fesetround (FE_UPWARD), ==, 0);
  upwards = divide ();
  g_assert_true (upwards > *(double *) before);
  g_assert_true (smart_async_sleep (1, NULL, NULL));
  g_assert_true (divide () == upwards);

  return NULL;
}

static void
rounding (void)
{
  double before = divide ();
  SupportFiber fiber;

  support_fiber_spawn (&fiber, round_upwards, &before, NULL);
  while (!fiber.is_done)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_true (divide () == before);
    }
}

static gpointer
divide_again (gpointer       upwards,
              GCancellable  *cancellable,
              GError       **error)
{
  g_assert_true (divide () == *(double *) upwards);

  return NULL;
}

/* As what a callback does there. */
static void
rounding_of_thread (void)
{
  double upwards;
  SupportFiber fiber;

  g_assert_cmpint (fesetround (FE_UPWARD), ==, 0);
  upwards = divide ();
  support_fiber_spawn (&fiber, divide_again, &upwards, NULL);
  support_iterate_until (NULL, &fiber.is_done);
  g_assert_cmpint (fesetround (FE_TONEAREST), ==, 0);
  g_assert_true (upwards > divide ());
}

static void
free_cb (gpointer user_data)
{
  int *step = user_data;

  g_assert_cmpint (*step, ==, 0);
  *step = 1;
}

static void
freed_before_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  int *step = user_data;

  g_assert_null (smart_async_spawn_finish (result, NULL));
  g_assert_cmpint (*step, ==, 1);
  *step = 2;
}

static void
destroy (void)
{
  int step = 0;

  smart_async_spawn (assert_nothing_pushed, &step, free_cb, NULL, freed_before_cb, &step);
  while (step != 2)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/fiber/it-begins-later-and-its-value-comes-through", empty);
  test_child_add_func ("/smartasync/fiber/every-completion-resumes-it", every_completion);
  test_child_add_func ("/smartasync/fiber/an-error-comes-through-unchanged", error_travels);
  test_child_add_func ("/smartasync/fiber/fibers-end-in-any-order", any_order);
  test_child_add_func ("/smartasync/fiber/the-situation-is-seen", situation);
  test_child_add_func ("/smartasync/fiber/it-runs-on-the-context-it-was-spawned-on", context_of_spawn);
  test_child_add_func ("/smartasync/fiber/the-policy-private-waits-privately", privately);
  test_child_add_func ("/smartasync/fiber/what-it-pushes-is-its-own", scopes);
  test_child_add_func ("/smartasync/fiber/fibers-spawn-fibers", fibers_of_fibers);
  test_child_add_func ("/smartasync/fiber/many-threads-have-fibers", many_threads);
  test_child_add_func ("/smartasync/fiber/another-thread-may-run-its-context-later", other_thread);
  test_child_add_func ("/smartasync/fiber/another-thread-may-run-it-inside-a-start-function",
                       other_thread_inside_start);
  test_child_add_func ("/smartasync/fiber/a-twin-waits-for-a-fiber-in-every-situation", twin_of_fiber);
  test_child_add_func ("/smartasync/fiber/a-loop-inside-it-is-not-suspended", nested_loop);
  test_child_add_func ("/smartasync/fiber/a-call-on-another-context-waits-there", pushed_context);
  test_child_add_func ("/smartasync/fiber/it-outlives-the-nested-wait-it-began-in", nested_wait);
  test_child_add_func ("/smartasync/fiber/a-batch-suspends-it", batch);
  /* valgrind computes to the nearest, whatever the mode. */
  if (!support_is_under_valgrind ())
    {
      test_child_add_func ("/smartasync/fiber/the-mode-of-rounding-is-its-own", rounding);
      test_child_add_func ("/smartasync/fiber/it-begins-with-the-mode-of-rounding-of-its-thread", rounding_of_thread);
    }
  test_child_add_func ("/smartasync/fiber/its-data-is-freed-once-before-the-callback", destroy);

  return g_test_run ();
}
