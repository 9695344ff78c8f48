/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tests that run in a process of their own, which is killed if they hang.
 */

#include "child.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

/* No test takes a tenth of this, on a slow machine under valgrind. It ends one
 * that hangs, and decides nothing else.
 */
#define KILL_AFTER_SEC 300

typedef struct
{
  const char    *path;  /* interned; of the test that is the child */
  GTestDataFunc  func;
  gconstpointer  data;
} Child;

static GSList *children; /* of Child; as long as the process lives, as GLib keeps tests */

static void
be_child (gconstpointer user_data)
{
  const Child *self = user_data;

  /* It runs one thread at a time: the nanoseconds of that message are milliseconds. */
  if (support_is_under_valgrind ())
    support_expect_probes ();

  self->func (self->data);
}

static void
report (const Child *self,
        gboolean     has_hung,
        gboolean     has_passed)
{
  if (has_hung)
    g_test_fail_printf ("%s hung and was killed", self->path);
  else if (!has_passed)
    g_test_fail_printf ("%s failed: see its standard error", self->path);
}

static void
run_child (gconstpointer user_data)
{
  const Child *self = user_data;

  g_test_trap_subprocess (self->path, KILL_AFTER_SEC * G_USEC_PER_SEC, G_TEST_SUBPROCESS_INHERIT_STDERR);
  report (self, g_test_trap_reached_timeout (), g_test_trap_has_passed ());
}

/* What it prints is not this program's result. */
static void
be_fork (const Child *self)
{
  alarm (KILL_AFTER_SEC);
  if (freopen ("/dev/null", "w", stdout) == NULL)
    abort ();

  be_child (self);
  exit (g_test_failed () ? EXIT_FAILURE : EXIT_SUCCESS);
}

/* Valgrind takes a second to start a program, which is more than most tests do. A child that is not started anew has
 * what the tests before it have left in this process: in a program where that matters all of them are children.
 */
static void
run_fork (gconstpointer user_data)
{
  const Child *self = user_data;
  pid_t child;
  int status;

  fflush (NULL);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    be_fork (self);

  while (waitpid (child, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);

  report (self, WIFSIGNALED (status) && WTERMSIG (status) == SIGALRM, status == 0);
}

/* Adds a test like g_test_add_data_func(). What GLib's test framework does not
 * run by itself is a test whose path has the element “subprocess”.
 */
void
test_child_add (const char    *path,
                GTestDataFunc  func,
                gconstpointer  data)
{
  g_autofree char *child_path = g_strconcat (path, "/subprocess", NULL);
  Child *child = g_new (Child, 1);

  *child = (Child) { g_intern_string (child_path), func, data };
  children = g_slist_prepend (children, child);
  g_test_add_data_func (path, child, support_is_under_valgrind () ? run_fork : run_child);
  g_test_add_data_func (child_path, child, be_child);
}

static void
call_func (gconstpointer func)
{
  ((GTestFunc) func) ();
}

void
test_child_add_func (const char *path,
                     GTestFunc   func)
{
  test_child_add (path, call_func, func);
}
