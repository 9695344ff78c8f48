/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Standalone twins in a process that has the library, which comes in every way.
 */

#define _GNU_SOURCE  /* RTLD_DEFAULT */

#include "alone.h"

#include <dlfcn.h>
#include <string.h>

#include "child.h"

typedef enum
{
  RUNTIME_FIRST,   /* loaded before the twins are */
  TWINS_FIRST,     /* loaded after them */
  CALL_FIRST,      /* loaded after they have been called */
} Order;

typedef struct
{
  const char *name;
  int         flags;
  Order       order;
} Way;

static const Way ways[] = {
  { "global-before", RTLD_GLOBAL, RUNTIME_FIRST },
  { "global-after", RTLD_GLOBAL, TWINS_FIRST },
  { "global-after-a-call", RTLD_GLOBAL, CALL_FIRST },
  { "local-before", RTLD_LOCAL, RUNTIME_FIRST },
  { "local-after", RTLD_LOCAL, TWINS_FIRST },
  { "local-after-a-call", RTLD_LOCAL, CALL_FIRST },
};

static const Way linked = { "linked", 0, CALL_FIRST };

static char *
echo (AwkwardMoment   moment,
      GError        **error)
{
  g_autoptr (AwkwardMachine) machine = alone.machine_new (moment, AWKWARD_OUTCOME_VALUE);

  return alone.echo (machine, "text", NULL, error);
}

