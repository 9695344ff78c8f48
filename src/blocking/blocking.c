/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs functions that block in threads, and hands what they give back to where they were called.
 */

#include "blocking/job.h"

static GMutex smart_async_blocking_lock;      /* protects the next two, and the state of each job */
static GHashTable *smart_async_job_queues;    /* queue → GQueue of jobs that wait; there while one runs */
static GHashTable *smart_async_reported;      /* set of names of functions whose leftovers were reported */

static void
smart_async_job_free (gpointer data)
{
  SmartAsyncJob *job = (SmartAsyncJob *) data;

  if (job->has_results && job->blocking->free_results != NULL)
    job->blocking->free_results (job->args);
  if (job->blocking->free_args != NULL)
    job->blocking->free_args (job->args);
  else
    g_free (job->args);
  g_clear_error (&job->error);
  g_free (job);
}

/* Called in the caller's context, once. */
static void
smart_async_job_drop_arguments (SmartAsyncJob *job)
{
  if (job->cancelled != NULL)
    {
      g_source_destroy (job->cancelled);
      g_source_unref (job->cancelled);
      job->cancelled = NULL;
    }
  if (job->blocking->free_arguments != NULL)
    job->blocking->free_arguments (job->args);
}

/* A function that subscribes to something may find that nothing is delivered, as nobody iterates the context of its job
 * any more. What has taken no reference to it is gone with it, and was the function's own affair.
 */
static void
smart_async_job_report_leftover (SmartAsyncJob *job)
{
  const char *name = job->blocking->name;
  gboolean is_new;

  if (!g_atomic_int_get (&job->left_something))
    return;

  g_mutex_lock (&smart_async_blocking_lock);
  if (smart_async_reported == NULL)
    smart_async_reported = g_hash_table_new (g_str_hash, g_str_equal);
  is_new = g_hash_table_add (smart_async_reported, (gpointer) g_intern_string (name));
  g_mutex_unlock (&smart_async_blocking_lock);

  if (is_new)
    g_warning ("%s: the function has left something on the main context that was thread-default while it ran, such as a "
               "subscription, and which nobody iterates: nothing will come of it. thread-context=none in the "
               "configuration of the generator lets it use the global default context", name);
}

/* The function has ended. Called in the caller's context, once, while none of its callbacks is being called. */
void
smart_async_job_end (SmartAsyncJob *job)
{
  GTask *task = job->task;

  smart_async_job_report_leftover (job);
  smart_async_job_drop_arguments (job);
  if (!job->is_returned)
    {
      job->is_returned = TRUE;
      if (job->error != NULL)
        {
          g_task_return_error (task, job->error);
          job->error = NULL;
        }
      else
        {
          g_task_return_boolean (task, TRUE);
        }
    }
  g_object_unref (task);
}

static gboolean
smart_async_job_done_cb (gpointer data)
{
  SmartAsyncJob *job = (SmartAsyncJob *) data;

  job->has_ended = TRUE;
  if (job->n_calling == 0)
    smart_async_job_end (job);

  return G_SOURCE_REMOVE;
}

static void
smart_async_job_hand_back (SmartAsyncJob *job)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, smart_async_job_done_cb, job, NULL);
  g_source_set_name (source, job->blocking->name);
  g_source_attach (source, g_task_get_context (job->task));
  g_source_unref (source);
}

/* A source that is never ready is destroyed with its context, and so tells whether that is still referred to. */
static GSource *
smart_async_sentinel_new (void)
{
  static GSourceFuncs functions = { NULL, NULL, NULL, NULL, NULL, NULL };
  GSource *source = g_source_new (&functions, sizeof (GSource));

  g_source_set_name (source, "end of a job");

  return source;
}

/* The main context of a job: what is ready there when the function returns is dispatched. Each iteration dispatches
 * something, or nothing is ready. The identifier of a source is the number of those that the context has had, so that
 * there are enough iterations for each that the function has left, even if one of them is ready for ever.
 */
static void
smart_async_job_run_with_context (SmartAsyncJob *job,
                                  GCancellable  *cancellable)
{
  GMainContext *context = g_main_context_new ();
  GSource *sentinel = smart_async_sentinel_new ();
  guint n_sources;

  g_main_context_push_thread_default (context);
  job->blocking->run (job->args, cancellable, &job->error);
  n_sources = g_source_attach (sentinel, context);
  for (guint i = 1; i < n_sources && g_main_context_iteration (context, FALSE); i++)
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);

  g_atomic_int_set (&job->left_something, !g_source_is_destroyed (sentinel));
  g_source_unref (sentinel);
}

