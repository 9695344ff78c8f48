/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls inside callbacks of calls.
 */

#include <smartasync/smartasync.h>

#include "awkward-sync.h"
#include "child.h"
#include "complete.h"
#include "support.h"

/* An operation whose callback, before it completes the call, makes the next call. */
typedef struct
{
  guint    depth;         /* of this call, from 1 */
  guint    deepest;       /* how deep to go */
  GError **error;         /* of the innermost */
} Level;

static int call_level (Level *level);

typedef struct
{
  SmartAsyncCall *call;
  Level           level;
} Descent;

static gboolean
descend_cb (gpointer user_data)
{
  Descent *descent = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Level next = { descent->level.depth + 1, descent->level.deepest, descent->level.error };

  g_task_return_int (task, next.depth > next.deepest ? 1 : 1 + call_level (&next));
  smart_async_call_complete (descent->call, G_ASYNC_RESULT (task));

  return G_SOURCE_REMOVE;
}

static void
descend_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Descent *descent = g_new (Descent, 1);

  *descent = (Descent) { call, *(Level *) user_data };
  g_source_set_callback (source, descend_cb, descent, g_free);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/* Gives how many levels have succeeded. */
static int
call_level (Level *level)
{
  static const SmartAsyncOperation operation = { "descend_sync", descend_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, level, NULL, level->error);

  return result != NULL ? g_task_propagate_int (G_TASK (result), NULL) : 0;
}

static int
descend (guint    deepest,
         GError **error)
{
  Level level = { 1, deepest, error };
  GMainContext *before = g_main_context_get_thread_default ();
  int n_levels = call_level (&level);

  g_assert_true (g_main_context_get_thread_default () == before);

  return n_levels;
}

static void
a_hundred (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (descend (100, &error), ==, 100);
  g_assert_no_error (error);
}

static void
a_hundred_private (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  a_hundred ();
}

static void
a_hundred_in_loop (void)
{
  support_call_in_loop (NULL, a_hundred);
}

static void
too_deep (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (descend (101, &error), ==, 100);
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_TOO_DEEP);
  g_assert_true (g_str_has_prefix (error->message, "descend_sync: 100 calls"));
}

static void
limit (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (smart_async_get_max_depth (), ==, 100);
  smart_async_set_max_depth (3);
  g_assert_cmpint (descend (10, &error), ==, 3);
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_TOO_DEEP);
}

static void
refuse_inside (void)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (descend (2, &error), ==, 1);
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
}

static gboolean
set_flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* What an inner private call leaves reaches the application too. */
static void
leave_source_start (SmartAsyncCall *call,
                    gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, set_flag_cb, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_task_return_boolean (task, TRUE);
}

static void
outer_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  static const SmartAsyncOperation inner = { "inner_sync", leave_source_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&inner, user_data, NULL, NULL);

  g_assert_nonnull (result);
  smart_async_call_complete (call, result);
}

static void
leftover_of_inner (void)
{
  static const SmartAsyncOperation outer = { "outer_sync", outer_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);
  int has_fired = FALSE;
  g_autoptr (GAsyncResult) result = smart_async_run (&outer, &has_fired, NULL, NULL);

  g_assert_nonnull (result);
  g_assert_false (has_fired);
  support_iterate_until (NULL, &has_fired);
}

/* A result that is there while a call made inside has still to return. */

static SmartAsyncCall *outer_call;
static guint n_delayed;

static void
start_in_idle (GSourceFunc     func,
               SmartAsyncCall *call)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, func, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
holding_up_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  support_complete_call (g_steal_pointer (&outer_call));
  start_in_idle (support_complete_cb, call);
}

