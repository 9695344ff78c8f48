/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that are begun and started by hand, in every situation but fibers, which have a test of their own.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "support.h"

typedef struct
{
  AwkwardMachine *machine;  /* owned */
  SmartAsyncCall *call;
} Echo;

static Echo
begin_echo (AwkwardMoment  moment,
            const char    *text,
            GCancellable  *cancellable)
{
  Echo self = { awkward_machine_new (moment, AWKWARD_OUTCOME_VALUE), NULL };
  g_autoptr (GError) error = NULL;

  self.call = smart_async_call_begin ("echo", SMART_ASYNC_OPERATION_NONE, cancellable, &error);
  g_assert_no_error (error);
  awkward_machine_echo_async (self.machine, text, smart_async_call_get_cancellable (self.call),
                              smart_async_call_ready, self.call);

  return self;
}

static char *
await_echo (Echo     self,
            GError **error)
{
  g_autoptr (GAsyncResult) result = smart_async_await (self.call, error);
  char *text = result != NULL ? awkward_machine_echo_finish (self.machine, result, error) : NULL;

  g_object_unref (self.machine);

  return text;
}

static void
assert_echo (Echo        self,
             const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = await_echo (self, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

/* What is done in each situation; it leaves the thread-default context as it was. */

static const AwkwardMoment moments[] = {
  AWKWARD_MOMENT_AT_ONCE, AWKWARD_MOMENT_IN_IDLE, AWKWARD_MOMENT_IN_TASK_THREAD, AWKWARD_MOMENT_IN_FOREIGN_THREAD,
};

static void
await_in_order (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  Echo echoes[G_N_ELEMENTS (moments)];

  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    echoes[i] = begin_echo (moments[i], "one of several", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    assert_echo (echoes[i], "one of several");

  g_assert_true (g_main_context_get_thread_default () == before);
}

static void
await_in_reverse (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  Echo first = begin_echo (AWKWARD_MOMENT_IN_IDLE, "first", NULL);
  Echo second = begin_echo (AWKWARD_MOMENT_IN_TASK_THREAD, "second", NULL);

  assert_echo (second, "second");
  assert_echo (first, "first");
  g_assert_true (g_main_context_get_thread_default () == before);
}

/* A twin between the two, which waits where the call was begun. */
static void
await_around_a_call (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  Echo around = begin_echo (AWKWARD_MOMENT_IN_IDLE, "around", NULL);
  g_autofree char *text = awkward_machine_echo_sync (machine, "inside", NULL, NULL);

  g_assert_cmpstr (text, ==, "inside");
  assert_echo (around, "around");
  g_assert_true (g_main_context_get_thread_default () == before);
}

static void
await_any_of_them (void)
{
  Echo never = begin_echo (AWKWARD_MOMENT_WHEN_CANCELLED, "never", NULL);
  Echo soon = begin_echo (AWKWARD_MOMENT_IN_TASK_THREAD, "soon", NULL);
  Echo foreign = begin_echo (AWKWARD_MOMENT_IN_FOREIGN_THREAD, "foreign", NULL);
  SmartAsyncCall *calls[] = { never.call, soon.call, foreign.call };
  guint n_done = 0;

  while (n_done < 2)
    {
      guint i = smart_async_await_any (calls, G_N_ELEMENTS (calls));

      g_assert_cmpuint (i, >=, 1);
      assert_echo (i == 1 ? soon : foreign, i == 1 ? "soon" : "foreign");
      calls[i] = NULL;
      n_done++;
    }

  smart_async_call_abandon (never.call);
  g_object_unref (never.machine);
}

static void
assert_fails (Echo   self,
              GQuark domain,
              int    code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (await_echo (self, &error));
  g_assert_error (error, domain, code);
}

static void
limits_hold (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GMainContext *before = g_main_context_get_thread_default ();
  Echo cancelled = begin_echo (AWKWARD_MOMENT_WHEN_CANCELLED, "hello", cancellable);
  Echo late;

  smart_async_push_timeout (20);
  late = begin_echo (AWKWARD_MOMENT_WHEN_CANCELLED, "hello", NULL);
  smart_async_pop_timeout ();

  g_assert_cmpuint (smart_async_await_any (&late.call, 1), ==, 0);
  assert_fails (late, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_cancellable_cancel (cancellable);
  assert_fails (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_main_context_get_thread_default () == before);
}

typedef struct
{
  const char  *name;
  SupportFunc  func;
} Scenario;

static const Scenario scenarios[] = {
  { "in-the-order-in-which-they-were-begun", await_in_order },
  { "in-the-other-order", await_in_reverse },
  { "around-a-twin", await_around_a_call },
  { "any-of-them", await_any_of_them },
  { "limits-hold", limits_hold },
};

/* Situations */

static void
own_context (gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  ((const Scenario *) data)->func ();
  g_main_context_pop_thread_default (context);
}

static void
no_loop (gconstpointer data)
{
  ((const Scenario *) data)->func ();
}

static void
own_loop (gconstpointer data)
{
  support_call_in_loop (NULL, ((const Scenario *) data)->func);
}

static void
worker (gconstpointer data)
{
  support_call_in_thread (((const Scenario *) data)->func);
}

static void
private_in_loop (gconstpointer data)
{
  smart_async_set_default_policy (SMART_ASYNC_POLICY_PRIVATE);
  own_loop (data);
}

static void
forward_without_loop (gconstpointer data)
{
  smart_async_set_default_policy (SMART_ASYNC_POLICY_FORWARD);
  no_loop (data);
}

static const struct
{
  const char    *name;
  GTestDataFunc  func;
} situations[] = {
  { "without-a-loop", no_loop },
  { "on-a-context-of-its-own", own_context },
  { "in-a-loop", own_loop },
  { "in-a-worker", worker },
  { "privately-in-a-loop", private_in_loop },
  { "under-forward-without-a-loop", forward_without_loop },
};

/* What can't be */

static void
not_in_another_thread (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);
  g_autoptr (GError) error = NULL;

  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  g_assert_null (smart_async_call_begin ("nowhere", SMART_ASYNC_OPERATION_NONE, NULL, &error));
  smart_async_pop_policy ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "smart_async_run()"));
  support_loop_thread_stop (loop_thread);
}

static void
refuse (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_call_begin ("refused", SMART_ASYNC_OPERATION_NONE, NULL, &error));
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
}

