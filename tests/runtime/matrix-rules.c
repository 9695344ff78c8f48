/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The matrix's rules: what is expected of a call.
 */

#include "matrix.h"

static const char * const places[] = {
  "not started", "on a private context", "on the caller's context", "in the owner's thread",
};

char *
matrix_describe (const char *outcome,
                 Place       place,
                 gboolean    thread_is_right)
{
  return g_strdup_printf ("%s, %s%s", outcome, places[place],
                          thread_is_right ? "" : ", called back in a thread that would not have without the library");
}

char *
matrix_describe_error (GQuark domain,
                       int    code)
{
  return g_strdup_printf ("%s %d", g_quark_to_string (domain), code);
}

static Place
expect_place (const Cell *cell)
{
  /* A fiber must not be suspended with a private context pushed. */
  if (cell->way == BEGUN && cell->situation == SMART_ASYNC_SITUATION_FIBER)
    return ON_THE_CALLERS_CONTEXT;

  if (cell->policy == SMART_ASYNC_POLICY_PRIVATE)
    return ON_A_PRIVATE_CONTEXT;

  if (cell->situation == SMART_ASYNC_SITUATION_FIBER)
    return ON_THE_CALLERS_CONTEXT;

  if (cell->situation == SMART_ASYNC_SITUATION_OWN_LOOP)
    return cell->policy == SMART_ASYNC_POLICY_REFUSE ? NOWHERE : ON_THE_CALLERS_CONTEXT;

  if (cell->policy != SMART_ASYNC_POLICY_FORWARD)
    return ON_A_PRIVATE_CONTEXT;

  if (cell->situation != SMART_ASYNC_SITUATION_OTHER_LOOP)
    return ON_THE_CALLERS_CONTEXT;

  return cell->way == BEGUN ? NOWHERE : IN_THE_OWNERS_THREAD;
}

static char *
expect_outcome (const Cell *cell,
                Place       place)
{
  if (place == NOWHERE && cell->policy == SMART_ASYNC_POLICY_FORWARD)
    return matrix_describe_error (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);

  if (place == NOWHERE)
    return matrix_describe_error (SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_WOULD_NEST);

  if (matrix_cannot_complete (cell))
    return matrix_describe_error (SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_STALLED);

  switch (cell->outcome)
    {
    case ERROR:
      return matrix_describe_error (G_FILE_ERROR, G_FILE_ERROR_ISDIR);
    case CANCELLED:
      return matrix_describe_error (G_IO_ERROR, G_IO_ERROR_CANCELLED);
    case TIMED_OUT:
      return matrix_describe_error (G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
    case VALUE:
    case NOTHING:
    default:
      return g_strdup (cell->outcome == VALUE ? "value" : "nothing");
    }
}

/* A private wait inside the loop of the default context, in a fiber there or not, must not iterate that: no source of
 * the application runs during a private call. Neither may any other thread than the main one, whether the main one runs
 * its loop or not.
 */
gboolean
matrix_cannot_call_back (const Cell *cell)
{
  gboolean is_inside_loop = cell->situation == SMART_ASYNC_SITUATION_OWN_LOOP ||
                            cell->situation == SMART_ASYNC_SITUATION_FIBER;

  return cell->moment == ON_DEFAULT_CONTEXT &&
         (cell->is_default_idle || (is_inside_loop && expect_place (cell) == ON_A_PRIVATE_CONTEXT));
}

/* An operation that completes there can't: a watchdog ends the wait. */
gboolean
matrix_cannot_complete (const Cell *cell)
{
  return matrix_cannot_call_back (cell) && cell->outcome <= ERROR;
}

gboolean
matrix_thread_is_right (const Cell  *cell,
                        CellThreads *threads)
{
  GThread *caller_back = g_atomic_pointer_get (&threads->caller_back);

  if (caller_back == NULL)
    return threads->starter == NULL || matrix_cannot_call_back (cell);

  switch (cell->moment)
    {
    case AT_ONCE:
      return caller_back == threads->deliverer;
    case IN_FOREIGN_THREAD:
      return caller_back == threads->foreign;
    case ON_DEFAULT_CONTEXT:
      return threads->runs_default;
    case IN_IDLE:
    case IN_TASK_THREAD:
    case N_MOMENTS:
    default:
      return caller_back == threads->starter;
    }
}

char *
matrix_expect (const Cell *cell)
{
  Place place = expect_place (cell);
  g_autofree char *outcome = expect_outcome (cell, place);

  return matrix_describe (outcome, place, TRUE);
}