static void smart_async_job_push (SmartAsyncJob *job);

/* Starts the next of the queue, before the caller gets to know that this one has ended. */
static void
smart_async_job_leave_queue (SmartAsyncJob *job)
{
  SmartAsyncJob *next;

  if (job->queue == NULL)
    return;

  g_mutex_lock (&smart_async_blocking_lock);
  next = (SmartAsyncJob *) g_queue_pop_head ((GQueue *) g_hash_table_lookup (smart_async_job_queues, job->queue));
  if (next != NULL)
    next->state = SMART_ASYNC_JOB_RUNS;
  else
    g_hash_table_remove (smart_async_job_queues, job->queue);
  g_mutex_unlock (&smart_async_blocking_lock);

  if (next != NULL)
    smart_async_job_push (next);
}

static void
smart_async_job_thread (gpointer data,
                        gpointer pool G_GNUC_UNUSED)
{
  SmartAsyncJob *job = (SmartAsyncJob *) data;
  GCancellable *cancellable = (job->blocking->flags & SMART_ASYNC_BLOCKING_CANCELLABLE) != 0
                              ? g_task_get_cancellable (job->task) : NULL;

  if ((job->blocking->flags & SMART_ASYNC_BLOCKING_NO_CONTEXT) != 0)
    job->blocking->run (job->args, cancellable, &job->error);
  else
    smart_async_job_run_with_context (job, cancellable);
  job->has_results = job->error == NULL;

  smart_async_job_leave_queue (job);
  smart_async_job_hand_back (job);
}

/* These functions may block for minutes. In the pool of GTask, of which GIO makes use for files, they would be in the
 * way; and a limit could let one job wait for ever for another one.
 */
static void
smart_async_job_push (SmartAsyncJob *job)
{
  static gsize pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize) g_thread_pool_new (smart_async_job_thread, NULL, -1, FALSE, NULL));

  g_thread_pool_push ((GThreadPool *) pool, job, NULL);
}

/* Returns whether the job can run at once. */
static gboolean
smart_async_job_enter_queue (SmartAsyncJob *job)
{
  GQueue *waiting = NULL;

  if (job->queue == NULL)
    return TRUE;

  g_mutex_lock (&smart_async_blocking_lock);
  if (smart_async_job_queues == NULL)
    smart_async_job_queues = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_queue_free);
  waiting = (GQueue *) g_hash_table_lookup (smart_async_job_queues, job->queue);
  if (waiting != NULL)
    {
      job->state = SMART_ASYNC_JOB_WAITS;
      g_queue_push_tail (waiting, job);
    }
  else
    {
      g_hash_table_insert (smart_async_job_queues, (gpointer) job->queue, g_queue_new ());
    }
  g_mutex_unlock (&smart_async_blocking_lock);

  return waiting == NULL;
}

/* Takes the job out of its queue. Returns whether it was there, and so will never run. */
static gboolean
smart_async_job_withdraw (SmartAsyncJob *job)
{
  gboolean is_waiting;

  g_mutex_lock (&smart_async_blocking_lock);
  is_waiting = job->state == SMART_ASYNC_JOB_WAITS;
  if (is_waiting)
    g_queue_remove ((GQueue *) g_hash_table_lookup (smart_async_job_queues, job->queue), job);
  g_mutex_unlock (&smart_async_blocking_lock);

  return is_waiting;
}

/* With GLib's message, even if the caller has reset the cancellable since. */
static void
smart_async_job_return_cancelled (SmartAsyncJob *job)
{
  GCancellable *cancelled = g_cancellable_new ();
  GError *error = NULL;

  g_cancellable_cancel (cancelled);
  g_cancellable_set_error_if_cancelled (cancelled, &error);
  g_object_unref (cancelled);
  job->is_returned = TRUE;
  g_task_return_error (job->task, error);
}

static gboolean
smart_async_job_cancelled_cb (GCancellable *cancellable G_GNUC_UNUSED,
                              gpointer      data)
{
  SmartAsyncJob *job = (SmartAsyncJob *) data;
  GTask *task = job->task;

  if (smart_async_job_withdraw (job))
    {
      smart_async_job_drop_arguments (job);
      smart_async_job_return_cancelled (job);
      g_object_unref (task);
    }
  else if ((job->blocking->flags & SMART_ASYNC_BLOCKING_CANCELLABLE) == 0)
    {
      smart_async_job_return_cancelled (job);
    }

  return G_SOURCE_REMOVE;
}

