/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Waiting for a future in every situation.
 */

#include "smartasync-dex.h"

/* The future that was waited for is settled, or the other one is: that of the cancellable. */
static DexFuture *
settled_cb (DexFuture *completed,
            gpointer   task)
{
  g_task_return_boolean (task, TRUE);

  return NULL;
}

typedef struct
{
  DexFuture *future;  /* owned */
  GTask     *task;    /* owned */
} Watch;

/* The block that libdex makes ends by itself. */
static void
watch (gpointer data)
{
  Watch *self = data;
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (cancellable != NULL)
    self->future = dex_future_first (self->future, dex_cancellable_new_from_cancellable (cancellable), NULL);

  dex_future_disown (dex_future_finally (self->future, settled_cb, self->task, g_object_unref));
  g_free (self);
}

/* It may run in another thread than the caller's. In a thread without a scheduler of libdex, no block can be made. */
static void
await_start (SmartAsyncCall *call,
             gpointer        future)
{
  GCancellable *cancellable = smart_async_call_get_cancellable (call);
  Watch *self = g_new (Watch, 1);

  self->future = dex_ref (future);
  self->task = g_task_new (NULL, cancellable, smart_async_call_ready, call);
  g_task_set_check_cancellable (self->task, FALSE);

  if (dex_scheduler_get_thread_default () != NULL)
    watch (self);
  else
    dex_scheduler_push (dex_scheduler_get_default (), watch, self);
}

/* Futures settle by sources of libdex, most of them on the global default context, which were there before the call. So
 * that is iterated where nobody runs it, as under the policy forward.
 */
static gboolean
settle (DexFuture     *future,
        GCancellable  *cancellable,
        GError       **error)
{
  static const SmartAsyncOperation operation = { "smart_dex_await", await_start, SMART_ASYNC_OPERATION_NONE };
  const SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_POLICY, .policy = SMART_ASYNC_POLICY_FORWARD };
  g_autoptr (GAsyncResult) result = NULL;

  if (!dex_future_is_pending (future))
    return TRUE;

  result = smart_async_run_full (&operation, future, &options, cancellable, error);
  if (result == NULL || !g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  return !dex_future_is_pending (future) || !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* What libdex gives of a future that is settled. */
#define DEFINE_AWAIT(kind, type)                                                                    \
  type                                                                                              \
  smart_dex_await_##kind (DexFuture     *future,                                                    \
                          GCancellable  *cancellable,                                               \
                          GError       **error)                                                     \
  {                                                                                                 \
    g_return_val_if_fail (DEX_IS_FUTURE (future), (type) 0);                                        \
    g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), (type) 0);         \
    g_return_val_if_fail (error == NULL || *error == NULL, (type) 0);                               \
                                                                                                    \
    if (settle (future, cancellable, error))                                                        \
      return dex_await_##kind (future, error);                                                      \
                                                                                                    \
    dex_unref (future);                                                                             \
                                                                                                    \
    return (type) 0;                                                                                \
  }

/**
 * smart_dex_await:
 * @future: (transfer full): a future
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Waits until a future is resolved or rejected, wherever the call is made: in a fiber of libdex or of this library,
 * which is suspended; in a main loop, which goes on meanwhile; where no loop runs, or in any other thread.
 *
 * `dex_await()` waits in fibers of libdex only; in a source that includes `<smartasync-dex-await.h>` it is this
 * function. Timeouts and watchdogs that were pushed hold here, too. The policy does not: where nobody runs the global
 * default main context, in which libdex has its sources, the main thread iterates it meanwhile, and other threads wait
 * until it does.
 *
 * When the wait ends early, the reference to the future is released, which discards it if nobody else has one.
 *
 * Errors: what the future is rejected with; %G_IO_ERROR_CANCELLED; those of [func@SmartAsync.run].
 *
 * Returns: %TRUE if the future was resolved, %FALSE with @error set if it was rejected, or the wait ended early
 *
 * Since: 0.9
 */
gboolean
smart_dex_await (DexFuture     *future,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return smart_dex_await_value (future, NULL, cancellable, error);
}

