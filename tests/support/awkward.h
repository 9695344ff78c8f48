/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asynchronous operations that complete in every awkward way, for the tests.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AwkwardMoment:
 * @AWKWARD_MOMENT_AT_ONCE: before the asynchronous function returns
 * @AWKWARD_MOMENT_IN_IDLE: from an idle source of the thread-default context
 * @AWKWARD_MOMENT_IN_TASK_THREAD: a GTask that works in a thread
 * @AWKWARD_MOMENT_IN_FOREIGN_THREAD: the callback itself is called in another thread
 * @AWKWARD_MOMENT_ON_DEFAULT_CONTEXT: from an idle source of the global default context
 * @AWKWARD_MOMENT_TWICE: from an idle source, and from another one again
 * @AWKWARD_MOMENT_WHEN_CANCELLED: from an idle source, once the cancellable is cancelled
 * @AWKWARD_MOMENT_WHEN_RELEASED: when awkward_machine_release() is called; cancelling is ignored
 *
 * When an operation calls back.
 */
typedef enum
{
  AWKWARD_MOMENT_AT_ONCE,
  AWKWARD_MOMENT_IN_IDLE,
  AWKWARD_MOMENT_IN_TASK_THREAD,
  AWKWARD_MOMENT_IN_FOREIGN_THREAD,
  AWKWARD_MOMENT_ON_DEFAULT_CONTEXT,
  AWKWARD_MOMENT_TWICE,
  AWKWARD_MOMENT_WHEN_CANCELLED,
  AWKWARD_MOMENT_WHEN_RELEASED,
} AwkwardMoment;

/**
 * AwkwardOutcome:
 * @AWKWARD_OUTCOME_VALUE: a copy of the text
 * @AWKWARD_OUTCOME_NULL: %NULL, without an error
 * @AWKWARD_OUTCOME_ERROR: an error with the domain %AWKWARD_ERROR, the code %AWKWARD_ERROR_SEVEN,
 *   with the text as message
 *
 * What an operation calls back with.
 */
typedef enum
{
  AWKWARD_OUTCOME_VALUE,
  AWKWARD_OUTCOME_NULL,
  AWKWARD_OUTCOME_ERROR,
} AwkwardOutcome;

/**
 * AwkwardError:
 * @AWKWARD_ERROR_NONE: no operation has this one
 * @AWKWARD_ERROR_SEVEN: the error of %AWKWARD_OUTCOME_ERROR
 * @AWKWARD_ERROR_GONE: of a result that is finished when the callback has returned
 *
 * Error codes.
 */
typedef enum
{
  AWKWARD_ERROR_NONE = 0,
  AWKWARD_ERROR_SEVEN = 7,
  AWKWARD_ERROR_GONE = 8,
} AwkwardError;

#define AWKWARD_ERROR (awkward_error_quark ())
GQuark awkward_error_quark (void);

#define AWKWARD_TYPE_MACHINE (awkward_machine_get_type ())
G_DECLARE_FINAL_TYPE (AwkwardMachine, awkward_machine, AWKWARD, MACHINE, GObject)

AwkwardMachine *awkward_machine_new           (AwkwardMoment         moment,
                                               AwkwardOutcome        outcome);

void            awkward_machine_echo_async    (AwkwardMachine       *self,
                                               const char           *text,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
char           *awkward_machine_echo_finish   (AwkwardMachine       *self,
                                               GAsyncResult         *result,
                                               GError              **error);

void            awkward_machine_glimpse_async (AwkwardMachine       *self,
                                               const char           *text,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
char           *awkward_machine_glimpse_finish (AwkwardMachine      *self,
                                               GAsyncResult         *result,
                                               gsize                *length,
                                               GError              **error);

void            awkward_machine_release       (AwkwardMachine       *self);
guint           awkward_machine_get_n_started (AwkwardMachine       *self);

void            awkward_thread_begin_loop     (void);
void            awkward_thread_end_loop       (void);

G_END_DECLS
