/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program to be recorded: a call in each situation, a fiber, a batch, and a silence.
 */

#include <smartasync/smartasync.h>

#include "answer.h"

static void
call (const char *name)
{
  SmartAsyncOperation operation = { name, answer_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  answer_assert (result);
}

static void
await_call (void)
{
  SmartAsyncCall *call = smart_async_call_begin ("in_hand", SMART_ASYNC_OPERATION_NONE, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  answer_async (smart_async_call_ready, call);
  result = smart_async_await (call, NULL);
  answer_assert (result);
}

static gpointer
fiber (gpointer       user_data,
       GCancellable  *cancellable,
       GError       **error)
{
  call ("in_fiber");

  return NULL;
}

static void
batch (void)
{
  g_autoptr (SmartAsyncBatch) self = smart_async_batch_new ("some_answers");

  for (guint i = 0; i < 3; i++)
    smart_async_batch_add (self, answer_start, NULL, NULL, NULL);
  g_assert_true (smart_async_batch_run (self, SMART_ASYNC_BATCH_MODE_ALL, NULL, NULL));
}

static gboolean
in_loop_cb (gpointer loop)
{
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *call_of_fiber;

  call ("in_loop");
  call_of_fiber = smart_async_call_spawn ("worker", fiber, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (smart_async_await (call_of_fiber, &error));
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

/* Nothing happens until the watchdog ends it. */
static void
silence (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  smart_async_push_watchdog (50);
  g_assert_null (smart_async_await_signal (G_OBJECT (cancellable), "cancelled", NULL, &error));
  smart_async_pop_watchdog ();
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);
}

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  call ("with_no_loop");
  await_call ();
  batch ();
  silence ();

  g_idle_add (in_loop_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
