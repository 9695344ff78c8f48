/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pairs of functions that block: in which threads they run, and what becomes of what they use.
 */

#include <smartasync/smartasync.h>

#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "support.h"

/* What a function that blocks is called with, and what it gives. It counts what is freed, and where. */
typedef struct
{
  GObject *object;
  char    *argument;
  char    *result;
  int     *flag;                /* waits until it is set; may be NULL */
  gboolean fails;
  gboolean ignores_cancellable;
  int      number;
} Args;

static GMutex lock;
static GCond cond;
static GThread *caller;
static int n_running;
static int most_running;
static int n_run;
static int n_arguments_freed;
static int n_results_freed;
static int n_args_freed;
static GArray *order;           /* of int: which number ran when */
static GMainContext *kept;

static void
reset (void)
{
  caller = g_thread_self ();
  most_running = n_run = n_arguments_freed = n_results_freed = n_args_freed = 0;
  g_clear_pointer (&order, g_array_unref);
  order = g_array_new (FALSE, FALSE, sizeof (int));
}

static void
set_flag (int *flag)
{
  g_mutex_lock (&lock);
  *flag = TRUE;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

static void
wait_for_flag (Args         *args,
              GCancellable *cancellable)
{
  g_mutex_lock (&lock);
  n_run++;
  n_running++;
  most_running = MAX (most_running, n_running);
  g_array_append_val (order, args->number);
  g_cond_broadcast (&cond);
  while (args->flag != NULL && !*args->flag && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&cond, &lock);
  g_mutex_unlock (&lock);
}

static void
leave (void)
{
  g_mutex_lock (&lock);
  n_running--;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

static void
cancel (GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
  g_mutex_lock (&lock);
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

/* Waits until so many functions were entered. */
static void
wait_for_runs (int n)
{
  g_mutex_lock (&lock);
  while (n_run < n)
    g_cond_wait (&cond, &lock);
  g_mutex_unlock (&lock);
}

static void
blocking_run (gpointer       data,
              GCancellable  *cancellable,
              GError       **error)
{
  Args *args = data;

  g_assert_true (g_thread_self () != caller);
  g_assert_nonnull (g_main_context_get_thread_default ());
  wait_for_flag (args, cancellable);
  if (args->fails)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "failed: %s", args->argument);
  else if (args->ignores_cancellable || !g_cancellable_set_error_if_cancelled (cancellable, error))
    args->result = g_strconcat ("got ", args->argument, NULL);
  leave ();
}

static void
blocking_free_arguments (gpointer data)
{
  Args *args = data;

  g_assert_true (g_thread_self () == caller);
  n_arguments_freed++;
  g_clear_pointer (&args->argument, g_free);
  g_clear_object (&args->object);
}

static void
blocking_free_results (gpointer data)
{
  Args *args = data;

  g_assert_true (g_thread_self () == caller);
  n_results_freed += args->result != NULL;
  g_clear_pointer (&args->result, g_free);
}

static void
blocking_free_args (gpointer data)
{
  g_assert_true (g_thread_self () == caller);
  n_args_freed++;
  g_free (data);
}

static const gsize objects[] = { G_STRUCT_OFFSET (Args, object) };

#define BLOCKING(its_name, its_run, its_flags) \
  { \
    .name = its_name, .run = its_run, .free_arguments = blocking_free_arguments, \
    .free_results = blocking_free_results, .free_args = blocking_free_args, .flags = its_flags, .prefixes = "Test", \
    .objects = objects, .n_objects = 1, \
  }

static const SmartAsyncBlocking cancellable_blocking = BLOCKING ("test_cancellable_async", blocking_run,
                                                                 SMART_ASYNC_BLOCKING_CANCELLABLE);
static const SmartAsyncBlocking plain_blocking = BLOCKING ("test_plain_async", blocking_run, SMART_ASYNC_BLOCKING_NONE);

static Args *
args_new (int *flag)
{
  Args *args = g_new0 (Args, 1);

  args->argument = g_strdup ("it");
  args->flag = flag;

  return args;
}

static void
keep_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **kept_result = user_data;

  g_assert_true (g_thread_self () == caller);
  g_assert_null (*kept_result);
  *kept_result = g_object_ref (result);
}

static void
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Iterates until so many argument structs are freed. */
static void
wait_for_freed (int n)
{
  while (n_args_freed < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_all_freed (int n)
{
  g_assert_cmpint (n_args_freed, ==, n);
  g_assert_cmpint (n_arguments_freed, ==, n);
}

static void
assert_failed (const SmartAsyncBlocking *blocking,
               GAsyncResult             *result,
               int                       code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_blocking_finish (blocking, NULL, result, &error));
  g_assert_error (error, G_IO_ERROR, code);
}

static void
test_result (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *taken = NULL;
  Args *args;

  reset ();
  smart_async_blocking_start (&plain_blocking, args_new (NULL), NULL, NULL, 7, NULL, keep_cb, &result);
  wait_for_result (&result);
  g_assert_cmpint (n_arguments_freed, ==, 1);
  g_assert_cmpint (g_task_get_priority (G_TASK (result)), ==, 7);
  g_assert_cmpstr (g_task_get_name (G_TASK (result)), ==, "test_plain_async");
  g_assert_true (g_task_get_source_tag (G_TASK (result)) == &plain_blocking);

  args = smart_async_blocking_finish (&plain_blocking, NULL, result, &error);
  g_assert_no_error (error);
  taken = g_steal_pointer (&args->result);
  g_assert_cmpstr (taken, ==, "got it");
  g_clear_object (&result);
  g_assert_cmpint (n_results_freed, ==, 0);
  assert_all_freed (1);
}

static void
test_nobody_collects (void)
{
  reset ();
  smart_async_blocking_start (&plain_blocking, args_new (NULL), NULL, NULL, 0, NULL, NULL, NULL);
  wait_for_freed (1);
  g_assert_cmpint (n_results_freed, ==, 1);
  assert_all_freed (1);
}

static void
test_error (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Args *args = args_new (NULL);

  reset ();
  args->fails = TRUE;
  smart_async_blocking_start (&plain_blocking, args, NULL, NULL, 0, NULL, keep_cb, &result);
  wait_for_result (&result);
  g_assert_null (smart_async_blocking_finish (&plain_blocking, NULL, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "failed: it");
  g_clear_object (&result);
  assert_all_freed (1);
}

static void
test_other_result (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GObject) source = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);

  reset ();
  smart_async_blocking_start (&plain_blocking, args_new (NULL), source, NULL, 0, NULL, keep_cb, &result);
  wait_for_result (&result);
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*g_task_is_valid*");
  g_assert_null (smart_async_blocking_finish (&plain_blocking, other, result, NULL));
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, "*is_tagged*");
  g_assert_null (smart_async_blocking_finish (&cancellable_blocking, source, result, NULL));
  g_test_assert_expected_messages ();
  g_assert_nonnull (smart_async_blocking_finish (&plain_blocking, source, result, NULL));
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  reset ();
  g_cancellable_cancel (cancellable);
  smart_async_blocking_start (&plain_blocking, args_new (NULL), NULL, NULL, 0, cancellable, keep_cb, &result);
  g_assert_null (result);
  wait_for_result (&result);
  assert_failed (&plain_blocking, result, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_assert_cmpint (n_run, ==, 0);
  assert_all_freed (1);
}

/* The function returns by itself, and only then does the operation. */
static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  int flag = FALSE;

  reset ();
  smart_async_blocking_start (&cancellable_blocking, args_new (&flag), NULL, NULL, 0, cancellable, keep_cb, &result);
  wait_for_runs (1);
  cancel (cancellable);
  wait_for_result (&result);
  g_assert_cmpint (n_running, ==, 0);
  assert_failed (&cancellable_blocking, result, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  assert_all_freed (1);
}

/* What is done is done. */
static void
test_cancel_too_late (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  int flag = FALSE;
  Args *args = args_new (&flag);

  reset ();
  args->ignores_cancellable = TRUE;
  smart_async_blocking_start (&cancellable_blocking, args, NULL, NULL, 0, cancellable, keep_cb, &result);
  wait_for_runs (1);
  cancel (cancellable);
  wait_for_result (&result);
  g_assert_nonnull (smart_async_blocking_finish (&cancellable_blocking, NULL, result, NULL));
}

/* The operation fails at once, while the function runs on. */
static void
test_cancel_uncancellable (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  int flag = FALSE;

  reset ();
  smart_async_blocking_start (&plain_blocking, args_new (&flag), NULL, NULL, 0, cancellable, keep_cb, &result);
  wait_for_runs (1);
  cancel (cancellable);
  wait_for_result (&result);
  g_assert_cmpint (n_running, ==, 1);
  g_assert_cmpint (n_arguments_freed, ==, 0);
  assert_failed (&plain_blocking, result, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);

  set_flag (&flag);
  wait_for_freed (1);
  g_assert_cmpint (n_results_freed, ==, 1);
  assert_all_freed (1);
}

static Args *
args_new_numbered (int *flag,
                   int  number)
{
  Args *args = args_new (flag);

  args->number = number;

  return args;
}

static void
test_queue (void)
{
  int flag = TRUE;

  reset ();
  for (int i = 0; i < 64; i++)
    smart_async_blocking_start (&plain_blocking, args_new_numbered (&flag, i), NULL, &flag, 0, NULL, NULL, NULL);
  wait_for_freed (64);
  g_assert_cmpint (most_running, ==, 1);
  for (int i = 0; i < 64; i++)
    g_assert_cmpint (g_array_index (order, int, i), ==, i);
  assert_all_freed (64);
}

/* All of them wait for each other. */
static void
test_no_queue (void)
{
  int flag = FALSE;

  reset ();
  for (int i = 0; i < 64; i++)
    smart_async_blocking_start (&plain_blocking, args_new (&flag), NULL, NULL, 0, NULL, NULL, NULL);
  wait_for_runs (64);
  set_flag (&flag);
  wait_for_freed (64);
  g_assert_cmpint (most_running, ==, 64);
}

static void
test_two_queues (void)
{
  int flag = FALSE;
  int queues[2];

  reset ();
  for (int i = 0; i < 8; i++)
    smart_async_blocking_start (&plain_blocking, args_new (&flag), NULL, &queues[i % 2], 0, NULL, NULL, NULL);
  wait_for_runs (2);
  set_flag (&flag);
  wait_for_freed (8);
  g_assert_cmpint (most_running, ==, 2);
}

/* What waits returns at once, and is never run. */
static void
test_cancel_waiting (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  int flag = FALSE;

  reset ();
  smart_async_blocking_start (&cancellable_blocking, args_new (&flag), NULL, &flag, 0, NULL, keep_cb, &first);
  smart_async_blocking_start (&cancellable_blocking, args_new (&flag), NULL, &flag, 0, cancellable, keep_cb, &second);
  wait_for_runs (1);
  cancel (cancellable);
  wait_for_result (&second);
  g_assert_null (first);
  assert_failed (&cancellable_blocking, second, G_IO_ERROR_CANCELLED);
  g_clear_object (&second);
  assert_all_freed (1);

  set_flag (&flag);
  wait_for_result (&first);
  g_clear_object (&first);
  g_assert_cmpint (n_run, ==, 1);
  assert_all_freed (2);
}

static void
test_handler (void)
{
  g_autoptr (GCancellable) object = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gulong id = g_signal_connect (object, "notify::anything", G_CALLBACK (abort), NULL);
  Args *args = args_new (NULL);

  reset ();
  args->object = G_OBJECT (g_object_ref (object));
  smart_async_blocking_start (&plain_blocking, args, NULL, NULL, 0, NULL, keep_cb, &result);
  g_assert_null (result);
  wait_for_result (&result);
  g_assert_null (smart_async_blocking_finish (&plain_blocking, NULL, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "\"notify\" of GCancellable"));
  g_clear_object (&result);
  assert_all_freed (1);

  g_signal_handler_block (object, id);
  args = args_new (NULL);
  args->object = G_OBJECT (g_object_ref (object));
  smart_async_blocking_start (&plain_blocking, args, NULL, NULL, 0, NULL, keep_cb, &result);
  wait_for_result (&result);
  g_assert_nonnull (smart_async_blocking_finish (&plain_blocking, NULL, result, NULL));
}

static gboolean
runs_with_type (const char *name)
{
  const GTypeInfo info = { .class_size = sizeof (GObjectClass), .instance_size = sizeof (GObject) };
  GType type = g_type_register_static (G_TYPE_OBJECT, name, &info, G_TYPE_FLAG_NONE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Args *args = args_new (NULL);

  args->object = g_object_new (type, NULL);
  smart_async_blocking_start (&plain_blocking, args, NULL, NULL, 0, NULL, keep_cb, &result);
  wait_for_result (&result);
  if (smart_async_blocking_finish (&plain_blocking, NULL, result, &error) != NULL)
    return TRUE;

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, name));

  return FALSE;
}