/* A source, as handlers of the signal run in whatever thread cancels, and with a lock of GLib's. */
static void
smart_async_job_watch_cancellable (SmartAsyncJob *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  if (cancellable == NULL)
    return;

  job->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_priority (job->cancelled, g_task_get_priority (job->task));
  g_source_set_callback (job->cancelled, (GSourceFunc) (void (*) (void)) smart_async_job_cancelled_cb, job, NULL);
  g_source_set_name (job->cancelled, job->blocking->name);
  g_source_attach (job->cancelled, g_task_get_context (job->task));
}

/* What a program implements, or has connected, would run in the thread. Types that bindings define have names that no
 * library's have, such as "__main__+Foo" and "Gjs_Foo".
 */
static gboolean
smart_async_blocking_is_of_library (const SmartAsyncBlocking *blocking,
                                    const char               *type_name)
{
  char **prefixes = g_strsplit (blocking->prefixes != NULL ? blocking->prefixes : "", ",", -1);
  gboolean is_known = type_name[0] == 'G' && g_ascii_isupper (type_name[1]);

  for (guint i = 0; prefixes[i] != NULL && !is_known; i++)
    is_known = g_str_has_prefix (type_name, prefixes[i]) && !g_ascii_islower (type_name[strlen (prefixes[i])]);
  g_strfreev (prefixes);

  return is_known && strchr (type_name, '+') == NULL;
}

/* The first signal of a type that has a handler, or NULL. */
static const char *
smart_async_blocking_find_signal_of (gpointer object,
                                     GType    type)
{
  guint n_ids;
  guint *ids = g_signal_list_ids (type, &n_ids);
  const char *name = NULL;

  for (guint i = 0; i < n_ids && name == NULL; i++)
    {
      if (g_signal_handler_find (object, (GSignalMatchType) (G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_UNBLOCKED), ids[i], 0,
                                 NULL, NULL, NULL) != 0)
        name = g_signal_name (ids[i]);
    }
  g_free (ids);

  return name;
}

static const char *
smart_async_blocking_find_signal (gpointer object)
{
  GType *interfaces = g_type_interfaces (G_OBJECT_TYPE (object), NULL);
  const char *name = NULL;

  for (GType type = G_OBJECT_TYPE (object); type != 0 && name == NULL; type = g_type_parent (type))
    name = smart_async_blocking_find_signal_of (object, type);
  for (guint i = 0; interfaces[i] != 0 && name == NULL; i++)
    name = smart_async_blocking_find_signal_of (object, interfaces[i]);
  g_free (interfaces);

  return name != NULL ? name : "?";
}

static void
smart_async_blocking_check_object (const SmartAsyncBlocking  *blocking,
                                   gpointer                   object,
                                   GError                   **error)
{
  const char *type_name = G_OBJECT_TYPE_NAME (object);

  if (!smart_async_blocking_is_of_library (blocking, type_name))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 "%s: %s is a type of the program, and what it implements would run in another thread",
                 blocking->name, type_name);
  else if (g_signal_handler_find (object, G_SIGNAL_MATCH_UNBLOCKED, 0, 0, NULL, NULL, NULL) != 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 "%s: a handler of the signal \"%s\" of %s would run in another thread; disconnect or block it",
                 blocking->name, smart_async_blocking_find_signal (object), type_name);
}

/* The first object that can't be used in another thread sets the error. */
typedef struct
{
  const SmartAsyncBlocking *blocking;
  GError                   *error;
} SmartAsyncObjectCheck;

static void
smart_async_blocking_check_cb (gpointer object,
                               gpointer data)
{
  SmartAsyncObjectCheck *check = (SmartAsyncObjectCheck *) data;

  if (object != NULL && check->error == NULL)
    smart_async_blocking_check_object (check->blocking, object, &check->error);
}

static GError *
smart_async_blocking_check (const SmartAsyncBlocking *blocking,
                            gpointer                  args,
                            gconstpointer             queue)
{
  SmartAsyncObjectCheck check = { blocking, NULL };

  if (smart_async_job_is_answering (queue))
    return g_error_new (G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK,
                        "%s: it would wait for a function that waits for what this callback returns", blocking->name);

  for (gsize i = 0; i < blocking->n_objects; i++)
    smart_async_blocking_check_cb (G_STRUCT_MEMBER (gpointer, args, blocking->objects[i]), &check);
  if (blocking->each_object != NULL)
    blocking->each_object (args, smart_async_blocking_check_cb, &check);

  return check.error;
}

