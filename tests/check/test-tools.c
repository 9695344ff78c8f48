/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Mistakes that the sanitizers and valgrind must find, as they are set up here.
 */

#include <glib.h>

#include "sanitizers.h"
#include "support.h"

static void
assert_found (const char *path,
              const char *report)
{
  g_test_trap_subprocess (path, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (report);
}

/* The second is called in the child, as its last element makes GLib's test framework not run it by itself. */
static void
add (const char    *path,
     GTestDataFunc  found,
     GTestFunc      mistake)
{
  g_autofree char *child_path = g_strconcat (path, "/subprocess", NULL);

  g_test_add_data_func (path, g_intern_string (child_path), found);
  g_test_add_func (child_path, mistake);
}

/* ThreadSanitizer. Each thread iterates a context of its own, which orders nothing between them. */

static int raced;

static gboolean
race_cb (gpointer user_data)
{
  raced++;

  return G_SOURCE_REMOVE;
}

static gpointer
race_thread (gpointer has_raced)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, race_cb, NULL, NULL);
  g_source_attach (source, context);
  g_main_context_iteration (context, TRUE);
  /* The atomic functions of GLib would order what is before and after them. */
  __atomic_store_n ((int *) has_raced, TRUE, __ATOMIC_RELAXED);

  return NULL;
}

static void
race (void)
{
  int has_raced = FALSE;
  GThread *thread = g_thread_new ("race", race_thread, &has_raced);

  while (!__atomic_load_n (&has_raced, __ATOMIC_RELAXED))
    g_thread_yield ();

  g_idle_add (race_cb, NULL);
  g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
race_is_found (gconstpointer child_path)
{
  assert_found (child_path, "*data race*race_cb*");
}

/* AddressSanitizer and valgrind. */

static void
leak (void)
{
  char * volatile text = g_strdup ("lost");

  g_assert_nonnull (text);
  text = NULL;
}

static void
leak_is_found (gconstpointer child_path)
{
  assert_found (child_path, support_is_under_valgrind () ? "*definitely lost*" : "*detected memory leaks*");
}

static void
use_after_free (void)
{
  char * volatile text = g_strdup ("gone");

  g_free (text);
  text[0] = 'G';
}

static void
use_after_free_is_found (gconstpointer child_path)
{
  assert_found (child_path, support_is_under_valgrind () ? "*Invalid write*" : "*heap-use-after-free*");
}

/* UndefinedBehaviorSanitizer, which is used together with the former. */

static void
overflow (void)
{
  volatile int number = G_MAXINT;

  number = number + 1;
}

static void
overflow_is_found (gconstpointer child_path)
{
  assert_found (child_path, "*signed integer overflow*");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (HAS_THREAD_SANITIZER)
    add ("/smartasync/check/a-race-beside-main-contexts-is-found", race_is_found, race);

  if (HAS_ADDRESS_SANITIZER || support_is_under_valgrind ())
    {
      add ("/smartasync/check/a-leak-is-found", leak_is_found, leak);
      add ("/smartasync/check/a-use-after-free-is-found", use_after_free_is_found, use_after_free);
    }

  if (HAS_ADDRESS_SANITIZER)
    add ("/smartasync/check/an-overflow-is-found", overflow_is_found, overflow);

  return g_test_run ();
}