static void
test_types (void)
{
  reset ();
  g_assert_true (runs_with_type ("TestThing"));
  g_assert_true (runs_with_type ("GThing"));
  g_assert_false (runs_with_type ("Testing"));
  g_assert_false (runs_with_type ("__main__+TestThing"));
  g_assert_false (runs_with_type ("Gjs_Thing"));
  g_assert_false (runs_with_type ("GModule+Thing"));
}

static void
keeping_run (gpointer       data,
             GCancellable  *cancellable,
             GError       **error)
{
  kept = g_main_context_ref_thread_default ();
}

static gboolean
count_cb (gpointer data)
{
  g_atomic_int_inc ((int *) data);

  return G_SOURCE_REMOVE;
}

static int n_dispatched;

static void
attaching_run (gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, count_cb, &n_dispatched, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

#define N_LEFT 5000

static gboolean
continue_cb (gpointer data)
{
  g_atomic_int_inc ((int *) data);

  return G_SOURCE_CONTINUE;
}

/* The last of many sources is one that is always ready. */
static void
attaching_many_run (gpointer       data,
                    GCancellable  *cancellable,
                    GError       **error)
{
  for (guint i = 0; i < N_LEFT; i++)
    attaching_run (data, cancellable, error);
  g_source_set_callback (g_main_context_find_source_by_id (g_main_context_get_thread_default (), N_LEFT), continue_cb,
                         &n_dispatched, NULL);
}

static void
no_context_run (gpointer       data,
                GCancellable  *cancellable,
                GError       **error)
{
  g_assert_true (g_thread_self () != caller);
  g_assert_null (g_main_context_get_thread_default ());
}

static void
run_once (const SmartAsyncBlocking *blocking)
{
  reset ();
  smart_async_blocking_start (blocking, args_new (NULL), NULL, NULL, 0, NULL, NULL, NULL);
  wait_for_freed (1);
}

static void
test_leftover (void)
{
  static const SmartAsyncBlocking keeping = BLOCKING ("test_keeping_async", keeping_run, SMART_ASYNC_BLOCKING_NONE);
  static const SmartAsyncBlocking attaching = BLOCKING ("test_attaching_async", attaching_run,
                                                        SMART_ASYNC_BLOCKING_NONE);

  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_WARNING, "test_keeping_async:*thread-context=none*");
  run_once (&keeping);
  g_test_assert_expected_messages ();
  g_clear_pointer (&kept, g_main_context_unref);

  /* It is reported once. */
  run_once (&keeping);
  g_clear_pointer (&kept, g_main_context_unref);

  run_once (&attaching);
  g_assert_cmpint (g_atomic_int_get (&n_dispatched), ==, 1);
}

