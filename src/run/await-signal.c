/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for a signal.
 */

#include <smartasync/smartasync.h>

#include "call/call-slot.h"

/* The data of the task. */
typedef struct
{
  GArray *values;   /* owned; of GValue; the arguments of the signal; NULL if the object was disposed of instead */
  int     is_over;  /* atomic; the signal was emitted, or the wait was cancelled, or the handler is gone */
} Emission;

typedef struct
{
  GClosure  closure;
  GTask    *task;  /* owned */
} SignalClosure;

typedef struct
{
  GObject    *object;      /* unowned, valid while waiting */
  guint       signal_id;
  GQuark      detail;
  gulong      handler_id;
  GSource    *cancelled;   /* owned, nullable */
} SignalWait;

static void
emission_free (gpointer data)
{
  Emission *emission = data;

  g_clear_pointer (&emission->values, g_array_unref);
  g_free (emission);
}

/* Whether the caller is the first that ends the wait, and so the one that completes the task. */
static gboolean
ends_wait (Emission *emission)
{
  return g_atomic_int_compare_and_exchange (&emission->is_over, FALSE, TRUE);
}

static gboolean
return_cb (gpointer user_data)
{
  GTask *task = user_data;
  Emission *emission = g_task_get_task_data (task);

  if (emission->values == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                             "smart_async_await_signal: the %s was disposed of, and calls no handler any more",
                             G_OBJECT_TYPE_NAME (g_task_get_source_object (task)));
  else
    g_task_return_pointer (task, g_steal_pointer (&emission->values), (GDestroyNotify) g_array_unref);

  return G_SOURCE_REMOVE;
}

/* The task is completed in a later dispatch: whoever emits the signal does not expect that code which waits for the
 * signal runs before the emission has ended.
 */
static void
return_later (GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_task_attach_source (task, source, return_cb);
}

static GArray *
copy_values (const GValue *values,
             guint         n_values)
{
  GArray *copies = g_array_sized_new (FALSE, TRUE, sizeof (GValue), n_values);

  g_array_set_clear_func (copies, (GDestroyNotify) g_value_unset);
  g_array_set_size (copies, n_values);

  for (guint i = 0; i < n_values; i++)
    {
      GValue *copy = &g_array_index (copies, GValue, i);

      g_value_init (copy, G_VALUE_TYPE (&values[i]));
      g_value_copy (&values[i], copy);
    }

  return copies;
}

static void
emitted_marshal (GClosure     *closure,
                 GValue       *return_value,
                 guint         n_values,
                 const GValue *values,
                 gpointer      hint,
                 gpointer      marshal_data)
{
  GTask *task = ((SignalClosure *) closure)->task;
  Emission *emission = g_task_get_task_data (task);

  if (!ends_wait (emission))
    return;

  /* The first value is the object itself. */
  emission->values = copy_values (values + 1, n_values - 1);
  return_later (task);
}

/* The handler has been disconnected. If the wait has not ended yet, this is because the object was disposed of. */
static void
disconnected_cb (gpointer  data,
                 GClosure *closure)
{
  GTask *task = ((SignalClosure *) closure)->task;

  if (ends_wait (g_task_get_task_data (task)))
    return_later (task);

  g_object_unref (task);
}

static GClosure *
closure_new (GTask *task)
{
  GClosure *closure = g_closure_new_simple (sizeof (SignalClosure), NULL);

  ((SignalClosure *) closure)->task = g_object_ref (task);
  g_closure_set_marshal (closure, emitted_marshal);
  g_closure_add_finalize_notifier (closure, NULL, disconnected_cb);

  return closure;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  if (ends_wait (g_task_get_task_data (user_data)))
    g_task_return_error_if_cancelled (user_data);

  return G_SOURCE_REMOVE;
}

static void
signal_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  SignalWait *wait = user_data;
  GCancellable *cancellable = smart_async_call_get_cancellable (call);
  g_autoptr (GTask) task = g_task_new (wait->object, cancellable, smart_async_call_ready, call);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Emission, 1), emission_free);
  wait->handler_id = g_signal_connect_closure_by_id (wait->object, wait->signal_id, wait->detail,
                                                     closure_new (task), FALSE);

  if (cancellable == NULL)
    return;

  wait->cancelled = g_cancellable_source_new (cancellable);
  g_task_attach_source (task, wait->cancelled, G_SOURCE_FUNC (cancelled_cb));
}

static void
clear (SignalWait *wait)
{
  if (wait->handler_id != 0 && g_signal_handler_is_connected (wait->object, wait->handler_id))
    g_signal_handler_disconnect (wait->object, wait->handler_id);

  if (wait->cancelled == NULL)
    return;

  g_source_destroy (wait->cancelled);
  g_source_unref (wait->cancelled);
}

/**
 * smart_async_await_signal: (skip)
 * @object: the object
 * @detailed_signal: a signal of it, with a detail or without, as for g_signal_connect()
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Waits until an object emits a signal, as a twin waits for its operation: a fiber
 * is suspended, and elsewhere the policy says what runs meanwhile.
 *
 * It waits for the first emission after it was called, in whatever thread that happens. The caller
 * goes on after that emission has ended. If handlers of the signal return a value, this one
 * leaves it unset.
 *
 * Errors: those of [func@SmartAsync.run]; %G_IO_ERROR_CLOSED when the object is disposed of
 * meanwhile, as a widget is whose window is closed.
 *
 * Returns: (transfer full) (element-type GValue): the arguments of the signal, without the object
 *   itself; %NULL with @error set if something else ended the wait
 *
 * Since: 0.1
 */
GArray *
smart_async_await_signal (GObject       *object,
                          const char    *detailed_signal,
                          GCancellable  *cancellable,
                          GError       **error)
{
  static const SmartAsyncOperation operation = {
    "smart_async_await_signal", signal_start, SMART_ASYNC_OPERATION_OPAQUE,
  };
  SignalWait wait = { object, 0, 0, 0, NULL };
  g_autoptr (GAsyncResult) result = NULL;

  g_return_val_if_fail (G_IS_OBJECT (object), NULL);
  g_return_val_if_fail (detailed_signal != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_signal_parse_name (detailed_signal, G_OBJECT_TYPE (object), &wait.signal_id, &wait.detail, TRUE))
    {
      g_critical ("%s: %s has no signal “%s”", G_STRFUNC, G_OBJECT_TYPE_NAME (object), detailed_signal);
      return NULL;
    }

  g_object_ref (object);
  result = smart_async_run (&operation, &wait, cancellable, error);
  clear (&wait);
  g_object_unref (object);

  return result != NULL ? g_task_propagate_pointer (G_TASK (result), error) : NULL;
}
