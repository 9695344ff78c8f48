/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The example's client: the asynchronous pair and the generated twin give the
 * same results.
 */

#include <string.h>

#include "answers.h"
#include "github-server.h"
#include "github-sync.h"
#include "child.h"
#include "support.h"

typedef struct
{
  GithubRepo *repo;
  GError     *error;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_object (&outcome->repo);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* What to ask, and how the answer is waited for. */
typedef struct
{
  GithubClient *client;
  const char   *owner;
  GCancellable *cancellable;
  GMainLoop    *loop;
  Outcome       outcome;
} Question;

static Outcome
call_twin (GithubClient *client,
           const char   *owner,
           GCancellable *cancellable)
{
  Outcome outcome = { 0 };

  outcome.repo = github_client_get_repo_sync (client, owner, "x", cancellable, &outcome.error);

  return outcome;
}

static void
get_repo_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Question *question = user_data;

  question->outcome.repo = github_client_get_repo_finish (GITHUB_CLIENT (source), result,
                                                          &question->outcome.error);
  g_main_loop_quit (question->loop);
}

static Outcome
call_async (GithubClient *client,
            const char   *owner,
            GCancellable *cancellable)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Question question = { client, owner, cancellable, loop, { 0 } };

  github_client_get_repo_async (client, owner, "x", cancellable, get_repo_cb, &question);
  g_main_loop_run (loop);

  return question.outcome;
}

static gboolean
idle_cb (gpointer user_data)
{
  Question *question = user_data;

  question->outcome = call_twin (question->client, question->owner, question->cancellable);
  g_main_loop_quit (question->loop);

  return G_SOURCE_REMOVE;
}

static Outcome
call_twin_in_loop (GithubClient *client,
                   const char   *owner,
                   GCancellable *cancellable)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Question question = { client, owner, cancellable, loop, { 0 } };

  g_idle_add (idle_cb, &question);
  g_main_loop_run (loop);

  return question.outcome;
}

/* One context for all calls: the server cancels from a thread of its own, and GLib 2.74 may still be
 * using the context there, to wake it up, when the call has returned.
 */
static Outcome
call_async_in_context (GithubClient *client,
                       const char   *owner,
                       GCancellable *cancellable)
{
  static GMainContext *context = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  Question question = { client, owner, cancellable, NULL, { 0 } };

  if (context == NULL)
    context = g_main_context_new ();

  question.loop = loop = g_main_loop_new (context, FALSE);
  g_main_context_push_thread_default (context);
  github_client_get_repo_async (client, owner, "x", cancellable, get_repo_cb, &question);
  g_main_loop_run (loop);
  g_main_context_pop_thread_default (context);

  return question.outcome;
}

typedef Outcome (*CallFunc) (GithubClient *client,
                             const char   *owner,
                             GCancellable *cancellable);

static const CallFunc ways[] = {
  call_async,
  call_async_in_context,
  call_twin,
  call_twin_in_loop,
};

static void
assert_same_error (GError *a,
                   GError *b)
{
  g_assert_cmpstr (g_quark_to_string (a->domain), ==, g_quark_to_string (b->domain));
  g_assert_cmpint (a->code, ==, b->code);
  g_assert_cmpstr (a->message, ==, b->message);
}

static void
assert_same_repo (GithubRepo *a,
                  GithubRepo *b)
{
  g_autofree char *a_json = github_repo_to_json (a);
  g_autofree char *b_json = github_repo_to_json (b);

  g_assert_cmpstr (a_json, ==, b_json);
}

static void
assert_outcome (const Outcome *outcome,
                const Answer  *answer)
{
  if (answer->domain != NULL)
    {
      g_assert_null (outcome->repo);
      g_assert_error (outcome->error, answer->domain (), answer->code);
      return;
    }

  g_assert_no_error (outcome->error);
  g_assert_cmpint (github_repo_get_stars (outcome->repo), ==, answer->stars);
  g_assert_cmpint (github_repo_get_forks (outcome->repo), ==, answer->forks);
}

