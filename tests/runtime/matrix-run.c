/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The matrix's operation, which calls back in the way that a cell says, and its call.
 */

#include "matrix.h"

#include "threads.h"

typedef struct
{
  const Cell     *cell;
  GThread        *caller_thread;
  GMainContext   *caller_context;  /* the caller's thread-default one */
  GMainContext   *context;         /* where the operation was started; the private ones stay */
  SmartAsyncCall *call;
  GTask          *task;            /* owned until it is delivered */
  GCancellable   *cancellable;     /* the caller's */
  GThread        *canceller;
  Place           place;
  CellThreads     threads;
  char           *finished;        /* owned; what its finish function has given */
  int             n_uses;          /* atomic: by the caller, and by the delivery */
} Job;

static void
job_unuse (gpointer data)
{
  Job *job = data;

  if (!g_atomic_int_dec_and_test (&job->n_uses))
    return;

  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_free (job->finished);
  g_free (job);
}

static void
return_outcome (Outcome  outcome,
                GTask   *task)
{
  switch (outcome)
    {
    case VALUE:
      g_task_return_pointer (task, g_strdup ("value"), g_free);
      break;
    case NOTHING:
      g_task_return_pointer (task, NULL, NULL);
      break;
    case ERROR:
      g_task_return_new_error (task, G_FILE_ERROR, G_FILE_ERROR_ISDIR, "is a directory");
      break;
    case CANCELLED:
    case TIMED_OUT:
    default:
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "was cancelled");
    }
}

static void
note_callback (Job *job)
{
  job->threads.runs_default = support_thread_may_run_default ();
  g_atomic_pointer_set (&job->threads.caller_back, g_thread_self ());
}

static gboolean
call_back_cb (gpointer user_data)
{
  Job *job = user_data;

  /* This read orders what start() has written, as ThreadSanitizer doesn't see GLib's locks. */
  g_assert_cmpint (g_atomic_int_get (&job->n_uses), >, 0);

  note_callback (job);
  return_outcome (job->cell->outcome, job->task);
  smart_async_call_ready (NULL, G_ASYNC_RESULT (job->task), job->call);

  return G_SOURCE_REMOVE;
}

static gpointer
call_back_thread (gpointer user_data)
{
  call_back_cb (user_data);
  job_unuse (user_data);

  return NULL;
}

static gpointer
call_back_foreign_thread (gpointer user_data)
{
  Job *job = user_data;

  job->threads.foreign = g_thread_self ();

  return call_back_thread (job);
}

static void
task_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  return_outcome (GPOINTER_TO_INT (task_data), task);
}

static void
call_back_from (GMainContext *context,
                Job          *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call_back_cb, job, job_unuse);
  g_source_attach (source, context);
}

/* Here the task itself calls back, and its thread needs nothing of the job. */
static void
task_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Job *job = user_data;
  SmartAsyncCall *call = job->call;

  note_callback (job);
  job_unuse (job);
  smart_async_call_ready (source, result, call);
}

static void
deliver_in_task_thread (Job *job)
{
  g_task_set_task_data (job->task, GINT_TO_POINTER (job->cell->outcome), NULL);
  g_task_run_in_thread (job->task, task_thread);
}

static void
deliver (Job *job)
{
  job->threads.deliverer = g_thread_self ();

  switch (job->cell->moment)
    {
    case AT_ONCE:
      call_back_thread (job);
      break;
    case IN_IDLE:
      call_back_from (job->context, job);
      break;
    case IN_TASK_THREAD:
      deliver_in_task_thread (job);
      break;
    case IN_FOREIGN_THREAD:
      g_thread_unref (g_thread_new ("foreign", call_back_foreign_thread, job));
      break;
    case ON_DEFAULT_CONTEXT:
    case N_MOMENTS:
    default:
      call_back_from (NULL, job);
    }
}

static gpointer
cancel_thread (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return NULL;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  deliver (user_data);
}

static Place
find_place (Job *job)
{
  if (g_thread_self () != job->caller_thread)
    {
      /* All calls of the matrix are made on the default context. */
      g_assert_true (support_thread_may_run_default ());
      return IN_THE_OWNERS_THREAD;
    }

  return job->context == job->caller_context ? ON_THE_CALLERS_CONTEXT : ON_A_PRIVATE_CONTEXT;
}

