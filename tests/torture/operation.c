/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * An operation that decides everything at random: when and where it calls back, what it leaves behind, its limits.
 */

#include "torture.h"

#include "threads.h"

typedef enum
{
  AT_ONCE,
  IN_IDLE,
  IN_TIMEOUT,
  IN_TASK_THREAD,
  IN_FOREIGN_THREAD,
  N_ANYWHERE,
  ON_DEFAULT = N_ANYWHERE,
  WHEN_CANCELLED,
} Moment;

typedef struct
{
  int               n_uses;         /* atomic: by the caller, by what calls back, by who cancels */
  Moment            moment;
  SmartAsyncPolicy  policy;
  guint             value;          /* what it calls back with */
  guint             delay_msec;
  guint             n_leftovers;
  guint32           nested_seed;    /* of what its callback does, or 0 */
  guint             depth;
  guint             timeout_msec;
  guint             watchdog_msec;
  gboolean          is_cancelled;   /* by another thread */
  int              *n_alive;        /* atomic */
  SmartAsyncCall   *call;
  GThread          *starter;
  GMainContext     *context;        /* owned; where it was started */
  GCancellable     *watched;        /* owned; the call's, while it waits to be cancelled */
  int               has_been_told;  /* atomic: that it is cancelled */
  GCancellable     *cancellable;    /* owned; the caller's */
} Operation;

int torture_n_alive;

static Operation *
operation_use (Operation *self)
{
  g_atomic_int_inc (&self->n_uses);

  return self;
}

static void
operation_unuse (gpointer data)
{
  Operation *self = data;

  if (!g_atomic_int_dec_and_test (&self->n_uses))
    return;

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_atomic_int_add (self->n_alive, -1);
  g_free (self);
}

/* Where it goes on: in the thread that started it; or, when it was abandoned, in one that runs the caller's context.
 * With a context of the thread's own, that is the same thread.
 */
static void
assert_thread (Operation *self,
               gboolean   is_on_default)
{
  gboolean is_starter = !is_on_default && g_thread_self () == self->starter;
  gboolean may_be_default = is_on_default || self->n_alive == &torture_n_alive;

  if (!is_starter && !(may_be_default && support_thread_may_run_default ()))
    g_error ("an operation (moment %d, policy %d) goes on in a thread of others", self->moment, self->policy);
}

static void
complete (Operation *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_return_int (task, self->value);
  smart_async_call_ready (NULL, G_ASYNC_RESULT (task), self->call);
}

static void
nest (Operation *self)
{
  Torturer torturer;

  torturer_init (&torturer, self->nested_seed, self->depth + 1, self->n_alive);
  torture_call (&torturer);
  torturer_clear (&torturer);
}

static gboolean
complete_cb (gpointer user_data)
{
  Operation *self = user_data;

  assert_thread (self, self->moment == ON_DEFAULT);
  if (self->nested_seed != 0)
    nest (self);
  complete (self);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer user_data)
{
  Operation *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  assert_thread (self, FALSE);
  /* It may be the caller's, which this operation keeps. */
  g_signal_handlers_disconnect_by_data (self->watched, self);
  g_clear_object (&self->watched);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  smart_async_call_ready (NULL, G_ASYNC_RESULT (task), self->call);

  return G_SOURCE_REMOVE;
}

static gpointer
complete_thread (gpointer user_data)
{
  complete (user_data);
  operation_unuse (user_data);

  return NULL;
}

static void
task_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_task_return_int (task, GPOINTER_TO_UINT (task_data));
}

static void
task_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Operation *self = operation_use (user_data);

  assert_thread (self, FALSE);
  smart_async_call_ready (source, result, self->call);
  operation_unuse (self);
}

/* A task that is never called back, as its context has ended, is finalized. It may be finalized in its thread, after
 * the callback: tools see how the two are ordered by the use of the callback's own, not by GLib's references.
 */
static void
run_in_task_thread (Operation *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, task_cb, self);

  g_task_set_task_data (task, GUINT_TO_POINTER (self->value), NULL);
  g_object_set_data_full (G_OBJECT (task), "operation", operation_use (self), operation_unuse);
  g_task_run_in_thread (task, task_thread);
}

static void
call_back_from (Operation    *self,
                GSource      *source,
                GSourceFunc   func,
                GMainContext *context)
{
  g_source_set_callback (source, func, operation_use (self), operation_unuse);
  g_source_attach (source, context);
  g_source_unref (source);
}

/* It is called in the thread that cancels, which is any, and calls back in its own. A GCancellableSource won't do: if
 * it is freed while the cancellable is cancelled, GLib keeps it until GLib's worker thread frees it, maybe never.
 */
static void
is_cancelled_cb (GCancellable *cancellable,
                 gpointer      user_data)
{
  Operation *self = user_data;

  if (g_atomic_int_compare_and_exchange (&self->has_been_told, FALSE, TRUE))
    call_back_from (self, g_idle_source_new (), cancelled_cb, self->context);
}

