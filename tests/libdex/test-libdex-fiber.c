/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls that are made in a fiber of libdex suspend it.
 */

#include <smartasync/smartasync.h>

#include <libdex.h>

#include "answer.h"
#include "messages.h"

/* What the fibers of one test tell. */
typedef struct
{
  DexScheduler *scheduler;   /* unowned; where the fibers run */
  GThread      *thread;      /* the one that runs them */
  GString      *events;      /* owned */
  GCancellable *cancellable; /* owned, nullable */
  guint         depth;       /* of the loops around the fibers */
} Scene;

typedef struct
{
  Scene      *scene;
  const char *name;
} Actor;

static void
tell (Actor      *actor,
      const char *event)
{
  g_assert_true (g_thread_self () == actor->scene->thread);
  g_string_append_printf (actor->scene->events, "%s%s%s", actor->scene->events->len > 0 ? " " : "", actor->name, event);
}

static void
assert_is_in_fiber (void)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_FIBER);
}

/* An operation that calls back in an idle source. */
static gboolean
return_cb (gpointer task)
{
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
steps_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_attach_source (task, source, return_cb);
}

static gboolean
take_step (GCancellable  *cancellable,
           GError       **error)
{
  static const SmartAsyncOperation operation = { "take_step", steps_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, cancellable, error);

  return result != NULL && g_task_propagate_boolean (G_TASK (result), error);
}

static void
never_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  GTask **task = user_data;

  *task = g_task_new (NULL, smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

/* An operation that reacts to nothing, and calls back when @task returns. */
static gboolean
wait_for_task (GTask        **task,
               GCancellable  *cancellable,
               GError       **error)
{
  static const SmartAsyncOperation operation = { "wait_for_task", never_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, task, cancellable, error);

  return result != NULL && g_task_propagate_boolean (G_TASK (result), error);
}

static void
scene_clear (Scene *scene)
{
  g_string_free (scene->events, TRUE);
  g_clear_object (&scene->cancellable);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

static Scene
scene_on_main (void)
{
  return (Scene) {
    dex_scheduler_get_default (), g_thread_self (), g_string_new (NULL), g_cancellable_new (), 0,
  };
}

static DexFuture *
spawn (Actor        *actor,
       DexFiberFunc  func)
{
  return dex_scheduler_spawn (actor->scene->scheduler, 0, func, actor, NULL);
}

static void
run_until_done (DexFuture *future)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_resolved (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (dex_future_get_value (future, &error));
  g_assert_no_error (error);
}

/* Two fibers with the same function, and what they tell, in which order. */
static void
assert_two_tell (DexFiberFunc  func,
                 const char   *events)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  Actor b = { &scene, "b" };
  g_autoptr (DexFuture) first = spawn (&a, func);
  g_autoptr (DexFuture) second = spawn (&b, func);

  run_until_done (first);
  run_until_done (second);
  assert_resolved (first);
  assert_resolved (second);
  g_assert_cmpstr (scene.events->str, ==, events);
}

/* Fibers go on while others wait. */

static DexFuture *
two_steps_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;

  assert_is_in_fiber ();
  tell (actor, "1");
  g_assert_true (take_step (NULL, &error));
  g_assert_no_error (error);
  tell (actor, "2");
  assert_is_in_fiber ();
  g_assert_true (take_step (NULL, &error));
  tell (actor, "3");

  return dex_future_new_true ();
}

static void
test_overlap (void)
{
  assert_two_tell (two_steps_fiber, "a1 b1 a2 b2 a3 b3");
}

/* An operation of the start function's own. */

static void
nested_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (take_step (NULL, &error));
  g_assert_no_error (error);
  steps_start (call, NULL);
}

static DexFuture *
nested_fiber (gpointer data)
{
  static const SmartAsyncOperation operation = { "nested", nested_start, SMART_ASYNC_OPERATION_NONE };
  Actor *actor = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  tell (actor, "1");
  result = smart_async_run (&operation, NULL, NULL, &error);
  g_assert_no_error (error);
  tell (actor, "2");

  return dex_future_new_true ();
}

static void
test_start_function (void)
{
  assert_two_tell (nested_fiber, "a1 b1 a2 b2");
}

/* Calls that are begun by hand. */