/* Each gets its turn, and the thread goes on. */
static void
test_many_leftovers (void)
{
  static const SmartAsyncBlocking attaching = BLOCKING ("test_attaching_many_async", attaching_many_run,
                                                        SMART_ASYNC_BLOCKING_NONE);

  n_dispatched = 0;
  run_once (&attaching);
  g_assert_cmpint (g_atomic_int_get (&n_dispatched), >=, N_LEFT);
}

static void
test_no_context (void)
{
  static const SmartAsyncBlocking without = BLOCKING ("test_without_async", no_context_run,
                                                      SMART_ASYNC_BLOCKING_NO_CONTEXT);

  run_once (&without);
}

/* A caller that never looks does not keep others of its queue from running. */
static void
test_context_that_nobody_iterates (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  int queue = 0;

  reset ();
  g_main_context_push_thread_default (context);
  smart_async_blocking_start (&plain_blocking, args_new (NULL), NULL, &queue, 0, NULL, NULL, NULL);
  g_main_context_pop_thread_default (context);
  smart_async_blocking_start (&plain_blocking, args_new (NULL), NULL, &queue, 0, NULL, keep_cb, &result);
  wait_for_result (&result);
  g_assert_cmpint (n_run, ==, 2);

  /* It is all there when it looks. */
  while (n_arguments_freed < 2)
    g_main_context_iteration (context, TRUE);
}

