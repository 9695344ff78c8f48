/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that can't go on, as they have returned early: a message says so, unasked.
 */

#include <smartasync/smartasync.h>

#include <string.h>

#include "child.h"
#include "complete.h"
#include "fibers.h"
#include "support.h"

/* Each way to call, with an operation that asks for its cancellable and keeps no reference. The call is completed when
 * a message has said so: without the message it lasts until the test is killed.
 */
typedef struct
{
  const char     *name;
  void          (*run) (SmartAsyncOperation *operation);
  const char     *expected;
  SmartAsyncCall *call;       /* atomic */
  int             n_messages; /* atomic */
} Way;

static void
early_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  Way *way = user_data;

  g_atomic_pointer_set (&way->call, call);
  smart_async_call_get_cancellable (call);
}

static void
unasking_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  Way *way = user_data;

  g_atomic_pointer_set (&way->call, call);
}

static Way *current (const char *name);

static void
run_now (SmartAsyncOperation *operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (operation, current (operation->name), NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static void
run_with_cancellable (SmartAsyncOperation *operation)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = smart_async_run (operation, current (operation->name), cancellable, NULL);

  g_assert_nonnull (result);
}

static void
run_with_timeout (SmartAsyncOperation *operation)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (600 * 1000);

  run_now (operation);
}

static void
run_watched (SmartAsyncOperation *operation)
{
  g_auto (SmartAsyncWatchdogScope) scope = smart_async_watchdog_scope_push (600 * 1000);

  run_now (operation);
}

static void
run_without_asking (SmartAsyncOperation *operation)
{
  operation->start = unasking_start;
  run_now (operation);
}

static gboolean
busy_cb (gpointer user_data)
{
  g_usleep (1000);

  return G_SOURCE_CONTINUE;
}

/* On a context that always has something to do. */
static void
run_on_context (SmartAsyncOperation *operation)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, busy_cb, NULL, NULL);
  g_source_attach (source, context);
  g_main_context_push_thread_default (context);
  run_now (operation);
  g_source_destroy (source);
  g_main_context_pop_thread_default (context);
}

static void
run_on_silent_context (SmartAsyncOperation *operation)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  run_now (operation);
  g_main_context_pop_thread_default (context);
}

static void
run_forwarded (SmartAsyncOperation *operation)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_FORWARD);

  run_now (operation);
}

static gpointer
call_in_fiber (gpointer       user_data,
               GCancellable  *cancellable,
               GError       **error)
{
  run_now (user_data);

  return NULL;
}

static gpointer
await_in_fiber (gpointer       user_data,
                GCancellable  *cancellable,
                GError       **error)
{
  SmartAsyncOperation *operation = user_data;
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (600 * 1000);
  SmartAsyncCall *call = smart_async_call_begin (operation->name, SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  early_start (call, current (operation->name));
  result = smart_async_await (call, NULL);
  g_assert_nonnull (result);

  return NULL;
}

static void
run_fiber (SmartAsyncFiberFunc  func,
           SmartAsyncOperation *operation)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  support_fiber_run (func, operation, NULL, NULL);
  g_main_context_pop_thread_default (context);
}

static void
run_in_fiber (SmartAsyncOperation *operation)
{
  run_fiber (call_in_fiber, operation);
}

static void
run_awaited (SmartAsyncOperation *operation)
{
  run_fiber (await_in_fiber, operation);
}

#define FORGOTTEN "*the operation does not hold its cancellable*"

static Way ways[] = {
  { "private_sync", run_now, FORGOTTEN, NULL, 0 },
  { "cancellable_sync", run_with_cancellable, FORGOTTEN, NULL, 0 },
  { "timeout_sync", run_with_timeout, FORGOTTEN, NULL, 0 },
  { "watched_sync", run_watched, FORGOTTEN, NULL, 0 },
  { "busy_sync", run_on_context, FORGOTTEN, NULL, 0 },
  { "silent_sync", run_on_silent_context, FORGOTTEN, NULL, 0 },
  { "forward_sync", run_forwarded, FORGOTTEN, NULL, 0 },
  { "fiber_sync", run_in_fiber, FORGOTTEN, NULL, 0 },
  { "await", run_awaited, FORGOTTEN, NULL, 0 },
};

