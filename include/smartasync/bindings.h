/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What language bindings alone need: programs in C have better functions for each. See CONTRIBUTING.md for what is
 * promised.
 */

#pragma once

#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)
# error "Only <smartasync/smartasync.h> can be included directly."
#endif

#include <smartasync/batch.h>
#include <smartasync/types.h>

G_BEGIN_DECLS

/**
 * SmartAsyncInterruptBeginFunc:
 * @user_data: what was given with the function
 *
 * Tells a language binding that a call of a twin waits in the main thread: before that sleeps for the first time, or
 * because the call has failed, so that a handler which is due is called now. The main context that it iterates is the
 * thread-default one.
 *
 * Returns: (transfer full) (nullable): a cancellable; when it is cancelled in this thread, the call is. With %NULL
 *   no signal ends the call, and its end is not reported.
 *
 * Since: 0.9
 */
typedef GCancellable *(*SmartAsyncInterruptBeginFunc) (gpointer user_data);

/**
 * SmartAsyncInterruptEndFunc:
 * @user_data: what was given with the function
 *
 * Tells a language binding that the innermost one of these calls waits no more.
 *
 * Returns: the number of a signal that comes again, in this thread, when the call returns; or 0
 *
 * Since: 0.9
 */
typedef int (*SmartAsyncInterruptEndFunc) (gpointer user_data);

SMART_ASYNC_AVAILABLE_IN_0_9
void          smart_async_set_interrupt_funcs (SmartAsyncInterruptBeginFunc  begin,
                                               gpointer                      begin_data,
                                               GDestroyNotify                begin_destroy,
                                               SmartAsyncInterruptEndFunc    end,
                                               gpointer                      end_data,
                                               GDestroyNotify                end_destroy);
SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult *smart_async_run_named          (const char                *name,
                                              SmartAsyncOperationFlags   flags,
                                              GCancellable              *cancellable,
                                              SmartAsyncStartFunc        start,
                                              gpointer                   user_data,
                                              GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_1
GAsyncResult *smart_async_run_closure        (const char                *name,
                                              SmartAsyncOperationFlags   flags,
                                              GCancellable              *cancellable,
                                              GClosure                  *start,
                                              GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
gint64        smart_async_script_begin       (GQuark                     name,
                                              GCancellable              *cancellable,
                                              GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
SMART_ASYNC_AVAILABLE_IN_0_9
GCancellable *smart_async_script_get_cancellable (gint64                 call);
SMART_ASYNC_AVAILABLE_IN_0_9
void          smart_async_script_complete    (gint64                     call,
                                              GAsyncResult              *result);
SMART_ASYNC_AVAILABLE_IN_0_9
gboolean      smart_async_script_end         (gint64                     call,
                                              GError                   **error);
SMART_ASYNC_AVAILABLE_IN_0_1
guint         smart_async_batch_add_closures (SmartAsyncBatch           *self,
                                              SmartAsyncStartFunc        start,
                                              gpointer                   start_data,
                                              GDestroyNotify             start_destroy,
                                              SmartAsyncFinishFunc       finish,
                                              gpointer                   finish_data,
                                              GDestroyNotify             finish_destroy);

G_END_DECLS
