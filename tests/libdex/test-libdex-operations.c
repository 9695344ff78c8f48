/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that are made with libdex, in each situation.
 */

#include <smartasync/smartasync.h>

#include <libdex.h>

#include "futures.h"
#include "messages.h"
#include "situations.h"

typedef struct
{
  FuturesMachine *machine; /* unowned */
  int             value;
} Answer;

static void
start (SmartAsyncCall *call,
       gpointer        user_data)
{
  futures_machine_answer_async (((Answer *) user_data)->machine, smart_async_call_get_cancellable (call),
                                smart_async_call_ready, call);
}

static void
finish (GAsyncResult  *result,
        gpointer       user_data,
        GError       **error)
{
  Answer *answer = user_data;

  answer->value = futures_machine_answer_finish (answer->machine, result, error);
}

static const SmartAsyncOperationExtended operation = {
  .operation = { "answer", start, SMART_ASYNC_OPERATION_EXTENDED },
  .finish = finish,
};

static void
assert_answer (FuturesMachine *machine)
{
  Answer answer = { machine, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (smart_async_run_and_finish (&operation, &answer, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (answer.value, ==, 42);
}

static void
assert_batch (FuturesMachine *machine)
{
  g_autoptr (SmartAsyncBatch) batch = smart_async_batch_new ("answers");
  Answer answers[3] = { { machine, 0 }, { machine, 0 }, { machine, 0 } };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    smart_async_batch_add (batch, start, finish, &answers[i], NULL);

  g_assert_true (smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    g_assert_cmpint (answers[i].value, ==, 42);
}

/* What the results are good for outside their callbacks depends on how they were finished. */
static void
assert_begun (FuturesMachine *machine)
{
  g_autoptr (GError) error = NULL;
  SmartAsyncCall *calls[2];

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      calls[i] = smart_async_call_begin ("answer", SMART_ASYNC_OPERATION_NONE, NULL, &error);
      g_assert_no_error (error);
      futures_machine_answer_async (machine, smart_async_call_get_cancellable (calls[i]), smart_async_call_ready,
                                    calls[i]);
    }

  for (guint n_left = G_N_ELEMENTS (calls); n_left > 0; n_left--)
    {
      guint i = smart_async_await_any (calls, G_N_ELEMENTS (calls));
      g_autoptr (GAsyncResult) result = smart_async_await (g_steal_pointer (&calls[i]), &error);

      g_assert_no_error (error);
      g_assert_true (DEX_IS_ASYNC_RESULT (result));
    }
}

/* libdex refuses to make such an operation in a thread without a scheduler of its own. */
#define IN_SCHEDULERS (SITUATION_ALL & ~(SITUATION_OTHER_LOOP | SITUATION_THREAD_WITH_CONTEXT))

/* How it is called. What is begun by hand can't be forwarded, and says so. */
static const struct
{
  const char *name;
  Situation   situations;
  void      (*assert_works) (FuturesMachine *machine);
} calls[] = {
  { "call", IN_SCHEDULERS, assert_answer },
  { "batch", IN_SCHEDULERS, assert_batch },
  { "begun", IN_SCHEDULERS & ~SITUATION_FORWARDED, assert_begun },
};

typedef struct
{
  guint           call;
  FuturesMachine *machine;
} Case;

static void
case_clear (gpointer data)
{
  g_object_unref (((Case *) data)->machine);
}

static void
assert_case (gconstpointer data)
{
  const Case *self = data;

  calls[self->call].assert_works (self->machine);
}

/* Each kind of operation in each way, in each situation. */
static GArray *
add_cases (void)
{
  const char * const *kinds = futures_list_kinds ();
  GArray *cases = g_array_new (FALSE, FALSE, sizeof (Case));

  g_array_set_clear_func (cases, case_clear);
  g_array_set_size (cases, G_N_ELEMENTS (calls) * g_strv_length ((char **) kinds));
  for (guint i = 0; i < cases->len; i++)
    {
      Case *self = &g_array_index (cases, Case, i);
      const char *kind = kinds[i / G_N_ELEMENTS (calls)];
      g_autofree char *path = NULL;

      *self = (Case) { i % G_N_ELEMENTS (calls), futures_machine_new (kind) };
      path = g_strdup_printf ("/libdex-operations/%s/%s", calls[self->call].name, kind);
      situations_add_tests (path, calls[self->call].situations, assert_case, self);
    }

  return cases;
}

/* What fails in libdex fails in the call. */
static void
test_rejected (void)
{
  g_autoptr (FuturesMachine) machine = futures_machine_new ("rejected");
  Answer answer = { machine, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (smart_async_run_and_finish (&operation, &answer, NULL, &error));
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TIMED_OUT);
}

/* A time limit holds whatever libdex does. */
static void
test_limit (void)
{
  g_autoptr (FuturesMachine) machine = futures_machine_new ("infinite");
  Answer answer = { machine, 0 };
  g_autoptr (GError) error = NULL;

  smart_async_push_timeout (20);
  g_assert_false (smart_async_run_and_finish (&operation, &answer, NULL, &error));
  smart_async_pop_timeout ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* Under the policy private a loop is not iterated, and so nothing settles: a message says that. */

static gpointer
cancel_thread (gpointer cancellable)
{
  support_messages_wait ();
  g_cancellable_cancel (cancellable);

  return NULL;
}

static gboolean
call_privately_cb (gpointer loop)
{
  g_autoptr (FuturesMachine) machine = futures_machine_new ("work-queue");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancels", cancel_thread, cancellable);
  Answer answer = { machine, 0 };
  g_autoptr (GError) error = NULL;

  smart_async_push_policy (SMART_ASYNC_POLICY_PRIVATE);
  g_assert_false (smart_async_run_and_finish (&operation, &answer, cancellable, &error));
  smart_async_pop_policy ();
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
test_private (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  support_messages_collect ();
  g_idle_add (call_privately_cb, loop);
  g_main_loop_run (loop);
  support_messages_assert_only ("answer: nothing has happened for 5 s*libdex*use the policy auto or forward");
}

/* Where a loop must not be iterated from inside, that is an error at once. */
static gboolean
refuse_cb (gpointer loop)
{
  g_autoptr (FuturesMachine) machine = futures_machine_new ("fiber");
  Answer answer = { machine, 0 };
  g_autoptr (GError) error = NULL;

  smart_async_push_policy (SMART_ASYNC_POLICY_REFUSE);
  g_assert_false (smart_async_run_and_finish (&operation, &answer, NULL, &error));
  smart_async_pop_policy ();
  g_assert_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
test_refused (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (refuse_cb, loop);
  g_main_loop_run (loop);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GArray) cases = NULL;

  g_test_init (&argc, &argv, NULL);
  dex_init ();

  cases = add_cases ();
  g_test_add_func ("/libdex-operations/rejected", test_rejected);
  g_test_add_func ("/libdex-operations/time-limit", test_limit);
  g_test_add_func ("/libdex-operations/refused", test_refused);
  g_test_add_func ("/libdex-operations/private-inside-a-loop", test_private);

  return g_test_run ();
}
