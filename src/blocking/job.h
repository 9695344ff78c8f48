/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the files that run functions that block share.
 */

#pragma once

#include <smartasync/smartasync.h>

G_BEGIN_DECLS

typedef struct _SmartAsyncJob SmartAsyncJob;

void     smart_async_job_end          (SmartAsyncJob *job);
gboolean smart_async_job_is_answering (gconstpointer  queue);

/* The rest of this file, and of those that include it, is also what the generator puts into pairs that need no library:
 * it knows nothing but GLib.
 */

/* A job is one call of a function that blocks. Whoever starts it does so where a main context is iterated, the
 * caller's. All that the caller can see happens there: the task returns, arguments and results are freed, callbacks
 * are called. The thread that runs the function does nothing else with the job, and hands it back by a source on that
 * context.
 *
 * Jobs with the same queue run one after another. Those that wait are in a list, and no thread waits for them: the
 * thread whose job ends starts the next.
 *
 * A job that is cancelled before it runs, or whose function can't be cancelled, returns at once; in the second case
 * what the function gives is freed later. A function that takes the cancellable returns by itself. Both that and the
 * end of the function are noticed in one context, so that only one of them returns the task.
 */
typedef enum
{
  SMART_ASYNC_JOB_WAITS,        /* for another one in its queue */
  SMART_ASYNC_JOB_RUNS
} SmartAsyncJobState;

struct _SmartAsyncJob
{
  const SmartAsyncBlocking *blocking;
  GTask                    *task;           /* owned until the job is handed back */
  gpointer                  args;           /* owned; the thread's own while the function runs */
  gconstpointer             queue;          /* or NULL: it waits for nobody */
  SmartAsyncJobState        state;          /* protected by the lock */
  GSource                  *cancelled;      /* owned; on the caller's context; NULL without a cancellable */
  GError                   *error;          /* owned; what the function has failed with */
  gboolean                  is_returned;    /* whether the task is; the caller's context, as the next two */
  guint                     n_calling;      /* callbacks that are being called: one may iterate the context */
  gboolean                  has_ended;      /* whether the function has, while they were */
  gboolean                  has_results;    /* whether the function has ended without an error */
  gboolean                  left_something; /* whether the main context of the job was still in use; atomic */
  GSList                   *unread;         /* calls that a later one may replace; protected by the calls' lock */
};

G_END_DECLS