static void
not_under_refuse (void)
{
  smart_async_set_default_policy (SMART_ASYNC_POLICY_REFUSE);
  support_call_in_loop (NULL, refuse);
}

/* Nothing of the application runs, as in a private call; but what the operation itself has put there. */

static gboolean
fail_cb (gpointer user_data)
{
  g_assert_not_reached ();
}

static void
others_rest (void)
{
  guint id = g_idle_add_full (G_PRIORITY_HIGH, fail_cb, NULL, NULL);

  await_in_order ();
  g_source_remove (id);
}

static void
newcomers_run (void)
{
  assert_echo (begin_echo (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT, "from the default context", NULL),
               "from the default context");
}

/* A private call owns the default context after a while. Calls that are begun privately inside it look at that
 * instead.
 */
static gboolean
await_when_owned_cb (gpointer call)
{
  if (!g_main_context_is_owner (g_main_context_default ()))
    return G_SOURCE_CONTINUE;

  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  newcomers_run ();
  smart_async_pop_policy ();
  support_complete_call (call);

  return G_SOURCE_REMOVE;
}

static void
await_when_owned_start (SmartAsyncCall *call,
                        gpointer        user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (10);

  g_source_set_callback (source, await_when_owned_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
newcomers_run_inside (void)
{
  static const SmartAsyncOperation operation = { "outer_sync", await_when_owned_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

static void
glimpse_finish (GAsyncResult  *result,
                gpointer       user_data,
                GError       **error)
{
  char **text = user_data;
  g_autoptr (GObject) machine = g_async_result_get_source_object (result);

  *text = awkward_machine_glimpse_finish (AWKWARD_MACHINE (machine), result, NULL, error);
}

static void
finished_inside (void)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_IN_IDLE, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  SmartAsyncCall *call = smart_async_call_begin ("glimpse", SMART_ASYNC_OPERATION_NONE, NULL, &error);

  smart_async_call_set_finish (call, glimpse_finish, &text);
  awkward_machine_glimpse_async (machine, "fleeting", NULL, smart_async_call_ready, call);
  result = smart_async_await (call, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_assert_cmpstr (text, ==, "fleeting");
}

/* At a depth where no call may wait, what was begun can't be waited for. */
static void
deep_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (AWKWARD_MOMENT_WHEN_CANCELLED, AWKWARD_OUTCOME_VALUE);
  SmartAsyncCall *read = smart_async_call_begin ("read", SMART_ASYNC_OPERATION_CALLER_MEMORY, NULL, NULL);
  g_autoptr (GError) error = NULL;

  awkward_machine_echo_async (machine, "hello", smart_async_call_get_cancellable (read), smart_async_call_ready, read);
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_MESSAGE, "read: *memory of the caller*");
  g_assert_null (smart_async_await (read, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_TOO_DEEP);
  support_complete_call (call);
}

static void
too_deep (void)
{
  static const SmartAsyncOperation operation = { "deep_sync", deep_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *dump = NULL;

  smart_async_set_max_depth (1);
  result = smart_async_run (&operation, NULL, NULL, NULL);
  g_assert_nonnull (result);

  for (guint i = 0; i < 10; i++)
    support_iterate_until_idle (NULL);
  dump = smart_async_dump ();
  g_assert_cmpstr (dump, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (situations); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (scenarios); j++)
        {
          g_autofree char *path = g_strdup_printf ("/smartasync/await/%s/%s", situations[i].name, scenarios[j].name);

          test_child_add (path, situations[i].func, &scenarios[j]);
        }
    }

  test_child_add_func ("/smartasync/await/not-where-another-thread-would-have-to-start-it", not_in_another_thread);
  test_child_add_func ("/smartasync/await/not-under-refuse", not_under_refuse);
  test_child_add_func ("/smartasync/await/others-rest", others_rest);
  test_child_add_func ("/smartasync/await/what-completes-on-the-default-context-completes", newcomers_run);
  test_child_add_func ("/smartasync/await/and-so-it-does-inside-a-call-that-owns-that", newcomers_run_inside);
  test_child_add_func ("/smartasync/await/finished-inside-the-callback", finished_inside);
  test_child_add_func ("/smartasync/await/what-can-t-be-waited-for-is-cancelled", too_deep);

  return g_test_run ();
}
