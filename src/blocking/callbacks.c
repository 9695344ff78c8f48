/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls the callbacks of functions that block in the main context of whoever has called the function.
 */

#include "blocking/job.h"

/* A call of a callback is a source on the caller's context, with the priority of the task. What is attached there
 * later, such as the end of the function, comes later, so that callbacks are called in order, and before the task
 * returns. Once it has, as it does early if it is cancelled, they are not called any more.
 *
 * A callback that returns something is called while the thread waits. The wait ends without an answer if the operation
 * is cancelled before the callback is called, or if the source is destroyed without that.
 */
typedef enum
{
  SMART_ASYNC_JOB_CALL_UNREAD,
  SMART_ASYNC_JOB_CALL_CALLING,
  SMART_ASYNC_JOB_CALL_DONE
} SmartAsyncJobCallState;

/* Counted: the source has a reference, and what asks. The thread frees nothing that a callback was called
 * with. */
typedef struct
{
  gint                              n_references;
  SmartAsyncJob                    *job;
  const SmartAsyncBlockingCallback *callback;
  gpointer                          values;    /* owned unless something is asked; protected by the lock while unread */
  gboolean                          is_asked;
  SmartAsyncJobCallState            state;     /* protected by the lock, as the next one */
  gboolean                          is_answered;
} SmartAsyncJobCall;

/* The jobs whose callbacks a thread is calling, the innermost first. */
typedef struct _SmartAsyncAnswer SmartAsyncAnswer;
struct _SmartAsyncAnswer
{
  gconstpointer     queue;
  SmartAsyncAnswer *outer;
};

static GMutex smart_async_job_calls_lock;
static GCond smart_async_job_calls_cond;
static GPrivate smart_async_answer = G_PRIVATE_INIT (NULL);

/* Whether this thread answers what a job in the queue waits for: another one would wait for that, and the answer may
 * wait for the other one.
 */
gboolean
smart_async_job_is_answering (gconstpointer queue)
{
  SmartAsyncAnswer *answer = (SmartAsyncAnswer *) g_private_get (&smart_async_answer);

  while (answer != NULL && (queue == NULL || answer->queue != queue))
    answer = answer->outer;

  return answer != NULL;
}

/* Returns whether the call was unread. The job may be gone once it is done. */
static gboolean
smart_async_job_call_set_state (SmartAsyncJobCall      *call,
                                    SmartAsyncJobCallState  state)
{
  gboolean was_unread;

  g_mutex_lock (&smart_async_job_calls_lock);
  was_unread = call->state == SMART_ASYNC_JOB_CALL_UNREAD;
  if (was_unread || (call->state == SMART_ASYNC_JOB_CALL_CALLING && state == SMART_ASYNC_JOB_CALL_DONE))
    {
      call->job->unread = g_slist_remove (call->job->unread, call);
      call->state = state;
      g_cond_broadcast (&smart_async_job_calls_cond);
    }
  g_mutex_unlock (&smart_async_job_calls_lock);

  return was_unread;
}

static void
smart_async_job_call_unref (SmartAsyncJobCall *call)
{
  if (!g_atomic_int_dec_and_test (&call->n_references))
    return;

  if (!call->is_asked)
    call->callback->free_values (call->values);
  g_free (call);
}

/* The source is gone, with or without a call. */
static void
smart_async_job_call_drop_cb (gpointer data)
{
  SmartAsyncJobCall *call = (SmartAsyncJobCall *) data;

  smart_async_job_call_set_state (call, SMART_ASYNC_JOB_CALL_DONE);
  smart_async_job_call_unref (call);
}

static void
smart_async_job_call_callback (SmartAsyncJobCall *call)
{
  SmartAsyncJob *job = call->job;
  SmartAsyncAnswer answer = { NULL, (SmartAsyncAnswer *) g_private_get (&smart_async_answer) };

  if (call->is_asked)
    answer.queue = job->queue;
  g_private_set (&smart_async_answer, &answer);
  job->n_calling++;
  call->callback->call (job->args, call->values);
  job->n_calling--;
  g_private_set (&smart_async_answer, answer.outer);
  call->is_answered = TRUE;
}

/* What is asked after the operation was cancelled gets no answer, however fast the caller's context is. */
static gboolean
smart_async_job_call_is_wanted (SmartAsyncJobCall *call)
{
  SmartAsyncJob *job = call->job;

  return !job->is_returned && !(call->is_asked && g_cancellable_is_cancelled (g_task_get_cancellable (job->task)));
}

static gboolean
smart_async_job_call_dispatch_cb (gpointer data)
{
  SmartAsyncJobCall *call = (SmartAsyncJobCall *) data;
  SmartAsyncJob *job = call->job;

  if (smart_async_job_call_is_wanted (call) && smart_async_job_call_set_state (call, SMART_ASYNC_JOB_CALL_CALLING))
    smart_async_job_call_callback (call);
  smart_async_job_call_set_state (call, SMART_ASYNC_JOB_CALL_DONE);
  if (job->has_ended && job->n_calling == 0)
    smart_async_job_end (job);

  return G_SOURCE_REMOVE;
}

