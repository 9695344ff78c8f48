/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Every situation with every policy, every way to call, to complete, and every outcome.
 */

#include "child.h"
#include "fibers.h"
#include "matrix.h"
#include "support.h"

static void
call_here (SupportFunc func)
{
  func ();
}

static void
call_in_own_loop (SupportFunc func)
{
  support_call_in_loop (NULL, func);
}

static void
call_beside_a_loop (SupportFunc func)
{
  SupportLoopThread *loop_thread = support_loop_thread_start (NULL);

  func ();
  support_loop_thread_stop (loop_thread);
}

static gpointer
call_fiber (gpointer       user_data,
            GCancellable  *cancellable,
            GError       **error)
{
  SupportFunc func = (SupportFunc) user_data;

  func ();

  return NULL;
}

static void
call_in_a_fiber (SupportFunc func)
{
  support_fiber_run (call_fiber, (gpointer) func, NULL, NULL);
}

typedef struct
{
  SupportFunc  func;
  GMainLoop   *loop;
} Work;

static gpointer
work_thread (gpointer user_data)
{
  Work *work = user_data;

  work->func ();
  g_main_loop_quit (work->loop);

  return NULL;
}

static SupportFunc worker_func;

static void
work_beside_this_loop (void)
{
  Work work = { worker_func, g_main_loop_new (NULL, FALSE) };
  GThread *thread = g_thread_new ("worker", work_thread, &work);

  g_main_loop_run (work.loop);
  g_thread_join (thread);
  g_main_loop_unref (work.loop);
}

static void
call_beside_the_main_loop (SupportFunc func)
{
  worker_func = func;
  support_call_in_loop (NULL, work_beside_this_loop);
}

/* The axes. A row more is all that a new situation, policy, moment, outcome or way takes, and its rule in
 * matrix-rules.c.
 */
static const struct
{
  const char           *name;
  SmartAsyncSituation   situation;
  void                (*call) (SupportFunc func);  /* calls a function in this situation */
  gboolean              is_default_idle;           /* nobody iterates the global default context meanwhile */
} situations[] = {
  { "no-loop",    SMART_ASYNC_SITUATION_NO_LOOP,    call_here, FALSE },
  { "own-loop",   SMART_ASYNC_SITUATION_OWN_LOOP,   call_in_own_loop, FALSE },
  { "other-loop", SMART_ASYNC_SITUATION_OTHER_LOOP, call_beside_a_loop, FALSE },
  { "fiber",      SMART_ASYNC_SITUATION_FIBER,      call_in_a_fiber, FALSE },
  { "worker-beside-the-main-loop", SMART_ASYNC_SITUATION_OTHER_LOOP, call_beside_the_main_loop, FALSE },
  { "worker-beside-no-loop",       SMART_ASYNC_SITUATION_OTHER_LOOP, support_call_in_thread, TRUE },
};

static const struct
{
  const char       *name;
  SmartAsyncPolicy  policy;
} policies[] = {
  { "auto",    SMART_ASYNC_POLICY_AUTO },
  { "private", SMART_ASYNC_POLICY_PRIVATE },
  { "forward", SMART_ASYNC_POLICY_FORWARD },
  { "refuse",  SMART_ASYNC_POLICY_REFUSE },
};

static const char * const moments[N_MOMENTS] = {
  "at-once", "in-idle", "in-task-thread", "in-foreign-thread", "on-default-context",
};

static const char * const ways[N_WAYS] = { "run", "run with finish", "run with options", "begun" };

static const char * const outcomes[N_OUTCOMES] = { "value", "nothing", "error", "cancelled", "timed-out" };

static void
assert_cell (const Cell *cell)
{
  g_autofree char *expected = matrix_expect (cell);
  g_autofree char *found = matrix_run (cell);

  if (g_strcmp0 (found, expected) != 0)
    g_error ("an operation that is %s, and calls back %s with %s: %s; expected: %s", ways[cell->way],
             moments[cell->moment], outcomes[cell->outcome], found, expected);
}

/* The cells, by situation and policy: a child process for each of these pairs. */

typedef struct
{
  guint situation;
  guint policy;
} Pair;

static const Pair *current_pair;

/* Waiting in vain takes the second that an operation has to react, and is the same in all ways. */
static gboolean
is_left_out (const Cell *cell)
{
  return cell->way != RUN && matrix_cannot_call_back (cell);
}

static void
assert_cells (void)
{
  GMainContext *before = g_main_context_get_thread_default ();
  Cell cell = { situations[current_pair->situation].situation, policies[current_pair->policy].policy,
                situations[current_pair->situation].is_default_idle, 0, 0, 0 };
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (cell.policy);

  g_assert_cmpint (smart_async_detect (NULL), ==, cell.situation);

  for (cell.moment = 0; cell.moment < N_MOMENTS; cell.moment++)
    {
      for (cell.outcome = 0; cell.outcome < N_OUTCOMES; cell.outcome++)
        {
          for (cell.way = 0; cell.way < N_WAYS; cell.way++)
            {
              if (!is_left_out (&cell))
                assert_cell (&cell);
            }
        }
    }

  g_assert_true (g_main_context_get_thread_default () == before);
}

static void
test_pair (gconstpointer data)
{
  current_pair = data;
  situations[current_pair->situation].call (assert_cells);
}

static guint n_pairs;

static void
count_cells (void)
{
  g_test_message ("at most %u cells", n_pairs * N_MOMENTS * N_OUTCOMES * N_WAYS);
}

/* A call that is handed over to nobody has no end but its limits: that is for other tests. */
static gboolean
is_handed_over_to_nobody (const Pair *pair)
{
  return situations[pair->situation].is_default_idle && policies[pair->policy].policy == SMART_ASYNC_POLICY_FORWARD;
}

int
main (int   argc,
      char *argv[])
{
  static Pair pairs[G_N_ELEMENTS (situations) * G_N_ELEMENTS (policies)];

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = NULL;

      pairs[i] = (Pair) { i / G_N_ELEMENTS (policies), i % G_N_ELEMENTS (policies) };
      if (is_handed_over_to_nobody (&pairs[i]))
        continue;

      n_pairs++;
      path = g_strdup_printf ("/smartasync/matrix/%s-under-%s-does-what-the-rules-say",
                              situations[pairs[i].situation].name, policies[pairs[i].policy].name);
      test_child_add (path, test_pair, &pairs[i]);
    }
  g_test_add_func ("/smartasync/matrix/the-cells-are-counted", count_cells);

  return g_test_run ();
}
