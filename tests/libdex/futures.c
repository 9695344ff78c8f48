/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A library whose asynchronous functions are made with libdex.
 */

#include "futures.h"

#include <libdex.h>

#include <fcntl.h>

/* One way in which libdex settles a future: each gives 42, but for the last ones. */
typedef struct
{
  const char  *name;
  DexFuture *(*get) (FuturesMachine *self);
} Kind;

struct _FuturesMachine
{
  GObject     parent_instance;
  const Kind *kind;   /* static */
  DexFuture  *older;  /* owned; pending on a timeout that is older than the operation */
};

G_DEFINE_TYPE (FuturesMachine, futures_machine, G_TYPE_OBJECT)

static DexFuture *
answer_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;

  dex_await (dex_timeout_new_msec (5), &error);
  g_assert_error (error, DEX_ERROR, DEX_ERROR_TIMED_OUT);

  return dex_future_new_for_int (42);
}

static DexFuture *
get_of_fiber (FuturesMachine *self)
{
  return dex_scheduler_spawn (dex_scheduler_get_default (), 0, answer_fiber, NULL, NULL);
}

static DexFuture *
get_settled (FuturesMachine *self)
{
  return dex_future_new_for_int (42);
}

static DexFuture *
settled_fiber (gpointer data)
{
  return get_settled (data);
}

static DexFuture *
get_of_pool (FuturesMachine *self)
{
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, settled_fiber, NULL, NULL);
}

static void
resolve (gpointer promise)
{
  dex_promise_resolve_int (promise, 42);
  dex_unref (promise);
}

static DexFuture *
get_of_work_queue (FuturesMachine *self)
{
  DexPromise *promise = dex_promise_new ();

  dex_scheduler_push (dex_scheduler_get_default (), resolve, dex_ref (promise));

  return DEX_FUTURE (promise);
}

static DexFuture *
answer_cb (DexFuture *completed,
           gpointer   data)
{
  return dex_future_new_for_int (42);
}

static DexFuture *
get_of_timeout (FuturesMachine *self)
{
  return dex_future_catch (dex_timeout_new_msec (5), answer_cb, NULL, NULL);
}

/* By io_uring, or a thread: completed by a source that is there from the start. */
static DexFuture *
get_of_input (FuturesMachine *self)
{
  static char buffer[4];
  static int fd = -1;

  if (fd < 0)
    fd = open ("/proc/self/exe", O_RDONLY | O_CLOEXEC);

  return dex_future_then (dex_aio_read (NULL, fd, buffer, sizeof buffer, 0), answer_cb, NULL, NULL);
}

/* An asynchronous function of GIO's. */
static DexFuture *
get_of_pair (FuturesMachine *self)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/");

  return dex_future_then (dex_file_query_info (file, "standard::type", G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT),
                          answer_cb, NULL, NULL);
}

static DexFuture *
get_older (FuturesMachine *self)
{
  return dex_ref (self->older);
}

static DexFuture *
get_rejected (FuturesMachine *self)
{
  return dex_timeout_new_msec (5);
}

static DexFuture *
get_infinite (FuturesMachine *self)
{
  return dex_future_new_infinite ();
}

static const Kind kinds[] = {
  { "fiber", get_of_fiber },
  { "thread-pool", get_of_pool },
  { "work-queue", get_of_work_queue },
  { "timeout", get_of_timeout },
  { "input", get_of_input },
  { "pair", get_of_pair },
  { "older", get_older },
  { "settled", get_settled },
  { "rejected", get_rejected },
  { "infinite", get_infinite },
};

#define N_THAT_ANSWER (G_N_ELEMENTS (kinds) - 2)

/**
 * futures_list_kinds:
 *
 * Returns: (transfer none): the kinds that answer
 */
const char * const *
futures_list_kinds (void)
{
  static const char *names[N_THAT_ANSWER + 1];

  for (guint i = 0; i < N_THAT_ANSWER; i++)
    names[i] = kinds[i].name;

  return names;
}

static void
finalize (GObject *object)
{
  dex_clear (&FUTURES_MACHINE (object)->older);

  G_OBJECT_CLASS (futures_machine_parent_class)->finalize (object);
}

static void
futures_machine_class_init (FuturesMachineClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
}

static void
futures_machine_init (FuturesMachine *self)
{
}

/**
 * futures_machine_new:
 * @kind: how its answer is made
 *
 * Returns: (transfer full): a machine
 */
FuturesMachine *
futures_machine_new (const char *kind)
{
  FuturesMachine *self = g_object_new (FUTURES_TYPE_MACHINE, NULL);

  dex_init ();
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (kinds[i].name, kind))
        self->kind = &kinds[i];
    }
  g_assert_nonnull (self->kind);
  if (self->kind->get == get_older)
    self->older = dex_future_catch (dex_timeout_new_msec (20), answer_cb, NULL, NULL);

  return self;
}

void
futures_machine_answer_async (FuturesMachine      *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (DexAsyncResult) result = dex_async_result_new (self, cancellable, callback, user_data);

  dex_async_result_await (result, self->kind->get (self));
}

int
futures_machine_answer_finish (FuturesMachine  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  return (int) dex_async_result_propagate_int (DEX_ASYNC_RESULT (result), error);
}
