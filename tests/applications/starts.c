/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Starts one GApplication after the other, beside threads that make calls.
 */

#include <stdlib.h>

#include <gio/gio.h>

#include "child.h"
#include "threads.h"
#include "workers.h"

/* How many starts one child makes at most. */
#define MAX_STARTS 100000

static int n_starts = 2000;

typedef struct
{
  gboolean is_activated;
  gboolean is_idle;
} Events;

static gboolean
idle_cb (gpointer user_data)
{
  Events *events = user_data;

  g_assert_true (support_thread_is_main ());
  events->is_idle = TRUE;

  return G_SOURCE_REMOVE;
}

static void
activate_cb (GApplication *application,
             gpointer      user_data)
{
  Events *events = user_data;

  g_assert_true (support_thread_is_main ());
  events->is_activated = TRUE;
}

/* It fails to run when anybody has the default context at that moment. What was added before is the loop's to run. */
static void
start_application (void)
{
  g_autoptr (GApplication) application = g_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  Events events = { FALSE, FALSE };

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &events);
  g_idle_add (idle_cb, &events);

  g_assert_cmpint (g_application_run (application, 0, NULL), ==, 0);
  g_assert_true (events.is_activated);
  while (!events.is_idle)
    g_main_context_iteration (NULL, TRUE);
}

static void
start_applications (gconstpointer n)
{
  awkward_workers_start (4, AWKWARD_WORK_TOGETHER);
  for (int i = 0; i < GPOINTER_TO_INT (n); i++)
    start_application ();
  g_test_message ("%u calls beside %d starts", awkward_workers_stop (), GPOINTER_TO_INT (n));
}

int
main (int   argc,
      char *argv[])
{
  const char *given = g_getenv ("APPLICATION_STARTS");

  g_test_init (&argc, &argv, NULL);

  if (given != NULL)
    n_starts = atoi (given);

  for (int i = 0; i < n_starts; i += MAX_STARTS)
    {
      int n = MIN (n_starts - i, MAX_STARTS);
      g_autofree char *path = g_strdup_printf ("/smartasync/applications/starts-%d-to-%d-all-succeed", i + 1, i + n);

      test_child_add (path, start_applications, GINT_TO_POINTER (n));
    }

  return g_test_run ();
}
