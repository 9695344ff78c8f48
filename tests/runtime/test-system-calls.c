/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A warm private call makes no system call of its own, nor has GLib make one.
 */

#include <dlfcn.h>
#include <poll.h>
#include <unistd.h>

#include <smartasync/smartasync.h>

#include "answer.h"

/* The program's own, which GLib then uses too, to poll, and to wake up who polls. Those of a thread, for GLib's worker
 * polls when it likes.
 */
static _Thread_local guint n_calls;

static gpointer
find_next (const char *name)
{
  gpointer symbol = dlsym (RTLD_NEXT, name);

  g_assert_nonnull (symbol);

  return symbol;
}

ssize_t
write (int         fd,
       const void *data,
       size_t      length)
{
  static ssize_t (*next) (int, const void *, size_t);

  if (next == NULL)
    next = find_next ("write");

  n_calls++;

  return next (fd, data, length);
}

int
poll (struct pollfd *fds,
      nfds_t         n_fds,
      int            timeout_msec)
{
  static int (*next) (struct pollfd *, nfds_t, int);

  if (next == NULL)
    next = find_next ("poll");

  n_calls++;

  return next (fds, n_fds, timeout_msec);
}

/* What GLib polls with since 2.81. */
int
ppoll (struct pollfd         *fds,
       nfds_t                 n_fds,
       const struct timespec *timeout,
       const sigset_t        *mask)
{
  static int (*next) (struct pollfd *, nfds_t, const struct timespec *, const sigset_t *);

  if (next == NULL)
    next = find_next ("ppoll");

  n_calls++;

  return next (fds, n_fds, timeout, mask);
}

static void
call_often (void)
{
  for (int i = 0; i < 100; i++)
    answer_sync ();
}

static guint
count (void)
{
  guint n_before;

  call_often ();
  n_before = n_calls;
  call_often ();

  return n_calls - n_before;
}

static void
no_loop (void)
{
  g_assert_cmpuint (count (), ==, 0);
}

static gboolean
call_privately_cb (gpointer user_data)
{
  g_auto (SmartAsyncPolicyScope) scope = smart_async_policy_scope_push (SMART_ASYNC_POLICY_PRIVATE);

  *(guint *) user_data = count ();

  return G_SOURCE_REMOVE;
}

static void
inside_a_loop (void)
{
  guint n = G_MAXUINT;

  g_idle_add (call_privately_cb, &n);
  while (n == G_MAXUINT)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (n, ==, 0);
}

/* So that the others mean something. */
static void
both_are_seen (void)
{
  guint n_before = n_calls;

  g_main_context_wakeup (NULL);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_calls - n_before, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/system-calls/they-are-counted", both_are_seen);
  g_test_add_func ("/smartasync/system-calls/a-warm-private-call-makes-none", no_loop);
  g_test_add_func ("/smartasync/system-calls/a-warm-private-call-inside-a-loop-makes-none", inside_a_loop);

  return g_test_run ();
}
