/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * When the main thread wakes up in a call in which nothing happens.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"

/* The library takes the time from here, and the context that it waits on sleeps by moving it on: a call that waits for
 * minutes returns at once, and wakes up at the same times whatever else the machine does.
 */
static gint64 now = 1;

gint64
g_get_monotonic_time (void)
{
  return now;
}

typedef struct
{
  GCancellable   *held;       /* owned, nullable */
  SmartAsyncCall *call;
  gint64          begun;
  GArray         *wake_ups;   /* of int: milliseconds since the call began */
  int             reported;   /* likewise; when a message came; 0: none did */
} Silence;

static Silence *current;

#define END_MSEC 60000

static int
move_time_on (GPollFD *fds,
              guint    n_fds,
              int      timeout_msec)
{
  int msec;

  if (timeout_msec == 0)
    return g_poll (fds, n_fds, 0);

  now += (timeout_msec > 0 ? timeout_msec : END_MSEC) * G_TIME_SPAN_MILLISECOND;
  msec = (int) ((now - current->begun) / G_TIME_SPAN_MILLISECOND);
  if (msec < END_MSEC)
    g_array_append_val (current->wake_ups, msec);
  else if (current->call != NULL)
    support_complete_call (g_steal_pointer (&current->call));

  return 0;
}

static void
report_cb (const char     *domain,
           GLogLevelFlags  level,
           const char     *message,
           gpointer        user_data)
{
  g_assert_cmpint (current->reported, ==, 0);
  current->reported = (int) ((now - current->begun) / G_TIME_SPAN_MILLISECOND);
}

static void
silent_start (SmartAsyncCall *call,
              gpointer        user_data)
{
  g_main_context_set_poll_func (g_main_context_get_thread_default (), move_time_on);
  current->call = call;
}

static void
held_start (SmartAsyncCall *call,
            gpointer        user_data)
{
  silent_start (call, user_data);
  current->held = g_object_ref (smart_async_call_get_cancellable (call));
}

static void
call_silently (Silence             *silence,
               SmartAsyncStartFunc  start)
{
  const SmartAsyncOperation operation = { "silent_sync", start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = NULL;

  *silence = (Silence) { .begun = now, .wake_ups = g_array_new (FALSE, FALSE, sizeof (int)) };
  current = silence;
  g_log_set_handler ("SmartAsync", G_LOG_LEVEL_MESSAGE, report_cb, NULL);
  result = smart_async_run (&operation, NULL, NULL, NULL);
  g_assert_nonnull (result);
  g_clear_object (&silence->held);
}

static void
looks (void)
{
  Silence silence;

  call_silently (&silence, held_start);

  g_assert_cmpint (silence.reported, ==, 0);
  g_assert_cmpuint (silence.wake_ups->len, >, 0);
  for (guint i = 2; i < silence.wake_ups->len; i++)
    g_assert_cmpint (g_array_index (silence.wake_ups, int, i), <=, 4 * g_array_index (silence.wake_ups, int, i - 1));

  g_array_unref (silence.wake_ups);
}

static void
report_with_a_look (void)
{
  Silence held, forgotten;

  call_silently (&held, held_start);
  call_silently (&forgotten, silent_start);

  g_assert_cmpint (forgotten.reported, ==, 5000);
  g_assert_cmpmem (forgotten.wake_ups->data, forgotten.wake_ups->len * sizeof (int),
                   held.wake_ups->data, held.wake_ups->len * sizeof (int));

  g_array_unref (held.wake_ups);
  g_array_unref (forgotten.wake_ups);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/silence/the-main-thread-looks-each-time-it-has-waited-four-times-as-long", looks);
  test_child_add_func ("/smartasync/silence/a-report-comes-with-a-look", report_with_a_look);

  return g_test_run ();
}
