/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sources came to the main contexts of a call since it began.
 */

#include "stall/stall-marks.h"

#include "context/source-mark.h"
#include "base/thread.h"

static void
mark_clear (gpointer data)
{
  SmartAsyncStallMark *mark = data;

  g_main_context_unref (mark->context);
}

GArray *
smart_async_stall_marks_new (void)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (SmartAsyncStallMark));

  g_array_set_clear_func (marks, mark_clear);

  return marks;
}

void
smart_async_stall_marks_add (GArray       *marks,
                             GMainContext *context,
                             guint         before)
{
  SmartAsyncStallMark mark = { g_main_context_ref (context), before, 0 };

  g_array_append_val (marks, mark);
}

static gboolean
has_mark (GArray       *marks,
          GMainContext *context)
{
  for (guint i = 0; i < marks->len; i++)
    {
      if (g_array_index (marks, SmartAsyncStallMark, i).context == context)
        return TRUE;
    }

  return FALSE;
}

/* Another thread's contexts are left alone: a mark would wake that up. */
static gboolean
may_mark (SmartAsyncWait *wait,
          GMainContext   *context)
{
  if (g_main_context_is_owner (context))
    return TRUE;

  if (context != g_main_context_default () || !smart_async_thread_is_main (wait->thread) ||
      !g_main_context_acquire (context))
    return FALSE;

  g_main_context_release (context);

  return TRUE;
}

static void
mark_now (GArray         *marks,
          SmartAsyncWait *wait,
          GMainContext   *context)
{
  if (!has_mark (marks, context) && may_mark (wait, context))
    smart_async_stall_marks_add (marks, context, smart_async_source_mark_take (context));
}

/* Marks what the operation can have attached something to: the contexts of the waits of this thread, their callers'
 * ones, and the global default one.
 */
void
smart_async_stall_marks_take (GArray         *marks,
                              SmartAsyncWait *wait)
{
  for (SmartAsyncWait *each = wait; each != NULL; each = each->outer)
    {
      mark_now (marks, wait, each->context);
      mark_now (marks, wait, each->caller);
    }

  mark_now (marks, wait, g_main_context_default ());
}

void
smart_async_stall_marks_started (GArray *marks)
{
  for (guint i = 0; i < marks->len; i++)
    {
      SmartAsyncStallMark *mark = &g_array_index (marks, SmartAsyncStallMark, i);

      mark->after = smart_async_source_mark_take (mark->context);
    }
}
