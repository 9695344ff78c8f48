/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sources came to a main context, and when.
 */

#include "context/source-mark.h"

static GSourceFuncs mark_funcs;

/* The ids of a context's sources only grow. A source that is attached and destroyed tells where they
 * are: what comes later has a higher id than this one, what is there a lower one.
 */
guint
smart_async_source_mark_take (GMainContext *context)
{
  GSource *source = g_source_new (&mark_funcs, sizeof (GSource));
  guint id = g_source_attach (source, context);

  g_source_destroy (source);
  g_source_unref (source);

  return id;
}

/* Moves a mark on, to the one before the first source that has come after it and still lives, but not beyond @until, a
 * later one: what is gone does not come back. Whether there is such a source. The differences are right also when the
 * ids begin anew, after 2³² of them.
 */
gboolean
smart_async_source_mark_until (GMainContext *context,
                               guint        *mark,
                               guint         until)
{
  while (until - (*mark + 1) - 1 < G_MAXINT)
    {
      if (*mark + 1 != 0 && g_main_context_find_source_by_id (context, *mark + 1) != NULL)
        return TRUE;

      (*mark)++;
    }

  *mark = until;

  return FALSE;
}