static void
start (SmartAsyncCall *call,
       gpointer        user_data)
{
  Job *job = user_data;
  gboolean in_task_thread = job->cell->moment == IN_TASK_THREAD;

  job->context = g_main_context_get_thread_default ();
  job->place = find_place (job);
  job->call = call;
  job->threads.starter = g_thread_self ();
  job->task = g_task_new (NULL, NULL, in_task_thread ? task_cb : NULL, job);
  g_atomic_int_inc (&job->n_uses);

  if (job->cell->outcome <= ERROR)
    {
      deliver (job);
      return;
    }

  g_cancellable_connect (smart_async_call_get_cancellable (call), G_CALLBACK (cancelled_cb), job, NULL);
  if (job->cell->outcome == CANCELLED)
    job->canceller = g_thread_new ("canceller", cancel_thread, job->cancellable);
}

static char *
finish (GAsyncResult  *result,
        GError       **error)
{
  char *value = g_task_propagate_pointer (G_TASK (result), error);

  return value != NULL ? value : g_strdup ("nothing");
}

static Job *
job_new (const Cell *cell)
{
  Job *job = g_new0 (Job, 1);

  job->cell = cell;
  job->caller_thread = g_thread_self ();
  job->caller_context = g_main_context_get_thread_default ();
  job->cancellable = g_cancellable_new ();
  job->n_uses = 1;

  return job;
}

static char *
run (const SmartAsyncOperation  *operation,
     Job                        *job,
     const SmartAsyncOptions    *options,
     GError                    **error)
{
  g_autoptr (GAsyncResult) result = smart_async_run_full (operation, job, options, job->cancellable, error);

  if (result == NULL)
    return NULL;

  return job->cell->way == RUN_WITH_FINISH ? g_steal_pointer (&job->finished) : finish (result, error);
}

static void
finish_job (GAsyncResult  *result,
            gpointer       user_data,
            GError       **error)
{
  Job *job = user_data;

  g_assert_null (job->finished);
  job->finished = finish (result, error);
  if (*error != NULL)
    g_clear_pointer (&job->finished, g_free);
}

static char *
begin_and_await (Job     *job,
                 GError **error)
{
  SmartAsyncCall *call = smart_async_call_begin ("cell", SMART_ASYNC_OPERATION_NONE, job->cancellable, error);
  g_autoptr (GAsyncResult) result = NULL;

  if (call == NULL)
    return NULL;

  start (call, job);
  result = smart_async_await (call, error);

  return result != NULL ? finish (result, error) : NULL;
}

static char *
run_with_own_options (const SmartAsyncOperation  *operation,
                      Job                        *job,
                      const SmartAsyncOptions    *options,
                      GError                    **error)
{
  SmartAsyncOptions others = *options;
  g_auto (SmartAsyncOptionsScope) scope = { 0 };

  others.policy = (options->policy + 1) % (SMART_ASYNC_POLICY_REFUSE + 1);
  others.timeout_msec = 1;
  scope = smart_async_options_scope_push (&others);

  return run (operation, job, options, error);
}

static char *
call_in_way (Job     *job,
             GError **error)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "cell_sync", start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = finish_job,
  };
  static const SmartAsyncOperation plain = { "cell_sync", start, SMART_ASYNC_OPERATION_NONE };
  const Cell *cell = job->cell;
  SmartAsyncOptions options = {
    .set = SMART_ASYNC_OPTION_POLICY | SMART_ASYNC_OPTION_TIMEOUT | SMART_ASYNC_OPTION_WATCHDOG,
    .policy = cell->policy,
    .timeout_msec = cell->outcome == TIMED_OUT ? 10 : 0,
    .watchdog_msec = matrix_cannot_complete (cell) ? 10 : 0,
  };
  g_auto (SmartAsyncOptionsScope) scope = { 0 };

  if (cell->way == RUN_WITH_OPTIONS)
    return run_with_own_options (&plain, job, &options, error);

  scope = smart_async_options_scope_push (&options);
  if (cell->way == BEGUN)
    return begin_and_await (job, error);

  return run (cell->way == RUN_WITH_FINISH ? &operation.operation : &plain, job, NULL, error);
}

char *
matrix_run (const Cell *cell)
{
  Job *job = job_new (cell);
  g_autoptr (GError) error = NULL;
  g_autofree char *outcome = call_in_way (job, &error);
  Place place = job->place;
  gboolean is_right;

  g_clear_pointer (&job->canceller, g_thread_join);
  is_right = matrix_thread_is_right (cell, &job->threads);
  job_unuse (job);

  /* A deadline may come before the owner's thread comes to start the operation. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) && place == NOWHERE)
    place = IN_THE_OWNERS_THREAD;

  if (error != NULL)
    {
      g_free (outcome);
      outcome = matrix_describe_error (error->domain, error->code);
    }

  return matrix_describe (outcome, place, is_right);
}
