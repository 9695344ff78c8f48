/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that are made with libdex, in each situation.
 */

#include <smartasync/smartasync.h>

#include <libdex.h>

#include "fibers.h"
#include "futures.h"
#include "messages.h"

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

typedef void (*AssertFunc) (FuturesMachine *machine);

/* How it is called, and where. */
typedef struct
{
  AssertFunc      call;
  FuturesMachine *machine; /* unowned */
  GMainLoop      *loop;    /* unowned, nullable; to be quit when it has returned */
} Caller;

static void
call (Caller *caller)
{
  caller->call (caller->machine);
  if (caller->loop != NULL)
    g_main_loop_quit (caller->loop);
}

static void
in_no_loop (Caller *caller)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_NO_LOOP);
  call (caller);
}

static gboolean
call_cb (gpointer caller)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_OWN_LOOP);
  call (caller);

  return G_SOURCE_REMOVE;
}

static void
in_own_loop (Caller *caller)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  caller->loop = loop;
  g_idle_add (call_cb, caller);
  g_main_loop_run (loop);
}

/* libdex refuses to make such an operation in a thread without a scheduler of its own. */
static gpointer
worker (gpointer caller)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_OTHER_LOOP);
  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  call (caller);
  smart_async_pop_policy ();

  return NULL;
}

static void
in_other_loop (Caller *caller)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;

  caller->loop = loop;
  thread = g_thread_new ("worker", worker, caller);
  g_main_loop_run (loop);
  g_thread_join (thread);
}

static gpointer
own_fiber (gpointer       caller,
           GCancellable  *cancellable,
           GError       **error)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_FIBER);
  call (caller);

  return NULL;
}

static void
in_own_fiber (Caller *caller)
{
  support_fiber_run (own_fiber, caller, NULL, NULL);
}

static DexFuture *
libdex_fiber (gpointer caller)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, SMART_ASYNC_SITUATION_FIBER);
  call (caller);

  return dex_future_new_true ();
}

static void
in_libdex_fiber_of (DexScheduler *scheduler,
                    Caller       *caller)
{
  g_autoptr (DexFuture) future = dex_scheduler_spawn (scheduler, 0, libdex_fiber, caller, NULL);

  /* A fiber of another thread wakes nobody up when it is done. */
  while (dex_future_is_pending (future))
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

static void
in_libdex_fiber (Caller *caller)
{
  in_libdex_fiber_of (dex_scheduler_get_default (), caller);
}

static void
in_pool_fiber (Caller *caller)
{
  in_libdex_fiber_of (dex_thread_pool_scheduler_get_default (), caller);
}

/* A context of its own in the main thread. */
static void
in_other_context (Caller *caller)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  call (caller);
  g_main_context_pop_thread_default (context);
}

static const struct
{
  const char *name;
  void      (*call_in) (Caller *caller);
} situations[] = {
  { "no-loop", in_no_loop },
  { "own-loop", in_own_loop },
  { "forwarded-to-other-loop", in_other_loop },
  { "other-context", in_other_context },
  { "own-fiber", in_own_fiber },
  { "fiber-of-libdex", in_libdex_fiber },
  { "thread-pool-of-libdex", in_pool_fiber },
};

static const struct
{
  const char *name;
  AssertFunc  func;
} calls[] = {
  { "call", assert_answer },
  { "batch", assert_batch },
  { "begun", assert_begun },
};

typedef struct
{
  guint       situation;
  guint       call;
  const char *kind;
} Case;

static void
test_case (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (FuturesMachine) machine = futures_machine_new (self->kind);
  Caller caller = { calls[self->call].func, machine, NULL };

  situations[self->situation].call_in (&caller);
}

static void
add_cases (guint situation,
           guint call)
{
  const char * const *kinds = futures_list_kinds ();

  for (guint i = 0; kinds[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/libdex-operations/%s/%s/%s", situations[situation].name,
                                               calls[call].name, kinds[i]);
      Case *self = g_new (Case, 1);

      *self = (Case) { situation, call, kinds[i] };
      g_test_add_data_func_full (path, self, test_case, g_free);
    }
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
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  for (guint situation = 0; situation < G_N_ELEMENTS (situations); situation++)
    {
      for (guint call = 0; call < G_N_ELEMENTS (calls); call++)
        {
          /* A call that is begun by hand can't be forwarded, and says so. */
          if (situations[situation].call_in != in_other_loop || calls[call].func != assert_begun)
            add_cases (situation, call);
        }
    }
  g_test_add_func ("/libdex-operations/rejected", test_rejected);
  g_test_add_func ("/libdex-operations/time-limit", test_limit);
  g_test_add_func ("/libdex-operations/refused", test_refused);
  g_test_add_func ("/libdex-operations/private-inside-a-loop", test_private);

  return g_test_run ();
}
