/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations of a batch that nobody goes on with: they are reported, unasked.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "fibers.h"
#include "support.h"

typedef struct
{
  GCancellable   *cancellable;  /* owned, nullable */
  SmartAsyncCall *call;         /* atomic */
} Operation;

/* The operations of a batch, by index. One at a time is started after those, when another one has called back. */
enum
{
  DROPS,
  HOLDS,
  CONNECTS,
  NEVER_ASKS,
  OF_BINDING,
  DROPS_LATER,
  N_OPERATIONS,
};

/* Where a batch runs. It lasts until both operations that drop their cancellable have been reported. */
typedef struct _Way Way;
struct _Way
{
  const char  *name;
  void       (*run) (Way *way);
  Operation    operations[N_OPERATIONS];
  guint        n_reported;   /* for the thread that runs the functions */
};

static void
drop_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  smart_async_call_get_cancellable (call);
  g_atomic_pointer_set (&((Operation *) user_data)->call, call);
}

static void
hold_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  Operation *operation = user_data;

  operation->cancellable = g_object_ref (smart_async_call_get_cancellable (call));
  g_atomic_pointer_set (&operation->call, call);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
}

static void
connect_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_signal_connect (smart_async_call_get_cancellable (call), "cancelled", G_CALLBACK (cancelled_cb), NULL);
  g_atomic_pointer_set (&((Operation *) user_data)->call, call);
}

static void
never_ask_start (SmartAsyncCall *call,
                 gpointer        user_data)
{
  g_atomic_pointer_set (&((Operation *) user_data)->call, call);
}

static SmartAsyncBatch *
batch_new (Way *way)
{
  static const SmartAsyncStartFunc starts[N_OPERATIONS] = {
    drop_start, hold_start, connect_start, never_ask_start, drop_start, drop_start,
  };
  SmartAsyncBatch *batch = smart_async_batch_new (way->name);

  for (guint i = 0; i < N_OPERATIONS; i++)
    {
      if (i == OF_BINDING)
        smart_async_batch_add_closures (batch, starts[i], &way->operations[i], NULL, NULL, NULL, NULL);
      else
        smart_async_batch_add (batch, starts[i], NULL, &way->operations[i], NULL);
    }
  smart_async_batch_set_max_concurrent (batch, DROPS_LATER);

  return batch;
}

static void
run_now (Way *way)
{
  g_autoptr (SmartAsyncBatch) batch = batch_new (way);
  g_autoptr (GError) error = NULL;

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, N_OPERATIONS);
  g_assert_cmpuint (way->n_reported, ==, 2);
  g_object_unref (way->operations[HOLDS].cancellable);
}

static void
run_with_limits (Way *way)
{
  g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (600 * 1000);
  g_auto (SmartAsyncWatchdogScope) watchdog = smart_async_watchdog_scope_push (600 * 1000);

  run_now (way);
}

static void
run_forwarded (Way *way)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  run_now (way);
}

static _Thread_local Way *of_loop;

static void
run_of_loop (void)
{
  run_now (of_loop);
}

static void
run_in_loop (Way *way)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  of_loop = way;
  g_main_context_push_thread_default (context);
  support_call_in_loop (context, run_of_loop);
  g_main_context_pop_thread_default (context);
}

static gpointer
run_cb (gpointer       way,
        GCancellable  *cancellable,
        GError       **error)
{
  run_now (way);

  return NULL;
}

static void
run_in_fiber (Way *way)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  support_fiber_run (run_cb, way, NULL, NULL);
  g_main_context_pop_thread_default (context);
}

static Way ways[] = {
  { "private", run_now, { { NULL, NULL } }, 0 },
  { "limits", run_with_limits, { { NULL, NULL } }, 0 },
  { "forwarded", run_forwarded, { { NULL, NULL } }, 0 },
  { "loop", run_in_loop, { { NULL, NULL } }, 0 },
  { "fiber", run_in_fiber, { { NULL, NULL } }, 0 },
};

static void
complete (Way   *way,
          guint  index)
{
  support_complete_call (g_atomic_pointer_get (&way->operations[index].call));
}

/* The second one is started when the first one has called back. The others call back when both have been reported. */
static void
report_cb (const char     *domain,
         GLogLevelFlags  level,
         const char     *message,
         gpointer        user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      Way *way = &ways[i];
      g_autofree char *expected = NULL;

      if (!g_str_has_prefix (message, way->name))
        continue;

      expected = g_strdup_printf ("%s: operation %d has not called back for * s: the operation does not hold its "
                                  "cancellable*", way->name, way->n_reported == 0 ? DROPS : DROPS_LATER);
      if (!g_pattern_match_simple (expected, message))
        g_error ("“%s” is not “%s”", message, expected);

      way->n_reported++;
      if (way->n_reported == 1)
        complete (way, DROPS);
      for (guint j = HOLDS; way->n_reported == 2 && j < N_OPERATIONS; j++)
        complete (way, j);
    }
}

static int n_done; /* atomic */

static gpointer
way_thread (gpointer way)
{
  ((Way *) way)->run (way);
  g_atomic_int_inc (&n_done);
  g_main_context_wakeup (NULL);

  return NULL;
}

/* All at the same time, as each takes seconds. */
static void
every_way (void)
{
  GThread *threads[G_N_ELEMENTS (ways)];

  /* ThreadSanitizer does not see how GLib orders threads that use a class for the first time. */
  g_type_class_unref (g_type_class_ref (SMART_ASYNC_TYPE_BATCH));
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, report_cb, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    threads[i] = g_thread_new (ways[i].name, way_thread, &ways[i]);

  while (g_atomic_int_get (&n_done) < (int) G_N_ELEMENTS (ways))
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    g_thread_join (threads[i]);
}

static void
main_thread (void)
{
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, report_cb, NULL);
  run_now (&ways[0]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/batch-forgotten/every-way-of-waiting-reports-each-once", every_way);
  test_child_add_func ("/smartasync/batch-forgotten/the-main-thread-reports-each-once", main_thread);

  return g_test_run ();
}
