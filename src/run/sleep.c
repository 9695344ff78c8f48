/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for nothing but time.
 */

#include <smartasync/smartasync.h>

#include "context/private-context.h"
#include "run/options-private.h"
#include "run/wait-call.h"

/* Two sources end the sleep. Both may be ready in one iteration, so that each destroys the other one. */
typedef struct
{
  GSource *timeout;    /* owned */
  GSource *cancelled;  /* owned, nullable */
} SleepEnds;

static void
sleep_ends_free (gpointer data)
{
  SleepEnds *ends = data;

  g_source_unref (ends->timeout);
  g_clear_pointer (&ends->cancelled, g_source_unref);
  g_free (ends);
}

static void
end_sleep (GTask *task)
{
  SleepEnds *ends = g_task_get_task_data (task);

  g_source_destroy (ends->timeout);
  if (ends->cancelled != NULL)
    g_source_destroy (ends->cancelled);
}

static gboolean
timeout_cb (gpointer user_data)
{
  end_sleep (user_data);
  g_task_return_boolean (user_data, TRUE);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  end_sleep (user_data);
  g_task_return_error_if_cancelled (user_data);

  return G_SOURCE_REMOVE;
}

static void
sleep_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  const guint *msec = user_data;
  GCancellable *cancellable = smart_async_call_get_cancellable (call);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, smart_async_call_ready, call);
  SleepEnds *ends = g_new0 (SleepEnds, 1);

  g_task_set_task_data (task, ends, sleep_ends_free);
  ends->timeout = g_timeout_source_new (*msec);
  ends->cancelled = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  g_task_attach_source (task, ends->timeout, timeout_cb);
  if (ends->cancelled != NULL)
    g_task_attach_source (task, ends->cancelled, G_SOURCE_FUNC (cancelled_cb));
}

/* The operation watches its cancellable itself: if the call is abandoned, because the loop that it was forwarded to is
 * busy, the sources must still be destroyed.
 */
static gboolean
sleep_as_call (guint          msec,
               GCancellable  *cancellable,
               GError       **error)
{
  static const SmartAsyncOperation operation = { "smart_async_sleep", sleep_start, SMART_ASYNC_OPERATION_OPAQUE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &msec, cancellable, error);

  return result != NULL && g_task_propagate_boolean (G_TASK (result), error);
}

/* A fiber that sleeps waits for an operation that never completes, with the time of the sleep as its timeout. */
static gboolean
sleep_in_fiber (SmartAsyncWait     *wait,
                SmartAsyncOptions  *options,
                guint               msec,
                GCancellable       *cancellable,
                GError            **error)
{
  static const SmartAsyncOperation operation = {
    "smart_async_sleep", NULL, SMART_ASYNC_OPERATION_NOTHING | SMART_ASYNC_OPERATION_OPAQUE,
  };
  gboolean is_limited = options->timeout_msec > 0 && options->timeout_msec < msec;
  GError *end = NULL;

  options->timeout_msec = is_limited ? options->timeout_msec : msec;
  options->watchdog_msec = 0;
  if (!smart_async_wait_begin (wait, &operation, options, error))
    return FALSE;

  if (smart_async_wait_acquire_slot (wait, options, g_get_monotonic_time (), cancellable, &end) != NULL)
    smart_async_wait_for_slot (wait, NULL, &end);
  smart_async_wait_end (wait);

  if (!is_limited && g_error_matches (end, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_error_free (end);
      return TRUE;
    }

  g_propagate_error (error, end);

  return FALSE;
}

/* All that is ready is dispatched before the fiber goes on. */
static gboolean
yield (SmartAsyncWait  *wait,
       GError         **error)
{
  SmartAsyncFiber *fiber = smart_async_fiber_acquire (wait->thread, wait->caller, error);
  gboolean has_yielded = fiber != NULL && smart_async_fiber_yield (fiber, error);

  g_clear_pointer (&fiber, smart_async_fiber_unref);

  return has_yielded;
}

static gboolean
sleep_with_options (SmartAsyncWait     *wait,
                    SmartAsyncOptions  *options,
                    guint               msec,
                    GCancellable       *cancellable,
                    GError            **error)
{
  wait->has_own_context = options->context != NULL;
  wait->caller = wait->has_own_context ? options->context : smart_async_caller_context ();

  if (!smart_async_wait_may_suspend (wait) || options->policy == SMART_ASYNC_POLICY_PRIVATE)
    return sleep_as_call (msec, cancellable, error);

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "smart_async_sleep: cancelled before it was started");
      return FALSE;
    }

  if (msec > 0)
    return sleep_in_fiber (wait, options, msec, cancellable, error);

  return yield (wait, error);
}

/**
 * smart_async_sleep:
 * @msec: how long, in milliseconds
 * @cancellable: (nullable): ends the sleep, from any thread
 * @error: return location for an error
 *
 * Waits for a time, as a twin waits for its operation: a fiber is suspended, and
 * elsewhere the policy says what runs meanwhile.
 *
 * In a fiber, with 0 the main context dispatches everything that is ready before the fiber goes on.
 *
 * Errors: those of [func@SmartAsync.run]; %G_IO_ERROR_TIMED_OUT if
 * [func@SmartAsync.push_timeout] allows for less time.
 *
 * Returns: whether the time has passed; %FALSE with @error set if something else ended the sleep
 *
 * Since: 0.1
 */
gboolean
smart_async_sleep (guint          msec,
                   GCancellable  *cancellable,
                   GError       **error)
{
  SmartAsyncOptions options;
  SmartAsyncWait wait;
  gboolean has_slept;

  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  wait.thread = smart_async_thread_get ();
  smart_async_options_resolve (wait.thread, NULL, &options);
  has_slept = sleep_with_options (&wait, &options, msec, cancellable, error);
  smart_async_options_clear (&options);

  return has_slept;
}
