/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations of an awkward machine as operations of a batch.
 */

#include "echo.h"

void
echo_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  Echo *echo = user_data;
  GCancellable *cancellable = echo->is_deaf ? NULL : smart_async_call_get_cancellable (call);

  awkward_machine_echo_async (echo->machine, echo->text, cancellable, smart_async_call_ready, call);
}

void
echo_finish (GAsyncResult  *result,
             gpointer       user_data,
             GError       **error)
{
  Echo *echo = user_data;

  echo->n_finished++;
  echo->said = awkward_machine_echo_finish (echo->machine, result, error);
}

static void
echo_free (gpointer data)
{
  Echo *echo = data;

  if (echo->n_destroyed != NULL)
    (*echo->n_destroyed)++;

  g_object_unref (echo->machine);
  g_free (echo->text);
  g_free (echo->said);
  g_free (echo);
}

Echo *
echo_add_full (SmartAsyncBatch      *batch,
               AwkwardMachine       *machine,
               SmartAsyncFinishFunc  finish)
{
  Echo *echo = g_new0 (Echo, 1);
  guint index = smart_async_batch_add (batch, echo_start, finish, echo, echo_free);

  echo->machine = g_object_ref (machine);
  echo->text = g_strdup_printf ("%u", index);

  return echo;
}

Echo *
echo_add (SmartAsyncBatch *batch,
          AwkwardMoment    moment,
          AwkwardOutcome   outcome)
{
  g_autoptr (AwkwardMachine) machine = awkward_machine_new (moment, outcome);

  return echo_add_full (batch, machine, echo_finish);
}

SmartAsyncBatch *
echo_batch_new (guint          n,
                AwkwardMoment  moment,
                AwkwardOutcome outcome)
{
  SmartAsyncBatch *batch = smart_async_batch_new ("echoes");

  for (guint i = 0; i < n; i++)
    echo_add (batch, moment, outcome);

  return batch;
}