static void
assert_works (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *here = echo (AWKWARD_MOMENT_IN_IDLE, &error);
  g_autofree char *elsewhere = echo (AWKWARD_MOMENT_IN_FOREIGN_THREAD, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (here, ==, "text");
  g_assert_cmpstr (elsewhere, ==, "text");
}

static void
come (const Way *way)
{
  const char *path = way == &linked ? NULL : g_getenv ("SMART_ASYNC_LIBRARY");

  if (way->order == RUNTIME_FIRST)
    runtime_load (path, way->flags);
  alone_load ();
  if (way->order == CALL_FIRST)
    assert_works ();
  if (way->order != RUNTIME_FIRST)
    runtime_load (path, way->flags);
}

/* An operation that would not end. Its callback comes when the call is over. */
static void
assert_times_out (void)
{
  g_autoptr (AwkwardMachine) machine = alone.machine_new (AWKWARD_MOMENT_WHEN_RELEASED, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;

  g_assert_null (alone.echo (machine, "text", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "awkward_machine_echo_sync"));
  alone.machine_release (machine);
}

static void
assert_timeout_holds (void)
{
  runtime.push_timeout (20);
  assert_times_out ();
  runtime.pop_timeout ();
}

static void
timeouts_hold (gconstpointer way)
{
  come (way);
  assert_timeout_holds ();
  assert_works ();
}

/* Without the library nobody would know whose it was. */
static void
late_callback (gconstpointer way)
{
  g_autoptr (AwkwardMachine) machine = NULL;
  g_autofree char *text = NULL;

  come (way);
  runtime.push_timeout (0);
  runtime.pop_timeout ();
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "awkward_machine_echo_sync: *called back*");
  machine = alone.machine_new (AWKWARD_MOMENT_TWICE, AWKWARD_OUTCOME_VALUE);
  text = alone.echo (machine, "text", NULL, NULL);
  g_assert_cmpstr (text, ==, "text");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_assert_expected_messages ();
}

static gboolean
count_cb (gpointer count)
{
  (*(int *) count)++;

  return G_SOURCE_REMOVE;
}

static void
do_nothing (gpointer data)
{
}

static gboolean
call_in_loop_cb (gpointer loop)
{
  g_autoptr (GError) error = NULL;
  int count = 0;

  runtime.push_policy (SMART_ASYNC_POLICY_REFUSE);
  g_assert_null (echo (AWKWARD_MOMENT_IN_IDLE, &error));
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, "smart-async-error-quark");
  g_clear_error (&error);
  runtime.pop_policy ();

  g_idle_add_full (G_PRIORITY_HIGH, count_cb, &count, NULL);
  g_assert_true (alone.visit_privately (do_nothing, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count, ==, 0);

  assert_works ();
  g_assert_cmpint (count, ==, 1);
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

/* The policy that is pushed, that of the process, and the one that a configuration gives a twin. */
static void
policies_hold (gconstpointer way)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  come (way);
  g_idle_add (call_in_loop_cb, loop);
  g_main_loop_run (loop);
}

static gpointer
wait_fiber (gpointer      is_done,
            GCancellable *cancellable,
            GError      **error)
{
  g_assert_true (alone.wait (NULL, error));
  *(gboolean *) is_done = TRUE;

  return NULL;
}

static gpointer
answer_fiber (gpointer      is_done,
              GCancellable *cancellable,
              GError      **error)
{
  g_assert_false (*(gboolean *) is_done);
  alone.answer ();

  return NULL;
}

/* The second one runs only if the first is suspended. */
static void
fibers_are_suspended (gconstpointer way)
{
  gboolean is_done = FALSE;

  come (way);
  runtime.spawn (wait_fiber, &is_done, NULL, NULL, NULL, NULL);
  runtime.spawn (answer_fiber, &is_done, NULL, NULL, NULL, NULL);
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
call_thread (gpointer is_over)
{
  while (!g_atomic_int_get ((int *) is_over))
    assert_works ();

  return NULL;
}

/* Each call is made by one of the two. */
static void
comes_meanwhile (gconstpointer way)
{
  int is_over = FALSE;
  GThread *threads[4];

  alone_load ();
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("call", call_thread, &is_over);
  for (int i = 0; i < 100; i++)
    assert_works ();
  runtime_load (way == &linked ? NULL : g_getenv ("SMART_ASYNC_LIBRARY"), ((const Way *) way)->flags);
  assert_timeout_holds ();
  for (int i = 0; i < 100; i++)
    assert_works ();
  g_atomic_int_set (&is_over, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static Runtime embedded;

/* A library that has the runtime in it, and shows nobody. It is used first. */
static void
load_two_runtimes (void)
{
  alone_load ();
  runtime_load_embedded ();
  embedded = runtime;
  embedded.push_timeout (20);
  embedded.pop_timeout ();
  assert_timeout_holds ();

  runtime_load (g_getenv ("SMART_ASYNC_LIBRARY"), RTLD_GLOBAL);
  g_assert_true (runtime.push_timeout != embedded.push_timeout);
}

static void
first_of_two (void)
{
  load_two_runtimes ();
  runtime.push_timeout (20);
  runtime.pop_timeout ();
  runtime = embedded;
  assert_timeout_holds ();
  assert_works ();
}

/* Whichever of them is told. */
static void
defaults_of_two (void)
{
  load_two_runtimes ();
  runtime.set_default_timeout (20);
  g_assert_cmpuint (embedded.get_timeout (), ==, 20);
  embedded.set_default_timeout (0);
  g_assert_cmpuint (runtime.get_timeout (), ==, 0);
  runtime.set_default_timeout (20);
  assert_times_out ();
}

static void
assert_type (GType       type,
             const char *name)
{
  g_assert_cmpstr (g_type_name (type), ==, name);
}

/* Introspection data has the names of the shared library's. */
static void
types_of_two (void)
{
  load_two_runtimes ();
  assert_type (runtime.batch_get_type (), "SmartAsyncBatch");
  assert_type (runtime.options_get_type (), "SmartAsyncOptions");
  assert_type (runtime.policy_get_type (), "SmartAsyncPolicy");
  assert_type (runtime.operation_flags_get_type (), "SmartAsyncOperationFlags");
  g_object_unref (g_object_new (runtime.batch_get_type (), "name", "batch", NULL));

  g_assert_cmpuint (embedded.options_get_type (), !=, runtime.options_get_type ());
  g_assert_cmpuint (embedded.policy_get_type (), !=, runtime.policy_get_type ());
  g_assert_true (g_str_has_prefix (g_type_name (embedded.batch_get_type ()), "SmartAsyncBatch-"));
  g_object_unref (g_object_new (embedded.batch_get_type (), "name", "batch", NULL));
}

static void
add (const Way *way)
{
  static const struct
  {
    const char    *claim;
    GTestDataFunc  func;
  } tests[] = {
    { "timeouts-hold", timeouts_hold },
    { "policies-hold", policies_hold },
    { "fibers-are-suspended", fibers_are_suspended },
    { "a-second-callback-is-ignored-and-named", late_callback },
    { "calls-that-threads-make-meanwhile-are-none-the-worse", comes_meanwhile },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smartasync/rendezvous/%s/%s", way->name, tests[i].claim);

      test_child_add (path, tests[i].func, way);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (dlsym (RTLD_DEFAULT, "smart_async_run") != NULL)
    {
      add (&linked);
    }
  else
    {
      for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
        add (&ways[i]);
      test_child_add_func ("/smartasync/rendezvous/of-two-runtimes-the-one-that-is-used-first-makes-the-calls",
                           first_of_two);
      test_child_add_func ("/smartasync/rendezvous/the-defaults-of-the-process-hold-for-two-runtimes", defaults_of_two);
      test_child_add_func ("/smartasync/rendezvous/two-runtimes-have-types-of-their-own", types_of_two);
    }

  return g_test_run ();
}
