/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The guard finds what it is for, and nothing else.
 */

#include <glib.h>

#include "touches.h"

typedef void (*Touch) (GMainContext *context);

static const struct
{
  const char *name;
  Touch       touch;
} touches[] = {
  { "acquire",     touches_acquire },
  { "prepare",     touches_prepare },
  { "query",       touches_query },
  { "check",       touches_check },
  { "dispatch",    touches_dispatch },
  { "iteration",   touches_iteration },
  { "pending",     touches_pending },
  { "push",        touches_push },
  { "invoke",      touches_invoke },
  { "invoke-full", touches_invoke_full },
  { "loop-run",    touches_loop },
};

static gpointer
touch_default_thread (gpointer i)
{
  touches[GPOINTER_TO_UINT (i)].touch (NULL);

  return NULL;
}

static void
touch_in_a_thread (gconstpointer i)
{
  g_thread_join (g_thread_new ("toucher", touch_default_thread, (gpointer) i));
}

/* Not run by the test framework itself, because of “subprocess”. */
static char *
child_path (gconstpointer i)
{
  return g_strdup_printf ("/smartasync/guard/%s/subprocess", touches[GPOINTER_TO_UINT (i)].name);
}

static void
is_found (gconstpointer i)
{
  g_autofree char *path = child_path (i);

  g_test_trap_subprocess (path, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*guard: g_main_*() on the global default context*");
}

static void
touch_all (GMainContext *context)
{
  for (guint i = 0; i < G_N_ELEMENTS (touches); i++)
    {
      g_assert_true (g_main_context_acquire (context));
      touches[i].touch (context);
      g_main_context_release (context);
    }
}

static void
in_the_main_thread (void)
{
  touch_all (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (touches); i++)
    {
      if (touches[i].touch != touches_check && touches[i].touch != touches_dispatch)
        touches[i].touch (NULL);
    }
}

static gpointer
own_thread (gpointer user_data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  touch_all (context);
  touch_all (NULL);

  return NULL;
}

/* The thread is made the owner by the program. */
static void
in_an_owner (void)
{
  g_thread_join (g_thread_new ("owner", own_thread, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (touches); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smartasync/guard/in-a-thread-%s-is-found", touches[i].name);
      g_autofree char *in_child = child_path (GUINT_TO_POINTER (i));

      g_test_add_data_func (path, GUINT_TO_POINTER (i), is_found);
      g_test_add_data_func (in_child, GUINT_TO_POINTER (i), touch_in_a_thread);
    }
  g_test_add_func ("/smartasync/guard/the-main-thread-may-do-all-that", in_the_main_thread);
  g_test_add_func ("/smartasync/guard/an-owner-may-and-so-may-all-on-other-contexts", in_an_owner);

  return g_test_run ();
}