/* If the operation has not even asked for its cancellable, only the main thread checks whether it has left a source. */
static Way unseen = { "unseen_sync", run_without_asking, "*nothing shows what the operation waits for*", NULL, 0 };

static Way *
current (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (g_str_equal (ways[i].name, name))
        return &ways[i];
    }

  g_assert_cmpstr (name, ==, unseen.name);

  return &unseen;
}

static void
message_cb (const char     *domain,
            GLogLevelFlags  level,
            const char     *message,
            gpointer        user_data)
{
  g_autofree char *name = g_strndup (message, strcspn (message, ":"));
  Way *way = current (name);

  if (!g_pattern_match_simple (way->expected, message))
    g_error ("“%s” is not “%s”", message, way->expected);

  g_assert_cmpint (g_atomic_int_add (&way->n_messages, 1), ==, 0);
  g_thread_unref (g_thread_new ("completer", support_complete_thread, g_atomic_pointer_get (&way->call)));
}

static int n_done; /* atomic */

static gpointer
way_thread (gpointer user_data)
{
  Way *way = user_data;
  SmartAsyncOperation operation = { way->name, early_start, SMART_ASYNC_OPERATION_NONE };

  way->run (&operation);
  g_atomic_int_inc (&n_done);
  g_main_context_wakeup (NULL);

  return NULL;
}

/* All at the same time, as each takes seconds. */
static void
every_way (void)
{
  GThread *threads[G_N_ELEMENTS (ways)];

  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, message_cb, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    threads[i] = g_thread_new (ways[i].name, way_thread, &ways[i]);

  while (g_atomic_int_get (&n_done) < (int) G_N_ELEMENTS (ways))
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpint (ways[i].n_messages, ==, 1);
    }
}

static void
main_thread (void)
{
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, message_cb, NULL);
  way_thread (&ways[0]);
  g_assert_cmpint (ways[0].n_messages, ==, 1);
}

static void
unseen_in_main_thread (void)
{
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, message_cb, NULL);
  way_thread (&unseen);
  g_assert_cmpint (unseen.n_messages, ==, 1);
}

static void
run_silent (void)
{
  way_thread (current ("silent_sync"));
}

/* Here the loop of the default context is iterated. */
static void
main_loop (void)
{
  current ("silent_sync")->run = run_now;
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, message_cb, NULL);
  support_call_in_loop (NULL, run_silent);
  g_assert_cmpint (current ("silent_sync")->n_messages, ==, 1);
}

/* One that connects to its cancellable, and so holds no reference of its own, may go on. */

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
}

static void
connected_start (SmartAsyncCall *call,
                 gpointer        user_data)
{
  g_signal_connect (smart_async_call_get_cancellable (call), "cancelled", G_CALLBACK (cancelled_cb), NULL);
  g_atomic_pointer_set ((SmartAsyncCall **) user_data, call);
}

typedef struct
{
  GCancellable   *cancellable; /* unowned, nullable */
  SmartAsyncCall *call;        /* atomic */
} Connected;

static gpointer
connected_thread (gpointer user_data)
{
  static const SmartAsyncOperation operation = { "connected_sync", connected_start, SMART_ASYNC_OPERATION_NONE };
  Connected *self = user_data;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &self->call, self->cancellable, NULL);

  g_assert_nonnull (result);

  return NULL;
}

/* When an operation that was started later has been reported, these have not. */
static void
connected (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Connected calls[] = { { NULL, NULL }, { cancellable, NULL } };
  GThread *threads[G_N_ELEMENTS (calls)];

  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, message_cb, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      threads[i] = g_thread_new ("connected", connected_thread, &calls[i]);
      while (g_atomic_pointer_get (&calls[i].call) == NULL)
        g_usleep (1000);
    }

  way_thread (&ways[0]);

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      support_complete_call (calls[i].call);
      g_thread_join (threads[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/forgotten/every-way-of-waiting-reports-it-once", every_way);
  test_child_add_func ("/smartasync/forgotten/the-main-thread-reports-it", main_thread);
  test_child_add_func ("/smartasync/forgotten/and-in-its-loop", main_loop);
  test_child_add_func ("/smartasync/forgotten/but-not-of-one-that-has-connected-to-its-cancellable", connected);
  test_child_add_func ("/smartasync/forgotten/and-where-nothing-shows-what-is-waited-for", unseen_in_main_thread);

  return g_test_run ();
}
