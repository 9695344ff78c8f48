/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a generated pair of a function that blocks costs, to the same by hand.
 */

#include "bench.h"
#include "blocking-async.h"

/* A function that takes less than a tenth of a millisecond blocks nobody. */
#define LENGTH (256 * 1024)

static guint8 bytes[LENGTH];
static gboolean is_done;

static void
wait_until_done (void)
{
  while (!is_done)
    g_main_context_iteration (NULL, TRUE);
  is_done = FALSE;
}

static void
pair_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  gsize length;
  g_autofree guint8 *reversed = blocker_reverse_finish (result, &length, NULL);

  g_assert_cmpuint (reversed[0], ==, bytes[LENGTH - 1]);
  is_done = TRUE;
}

static void
generated (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      blocker_reverse_async (bytes, LENGTH, NULL, pair_cb, NULL);
      wait_until_done ();
    }
}

/* What somebody would write. */
typedef struct
{
  guint8 *data;
  gsize   length;
} Reverse;

static void
reverse_free (gpointer data)
{
  Reverse *reverse = data;

  g_free (reverse->data);
  g_free (reverse);
}

static void
reverse_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Reverse *reverse = data;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint8 *reversed = blocker_reverse (reverse->data, reverse->length, &length, &error);

  if (reversed != NULL)
    g_task_return_pointer (task, g_bytes_new_take (reversed, length), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
task_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (GBytes) reversed = g_task_propagate_pointer (G_TASK (result), NULL);

  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (reversed, NULL))[0], ==, bytes[LENGTH - 1]);
  is_done = TRUE;
}

static void
by_hand (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, task_cb, NULL);
      Reverse *reverse = g_new0 (Reverse, 1);

      reverse->data = g_memdup2 (bytes, LENGTH);
      reverse->length = LENGTH;
      g_task_set_task_data (task, reverse, reverse_free);
      g_task_run_in_thread (task, reverse_thread);
      wait_until_done ();
    }
}

int
main (void)
{
  static const BenchRow row = {
    "pair", "a generated pair, to g_task_run_in_thread() by hand", "×", 1.05, FALSE,
  };
  BenchPeer peers[] = {
    { "a generated pair", generated, 0 },
    { "g_task_run_in_thread()", by_hand, 0 },
  };

  bytes[LENGTH - 1] = 7;
  bench_compare (&row, peers);

  return 0;
}
