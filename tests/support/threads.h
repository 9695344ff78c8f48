/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * In which threads a callback of the global default context may run: the main one, and those that run its loop.
 */

#pragma once

#include <glib.h>

#ifdef __linux__
# include <sys/syscall.h>
# include <unistd.h>
#endif

static inline gboolean
support_thread_is_main (void)
{
#ifdef __linux__
  return syscall (SYS_gettid) == getpid ();
#else
  /* Not known: so nothing is found there. */
  return TRUE;
#endif
}

/* GLib's datasets are the same for the test program and for the libraries that are linked with it. */
#define SUPPORT_LOOPS (g_quark_from_static_string ("support-loops-on-default"))

/* A test says what it does: from now on, or no longer, this thread iterates a context, if it is the default one. */
static inline void
support_thread_iterates (GMainContext *context,
                         int           n_loops)
{
  int n_before = GPOINTER_TO_INT (g_dataset_id_get_data (g_thread_self (), SUPPORT_LOOPS));

  if (context == NULL || context == g_main_context_default ())
    g_dataset_id_set_data (g_thread_self (), SUPPORT_LOOPS, GINT_TO_POINTER (n_before + n_loops));
}

static inline gboolean
support_thread_may_run_default (void)
{
  return support_thread_is_main () || g_dataset_id_get_data (g_thread_self (), SUPPORT_LOOPS) != NULL;
}
