/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A loop that sleeps is woken up for what other threads attach to a private context.
 */

#include <smartasync/smartasync.h>

#include <glib-unix.h>
#include <unistd.h>

#include "child.h"
#include "complete.h"
#include "support.h"

/* Each test makes a call whose operation keeps its context, as an object that subscribes to something does. Later
 * another thread attaches a source there, in the moment in which a thread that iterates the caller's context is about
 * to sleep, without a timeout. There is nothing else that could wake it up: if that does not, the test hangs.
 */
static GMainContext *kept;
static int delivered;

static void
keeping_start (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, smart_async_call_ready, call);

  g_clear_pointer (&kept, g_main_context_unref);
  kept = g_main_context_ref_thread_default ();
  g_task_return_boolean (task, TRUE);
}

static void
call_once (void)
{
  static const SmartAsyncOperation operation = { "keeping_sync", keeping_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
}

static void
call_privately (void)
{
  G_GNUC_UNUSED g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  call_once ();
}

static gboolean
deliver_cb (gpointer user_data)
{
  g_atomic_int_set (&delivered, TRUE);
  g_main_context_wakeup (NULL);

  return G_SOURCE_REMOVE;
}

static void
attach_idle (GMainContext *context,
             GSourceFunc   func)
{
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, func, NULL, NULL);
  g_source_attach (source, context);
  g_source_unref (source);
}

static void
attach (void)
{
  attach_idle (kept, deliver_cb);
}

/* What another thread is to do when the loop is about to sleep; once. */
static SupportFunc before_sleep;

static int
watched_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout_msec)
{
  SupportFunc func = timeout_msec != 0 ? g_atomic_pointer_get (&before_sleep) : NULL;

  if (func != NULL)
    {
      g_atomic_pointer_set (&before_sleep, NULL);
      support_call_in_thread (func);
    }

  return g_poll (fds, n_fds, timeout_msec);
}

static void
expect_delivery (void)
{
  g_atomic_int_set (&delivered, FALSE);
  g_atomic_pointer_set (&before_sleep, attach);
  support_iterate_until (NULL, &delivered);
}

static void
watch_polls (void)
{
  g_main_context_set_poll_func (NULL, watched_poll);
}

static void
started_later (void)
{
  watch_polls ();
  call_once ();
  for (int i = 0; i < 5; i++)
    expect_delivery ();
}

static void
called_inside (void)
{
  watch_polls ();
  support_call_in_loop (NULL, call_privately);
  expect_delivery ();
}

static void
called_beside (void)
{
  SupportLoopThread *loop_thread;

  watch_polls ();
  loop_thread = support_loop_thread_start (NULL);

  for (int i = 0; i < 5; i++)
    {
      call_once ();
      g_atomic_int_set (&delivered, FALSE);
      g_atomic_pointer_set (&before_sleep, attach);
      g_main_context_wakeup (NULL);
      while (!g_atomic_int_get (&delivered))
        g_thread_yield ();
    }

  support_loop_thread_stop (loop_thread);
}

/* One thread after the other iterates the default context. */
static void
many_threads (void)
{
  watch_polls ();
  call_once ();
  for (int i = 0; i < 20; i++)
    {
      support_call_in_thread (expect_delivery);
      expect_delivery ();
    }
}

static gboolean
iterate_cb (gpointer user_data)
{
  expect_delivery ();

  return deliver_cb (NULL);
}

static void
attach_one_that_iterates (void)
{
  attach_idle (kept, iterate_cb);
}

static void
iterated_from_inside (void)
{
  watch_polls ();
  call_once ();
  g_atomic_pointer_set (&before_sleep, attach_one_that_iterates);
  support_iterate_until (NULL, &delivered);
  expect_delivery ();
}

static gboolean is_free;

static void
look_whether_free (void)
{
  is_free = g_main_context_acquire (kept);
  if (is_free)
    g_main_context_release (kept);
}

static gboolean
is_kept_free (void)
{
  support_call_in_thread (look_whether_free);

  return is_free;
}

/* A source of a higher priority that becomes ready while the loop sleeps: the checks of others are left out. */
static int urgent_fds[2];
static int is_urgent;

static gboolean
urgent_cb (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  char byte;

  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
  g_assert_true (is_kept_free ());
  is_urgent = TRUE;

  return G_SOURCE_CONTINUE;
}

static void
be_urgent (void)
{
  g_assert_cmpint (write (urgent_fds[1], "!", 1), ==, 1);
}

static void
something_urgent (void)
{
  g_autoptr (GSource) source = NULL;

  g_assert_true (g_unix_open_pipe (urgent_fds, FD_CLOEXEC, NULL));
  source = g_unix_fd_source_new (urgent_fds[0], G_IO_IN);
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, G_SOURCE_FUNC (urgent_cb), NULL, NULL);
  g_source_attach (source, NULL);

  watch_polls ();
  call_once ();
  g_atomic_pointer_set (&before_sleep, be_urgent);
  support_iterate_until (NULL, &is_urgent);
  g_assert_true (is_kept_free ());
  expect_delivery ();

  g_source_destroy (source);
  close (urgent_fds[0]);
  close (urgent_fds[1]);
}

/* A descriptor more or less while the loop sleeps: all checks are left out. */
static void
change_descriptors (void)
{
  GPollFD fd = { urgent_fds[0], G_IO_IN, 0 };

  g_main_context_add_poll (NULL, &fd, G_PRIORITY_DEFAULT);
  g_main_context_remove_poll (NULL, &fd);
}