/* A server is good for one cancellable, and its port is in the messages: so
 * the messages are compared without the port.
 */
static void
hide_port (GError       *error,
           AnswerServer *server)
{
  g_autoptr (GString) message = g_string_new (error->message);

  g_string_replace (message, answer_server_get_uri (server), "http://server", 0);
  g_free (error->message);
  error->message = g_strdup (message->str);
}

static Outcome
ask (CallFunc      call,
     const Answer *answer)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AnswerServer) server = answer_server_new (cancellable);
  g_autoptr (GithubClient) client = github_client_new (answer_server_get_uri (server));
  Outcome outcome = call (client, answer->name, cancellable);

  if (outcome.error != NULL)
    hide_port (outcome.error, server);

  return outcome;
}

static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_auto (Outcome) first = ask (ways[0], answer);

  assert_outcome (&first, answer);

  for (gsize i = 1; i < G_N_ELEMENTS (ways); i++)
    {
      g_auto (Outcome) other = ask (ways[i], answer);

      assert_outcome (&other, answer);
      if (first.error != NULL)
        assert_same_error (first.error, other.error);
      else
        assert_same_repo (first.repo, other.repo);
    }
}

/* Where an error needs no server: in each way, with the very same message. One
 * is not the client's, though: a twin does not start what is cancelled already.
 */
static void
assert_error_everywhere (const char   *base_uri,
                         const char   *owner,
                         GCancellable *cancellable,
                         int           code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GithubClient) client = github_client_new (base_uri);
      g_auto (Outcome) first = ways[0] (client, owner, cancellable);
      g_auto (Outcome) outcome = ways[i] (client, owner, cancellable);

      g_assert_null (outcome.repo);
      g_assert_error (outcome.error, G_IO_ERROR, code);
      if (code != G_IO_ERROR_CANCELLED)
        assert_same_error (first.error, outcome.error);
    }
}

