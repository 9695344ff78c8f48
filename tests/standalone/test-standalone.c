/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Twins that do without the library: no runtime is in this process.
 */

#include "alone.h"

#include "child.h"

#define N_THREADS 8
#define N_ROUNDS 50

static const AwkwardMoment moments[] = {
  AWKWARD_MOMENT_AT_ONCE, AWKWARD_MOMENT_IN_IDLE, AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_MOMENT_IN_FOREIGN_THREAD,
};

static void
assert_outcomes (AwkwardMoment moment)
{
  g_autoptr (AwkwardMachine) good = alone.machine_new (moment, AWKWARD_OUTCOME_VALUE);
  g_autoptr (AwkwardMachine) empty = alone.machine_new (moment, AWKWARD_OUTCOME_NULL);
  g_autoptr (AwkwardMachine) bad = alone.machine_new (moment, AWKWARD_OUTCOME_ERROR);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = alone.echo (good, "text", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "text");
  g_assert_null (alone.echo (empty, "text", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (alone.echo (bad, "text", NULL, &error));
  g_assert_cmpint (error->code, ==, AWKWARD_ERROR_SEVEN);
  g_assert_cmpstr (error->message, ==, "text");
  g_assert_null (alone.echo (bad, "text", NULL, NULL));
}

static void
outcomes (void)
{
  GMainContext *context = g_main_context_get_thread_default ();

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    assert_outcomes (moments[i]);
  g_assert_true (g_main_context_get_thread_default () == context);
}

/* Some results are good only inside the callback. */
static void
glimpse (void)
{
  g_autoptr (AwkwardMachine) machine = alone.machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = alone.glimpse (machine, "text", &length, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "text");
  g_assert_cmpuint (length, ==, 4);
}

static void
cancelled_before (void)
{
  g_autoptr (AwkwardMachine) machine = alone.machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (alone.echo (machine, "text", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (alone.machine_n_started (machine), ==, 0);
}

static gpointer
cancel_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
cancel_elsewhere (gpointer cancellable)
{
  g_thread_join (g_thread_new ("cancel", cancel_thread, cancellable));
}

/* Not with a source of the cancellable: GLib 2.74 leaks that, if it is dispatched before the other thread is done. */
static void
cancelled_meanwhile (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (alone.visit (cancel_elsewhere, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
called_back_twice (void)
{
  g_autoptr (AwkwardMachine) machine = alone.machine_new (AWKWARD_MOMENT_TWICE, AWKWARD_OUTCOME_VALUE);
  g_autofree char *text = NULL;

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*has called back twice*");
  text = alone.echo (machine, "text", NULL, NULL);
  g_assert_cmpstr (text, ==, "text");
  assert_outcomes (AWKWARD_MOMENT_IN_IDLE);
  g_test_assert_expected_messages ();
}

static gboolean
count_cb (gpointer count)
{
  (*(int *) count)++;

  return G_SOURCE_REMOVE;
}

static void
leave_a_source (gpointer count)
{
  g_autoptr (GSource) source = g_timeout_source_new (0);

  g_source_set_callback (source, count_cb, count, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
do_nothing (gpointer data)
{
}

/* Each library has contexts of its own. */
static void
leftovers (void)
{
  int count = 0;

  g_assert_true (alone.visit (leave_a_source, &count, NULL, NULL));
  while (count == 0)
    g_assert_true (alone.visit (do_nothing, NULL, NULL, NULL));
  g_assert_cmpint (count, ==, 1);
}

/* The configuration asks for that. */
static void
leftovers_in_loop (void)
{
  int count = 0;

  g_assert_true (alone.visit_privately (leave_a_source, &count, NULL, NULL));
  g_assert_cmpint (count, ==, 0);
  while (count == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (count, ==, 1);
}

static gboolean
count_on_cb (gpointer count)
{
  (*(int *) count)++;

  return G_SOURCE_CONTINUE;
}

static void
leave_a_busy_source (gpointer count)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, count_on_cb, count, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/* What is always ready there has a lower priority than what the caller has. */
static void
busy_leftovers (void)
{
  int n_left = 0;
  int n_own = 0;

  g_assert_true (alone.visit_privately (leave_a_busy_source, &n_left, NULL, NULL));
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, count_cb, &n_own, NULL);
  while (n_left == 0 || n_own == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* On the caller's context, with the private one as its data. */
static void
leave_word_of_here (gpointer source)
{
  GMainContext *here = g_main_context_get_thread_default ();

  g_source_set_callback (source, count_cb, here, NULL);
  g_source_attach (source, NULL);
}

static void
sources_of_others (void)
{
  g_autoptr (GSource) source = g_timeout_source_new (G_MAXINT);

  g_assert_true (alone.visit_privately (leave_word_of_here, source, NULL, NULL));
  g_assert_false (g_source_is_destroyed (source));
  g_source_destroy (source);
}

static gboolean is_to_answer;

/* The callback comes where the context is about to sleep. */
static gboolean
prepare (GSource *source,
         int     *timeout)
{
  if (is_to_answer)
    {
      is_to_answer = FALSE;
      alone.answer ();
    }

  return FALSE;
}

static gboolean
check (GSource *source)
{
  return FALSE;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
attach_here (gpointer source)
{
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
called_back_while_preparing (void)
{
  static GSourceFuncs funcs = { .prepare = prepare, .check = check, .dispatch = dispatch };
  g_autoptr (GSource) source = g_source_new (&funcs, sizeof (GSource));
  g_autoptr (GError) error = NULL;

  g_assert_true (alone.visit (attach_here, source, NULL, &error));
  is_to_answer = TRUE;
  g_assert_true (alone.wait (NULL, &error));
  g_assert_no_error (error);
  g_assert_false (is_to_answer);
  g_source_destroy (source);
}

static void
call_inside (gpointer depth)
{
  if (GPOINTER_TO_INT (depth) > 0)
    g_assert_true (alone.visit (call_inside, GINT_TO_POINTER (GPOINTER_TO_INT (depth) - 1), NULL, NULL));
  else
    outcomes ();
}

static void
nested (void)
{
  call_inside (GINT_TO_POINTER (5));
  g_assert_true (alone.visit_privately (call_inside, GINT_TO_POINTER (3), NULL, NULL));
}

static gboolean
call_in_loop_cb (gpointer loop)
{
  int count = 0;
  guint id = g_idle_add_full (G_PRIORITY_HIGH, count_cb, &count, NULL);

  outcomes ();
  g_assert_cmpint (count, ==, 0);
  g_source_remove (id);
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
in_a_loop (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (call_in_loop_cb, loop);
  g_main_loop_run (loop);
}

static gpointer
work_thread (gpointer data)
{
  for (int i = 0; i < N_ROUNDS; i++)
    {
      outcomes ();
      glimpse ();
      nested ();
      cancelled_before ();
      cancelled_meanwhile ();
      leftovers ();
    }

  return NULL;
}

static void
threads (void)
{
  GThread *workers[N_THREADS];

  for (int i = 0; i < N_THREADS; i++)
    workers[i] = g_thread_new ("work", work_thread, NULL);
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (workers[i]);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *claim;
    GTestFunc   func;
  } tests[] = {
    { "results-and-errors-come-whenever-an-operation-calls-back", outcomes },
    { "results-are-looked-at-inside-the-callback", glimpse },
    { "what-is-cancelled-before-is-not-started", cancelled_before },
    { "cancelling-reaches-the-operation", cancelled_meanwhile },
    { "a-second-callback-is-ignored-with-a-critical", called_back_twice },
    { "what-is-left-is-dispatched-in-a-later-call", leftovers },
    { "what-a-private-call-leaves-is-dispatched-by-the-callers-loop", leftovers_in_loop },
    { "what-a-private-call-leaves-waits-for-sources-of-a-higher-priority", busy_leftovers },
    { "a-private-call-leaves-the-callers-own-sources-alone", sources_of_others },
    { "a-callback-from-a-prepare-function-is-noticed", called_back_while_preparing },
    { "calls-are-nested", nested },
    { "nothing-of-the-callers-loop-is-dispatched", in_a_loop },
    { "eight-threads-make-calls-of-every-kind", threads },
  };

  g_test_init (&argc, &argv, NULL);
  alone_load ();

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/smartasync/standalone/", tests[i].claim, NULL);

      test_child_add_func (path, tests[i].func);
    }

  return g_test_run ();
}