/* Whoever calls this does not come back. */
static void
sleep_and_go (void)
{
  g_atomic_pointer_set (&before_sleep, change_descriptors);
  while (g_atomic_pointer_get (&before_sleep) != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
other_start (SmartAsyncCall *call,
             gpointer        user_data)
{
  support_complete_call (call);
}

static void
call_something_else (void)
{
  static const SmartAsyncOperation operation = { "other_sync", other_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GAsyncResult) result = smart_async_run (&operation, NULL, NULL, NULL);

  g_assert_nonnull (result);
}

/* Others learn that a thread has stopped iterating the context when that thread makes its next call, or ends. */
static void
thread_that_left (void)
{
  watch_polls ();
  g_assert_true (g_unix_open_pipe (urgent_fds, FD_CLOEXEC, NULL));
  call_once ();

  for (int i = 0; i < 3; i++)
    {
      support_call_in_thread (sleep_and_go);
      expect_delivery ();
      sleep_and_go ();
      call_something_else ();
      support_call_in_thread (expect_delivery);
      g_assert_true (is_kept_free ());
    }

  close (urgent_fds[0]);
  close (urgent_fds[1]);
}

static GMainContext *ending;

static void
end (void)
{
  g_clear_pointer (&ending, g_main_context_unref);
}

/* One thread prepares the caller's context and does not check it, and another one ends it. */
static void
context_ends (void)
{
  ending = g_main_context_new ();
  g_main_context_push_thread_default (ending);
  call_privately ();
  g_main_context_pop_thread_default (ending);

  g_assert_true (g_main_context_acquire (ending));
  g_main_context_prepare (ending, NULL);
  g_main_context_release (ending);

  g_assert_false (is_kept_free ());
  support_call_in_thread (end);
  call_something_else ();
  g_assert_true (is_kept_free ());
}

/* As loops do that are not GLib's own. They may leave out the check when nothing has become ready. */
static void
iterate_by_hand (gboolean always_checks)
{
  GMainContext *context = g_main_context_default ();
  GPollFD fds[16];
  int priority;
  int timeout_msec;
  int n_fds;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  n_fds = g_main_context_query (context, priority, &timeout_msec, fds, G_N_ELEMENTS (fds));
  if (watched_poll (fds, n_fds, timeout_msec == 0 || always_checks ? timeout_msec : 1) > 0 || always_checks)
    {
      g_main_context_check (context, priority, fds, n_fds);
      g_main_context_dispatch (context);
    }
  g_main_context_release (context);
}

static void
by_hand (void)
{
  call_once ();

  for (int i = 0; i < 10; i++)
    {
      g_atomic_int_set (&delivered, FALSE);
      iterate_by_hand (FALSE);
      g_atomic_pointer_set (&before_sleep, attach);
      while (!g_atomic_int_get (&delivered))
        iterate_by_hand (i % 2 == 0);
    }
}

/* Something that is no call has hold of the private context just when the loop looks at it. */
static GMutex hold_lock;
static GCond hold_changed;
static enum { HOLD_NONE, HOLD_HELD, HOLD_MAY_END } hold; /* hold_lock */

static gpointer
hold_thread (gpointer user_data)
{
  g_assert_true (g_main_context_acquire (kept));

  g_mutex_lock (&hold_lock);
  hold = HOLD_HELD;
  g_cond_broadcast (&hold_changed);
  while (hold != HOLD_MAY_END)
    g_cond_wait (&hold_changed, &hold_lock);
  g_mutex_unlock (&hold_lock);

  attach ();
  g_main_context_release (kept);

  return NULL;
}

static void
end_hold (void)
{
  g_mutex_lock (&hold_lock);
  hold = HOLD_MAY_END;
  g_cond_broadcast (&hold_changed);
  g_mutex_unlock (&hold_lock);
}

static void
held_elsewhere (void)
{
  GThread *thread;

  watch_polls ();
  call_once ();
  thread = g_thread_new ("hold", hold_thread, NULL);

  g_mutex_lock (&hold_lock);
  while (hold != HOLD_HELD)
    g_cond_wait (&hold_changed, &hold_lock);
  g_mutex_unlock (&hold_lock);

  g_atomic_pointer_set (&before_sleep, end_hold);
  support_iterate_until (NULL, &delivered);
  g_thread_join (thread);
  expect_delivery ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/sleep/a-loop-started-later-is-woken-up", started_later);
  test_child_add_func ("/smartasync/sleep/the-loop-that-the-call-was-made-in-is-woken-up", called_inside);
  test_child_add_func ("/smartasync/sleep/the-loop-that-the-call-was-made-beside-is-woken-up", called_beside);
  test_child_add_func ("/smartasync/sleep/one-thread-after-the-other-is-woken-up", many_threads);
  test_child_add_func ("/smartasync/sleep/a-loop-inside-a-delivery-is-woken-up", iterated_from_inside);
  test_child_add_func ("/smartasync/sleep/a-source-of-high-priority-delays-nothing", something_urgent);
  test_child_add_func ("/smartasync/sleep/a-thread-that-never-comes-back-delays-nothing", thread_that_left);
  test_child_add_func ("/smartasync/sleep/memory-of-a-context-is-freed-when-it-ends", context_ends);
  test_child_add_func ("/smartasync/sleep/a-loop-that-is-not-glib-s-is-woken-up", by_hand);
  test_child_add_func ("/smartasync/sleep/who-owns-the-context-for-a-moment-delays-nothing", held_elsewhere);

  return g_test_run ();
}
