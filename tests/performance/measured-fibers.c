/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What fibers do in each comparison.
 */

#include "measured-fibers.h"

#include "answer.h"

void
fibers_iterate_until (gboolean *is_done)
{
  while (!*is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  smart_async_spawn_finish (result, NULL);
  *(gboolean *) user_data = TRUE;
}

static void
run (SmartAsyncFiberFunc func,
     gpointer            user_data)
{
  gboolean is_done = FALSE;

  smart_async_spawn (func, user_data, NULL, NULL, done_cb, &is_done);
  fibers_iterate_until (&is_done);
}

static gpointer
nothing (gpointer       user_data,
         GCancellable  *cancellable,
         GError       **error)
{
  return NULL;
}

void
fibers_spawn (guint n)
{
  for (guint i = 0; i < n; i++)
    run (nothing, NULL);
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  smart_async_spawn_finish (result, NULL);
  ++*(guint *) user_data;
}

void
fibers_spawn_together (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint n_done = 0;

      for (guint j = 0; j < FIBERS_TOGETHER; j++)
        smart_async_spawn (nothing, NULL, NULL, NULL, count_cb, &n_done);
      while (n_done < FIBERS_TOGETHER)
        g_main_context_iteration (NULL, TRUE);
    }
}

static gpointer
call_often (gpointer       n,
            GCancellable  *cancellable,
            GError       **error)
{
  for (guint i = 0; i < *(guint *) n; i++)
    answer_sync ();

  return NULL;
}

void
fibers_call (guint n)
{
  run (call_often, &n);
}

static gpointer
sleeper (gpointer       n_done,
         GCancellable  *cancellable,
         GError       **error)
{
  smart_async_sleep (SLEEP_MSEC, NULL, NULL);
  ++*(guint *) n_done;

  return NULL;
}

void
fibers_sleep (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint n_done = 0;

      for (guint j = 0; j < SLEEPERS; j++)
        smart_async_spawn (sleeper, &n_done, NULL, NULL, NULL, NULL);
      while (n_done < SLEEPERS)
        g_main_context_iteration (NULL, TRUE);
    }
}