/* A third of them is cancelled, at any time. */
static void
test_many (void)
{
  int flag = TRUE;
  int queues[4];

  reset ();
  for (int i = 0; i < 3000; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      const SmartAsyncBlocking *blocking = i % 2 == 0 ? &plain_blocking : &cancellable_blocking;

      smart_async_blocking_start (blocking, args_new (&flag), NULL, &queues[i % 4], 0, cancellable, NULL, NULL);
      if (i % 7 == 0)
        g_main_context_iteration (NULL, FALSE);
      if (i % 3 == 0)
        cancel (cancellable);
    }
  wait_for_freed (3000);
  assert_all_freed (3000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/blocking/the-result-comes-to-the-caller-and-is-taken-once", test_result);
  test_child_add_func ("/smartasync/blocking/what-nobody-collects-is-freed", test_nobody_collects);
  test_child_add_func ("/smartasync/blocking/an-error-is-that-of-the-function", test_error);
  test_child_add_func ("/smartasync/blocking/a-result-of-something-else-is-refused", test_other_result);
  test_child_add_func ("/smartasync/blocking/cancelled-before-start-is-not-run", test_cancelled_before);
  test_child_add_func ("/smartasync/blocking/a-function-with-a-cancellable-returns-by-itself", test_cancel);
  test_child_add_func ("/smartasync/blocking/a-result-that-came-before-the-cancelling-counts", test_cancel_too_late);
  test_child_add_func ("/smartasync/blocking/without-a-cancellable-the-operation-fails-at-once",
                       test_cancel_uncancellable);
  test_child_add_func ("/smartasync/blocking/a-queue-runs-in-order-and-one-at-a-time", test_queue);
  test_child_add_func ("/smartasync/blocking/without-a-queue-all-run-at-once", test_no_queue);
  test_child_add_func ("/smartasync/blocking/queues-do-not-wait-for-each-other", test_two_queues);
  test_child_add_func ("/smartasync/blocking/what-waits-is-cancelled-at-once", test_cancel_waiting);
  test_child_add_func ("/smartasync/blocking/an-object-with-handlers-is-refused-by-their-name", test_handler);
  test_child_add_func ("/smartasync/blocking/an-object-of-the-program-type-is-refused", test_types);
  test_child_add_func ("/smartasync/blocking/what-is-left-on-the-context-is-reported", test_leftover);
  test_child_add_func ("/smartasync/blocking/all-that-is-left-on-the-context-gets-its-turn", test_many_leftovers);
  test_child_add_func ("/smartasync/blocking/the-context-of-the-thread-can-be-left-alone", test_no_context);
  test_child_add_func ("/smartasync/blocking/a-context-that-nobody-iterates-stops-nobody-else",
                       test_context_that_nobody_iterates);
  test_child_add_func ("/smartasync/blocking/thousands-are-freed-where-they-were-started", test_many);

  return g_test_run ();
}
