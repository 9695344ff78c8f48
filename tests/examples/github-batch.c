/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Many requests at the same time, from programs without a main loop.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "github-server.h"
#include "github-sync.h"

#define N_REQUESTS 1000
#define PARALLELISM 8

static const struct
{
  const char *name;
  gint64      stars;  /* -1: there is no such repository */
} known[] = {
  { "glib", 1466 },
  { "gjs", 388 },
  { "nothing", -1 },
  { "gtk", 2013 },
  { "libsoup", 174 },
  { "pygobject", 153 },
};

/* A client, and a server that takes time and works on a few answers at the same time. */
typedef struct
{
  GithubServer *server;
  GithubClient *client;
} Fixture;

static void
fixture_init (Fixture *self,
              guint    latency_msec)
{
  g_autoptr (GError) error = NULL;

  self->server = g_object_new (GITHUB_TYPE_SERVER, "latency", latency_msec, "parallelism", PARALLELISM, NULL);
  github_server_start (self->server, &error);
  g_assert_no_error (error);
  self->client = g_object_new (GITHUB_TYPE_CLIENT, "base-uri", github_server_get_uri (self->server),
                               "max-connections", 4 * PARALLELISM, NULL);
}

static void
fixture_clear (Fixture *self)
{
  g_object_unref (self->client);
  g_object_unref (self->server);
}

typedef struct
{
  GithubClient *client;  /* owned */
  const char   *name;
  GithubRepo   *repo;    /* owned, nullable; the answer */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->client);
  g_clear_object (&question->repo);
  g_free (question);
}

static void
ask (SmartAsyncCall *call,
     gpointer        user_data)
{
  Question *question = user_data;

  github_client_get_repo_async (question->client, "GNOME", question->name,
                                smart_async_call_get_cancellable (call), smart_async_call_ready, call);
}

static void
hear (GAsyncResult  *result,
      gpointer       user_data,
      GError       **error)
{
  Question *question = user_data;

  question->repo = github_client_get_repo_finish (question->client, result, error);
}

static Question *
add_question (SmartAsyncBatch *batch,
              GithubClient    *client,
              const char      *name)
{
  Question *question = g_new0 (Question, 1);

  question->client = g_object_ref (client);
  question->name = name;
  smart_async_batch_add (batch, ask, hear, question, question_free);

  return question;
}

static void
assert_answers (Fixture *fixture,
                guint    n,
                guint    max_concurrent)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("questions");
  g_autofree Question **questions = g_new (Question *, n);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    questions[i] = add_question (batch, fixture->client, known[i % G_N_ELEMENTS (known)].name);

  smart_async_batch_set_max_concurrent (batch, max_concurrent);
  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < n; i++)
    {
      if (known[i % G_N_ELEMENTS (known)].stars < 0)
        {
          g_assert_error (smart_async_batch_get_error (batch, i), GITHUB_ERROR, GITHUB_ERROR_NOT_FOUND);
        }
      else
        {
          g_assert_no_error (smart_async_batch_get_error (batch, i));
          g_assert_cmpint (github_repo_get_stars (questions[i]->repo), ==, known[i % G_N_ELEMENTS (known)].stars);
        }
    }
}

static void
ask_one_by_one (Fixture *fixture,
                guint    n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GithubRepo) repo G_GNUC_UNUSED =
          github_client_get_repo_sync (fixture->client, "GNOME", "glib", NULL, &error);

      g_assert_no_error (error);
    }
}

/* How much faster that is than one by one, the benchmark tells. */
static void
thousand (void)
{
  Fixture fixture;

  g_assert_false (g_main_context_is_owner (g_main_context_default ()));
  fixture_init (&fixture, 2);
  ask_one_by_one (&fixture, 50);
  g_assert_cmpuint (github_server_get_busiest (fixture.server), ==, 1);
  assert_answers (&fixture, N_REQUESTS, 4 * PARALLELISM);
  g_assert_cmpuint (github_server_get_busiest (fixture.server), ==, PARALLELISM);
  fixture_clear (&fixture);
}

