/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One cell of the matrix: what is called, what is expected of it, what comes of it.
 */

#pragma once

#include <smartasync/smartasync.h>

/* When the operation calls back. */
typedef enum
{
  AT_ONCE,
  IN_IDLE,
  IN_TASK_THREAD,
  IN_FOREIGN_THREAD,
  ON_DEFAULT_CONTEXT,
  N_MOMENTS,
} Moment;

/* The outcome of an operation. In the last two cases it is cancelled, by another thread or at a deadline. */
typedef enum
{
  VALUE,
  NOTHING,
  ERROR,
  CANCELLED,
  TIMED_OUT,
  N_OUTCOMES,
} Outcome;

/* How it is called. */
typedef enum
{
  RUN,
  RUN_WITH_FINISH,   /* inside the callback, if that comes where it may */
  RUN_WITH_OPTIONS,  /* of the call: policy and limits; those of the scope are others */
  BEGUN,             /* by hand, and waited for */
  N_WAYS,
} Way;

typedef struct
{
  SmartAsyncSituation situation;
  SmartAsyncPolicy    policy;
  gboolean            is_default_idle;  /* nobody iterates the global default context meanwhile */
  Moment              moment;
  Outcome             outcome;
  Way                 way;
} Cell;

/* Who does what for an operation. */
typedef struct
{
  GThread  *starter;        /* NULL: it was not started */
  GThread  *deliverer;      /* where the operation was asked to call back: the starter, or who cancels */
  GThread  *foreign;        /* a thread that was made to call back in */
  GThread  *caller_back;    /* atomic; NULL: it has not called back */
  gboolean  runs_default;   /* whether the last one is a thread that runs the global default context */
} CellThreads;

/* Where the operation is started. */
typedef enum
{
  NOWHERE,
  ON_A_PRIVATE_CONTEXT,
  ON_THE_CALLERS_CONTEXT,
  IN_THE_OWNERS_THREAD,
} Place;

/* The rules: one function for all cells. */
gboolean    matrix_cannot_call_back (const Cell *cell);
gboolean    matrix_cannot_complete  (const Cell *cell);
char       *matrix_expect           (const Cell *cell);

/* Whether the callback was called in the thread in which it would have been without the library. */
gboolean    matrix_thread_is_right  (const Cell  *cell,
                                     CellThreads *threads);

/* Makes the call of a cell; gives what has come of it, in the words of the rules. */
char       *matrix_run              (const Cell *cell);

char       *matrix_describe         (const char *outcome,
                                     Place       place,
                                     gboolean    thread_is_right);
char       *matrix_describe_error   (GQuark      domain,
                                     int         code);
