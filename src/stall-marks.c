/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sources came to any main context since a call began.
 */

#include "stall-marks.h"

#include "process.h"
#include "source-mark.h"

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

/* Marks are not to be taken for sources: by the waits that watch the default context, and by the reports of other
 * threads, which would look at one that is freed meanwhile. Both take the process lock as well.
 */
guint
smart_async_stall_marks_now (GMainContext *context)
{
  guint id;

  if (context == g_main_context_default ())
    return smart_async_default_watch_mark ();

  smart_async_process_lock ();
  id = smart_async_source_mark_take (context);
  smart_async_process_unlock ();

  return id;
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

static void
mark_now (GArray       *marks,
          GMainContext *context)
{
  if (!has_mark (marks, context))
    smart_async_stall_marks_add (marks, context, smart_async_stall_marks_now (context));
}

/* Marks every context that the library knows and may look at: those of the waits of this thread, their
 * callers' ones, the global default, and all private ones, on which objects may live that were made in
 * earlier calls.
 */
void
smart_async_stall_marks_take (GArray         *marks,
                              SmartAsyncWait *wait)
{
  g_autoptr (GPtrArray) private_contexts = smart_async_private_context_list ();

  for (SmartAsyncWait *each = wait; each != NULL; each = each->outer)
    {
      mark_now (marks, each->context);
      mark_now (marks, each->caller);
    }

  mark_now (marks, g_main_context_default ());

  for (guint i = 0; i < private_contexts->len; i++)
    mark_now (marks, g_ptr_array_index (private_contexts, i));
}

void
smart_async_stall_marks_started (GArray *marks)
{
  for (guint i = 0; i < marks->len; i++)
    {
      SmartAsyncStallMark *mark = &g_array_index (marks, SmartAsyncStallMark, i);

      mark->after = smart_async_stall_marks_now (mark->context);
    }
}
