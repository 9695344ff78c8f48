/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Tests that run in a process of their own, which is killed if they hang.
 */

#include "child.h"

#include "support.h"

/* No test takes a tenth of this, on a slow machine under valgrind. It ends one
 * that hangs, and decides nothing else.
 */
#define KILL_AFTER (300 * G_USEC_PER_SEC)

static void
run_child (gconstpointer path)
{
  g_test_trap_subprocess (path, KILL_AFTER, G_TEST_SUBPROCESS_INHERIT_STDERR);

  if (g_test_trap_reached_timeout ())
    g_test_fail_printf ("%s hung and was killed", (const char *) path);
  else if (!g_test_trap_has_passed ())
    g_test_fail_printf ("%s failed: see its standard error", (const char *) path);
}

typedef struct
{
  GTestDataFunc func;
  gconstpointer data;
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

  *child = (Child) { func, data };
  children = g_slist_prepend (children, child);
  g_test_add_data_func (path, g_intern_string (child_path), run_child);
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
