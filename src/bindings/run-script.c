/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs an operation that a script starts by itself, between two functions that take and give numbers only.
 */

#include <smartasync/smartasync.h>

#include "base/profile.h"
#include "call/call-cancellable.h"
#include "run/options-private.h"
#include "run/run-private.h"

/* The first is found by the wait, which the thread keeps. */
typedef struct
{
  SmartAsyncWait      wait;
  SmartAsyncOperation operation;
  SmartAsyncOptions   options;    /* owned context */
  gint64              begun;      /* of the profiler */
} ScriptRun;

static ScriptRun *
script_run_new (GQuark name)
{
  ScriptRun *self = g_new (ScriptRun, 1);

  self->operation = (SmartAsyncOperation) {
    g_quark_to_string (name), NULL, SMART_ASYNC_OPERATION_SCRIPT | SMART_ASYNC_OPERATION_OF_BINDING,
  };
  self->begun = smart_async_profile_begin ();
  self->wait.thread = smart_async_thread_get ();
  smart_async_options_resolve (self->wait.thread, NULL, &self->options);

  return self;
}

static void
script_run_free (ScriptRun *self)
{
  smart_async_options_clear (&self->options);
  g_free (self);
}

/* A script can't be called in the thread that the operation would have to be started in. */
static gboolean
check_is_here (ScriptRun  *self,
               GError    **error)
{
  if (self->wait.forward == NULL)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "%s: another thread runs main context %p, and would have to start the operation, which a script starts "
               "in its own thread only; use the policy private", self->operation.name, self->wait.caller);
  smart_async_slot_change (self->wait.slot, smart_async_slot_get_call (self->wait.slot), SMART_ASYNC_SLOT_PENDING,
                           SMART_ASYNC_SLOT_OVER);
  smart_async_slot_unref (self->wait.slot);
  smart_async_run_leave (&self->wait, NULL);

  return FALSE;
}

static SmartAsyncCall *
get_call (gint64 number)
{
  return (SmartAsyncCall *) (gsize) ABS (number);
}

/* The innermost call of this thread, if that is this one. */
static ScriptRun *
find_run (gint64 number)
{
  SmartAsyncWait *wait = smart_async_thread_get ()->innermost;

  if (wait == NULL || wait->operation->start != NULL || !(wait->operation->flags & SMART_ASYNC_OPERATION_SCRIPT) ||
      smart_async_slot_get_call (wait->slot) != get_call (number))
    return NULL;

  return (ScriptRun *) wait;
}

/**
 * smart_async_script_begin:
 * @name: the twin's name, for messages and traces, as a #GQuark
 * @cancellable: (nullable): cancels the call, from any thread
 * @error: return location for an error
 *
 * Begins what [func@SmartAsync.run] does, for bindings in which a callback or a boxed argument costs more than all that
 * a call does: start the operation then, call [func@SmartAsync.script_complete] when it has called back, and
 * [func@SmartAsync.script_end], in any case, in the same thread, which waits. Calls end in the reverse order of their
 * beginnings.
 *
 * Errors: those of [func@SmartAsync.run] before the operation is started; %G_IO_ERROR_NOT_SUPPORTED if another thread
 * would have to start it.
 *
 * Returns: the number of the call, which a double has exactly; negative if the operation has a cancellable,
 *   [func@SmartAsync.script_get_cancellable]; 0 with @error set
 *
 * Since: 0.9
 */
gint64
smart_async_script_begin (GQuark         name,
                          GCancellable  *cancellable,
                          GError       **error)
{
  ScriptRun *self;
  gint64 number;

  g_return_val_if_fail (name != 0, 0);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), 0);
  g_return_val_if_fail (error == NULL || *error == NULL, 0);

  if (!smart_async_run_check_cancelled (g_quark_to_string (name), cancellable, error))
    return 0;

  self = script_run_new (name);
  if (!smart_async_run_enter (&self->wait, &self->operation, &self->options, cancellable, error) ||
      !check_is_here (self, error))
    {
      script_run_free (self);
      return 0;
    }

  number = (gint64) (gsize) smart_async_slot_get_call (self->wait.slot);

  return smart_async_slot_get_given (self->wait.slot) != NULL ? -number : number;
}

/**
 * smart_async_script_get_cancellable:
 * @call: a number that [func@SmartAsync.script_begin] has given
 *
 * Gets the cancellable to be given to the asynchronous function. See [method@SmartAsync.Call.get_cancellable].
 *
 * Returns: (transfer none) (nullable): the cancellable
 *
 * Since: 0.9
 */
GCancellable *
smart_async_script_get_cancellable (gint64 call)
{
  return smart_async_call_get_cancellable (get_call (call));
}

/**
 * smart_async_script_complete:
 * @call: a number that [func@SmartAsync.script_begin] has given
 * @result: what the operation has called back with
 *
 * Completes a call. See [method@SmartAsync.Call.complete].
 *
 * Since: 0.9
 */
void
smart_async_script_complete (gint64        call,
                             GAsyncResult *result)
{
  smart_async_call_complete (get_call (call), result);
}

/**
 * smart_async_script_end:
 * @call: what [func@SmartAsync.script_begin] has given last in this thread
 * @error: return location for an error
 *
 * Waits until the call is completed, if it is not yet, and ends it.
 *
 * Errors: those of [func@SmartAsync.run].
 *
 * Returns: %TRUE if it was completed, %FALSE with @error set
 *
 * Since: 0.9
 */
gboolean
smart_async_script_end (gint64   call,
                        GError **error)
{
  ScriptRun *self = find_run (call);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  result = smart_async_wait_for_slot (&self->wait, NULL, &failure);
  smart_async_run_leave (&self->wait, result);
  if (G_UNLIKELY (self->begun != 0))
    smart_async_run_mark (&self->wait, self->begun, self->options.policy, result, failure);
  script_run_free (self);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));

  return result != NULL;
}
