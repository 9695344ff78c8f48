/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Where a program with libdex calls something.
 */

#include "situations.h"

#include <smartasync/smartasync.h>

#include <libdex.h>

#include "fibers.h"

/* What is called, and what then ends the test. */
typedef struct
{
  SituationFunc func;
  gconstpointer user_data;
  GMainLoop    *loop; /* unowned, nullable; to be quit when it has returned */
} Caller;

static void
call (Caller              *caller,
      SmartAsyncSituation  expected)
{
  g_assert_cmpint (smart_async_detect (NULL), ==, expected);
  caller->func (caller->user_data);
  if (caller->loop != NULL)
    g_main_loop_quit (caller->loop);
}

static void
in_no_loop (Caller *caller)
{
  call (caller, SMART_ASYNC_SITUATION_NO_LOOP);
}

static gboolean
call_cb (gpointer caller)
{
  call (caller, SMART_ASYNC_SITUATION_OWN_LOOP);

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

static void
run_beside_loop (GThreadFunc  worker,
                 Caller      *caller)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;

  caller->loop = loop;
  thread = g_thread_new ("worker", worker, caller);
  g_main_loop_run (loop);
  g_thread_join (thread);
}

static gpointer
worker (gpointer caller)
{
  call (caller, SMART_ASYNC_SITUATION_OTHER_LOOP);

  return NULL;
}

static void
in_other_loop (Caller *caller)
{
  run_beside_loop (worker, caller);
}

static gpointer
forwarding_worker (gpointer caller)
{
  smart_async_push_policy (SMART_ASYNC_POLICY_FORWARD);
  call (caller, SMART_ASYNC_SITUATION_OTHER_LOOP);
  smart_async_pop_policy ();

  return NULL;
}

static void
forwarded (Caller *caller)
{
  run_beside_loop (forwarding_worker, caller);
}

/* Pushing a context makes the thread its owner, as one that iterates it. */
static void
in_other_context (Caller *caller)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  call (caller, SMART_ASYNC_SITUATION_OWN_LOOP);
  g_main_context_pop_thread_default (context);
}

static gpointer
worker_with_context (gpointer caller)
{
  in_other_context (caller);

  return NULL;
}

static void
in_thread_with_context (Caller *caller)
{
  run_beside_loop (worker_with_context, caller);
}

static gpointer
own_fiber (gpointer       caller,
           GCancellable  *cancellable,
           GError       **error)
{
  call (caller, SMART_ASYNC_SITUATION_FIBER);

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
  call (caller, SMART_ASYNC_SITUATION_FIBER);

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

typedef void (*CallIn) (Caller *caller);

static const struct
{
  Situation   situation;
  const char *name;
  CallIn      call_in;
} known[] = {
  { SITUATION_NO_LOOP, "no-loop", in_no_loop },
  { SITUATION_OWN_LOOP, "own-loop", in_own_loop },
  { SITUATION_OTHER_LOOP, "other-loop", in_other_loop },
  { SITUATION_FORWARDED, "forwarded-to-other-loop", forwarded },
  { SITUATION_OTHER_CONTEXT, "other-context", in_other_context },
  { SITUATION_THREAD_WITH_CONTEXT, "thread-with-a-context", in_thread_with_context },
  { SITUATION_OWN_FIBER, "own-fiber", in_own_fiber },
  { SITUATION_LIBDEX_FIBER, "fiber-of-libdex", in_libdex_fiber },
  { SITUATION_POOL_FIBER, "thread-pool-of-libdex", in_pool_fiber },
};

typedef struct
{
  CallIn        call_in;
  SituationFunc func;
  gconstpointer user_data;
} Test;

static void
run_test (gconstpointer data)
{
  const Test *self = data;
  Caller caller = { self->func, self->user_data, NULL };

  self->call_in (&caller);
}

void
situations_add_tests (const char    *path,
                      Situation      situations,
                      SituationFunc  func,
                      gconstpointer  user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *test_path = g_strconcat (path, "/", known[i].name, NULL);
      Test *test;

      if ((situations & known[i].situation) == 0)
        continue;
      test = g_new (Test, 1);
      *test = (Test) { known[i].call_in, func, user_data };
      g_test_add_data_func_full (test_path, test, run_test, g_free);
    }
}