static void
call_named (const char          *name,
            SmartAsyncStartFunc  start)
{
  SmartAsyncOperation operation = { name, start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

static gboolean
call_inner_cb (gpointer user_data)
{
  outer_call = user_data;
  call_named ("inner_sync", holding_up_start);

  return G_SOURCE_REMOVE;
}

static void
delayed_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  start_in_idle (call_inner_cb, call);
}

static void
count_delayed (const char *text)
{
  g_autofree char *pattern = g_strdup_printf ("*outer_sync: its result has waited * ms for calls made inside it to "
                                              "return; so far in this thread: %u such results, * ms\n", n_delayed + 1);

  n_delayed += g_pattern_match_simple (pattern, text) ? 1 : 0;
}

static void
delayed (void)
{
  g_setenv ("SMART_ASYNC_DEBUG", "calls", TRUE);
  g_set_printerr_handler (count_delayed);

  call_named ("outer_sync", delayed_start);
  call_named ("outer_sync", delayed_start);
  g_assert_cmpuint (n_delayed, ==, 2);
}

/* A call of each kind inside a call of each kind. */
typedef struct
{
  AwkwardMoment    moment;
  SmartAsyncPolicy policy;
} Kind;

typedef struct
{
  Kind            outer;
  Kind            inner;
  AwkwardMachine *machine;   /* the outer call's */
  SmartAsyncCall *call;      /* likewise */
} Pair;

static gboolean
call_inner_kind_cb (gpointer user_data)
{
  Pair *pair = user_data;
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (pair->inner.policy);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (pair->inner.moment, AWKWARD_OUTCOME_VALUE);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = awkward_machine_echo_sync (machine, "inner", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "inner");
  awkward_machine_echo_async (pair->machine, "outer", NULL, smart_async_call_ready, pair->call);

  return G_SOURCE_REMOVE;
}

static void
outer_kind_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GSource) source = g_timeout_source_new (0);
  Pair *pair = user_data;

  pair->call = call;
  g_source_set_callback (source, call_inner_kind_cb, pair, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
run_pair (Kind outer,
          Kind inner)
{
  static const SmartAsyncOperation operation = { "outer_sync", outer_kind_start, SMART_ASYNC_OPERATION_NONE };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (outer.policy);
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (outer.moment, AWKWARD_OUTCOME_VALUE);
  Pair pair = { outer, inner, machine, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &pair, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = awkward_machine_echo_finish (machine, result, &error);
  g_assert_cmpstr (text, ==, "outer");
}

/* Under the policy private, what completes on the default context does not inside its loop. */
static gboolean
can_complete (Kind outer,
              Kind inner)
{
  return !(outer.policy == SMART_ASYNC_POLICY_FORWARD && g_main_context_get_thread_default () == NULL &&
           inner.policy == SMART_ASYNC_POLICY_PRIVATE && inner.moment == AWKWARD_MOMENT_ON_DEFAULT_CONTEXT);
}

#define N_MOMENTS (AWKWARD_MOMENT_ON_DEFAULT_CONTEXT + 1)
#define N_POLICIES (SMART_ASYNC_POLICY_FORWARD + 1)

static void
each_in_each (void)
{
  for (int i = 0; i < N_MOMENTS * N_MOMENTS * N_POLICIES * N_POLICIES; i++)
    {
      Kind outer = { i % N_MOMENTS, i / (N_MOMENTS * N_MOMENTS) % N_POLICIES };
      Kind inner = { i / N_MOMENTS % N_MOMENTS, i / (N_MOMENTS * N_MOMENTS * N_POLICIES) };

      if (can_complete (outer, inner))
        run_pair (outer, inner);
    }
}

static void
each_in_each_with_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  each_in_each ();
  g_main_context_pop_thread_default (context);
}

static void
each_in_each_beside_a_loop (void)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  each_in_each ();
  each_in_each_with_context ();
  support_loop_thread_stop (loop_thread);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/nesting/a-hundred-levels-work", a_hundred);
  test_child_add_func ("/smartasync/nesting/a-hundred-private-levels-work", a_hundred_private);
  test_child_add_func ("/smartasync/nesting/a-hundred-levels-in-a-loop-work", a_hundred_in_loop);
  test_child_add_func ("/smartasync/nesting/one-level-more-is-too-deep", too_deep);
  test_child_add_func ("/smartasync/nesting/the-limit-can-be-set", limit);
  test_child_add_func ("/smartasync/nesting/refuse-holds-inside-a-call-too", refuse_inside);
  test_child_add_func ("/smartasync/nesting/what-an-inner-call-leaves-reaches-the-application", leftover_of_inner);
  test_child_add_func ("/smartasync/nesting/every-completion-works-inside-every-call", each_in_each);
  test_child_add_func ("/smartasync/nesting/and-so-with-another-context-pushed", each_in_each_with_context);
  test_child_add_func ("/smartasync/nesting/and-so-beside-a-loop", each_in_each_beside_a_loop);
  test_child_add_func ("/smartasync/nesting/results-that-wait-for-an-inner-call-are-counted", delayed);

  return g_test_run ();
}