/**
 * smart_dex_await_value:
 * @future: (transfer full): a future
 * @value: (out caller-allocates) (optional): a value filled with zeroes, which is set to a copy of what the future is
 *   resolved with
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await], for a value of any type.
 *
 * Returns: %TRUE if the future was resolved, %FALSE with @error set otherwise
 *
 * Since: 0.9
 */
gboolean
smart_dex_await_value (DexFuture     *future,
                       GValue        *value,
                       GCancellable  *cancellable,
                       GError       **error)
{
  const GValue *resolved;

  g_return_val_if_fail (DEX_IS_FUTURE (future), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  resolved = settle (future, cancellable, error) ? dex_future_get_value (future, error) : NULL;
  if (resolved != NULL && value != NULL)
    {
      g_value_init (value, G_VALUE_TYPE (resolved));
      g_value_copy (resolved, value);
    }
  dex_unref (future);

  return resolved != NULL;
}

/**
 * smart_dex_await_boolean:
 * @future: (transfer full): a future that is resolved with a boolean
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; %FALSE also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (boolean, gboolean)

/**
 * smart_dex_await_int:
 * @future: (transfer full): a future that is resolved with an int
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (int, int)

/**
 * smart_dex_await_uint:
 * @future: (transfer full): a future that is resolved with an unsigned int
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (uint, guint)

/**
 * smart_dex_await_int64:
 * @future: (transfer full): a future that is resolved with an integer of 64 bits
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (int64, gint64)

/**
 * smart_dex_await_uint64:
 * @future: (transfer full): a future that is resolved with an unsigned integer of 64 bits
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (uint64, guint64)

/**
 * smart_dex_await_double:
 * @future: (transfer full): a future that is resolved with a floating-point number
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (double, double)

/**
 * smart_dex_await_float:
 * @future: (transfer full): a future that is resolved with a floating-point number of single precision
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (float, float)

/**
 * smart_dex_await_enum:
 * @future: (transfer full): a future that is resolved with a value of an enumeration
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the value; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (enum, guint)

/**
 * smart_dex_await_flags:
 * @future: (transfer full): a future that is resolved with flags
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: the flags; 0 also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (flags, guint)

/**
 * smart_dex_await_string:
 * @future: (transfer full): a future that is resolved with a string
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: (transfer full) (nullable): the string, or %NULL with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (string, char *)

/**
 * smart_dex_await_pointer: (skip)
 * @future: (transfer full): a future that is resolved with a pointer
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: (transfer none) (nullable): the pointer, which is whose the future says; %NULL also with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (pointer, gpointer)

/**
 * smart_dex_await_object:
 * @future: (transfer full): a future that is resolved with an object
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: (transfer full) (nullable) (type GObject): the object, or %NULL with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (object, gpointer)

/**
 * smart_dex_await_boxed: (skip)
 * @future: (transfer full): a future that is resolved with a boxed type
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: (transfer full) (nullable): the boxed value, or %NULL with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (boxed, gpointer)

/**
 * smart_dex_await_variant:
 * @future: (transfer full): a future that is resolved with a variant
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await]. It fails with %DEX_ERROR_TYPE_MISMATCH if the future has another type.
 *
 * Returns: (transfer full) (nullable): the variant, or %NULL with @error set
 *
 * Since: 0.9
 */
DEFINE_AWAIT (variant, GVariant *)

/**
 * smart_dex_await_fd:
 * @future: (transfer full): a future that is resolved with a file descriptor
 * @cancellable: (nullable): ends the wait, from any thread
 * @error: return location for an error
 *
 * Like [func@SmartAsyncDex.await].
 *
 * Returns: the descriptor, which is the caller's to close; -1 with @error set
 *
 * Since: 0.9
 */
int
smart_dex_await_fd (DexFuture     *future,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_return_val_if_fail (DEX_IS_FUTURE (future), -1);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  if (settle (future, cancellable, error))
    return dex_await_fd (future, error);

  dex_unref (future);

  return -1;
}