static DexFuture *
begun_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *calls[3];

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      calls[i] = smart_async_call_begin ("answer", SMART_ASYNC_OPERATION_NONE, NULL, &error);
      g_assert_no_error (error);
      answer_async (smart_async_call_ready, calls[i]);
    }

  tell (actor, "1");
  for (guint n_left = G_N_ELEMENTS (calls); n_left > 0; n_left--)
    {
      guint i = smart_async_await_any (calls, G_N_ELEMENTS (calls));
      g_autoptr (GAsyncResult) result = smart_async_await (g_steal_pointer (&calls[i]), &error);

      g_assert_no_error (error);
      answer_assert (result);
    }
  tell (actor, "2");

  return dex_future_new_true ();
}

static void
test_begun (void)
{
  assert_two_tell (begun_fiber, "a1 b1 a2 b2");
}

/* A call that was begun is awaited when it has been cancelled meanwhile, and does not react. */

static DexFuture *
begun_and_cancelled_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;
  GTask *task = NULL;
  SmartAsyncCall *call;

  call = smart_async_call_begin ("never", SMART_ASYNC_OPERATION_NONE, actor->scene->cancellable, &error);
  never_start (call, &task);
  g_cancellable_cancel (actor->scene->cancellable);
  g_assert_true (take_step (NULL, NULL));
  g_assert_null (smart_async_await (call, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);

  return dex_future_new_true ();
}

static void
test_begun_and_cancelled (void)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  g_autoptr (DexFuture) future = spawn (&a, begun_and_cancelled_fiber);

  run_until_done (future);
  assert_resolved (future);
}

/* Whatever else waits. */

static gpointer
thread_func (gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  return g_thread_self ();
}

static gboolean
emit_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static void
run_batch (GError **error)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("batch");

  for (guint i = 0; i < 5; i++)
    smart_async_batch_add (batch, steps_start, NULL, NULL, NULL);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, error));
}

static DexFuture *
others_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) values = NULL;

  tell (actor, "1");
  g_assert_true (smart_async_sleep (0, NULL, &error));
  tell (actor, "2");
  g_assert_true (smart_async_sleep (10, NULL, &error));
  tell (actor, "3");
  g_idle_add (emit_cb, actor->scene->cancellable);
  values = smart_async_await_signal (G_OBJECT (actor->scene->cancellable), "cancelled", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (values);
  g_assert_true (smart_async_run_in_thread (thread_func, NULL, NULL, NULL, &error) != g_thread_self ());
  g_assert_no_error (error);
  run_batch (&error);
  g_assert_no_error (error);
  tell (actor, "4");

  return dex_future_new_true ();
}

static void
test_others (void)
{
  g_auto (Scene) scene = scene_on_main ();
  g_auto (Scene) other = scene_on_main ();
  Actor a = { &scene, "a" };
  Actor b = { &other, "b" };
  g_autoptr (DexFuture) first = spawn (&a, others_fiber);
  g_autoptr (DexFuture) second = spawn (&b, others_fiber);

  run_until_done (first);
  run_until_done (second);
  assert_resolved (first);
  assert_resolved (second);
  g_assert_cmpstr (scene.events->str, ==, "a1 a2 a3 a4");
}

/* Limits hold for the fiber that has set them, and for no other. */

static DexFuture *
limited_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;

  smart_async_push_timeout (20);
  g_assert_false (smart_async_sleep (60000, NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  tell (actor, "-timed-out");

  return dex_future_new_true ();
}

static DexFuture *
unlimited_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;

  g_assert_true (smart_async_sleep (100, NULL, &error));
  g_assert_no_error (error);
  tell (actor, "-slept");

  return dex_future_new_true ();
}

static void
test_limits (void)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  Actor b = { &scene, "b" };
  g_autoptr (DexFuture) first = spawn (&a, limited_fiber);
  g_autoptr (DexFuture) second = spawn (&b, unlimited_fiber);

  run_until_done (first);
  run_until_done (second);
  assert_resolved (first);
  assert_resolved (second);
  g_assert_nonnull (strstr (scene.events->str, "a-timed-out"));
  g_assert_nonnull (strstr (scene.events->str, "b-slept"));
}

