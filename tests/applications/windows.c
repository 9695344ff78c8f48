/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A GTK program that builds windows, beside threads that make calls: it ends by itself, and says nothing.
 */

#include <gtk/gtk.h>

#include "threads.h"
#include "workers.h"

#define N_WINDOWS 6
#define N_ROWS 30
#define N_FRAMES 3

static int n_idle_left;
static int n_frames_left;

static void
assert_main (void)
{
  if (!support_thread_is_main ())
    g_error ("GTK calls back in a thread that is not the main one");
}

static gboolean
idle_cb (gpointer label)
{
  assert_main ();
  gtk_label_set_label (label, "idle");
  n_idle_left--;

  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  assert_main ();
  gtk_widget_queue_draw (widget);
  n_frames_left--;

  return n_frames_left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static GtkWidget *
build_row (int i)
{
  g_autofree char *text = g_strdup_printf ("row %d", i);
  GtkWidget *label = gtk_label_new (text);

  g_signal_connect (label, "realize", assert_main, NULL);
  g_signal_connect (label, "map", assert_main, NULL);
  g_signal_connect (label, "notify", assert_main, NULL);
  g_object_ref_sink (label);
  n_idle_left++;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, idle_cb, label, g_object_unref);

  return label;
}

static GtkWidget *
build_window (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  for (int i = 0; i < N_ROWS; i++)
    gtk_box_append (GTK_BOX (box), build_row (i));
  gtk_box_append (GTK_BOX (box), gtk_entry_new ());
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_widget_add_tick_callback (window, tick_cb, NULL, NULL);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

/* While no loop runs, as a program does before it runs its own. */
int
main (void)
{
  GtkWidget *windows[N_WINDOWS];

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  gtk_init ();
  awkward_workers_start (4, AWKWARD_WORK_TOGETHER);

  n_frames_left = N_FRAMES;
  for (int i = 0; i < N_WINDOWS; i++)
    windows[i] = build_window ();
  while (n_frames_left > 0 || n_idle_left > 0)
    g_main_context_iteration (NULL, TRUE);

  for (int i = 0; i < N_WINDOWS; i++)
    gtk_window_destroy (GTK_WINDOW (windows[i]));
  g_print ("%u calls\n", awkward_workers_stop ());

  return 0;
}