static SmartAsyncJob *
smart_async_job_new (const SmartAsyncBlocking *blocking,
                     GTask                    *task,
                     gpointer                  args,
                     gconstpointer             queue)
{
  SmartAsyncJob *job = g_new0 (SmartAsyncJob, 1);

  job->blocking = blocking;
  job->task = task;
  job->args = args;
  job->queue = queue;
  job->state = SMART_ASYNC_JOB_RUNS;
  if ((blocking->flags & SMART_ASYNC_BLOCKING_CALLBACKS) != 0)
    *(SmartAsyncJob **) args = job;
  g_task_set_task_data (task, job, smart_async_job_free);

  return job;
}

/**
 * smart_async_blocking_start: (skip)
 * @blocking: the function that blocks
 * @args: (transfer full): its arguments, and room for what it gives
 * @source_object: (type GObject.Object) (nullable): the source object of the result
 * @queue: (nullable): any address: functions that are started with the same one run one after another; %NULL runs the
 *   function beside all others
 * @io_priority: priority of what is dispatched in the caller's context
 * @cancellable: (nullable): cancels the operation
 * @callback: (nullable) (scope async): called when the function has returned, in the caller's main context
 * @user_data: given to @callback
 *
 * Runs a function that blocks in a thread, as the asynchronous half of a pair.
 *
 * The thread is one of a pool of this library, never one of [class@Gio.Task]. While the function runs, a main context
 * of its own is thread-default there. Arguments, callbacks and results are freed in the caller's main context.
 *
 * If @cancellable is cancelled before the function runs, or if the function can't be cancelled, the operation fails at
 * once with %G_IO_ERROR_CANCELLED. In the second case, the function runs to its end, and what it gives is freed. A
 * function that can be cancelled returns by itself.
 *
 * The operation fails with %G_IO_ERROR_NOT_SUPPORTED if an object that the function uses is of a type of the
 * program's, or has handlers of signals: these would be called in the thread. It fails with
 * %G_IO_ERROR_WOULD_BLOCK if a function with the same @queue waits for what a callback returns that calls this: see
 * `smart_async_blocking_ask()`.
 *
 * Since: 0.9
 */
void
smart_async_blocking_start (const SmartAsyncBlocking *blocking,
                            gpointer                  args,
                            gpointer                  source_object,
                            gconstpointer             queue,
                            int                       io_priority,
                            GCancellable             *cancellable,
                            GAsyncReadyCallback       callback,
                            gpointer                  user_data)
{
  GTask *task = g_task_new (source_object, cancellable, callback, user_data);
  SmartAsyncJob *job = smart_async_job_new (blocking, task, args, queue);
  GError *error = NULL;

  g_task_set_source_tag (task, (gpointer) blocking);
  g_task_set_name (task, blocking->name);
  g_task_set_priority (task, io_priority);
  g_task_set_check_cancellable (task, FALSE);

  if (!g_cancellable_set_error_if_cancelled (cancellable, &error))
    error = smart_async_blocking_check (blocking, args, queue);
  if (error != NULL)
    {
      smart_async_job_drop_arguments (job);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  smart_async_job_watch_cancellable (job);
  if (smart_async_job_enter_queue (job))
    smart_async_job_push (job);
}

/**
 * smart_async_blocking_finish: (skip)
 * @blocking: the function that blocks
 * @source_object: (type GObject.Object) (nullable): the source object that it was given; %NULL does not ask for it
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what `smart_async_blocking_start()` has started.
 *
 * What the function gave may be taken out of the struct once, if its member is set to %NULL for that.
 *
 * Returns: (nullable) (transfer none): the struct of the arguments, which lives as long as @result; %NULL with
 *   @error set if the operation has failed
 *
 * Since: 0.9
 */
gpointer
smart_async_blocking_finish (const SmartAsyncBlocking  *blocking,
                             gpointer                   source_object,
                             GAsyncResult              *result,
                             GError                   **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (source_object == NULL || g_task_is_valid (result, source_object), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer) blocking), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return ((SmartAsyncJob *) g_task_get_task_data (G_TASK (result)))->args;
}