static void
test_refused (void)
{
  g_autoptr (AnswerServer) server = answer_server_new (NULL);
  g_autofree char *uri = g_strdup (answer_server_get_uri (server));

  g_clear_pointer (&server, answer_server_free);

  assert_error_everywhere (uri, "good", NULL, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_no_http (void)
{
  static const char *uris[] = {
    "", "/", "localhost", "127.0.0.1:80", "http:", "http://", "http:///", "http://:80", "http://[",
    "http://host:port/", "ftp://127.0.0.1/", "file:///etc", "javascript:alert(1)", "ht tp://x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    assert_error_everywhere (uris[i], "good", NULL, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_no_name (void)
{
  static const char *owners[] = { "", ".", ".." };

  for (gsize i = 0; i < G_N_ELEMENTS (owners); i++)
    assert_error_everywhere ("http://127.0.0.1:1", owners[i], NULL, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AnswerServer) server = answer_server_new (NULL);
  g_autofree char *path = NULL;

  g_cancellable_cancel (cancellable);
  assert_error_everywhere (answer_server_get_uri (server), "good", cancellable, G_IO_ERROR_CANCELLED);

  path = answer_server_dup_path (server);
  g_assert_null (path);
}

static void
assert_path (const char *suffix,
             const char *owner,
             const char *name,
             const char *expected)
{
  g_autoptr (AnswerServer) server = answer_server_new (NULL);
  g_autofree char *uri = g_strconcat (answer_server_get_uri (server), suffix, NULL);
  g_autoptr (GithubClient) client = github_client_new (uri);
  g_autoptr (GithubRepo) repo = github_client_get_repo_sync (client, owner, name, NULL, NULL);
  g_autofree char *path = answer_server_dup_path (server);

  g_assert_true (repo == NULL || g_str_equal (owner, "good"));
  g_assert_cmpstr (path, ==, expected);
}

static void
test_paths (void)
{
  assert_path ("", "good", "x", "/repos/good/x");
  assert_path ("/", "good", "x", "/repos/good/x");
  assert_path ("/api/v3", "good", "x", "/api/v3/repos/good/x");
  assert_path ("/api/v3/", "good", "x", "/api/v3/repos/good/x");
  assert_path ("/a%20b/", "good", "x", "/a%20b/repos/good/x");
  assert_path ("/?query#fragment", "good", "x", "/repos/good/x");
  assert_path ("", "a/../b", "c d?e#f%", "/repos/a%2F..%2Fb/c%20d%3Fe%23f%25");
  assert_path ("", "é", "…", "/repos/%C3%A9/%E2%80%A6");
  assert_path ("", "\r\nX: y", "\xff", "/repos/%0D%0AX%3A%20y/%FF");
}

static void
test_property (void)
{
  g_autoptr (GithubClient) client = github_client_new ("http://example.org/");
  g_autoptr (GithubClient) standard = github_client_new (NULL);
  g_autoptr (GithubClient) made = g_object_new (GITHUB_TYPE_CLIENT, NULL);
  g_autofree char *uri = NULL;

  g_object_get (client, "base-uri", &uri, NULL);
  g_assert_cmpstr (uri, ==, "http://example.org/");
  g_assert_cmpstr (github_client_get_base_uri (client), ==, "http://example.org/");
  g_assert_cmpstr (github_client_get_base_uri (standard), ==, "https://api.github.com");
  g_assert_cmpstr (github_client_get_base_uri (made), ==, "https://api.github.com");
}

/* One connection serves all calls, whichever way they are made. */
static void
test_connection_is_kept (void)
{
  g_autoptr (AnswerServer) server = answer_server_new (NULL);
  g_autoptr (GithubClient) client = github_client_new (answer_server_get_uri (server));

  for (gsize i = 0; i < 200; i++)
    {
      g_auto (Outcome) outcome = ways[i % G_N_ELEMENTS (ways)] (client, "good", NULL);

      assert_outcome (&outcome, answer_find ("good"));
    }

  g_assert_cmpuint (answer_server_get_connections (server), ==, 1);
}

static gpointer
calling_thread (gpointer client)
{
  g_auto (Outcome) outcome = call_twin (client, "good", NULL);

  assert_outcome (&outcome, answer_find ("good"));

  return NULL;
}

/* A connection that a call has not given back would be missing in the next
 * thread, since a session has only two for a server.
 */
static void
test_threads_one_by_one (void)
{
  g_autoptr (AnswerServer) server = answer_server_new (NULL);
  g_autoptr (GithubClient) client = github_client_new (answer_server_get_uri (server));

  for (gsize i = 0; i < 10; i++)
    g_thread_join (g_thread_new ("caller", calling_thread, client));

  g_assert_cmpuint (answer_server_get_connections (server), ==, 1);
}

/* Nothing is left behind by calls that went wrong, and the client goes on. */
static void
test_good_after_bad (void)
{
  for (gsize i = 0; i < n_answers; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (AnswerServer) server = answer_server_new (cancellable);
      g_autoptr (GithubClient) client = github_client_new (answer_server_get_uri (server));

      for (gsize j = 0; j < 5; j++)
        {
          g_auto (Outcome) bad = call_twin (client, answers[i].name, cancellable);
          g_auto (Outcome) good = call_twin (client, "good", NULL);

          assert_outcome (&bad, &answers[i]);
          assert_outcome (&good, answer_find ("good"));
          g_cancellable_reset (cancellable);
        }
    }
}

static void
test_server (void)
{
  g_autoptr (GithubServer) server = github_server_new ();

  for (gsize i = 0; i < 50; i++)
    {
      g_autoptr (GithubClient) client = NULL;
      g_autoptr (GithubRepo) repo = NULL;
      g_autoptr (GithubRepo) unknown = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (github_server_get_uri (server));
      g_assert_true (github_server_start (server, NULL));
      client = github_client_new (github_server_get_uri (server));

      /* Sometimes it is stopped before its thread has come to run. */
      if (i % 2 == 0)
        {
          repo = github_client_get_repo_sync (client, "octocat", "empty", NULL, &error);
          g_assert_no_error (error);
          g_assert_null (github_repo_get_description (repo));

          unknown = github_client_get_repo_sync (client, "octocat", "unknown", NULL, &error);
          g_assert_error (error, GITHUB_ERROR, GITHUB_ERROR_NOT_FOUND);
        }

      github_server_stop (server);
      github_server_stop (server);
    }
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static void
call_all (void)
{
  for (gsize i = 0; i < n_answers; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (ways); j++)
      {
        g_auto (Outcome) outcome = ask (ways[j], &answers[i]);

        assert_outcome (&outcome, &answers[i]);
      }
}

/* If a thread of GTask was slow to drop its reference to a context, the caller's loop frees that context. */
static void
test_no_descriptor_is_left (void)
{
  guint before;

  call_all ();
  support_go_round ();
  before = count_descriptors ();

  call_all ();
  support_go_round ();
  g_assert_cmpuint (count_descriptors (), ==, before);
}

static void
test_server_leaves_no_descriptor (void)
{
  guint before;

  test_server ();
  before = count_descriptors ();
  test_server ();

  g_assert_cmpuint (count_descriptors (), ==, before);
}

/* The client is gone once its last reference is. */
static void
test_client_is_freed (void)
{
  for (gsize i = 0; i < n_answers; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (AnswerServer) server = answer_server_new (cancellable);
      GithubClient *client = github_client_new (answer_server_get_uri (server));
      g_auto (Outcome) outcome = call_twin (client, answers[i].name, cancellable);

      assert_outcome (&outcome, &answers[i]);
      g_object_add_weak_pointer (G_OBJECT (client), (gpointer *) &client);
      g_object_unref (client);
      g_assert_null (client);
    }
}

static void
test_repo_json (void)
{
  static const char biggest[] =
    "{\"full_name\":\"o/n\",\"stargazers_count\":9007199254740991,\"forks_count\":0}  trailing";
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autoptr (GithubRepo) repo = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (github_repo_new_from_json (deep, -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);

  repo = github_repo_new_from_json (answer_find ("good")->body, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (github_repo_get_full_name (repo), ==, "o/n");
  g_assert_cmpstr (github_repo_get_description (repo), ==, "d");
  g_assert_cmpstr (github_repo_get_language (repo), ==, "C");
  g_clear_object (&repo);

  repo = github_repo_new_from_json (biggest, strlen (biggest) - strlen ("  trailing"), &error);
  g_assert_no_error (error);
  g_assert_cmpint (github_repo_get_stars (repo), ==, G_GINT64_CONSTANT (9007199254740991));
  g_assert_null (github_repo_get_description (repo));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < n_answers; i++)
    {
      g_autofree char *path = g_strconcat ("/examples/github-client/answer/", answers[i].name, NULL);

      test_child_add (path, test_answer, &answers[i]);
    }

  test_child_add_func ("/examples/github-client/refused-connection-is-an-error", test_refused);
  test_child_add_func ("/examples/github-client/other-uris-than-http-are-errors", test_no_http);
  test_child_add_func ("/examples/github-client/dots-are-no-name", test_no_name);
  test_child_add_func ("/examples/github-client/cancelled-before-is-not-sent", test_cancelled_before);
  test_child_add_func ("/examples/github-client/paths-are-joined-and-escaped", test_paths);
  test_child_add_func ("/examples/github-client/base-uri-can-be-read", test_property);
  test_child_add_func ("/examples/github-client/connection-is-kept", test_connection_is_kept);
  test_child_add_func ("/examples/github-client/threads-can-share-a-client", test_threads_one_by_one);
  test_child_add_func ("/examples/github-client/works-after-an-error", test_good_after_bad);
  test_child_add_func ("/examples/github-client/no-descriptor-is-left", test_no_descriptor_is_left);
  test_child_add_func ("/examples/github-client/client-is-freed", test_client_is_freed);
  test_child_add_func ("/examples/github-repo/json-is-checked", test_repo_json);
  test_child_add_func ("/examples/github-server/starts-and-stops", test_server);
  test_child_add_func ("/examples/github-server/leaves-no-descriptor", test_server_leaves_no_descriptor);

  return g_test_run ();
}
