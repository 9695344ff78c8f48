/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for nothing but time.
 */

#include <smartasync/smartasync.h>

#include "context/caller-context.h"
#include "wait/limit.h"
#include "wait/wait.h"
#include "base/thread.h"

/* One of two sources ends the sleep, and the other one with it: both may be ready in one iteration. */
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

/* A call that is left behind, because the loop that it was forwarded to is busy, ends by itself as well. */
static gboolean
sleep_as_call (guint          msec,
               GCancellable  *cancellable,
               GError       **error)
{
  static const SmartAsyncOperation operation = { "smart_async_sleep", sleep_start, SMART_ASYNC_OPERATION_OPAQUE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, &msec, cancellable, error);

  return result != NULL && g_task_propagate_boolean (G_TASK (result), error);
}

/* The fiber that may be suspended for a sleep, under the policy. */
static SmartAsyncFiber *
get_fiber (SmartAsyncThread *thread)
{
  SmartAsyncFiber *fiber = smart_async_fiber_get_suspendable (thread, smart_async_caller_context ());

  return fiber != NULL && smart_async_get_policy () != SMART_ASYNC_POLICY_PRIVATE ? fiber : NULL;
}

/* A sleep is a wait that only its limit ends. It has a slot to be listed while it lasts. */
static gboolean
sleep_in_slot (SmartAsyncFiber  *fiber,
               SmartAsyncSlot   *slot,
               guint             msec,
               GError          **error)
{
  static const SmartAsyncOperation operation = { "smart_async_sleep", NULL, SMART_ASYNC_OPERATION_NONE };
  guint timeout_msec = smart_async_get_timeout ();
  gboolean is_limited = timeout_msec > 0 && timeout_msec < msec;
  gboolean slept;
  SmartAsyncLimit limit;

  smart_async_slot_set_timeout (slot, is_limited ? timeout_msec : msec);
  smart_async_limit_begin (&limit, slot, &operation);
  while (!smart_async_limit_passed (&limit))
    smart_async_fiber_suspend (fiber);
  smart_async_limit_end (&limit);

  slept = limit.reason == SMART_ASYNC_LIMIT_TIMED_OUT && !is_limited;
  if (!slept)
    smart_async_limit_set_error (&limit, FALSE, error);
  smart_async_limit_clear (&limit);

  return slept;
}

static gboolean
sleep_in_fiber (SmartAsyncThread  *thread,
                SmartAsyncFiber   *fiber,
                guint              msec,
                GCancellable      *cancellable,
                GError           **error)
{
  SmartAsyncSlot *slot = smart_async_slot_acquire_for_fiber (thread, fiber, "smart_async_sleep", cancellable, error);
  gboolean slept;

  if (slot == NULL)
    return FALSE;

  slept = sleep_in_slot (fiber, slot, msec, error);
  smart_async_slot_change (slot, smart_async_slot_get_call (slot), SMART_ASYNC_SLOT_PENDING, SMART_ASYNC_SLOT_OVER);
  smart_async_slot_unref (slot);

  return slept;
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
 * In a fiber, 0 lets everything else that is ready have its turn.
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
  SmartAsyncThread *thread = smart_async_thread_get ();
  SmartAsyncFiber *fiber = get_fiber (thread);

  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (fiber == NULL)
    return sleep_as_call (msec, cancellable, error);

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "smart_async_sleep: cancelled before it was started");
      return FALSE;
    }

  if (msec > 0)
    return sleep_in_fiber (thread, fiber, msec, cancellable, error);

  smart_async_fiber_yield (fiber);

  return TRUE;
}
