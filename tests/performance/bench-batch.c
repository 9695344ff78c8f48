/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What an operation costs in a batch, and how much faster a batch is than one request after the other.
 */

#include <smartasync/smartasync.h>

#include "answer.h"
#include "bench.h"

#ifdef HAVE_GITHUB
# include "github-server.h"
# include "github-sync.h"
#endif

static void
answer_finish (GAsyncResult  *result,
               gpointer       user_data,
               GError       **error)
{
  g_assert_cmpint (g_task_propagate_int (G_TASK (result), error), ==, 42);
}

static void
run_batch (guint                n,
           guint                max_concurrent,
           SmartAsyncStartFunc  start,
           SmartAsyncFinishFunc finish)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("bench");

  smart_async_batch_set_max_concurrent (batch, max_concurrent);
  for (guint i = 0; i < n; i++)
    smart_async_batch_add (batch, start, finish, NULL, NULL);

  if (!smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, NULL))
    g_assert_not_reached ();
}

static void
in_a_batch (guint n)
{
  run_batch (n, 16, answer_start, answer_finish);
}

static void
one_by_one (guint n)
{
  static const SmartAsyncOperation operation = { "answer_sync", answer_start, SMART_ASYNC_OPERATION_NONE };

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

      answer_finish (result, NULL, NULL);
    }
}

/* Many operations as programs usually run them by hand: with a counter, and each callback starts the next one. */
typedef struct
{
  guint n_to_start;
  guint n_running;
} Counter;

static void
counter_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Counter *counter = user_data;

  answer_finish (result, NULL, NULL);
  counter->n_running--;

  if (counter->n_to_start > 0)
    {
      counter->n_to_start--;
      counter->n_running++;
      answer_async (counter_cb, counter);
    }
}

static void
by_hand (guint n)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Counter counter = { n, 0 };

  g_main_context_push_thread_default (context);

  for (; counter.n_to_start > 0 && counter.n_running < 16; counter.n_running++)
    {
      counter.n_to_start--;
      answer_async (counter_cb, &counter);
    }

  while (counter.n_running > 0)
    g_main_context_iteration (context, TRUE);

  g_main_context_pop_thread_default (context);
}

static void
compare_costs (void)
{
  BenchPeer peers[] = {
    { "an operation of a batch, 16 at a time", in_a_batch, 0 },
    { "the same operation, one call after the other", one_by_one, 0 },
    { "the same by hand: a counter, 16 at a time", by_hand, 0 },
  };

  bench_run (peers, G_N_ELEMENTS (peers));
  bench_print ("One operation", peers, G_N_ELEMENTS (peers));
}

#ifdef HAVE_GITHUB
#define LATENCY_MSEC 10
#define PARALLELISM 16

static GithubClient *client;

static void
ask (SmartAsyncCall *call,
     gpointer        user_data)
{
  github_client_get_repo_async (client, "GNOME", "glib", smart_async_call_get_cancellable (call),
                                smart_async_call_ready, call);
}

static void
hear (GAsyncResult  *result,
      gpointer       user_data,
      GError       **error)
{
  g_autoptr (GithubRepo) repo = github_client_get_repo_finish (client, result, error);

  g_assert_nonnull (repo);
}

/* More than the server works on, so that it always has the next one at hand. */
static void
requests_in_a_batch (guint n)
{
  run_batch (n, 2 * PARALLELISM, ask, hear);
}

static void
requests_one_by_one (guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GithubRepo) repo = github_client_get_repo_sync (client, "GNOME", "glib", NULL, NULL);

      g_assert_nonnull (repo);
    }
}

/* A thousand at a time: fewer would measure how the first and the last of them are waited for. */
static double
measure_usec (BenchFunc func,
              guint     n)
{
  gint64 begin = g_get_monotonic_time ();

  func (n);

  return (double) (g_get_monotonic_time () - begin) / n;
}

static void
compare_requests (void)
{
  g_autoptr (GithubServer) server = g_object_new (GITHUB_TYPE_SERVER, "latency", LATENCY_MSEC,
                                                  "parallelism", PARALLELISM, NULL);
  static const BenchRow row = {
    "batch-http", "HTTP requests in a batch, to one by one; the server serves 16 at a time", "×", PARALLELISM, TRUE,
  };
  double single, batched;

  if (!github_server_start (server, NULL))
    g_error ("the server does not start");

  client = g_object_new (GITHUB_TYPE_CLIENT, "base-uri", github_server_get_uri (server),
                         "max-connections", 2 * PARALLELISM, NULL);
  requests_in_a_batch (100);

  batched = measure_usec (requests_in_a_batch, 1000);
  single = measure_usec (requests_one_by_one, 100);

  g_print ("\nOne HTTP request of a thousand, to a server that takes %d ms and works on %d at a time\n",
           LATENCY_MSEC, PARALLELISM);
  g_print ("  %-58s %9.2f ms\n", "in a batch", batched / 1000);
  g_print ("  %-58s %9.2f ms\n", "one by one", single / 1000);
  bench_report (&row, single / batched);

  g_object_unref (client);
}
#endif

int
main (void)
{
  compare_costs ();

#ifdef HAVE_GITHUB
  compare_requests ();
#endif

  return 0;
}