/* The client's own bound on connections makes the others wait. */
static void
thousand_unbounded (void)
{
  Fixture fixture;

  fixture_init (&fixture, 2);
  assert_answers (&fixture, N_REQUESTS, 0);
  g_assert_cmpuint (github_server_get_busiest (fixture.server), ==, PARALLELISM);
  fixture_clear (&fixture);
}

/* FALSE if the machine was too busy for starting the requests before the deadline. */
static gboolean
ends_all (guint timeout_msec)
{
  g_auto (SmartAsyncTimeoutScope) scope = smart_async_timeout_scope_push (timeout_msec);
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("questions");
  g_autoptr (GError) error = NULL;
  gboolean were_started;
  Fixture fixture;

  fixture_init (&fixture, G_MAXINT);
  for (guint i = 0; i < 100; i++)
    add_question (batch, fixture.client, "glib");

  smart_async_batch_set_max_concurrent (batch, 20);
  g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_FAILED), <=, 20);
  g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED), >=, 80);

  for (guint i = 0; i < 100; i++)
    g_assert_error (smart_async_batch_get_error (batch, i), G_IO_ERROR, G_IO_ERROR_CANCELLED);

  were_started = smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED) == 80;
  if (were_started)
    g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_FAILED), ==, 20);

  fixture_clear (&fixture);

  return were_started;
}

static void
deadline (void)
{
  guint timeout_msec = 500;

  while (!ends_all (timeout_msec))
    timeout_msec *= 2;
}

/* The requests that are dropped do neither the client nor the server any harm. */
static void
first_error (void)
{
  Fixture fixture;

  fixture_init (&fixture, 5);

  for (int round = 0; round < 20; round++)
    {
      g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("questions");
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 200; i++)
        add_question (batch, fixture.client, i == 50 ? "nothing" : "glib");

      smart_async_batch_set_max_concurrent (batch, 20);
      g_assert_false (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_FIRST_ERROR, NULL, &error));
      g_assert_error (error, GITHUB_ERROR, GITHUB_ERROR_NOT_FOUND);
      g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, 50);
      g_assert_cmpuint (smart_async_batch_count (batch, SMART_ASYNC_BATCH_STATE_SKIPPED), >, 100);
    }

  assert_answers (&fixture, 60, 20);
  fixture_clear (&fixture);
}

/* The same question to several servers: whoever answers first. */
static void
any (void)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("mirrors");
  g_autoptr (GithubClient) nobody = github_client_new ("http://127.0.0.1:1");
  g_autoptr (GError) error = NULL;
  Question *answered;
  Fixture slow, fast;

  fixture_init (&slow, G_MAXINT);
  fixture_init (&fast, 1);
  add_question (batch, nobody, "glib");
  add_question (batch, slow.client, "glib");
  answered = add_question (batch, fast.client, "glib");

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ANY, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (smart_async_batch_get_decisive (batch), ==, 2);
  g_assert_cmpint (github_repo_get_stars (answered->repo), ==, 1466);

  fixture_clear (&slow);
  fixture_clear (&fast);
}

static gboolean
in_loop_cb (gpointer loop)
{
  thousand_unbounded ();
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
in_loop (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (in_loop_cb, loop);
  g_main_loop_run (loop);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/examples/github-batch/a-thousand-requests-keep-the-server-busy", thousand);
  test_child_add_func ("/smartasync/examples/github-batch/a-thousand-requests-need-no-bound", thousand_unbounded);
  test_child_add_func ("/smartasync/examples/github-batch/a-thousand-requests-run-inside-a-loop", in_loop);
  test_child_add_func ("/smartasync/examples/github-batch/the-deadline-is-for-all", deadline);
  test_child_add_func ("/smartasync/examples/github-batch/the-first-error-drops-the-other-requests", first_error);
  test_child_add_func ("/smartasync/examples/github-batch/the-first-server-to-answer-is-enough", any);

  return g_test_run ();
}