static DexFuture *
watched_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;
  GTask *task = NULL;

  smart_async_push_watchdog (20);
  g_assert_false (wait_for_task (&task, actor->scene->cancellable, &error));
  smart_async_pop_watchdog ();
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);

  return dex_future_new_true ();
}

static void
test_watchdog (void)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  g_autoptr (DexFuture) future = spawn (&a, watched_fiber);

  run_until_done (future);
  assert_resolved (future);
}

static DexFuture *
cancelling_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;

  g_idle_add (emit_cb, actor->scene->cancellable);
  g_assert_false (smart_async_sleep (60000, actor->scene->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  return dex_future_new_true ();
}

static void
test_cancellable (void)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  g_autoptr (DexFuture) future = spawn (&a, cancelling_fiber);

  run_until_done (future);
  assert_resolved (future);
}

/* libdex cancels a fiber whose future nobody has any more. */

static DexFuture *
dropped_fiber (gpointer data)
{
  Actor *actor = data;
  g_autoptr (GError) error = NULL;
  GTask *task = NULL;

  tell (actor, "1");
  g_assert_false (wait_for_task (&task, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (task)));
  tell (actor, "2");
  g_clear_error (&error);
  g_assert_false (take_step (NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tell (actor, "3");
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);

  return dex_future_new_true ();
}

static void
test_dropped (void)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  g_autoptr (DexFuture) future = dex_future_first (spawn (&a, dropped_fiber), dex_timeout_new_msec (20), NULL);

  run_until_done (future);
  while (strcmp (scene.events->str, "a1 a2 a3") != 0)
    g_main_context_iteration (NULL, TRUE);
}

/* An operation that writes into memory of the caller is waited for in such a fiber, too. It reacts to being cancelled
 * when the loop has nothing more urgent to do; the other fibers go on meanwhile.
 */

static gboolean
return_to_cancelled_cb (gpointer task)
{
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
react_cb (GCancellable *cancellable,
          gpointer      task)
{
  g_idle_add_full (G_PRIORITY_LOW, return_to_cancelled_cb, task, g_object_unref);
}

static void
memory_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  GCancellable *cancellable = smart_async_call_get_cancellable (call);
  GTask *task = g_task_new (NULL, cancellable, smart_async_call_ready, call);

  g_task_set_check_cancellable (task, FALSE);
  g_cancellable_connect (cancellable, G_CALLBACK (react_cb), task, NULL);
}

static DexFuture *
memory_fiber (gpointer data)
{
  static const SmartAsyncOperation operation = { "fills", memory_start, SMART_ASYNC_OPERATION_CALLER_MEMORY };
  Actor *actor = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  tell (actor, "1");
  result = smart_async_run (&operation, NULL, NULL, &error);
  tell (actor, "2");

  return dex_future_new_true ();
}

static DexFuture *
steady_fiber (gpointer data)
{
  for (guint i = 0; i < 5; i++)
    g_assert_true (smart_async_sleep (10, NULL, NULL));
  tell (data, "-slept");

  return dex_future_new_true ();
}

static void
test_dropped_with_memory (void)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  Actor b = { &scene, "b" };
  g_autoptr (DexFuture) other = spawn (&b, steady_fiber);
  g_autoptr (DexFuture) future = dex_future_first (spawn (&a, memory_fiber), dex_timeout_new_msec (20), NULL);

  run_until_done (future);
  while (strstr (scene.events->str, "a2") == NULL || strstr (scene.events->str, "b-slept") == NULL)
    g_main_context_iteration (NULL, TRUE);
  run_until_done (other);
}

/* Its threads. */

static DexFuture *
pool_fiber (gpointer data)
{
  int *n_done = data;
  GThread *thread = g_thread_self ();

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GError) error = NULL;

      assert_is_in_fiber ();
      g_assert_true (take_step (NULL, &error));
      g_assert_no_error (error);
      g_assert_true (smart_async_sleep (1, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_thread_self () == thread);
      g_assert_true (smart_async_run_in_thread (thread_func, NULL, NULL, NULL, &error) != thread);
    }
  g_atomic_int_inc (n_done);

  return dex_future_new_true ();
}

static DexFuture *
await_fiber (gpointer data)
{
  GPtrArray *futures = data;

  return dex_future_allv ((DexFuture **) futures->pdata, futures->len);
}

