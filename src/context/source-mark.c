/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sources were attached to a main context, and when.
 */

#include "context/main-context.h"

static GSourceFuncs mark_funcs;

/* A context gives its sources ids that only grow. So the id of a source that is attached and destroyed at once is a
 * mark: sources that are attached later have a higher id, those that are there have a lower one.
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

/* Whether a source that was attached after *mark, but before @until, a later mark, still lives. Moves *mark on to just
 * before the first such source, or to @until: a source that is gone does not come back. The differences are right also
 * when the ids begin anew, after 2³² of them.
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