static void
call_back_when_cancelled (Operation *self)
{
  self->watched = g_object_ref (smart_async_call_get_cancellable (self->call));
  g_signal_connect_data (self->watched, "cancelled", G_CALLBACK (is_cancelled_cb), operation_use (self),
                         (GClosureNotify) (GCallback) operation_unuse, 0);
  if (g_cancellable_is_cancelled (self->watched))
    is_cancelled_cb (self->watched, self);
}

/* Abandoned: it goes on for some ticks after the call. */

typedef struct
{
  Operation *operation;  /* in use */
  guint      n_ticks;
} Leftover;

static gboolean
leftover_cb (gpointer user_data)
{
  Leftover *self = user_data;

  assert_thread (self->operation, FALSE);

  return --self->n_ticks > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
leftover_free (gpointer data)
{
  Leftover *self = data;

  operation_unuse (self->operation);
  g_free (self);
}

static void
leave_behind (Operation    *self,
              GMainContext *context)
{
  for (guint i = 0; i < self->n_leftovers; i++)
    {
      g_autoptr (GSource) source = g_timeout_source_new (i);
      Leftover *leftover = g_new (Leftover, 1);

      *leftover = (Leftover) { operation_use (self), 1 + self->value % 5 };
      g_source_set_callback (source, leftover_cb, leftover, leftover_free);
      g_source_attach (source, context);
    }
}

/* Threads that only do one thing. They are joined in the end, so that none is caught while it ends. */

static GMutex threads_lock;
static GSList *threads;  /* threads_lock; of GThread, owned */

static void
run_thread (const char  *name,
            GThreadFunc  func,
            Operation   *self)
{
  GThread *thread = g_thread_new (name, func, operation_use (self));

  g_mutex_lock (&threads_lock);
  threads = g_slist_prepend (threads, thread);
  g_mutex_unlock (&threads_lock);
}

void
torture_join_threads (void)
{
  g_slist_free_full (g_steal_pointer (&threads), (GDestroyNotify) (GCallback) g_thread_join);
}

static gpointer
cancel_thread (gpointer user_data)
{
  Operation *self = user_data;

  g_usleep (self->delay_msec * 500);
  g_cancellable_cancel (self->cancellable);
  operation_unuse (self);

  return NULL;
}

static void
call_back (Operation    *self,
           GMainContext *context)
{
  switch (self->moment)
    {
    case AT_ONCE:
      complete (self);
      break;
    case IN_IDLE:
      call_back_from (self, g_idle_source_new (), complete_cb, context);
      break;
    case IN_TIMEOUT:
      call_back_from (self, g_timeout_source_new (self->delay_msec), complete_cb, context);
      break;
    case IN_TASK_THREAD:
      run_in_task_thread (self);
      break;
    case IN_FOREIGN_THREAD:
      run_thread ("foreign", complete_thread, self);
      break;
    case WHEN_CANCELLED:
      call_back_when_cancelled (self);
      break;
    case ON_DEFAULT:
    default:
      call_back_from (self, g_idle_source_new (), complete_cb, NULL);
      break;
    }
}

static void
start (SmartAsyncCall *call,
       gpointer        user_data)
{
  Operation *self = user_data;
  GMainContext *context = g_main_context_get_thread_default ();

  self->call = call;
  self->starter = g_thread_self ();
  self->context = g_main_context_ref_thread_default ();
  leave_behind (self, context);
  if (self->is_cancelled)
    run_thread ("canceller", cancel_thread, self);
  call_back (self, context);
}

/* Whether a source of the default context will be dispatched while this thread waits: by the main thread, which always
 * comes back to its loop; in the main thread, if the call iterates it, or nobody below it does.
 */
static gboolean
default_is_iterated (SmartAsyncPolicy policy)
{
  if (!support_thread_is_main () || !g_main_context_is_owner (NULL))
    return TRUE;

  return (policy == SMART_ASYNC_POLICY_AUTO || policy == SMART_ASYNC_POLICY_FORWARD) &&
         g_main_context_get_thread_default () == NULL;
}

static void
place (Operation *self,
       Torturer  *torturer)
{
  if (self->moment == ON_DEFAULT && (torturer->depth > 0 || !default_is_iterated (self->policy)))
    self->moment = IN_IDLE;

  /* If its call is over before, it ends when the default context is iterated, wherever it began. */
  self->n_alive = torturer->n_alive;
  if (self->moment == ON_DEFAULT && self->n_alive != &torture_n_alive)
    {
      self->n_alive = &torture_n_alive;
      self->n_leftovers = 0;
    }
  g_atomic_int_inc (self->n_alive);
}

static Operation *
operation_new (Torturer *torturer,
               guint     n_moments)
{
  Operation *self = g_new0 (Operation, 1);

  self->n_uses = 1;
  self->moment = torturer_pick (torturer, n_moments);
  self->policy = torturer_one_in (torturer, 3) ? torturer_pick (torturer, 4) : SMART_ASYNC_POLICY_AUTO;
  self->value = 1 + torturer_pick (torturer, 1000000);
  self->delay_msec = torturer_pick (torturer, 4);
  self->n_leftovers = torturer_one_in (torturer, 4) ? torturer_pick (torturer, 3) : 0;
  self->depth = torturer->depth;
  self->cancellable = g_cancellable_new ();
  if (torturer->depth < MAX_DEPTH && torturer_one_in (torturer, 6))
    self->nested_seed = 1 + torturer_pick (torturer, 1000000);

  place (self, torturer);

  return self;
}

/* An operation that never calls back by itself needs a limit. A watchdog is not enough, as it waits as long as anything
 * else is dispatched on the same context.
 */
static void
add_limits (Operation *self,
            Torturer  *torturer)
{
  if (torturer_one_in (torturer, 5))
    self->watchdog_msec = 20 + torturer_pick (torturer, 20);
  if (torturer_one_in (torturer, 4))
    self->is_cancelled = TRUE;
  if (torturer_one_in (torturer, 4) || (self->moment == WHEN_CANCELLED && !self->is_cancelled))
    self->timeout_msec = 1 + torturer_pick (torturer, 5);
}

static gboolean
may_fail_with (Operation    *self,
               const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return self->timeout_msec != 0;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return self->is_cancelled;
  if (g_error_matches (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED))
    return self->watchdog_msec != 0 || self->policy == SMART_ASYNC_POLICY_FORWARD;
  if (g_error_matches (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST))
    return self->policy == SMART_ASYNC_POLICY_REFUSE;

  return g_error_matches (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_DEADLOCK) &&
         self->policy == SMART_ASYNC_POLICY_FORWARD;
}

static void
check (Operation    *self,
       GAsyncResult *result,
       GError       *error)
{
  g_autoptr (GError) own = NULL;
  gssize value = result != NULL ? g_task_propagate_int (G_TASK (result), &own) : 0;
  const GError *failure = error != NULL ? error : own;

  if (failure != NULL && !may_fail_with (self, failure))
    g_error ("a call (moment %d, policy %d) failed: %s", self->moment, self->policy, failure->message);
  if (failure == NULL && value != (gssize) self->value)
    g_error ("a call (moment %d, policy %d) has the result of another one", self->moment, self->policy);
}

/* The limits are this call's own, and what it nests has its own again. */
void
torture_call (Torturer *torturer)
{
  static const SmartAsyncOperation operation = { "torture_sync", start, SMART_ASYNC_OPERATION_NONE };
  Operation *self = operation_new (torturer, WHEN_CANCELLED + 1);
  GMainContext *before = g_main_context_get_thread_default ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_limits (self, torturer);
  smart_async_push_policy (self->policy);
  smart_async_push_timeout (self->timeout_msec);
  smart_async_push_watchdog (self->watchdog_msec);
  result = smart_async_run (&operation, self, self->cancellable, &error);
  smart_async_pop_watchdog ();
  smart_async_pop_timeout ();
  smart_async_pop_policy ();

  g_assert_true (g_main_context_get_thread_default () == before);
  check (self, result, error);
  operation_unuse (self);
}

static void
finish (GAsyncResult  *result,
        gpointer       user_data,
        GError       **error)
{
  Operation *self = user_data;

  g_assert_cmpint (g_task_propagate_int (G_TASK (result), error), ==, self->value);
}

/* Its operations don't fail, and come to an end by themselves: it has no limit of a call in which it is made. */
void
torture_batch (Torturer *torturer)
{
  SmartAsyncBatchMode mode = torturer_pick (torturer, 3);
  guint n = 1 + torturer_pick (torturer, 8);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("torture");
  g_autoptr (GError) error = NULL;
  gboolean has_succeeded;

  smart_async_batch_set_max_concurrent (batch, torturer_pick (torturer, 4));
  for (guint i = 0; i < n; i++)
    {
      Operation *operation = operation_new (torturer, N_ANYWHERE);

      operation->nested_seed = 0;
      smart_async_batch_add (batch, start, finish, operation, operation_unuse);
    }

  smart_async_push_timeout (0);
  smart_async_push_watchdog (0);
  has_succeeded = smart_async_batch_run (batch, mode, NULL, &error);
  smart_async_pop_watchdog ();
  smart_async_pop_timeout ();
  g_assert_no_error (error);
  g_assert_true (has_succeeded);
  if (mode != SMART_ASYNC_BATCH_MODE_ANY)
    g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SUCCEEDED), ==, n);
}