static void
test_thread_pool (void)
{
  DexScheduler *scheduler = dex_thread_pool_scheduler_get_default ();
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr (DexFuture) all = NULL;
  int n_done = 0;

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (futures, dex_scheduler_spawn (scheduler, 0, pool_fiber, &n_done, NULL));
  all = dex_scheduler_spawn (NULL, 0, await_fiber, futures, NULL);
  run_until_done (all);
  assert_resolved (all);
  g_assert_cmpint (n_done, ==, 100);
}

/* Fibers of both libraries on one context. */

static gpointer
own_fiber (gpointer       data,
           GCancellable  *cancellable,
           GError       **error)
{
  Actor *actor = data;

  tell (actor, "1");
  g_assert_true (take_step (cancellable, error));
  tell (actor, "2");
  g_assert_true (take_step (cancellable, error));
  tell (actor, "3");

  return NULL;
}

static void
own_done_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GError) error = NULL;

  smart_async_spawn_finish (result, &error);
  g_assert_no_error (error);
  tell (data, "4");
}

static void
test_both (void)
{
  g_auto (Scene) scene = scene_on_main ();
  Actor a = { &scene, "a" };
  Actor b = { &scene, "b" };
  g_autoptr (DexFuture) future = NULL;

  smart_async_spawn (own_fiber, &a, NULL, NULL, own_done_cb, &a);
  future = spawn (&b, two_steps_fiber);
  while (dex_future_is_pending (future) || strstr (scene.events->str, "a4") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (scene.events->str, "b3"));
  assert_resolved (future);
}

/* Operations that are made with libdex themselves. */

static DexFuture *
answer_fiber (gpointer data)
{
  GError *error = NULL;

  if (!dex_await (dex_timeout_new_msec (5), &error) && !g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    return dex_future_new_for_error (error);
  g_clear_error (&error);

  return dex_future_new_for_int (42);
}

static void
dex_start (SmartAsyncCall *call,
           gpointer        user_data)
{
  g_autoptr (DexAsyncResult) result = dex_async_result_new (NULL, smart_async_call_get_cancellable (call),
                                                            smart_async_call_ready, call);

  dex_async_result_await (result, dex_scheduler_spawn (NULL, 0, answer_fiber, NULL, NULL));
}

static void
dex_finish (GAsyncResult  *result,
            gpointer       user_data,
            GError       **error)
{
  int *value = user_data;

  *value = (int) dex_async_result_propagate_int (DEX_ASYNC_RESULT (result), error);
}

static void
assert_dex_answer (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "dex_answer", dex_start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = dex_finish,
  };
  g_autoptr (GError) error = NULL;
  int value = 0;

  g_assert_true (smart_async_run_and_finish (&operation, &value, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (value, ==, 42);
}

static DexFuture *
dex_answer_fiber (gpointer data)
{
  tell (data, "1");
  assert_dex_answer ();
  tell (data, "2");

  return dex_future_new_true ();
}

static void
test_made_with_libdex (void)
{
  assert_two_tell (dex_answer_fiber, "a1 b1 a2 b2");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/libdex-fiber/others-go-on", test_overlap);
  g_test_add_func ("/libdex-fiber/start-functions-may-wait", test_start_function);
  g_test_add_func ("/libdex-fiber/begun-calls", test_begun);
  g_test_add_func ("/libdex-fiber/begun-and-cancelled", test_begun_and_cancelled);
  g_test_add_func ("/libdex-fiber/all-that-waits", test_others);
  g_test_add_func ("/libdex-fiber/limits-are-the-fiber-s", test_limits);
  g_test_add_func ("/libdex-fiber/watchdog", test_watchdog);
  g_test_add_func ("/libdex-fiber/cancellable", test_cancellable);
  g_test_add_func ("/libdex-fiber/a-fiber-that-libdex-cancels", test_dropped);
  g_test_add_func ("/libdex-fiber/a-cancelled-fiber-whose-memory-is-in-use", test_dropped_with_memory);
  g_test_add_func ("/libdex-fiber/thread-pool", test_thread_pool);
  g_test_add_func ("/libdex-fiber/beside-other-fibers", test_both);
  g_test_add_func ("/libdex-fiber/operations-made-with-libdex", test_made_with_libdex);

  return g_test_run ();
}