/* Takes a reference. */
static void
smart_async_job_call_attach (SmartAsyncJobCall *call)
{
  SmartAsyncJob *job = call->job;
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, smart_async_job_call_dispatch_cb, call, smart_async_job_call_drop_cb);
  g_source_set_name (source, job->blocking->name);
  g_source_attach (source, g_task_get_context (job->task));
  g_source_unref (source);
}

static SmartAsyncJobCall *
smart_async_job_call_new (const SmartAsyncBlockingCallback *callback,
                          gpointer                          args,
                          gpointer                          values)
{
  SmartAsyncJobCall *call = g_new0 (SmartAsyncJobCall, 1);

  call->n_references = 1;
  call->job = *(SmartAsyncJob **) args;
  call->callback = callback;
  call->values = values;
  call->is_asked = callback->free_values == NULL;

  return call;
}

/* Puts newer values into a call that nobody has read. Returns the older ones, or NULL if there is no such call: the
 * values of this one may be replaced then.
 */
static gpointer
smart_async_job_call_replace (SmartAsyncJobCall *call)
{
  gpointer older = NULL;

  g_mutex_lock (&smart_async_job_calls_lock);
  for (GSList *l = call->job->unread; l != NULL && older == NULL; l = l->next)
    {
      SmartAsyncJobCall *unread = (SmartAsyncJobCall *) l->data;

      if (unread->callback == call->callback)
        {
          older = unread->values;
          unread->values = call->values;
        }
    }
  if (older == NULL)
    call->job->unread = g_slist_prepend (call->job->unread, call);
  g_mutex_unlock (&smart_async_job_calls_lock);

  return older;
}

/**
 * smart_async_blocking_notify: (skip)
 * @callback: the callback
 * @args: the struct of the arguments
 * @values: (transfer full): what the callback is called with
 *
 * Calls a callback of a function that blocks, later, in the main context of the caller, unless the operation has
 * returned by then. It may be called in any thread, while the function runs.
 *
 * Since: 0.9
 */
void
smart_async_blocking_notify (const SmartAsyncBlockingCallback *callback,
                             gpointer                          args,
                             gpointer                          values)
{
  SmartAsyncJobCall *call = smart_async_job_call_new (callback, args, values);
  gpointer older = callback->coalesces ? smart_async_job_call_replace (call) : NULL;

  if (older == NULL)
    {
      smart_async_job_call_attach (call);
      return;
    }

  call->values = older;
  smart_async_job_call_unref (call);
}

static void
smart_async_job_call_closure_unref (gpointer  data,
                                    GClosure *closure G_GNUC_UNUSED)
{
  smart_async_job_call_unref ((SmartAsyncJobCall *) data);
}

static void
smart_async_job_call_cancelled_cb (GCancellable *cancellable G_GNUC_UNUSED,
                                   gpointer      data)
{
  smart_async_job_call_set_state ((SmartAsyncJobCall *) data, SMART_ASYNC_JOB_CALL_UNREAD);
}

/* A handler that is running keeps its reference, and is not waited for. */
static gulong
smart_async_job_call_watch (SmartAsyncJobCall *call,
                            GCancellable      *cancellable)
{
  if (cancellable == NULL)
    return 0;

  g_atomic_int_inc (&call->n_references);

  return g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (smart_async_job_call_cancelled_cb), call,
                                smart_async_job_call_closure_unref, (GConnectFlags) 0);
}

/* An operation that was cancelled waits for no answer that nobody has begun to give. */
static void
smart_async_job_call_wait (SmartAsyncJobCall *call)
{
  GCancellable *cancellable = g_task_get_cancellable (call->job->task);
  gulong id = smart_async_job_call_watch (call, cancellable);

  g_mutex_lock (&smart_async_job_calls_lock);
  while (call->state == SMART_ASYNC_JOB_CALL_CALLING ||
         (call->state == SMART_ASYNC_JOB_CALL_UNREAD && !g_cancellable_is_cancelled (cancellable)))
    g_cond_wait (&smart_async_job_calls_cond, &smart_async_job_calls_lock);
  call->state = SMART_ASYNC_JOB_CALL_DONE;
  g_mutex_unlock (&smart_async_job_calls_lock);

  if (id != 0)
    g_signal_handler_disconnect (cancellable, id);
}

/**
 * smart_async_blocking_ask: (skip)
 * @callback: the callback
 * @args: the struct of the arguments
 * @values: what the callback is called with, and room for what it returns
 *
 * Calls a callback of a function that blocks in the main context of the caller, and waits until it has returned. It may
 * be called in any thread, while the function runs.
 *
 * While the callback is called, functions with the same queue cannot be started there: they fail with
 * %G_IO_ERROR_WOULD_BLOCK, instead of waiting for this one.
 *
 * Returns: whether the callback was called; not if the operation was cancelled before that
 *
 * Since: 0.9
 */
gboolean
smart_async_blocking_ask (const SmartAsyncBlockingCallback *callback,
                          gpointer                          args,
                          gpointer                          values)
{
  SmartAsyncJobCall *call = smart_async_job_call_new (callback, args, values);
  gboolean is_answered;

  g_atomic_int_inc (&call->n_references);
  smart_async_job_call_attach (call);
  smart_async_job_call_wait (call);
  is_answered = call->is_answered;
  smart_async_job_call_unref (call);

  return is_answered;
}
