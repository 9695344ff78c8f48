/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes so many warm calls, or does the same by hand: for callgrind, which counts the instructions.
 */

#include <string.h>

#include <smartasync/smartasync.h>

#include "answer.h"

static void
push_and_pop (GMainContext *context)
{
  g_main_context_push_thread_default (context);
  g_main_context_pop_thread_default (context);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint64 n = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 0;
  const char *what = argc > 1 ? argv[1] : "";

  if (strcmp (what, "by-hand") == 0)
    g_main_context_push_thread_default (context);

  for (guint64 i = 0; i < n; i++)
    {
      if (strcmp (what, "twin") == 0)
        answer_sync ();
      else if (strcmp (what, "by-hand") == 0)
        answer_by_hand (context);
      else
        push_and_pop (context);
    }

  return 0;
}
