/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which calls are in flight.
 */

#include "call/call-slot.h"

#include <stdio.h>

/* Nothing here takes a lock or allocates, up to where a GString is made of the lines: a debugger stops threads
 * anywhere, also inside malloc().
 */
#define MAX_LINE 384
#define MAX_TEXT (64 * 1024)

/* Gives the length of the line; 0 for a call that is not in flight. Longer names are cut. */
static gsize
describe (SmartAsyncSlot *slot,
          char            line[MAX_LINE])
{
  const char *name = g_atomic_pointer_get (&slot->name);
  const char *where = slot->where != NULL ? slot->where : "about to begin";
  const char *fiber = slot->fiber_name != NULL ? slot->fiber_name : "";
  gint64 msec = (g_get_monotonic_time () - slot->begun) / G_TIME_SPAN_MILLISECOND;

  switch (smart_async_slot_get_state (slot))
    {
    case SMART_ASYNC_SLOT_PENDING:
      return (gsize) snprintf (line, MAX_LINE, "%.128s: thread %p has waited for %" G_GINT64_FORMAT " ms, %s (%p)%s%.64s\n",
                               name, (gpointer) slot->waiting_thread, msec, where, (gpointer) slot->context,
                               fiber[0] != '\0' ? ", " : "", fiber);

    case SMART_ASYNC_SLOT_COMPLETING:
    case SMART_ASYNC_SLOT_READY:
      return (gsize) snprintf (line, MAX_LINE, "%.128s: completed after at most %" G_GINT64_FORMAT " ms; thread %p is to "
                               "return\n", name, msec, (gpointer) slot->waiting_thread);

    case SMART_ASYNC_SLOT_ABANDONED:
      return (gsize) snprintf (line, MAX_LINE, "%.128s: abandoned; begun %" G_GINT64_FORMAT " ms ago, has not called "
                               "back\n", name, msec);

    case SMART_ASYNC_SLOT_FREE:
    case SMART_ASYNC_SLOT_OVER:
    default:
      return 0;
    }
}

static char *
dump (gboolean only_fibers)
{
  GString *text = g_string_new (NULL);
  SmartAsyncSlot *slot;
  char line[MAX_LINE];

  for (gsize i = 0; (slot = smart_async_slot_get_nth (i)) != NULL; i++)
    {
      if (!only_fibers || slot->fiber != NULL)
        g_string_append_len (text, line, (gssize) describe (slot, line));
    }

  return g_string_free (text, FALSE);
}

/**
 * smart_async_dump:
 *
 * Lists the calls in flight in this process.
 *
 * There is a line for each, with its name, the thread that waits, for how long (in
 * milliseconds), and where: of a fiber that has one, with the name. Operations of calls that were abandoned, as
 * after a deadline, are listed until they call back.
 *
 * It takes no lock of this library. Calls that begin or end meanwhile may be
 * described wrongly. In a debugger use [func@SmartAsync.dump_static].
 *
 * Returns: (transfer full): the text; empty when there are none
 *
 * Since: 0.1
 */
char *
smart_async_dump (void)
{
  return dump (FALSE);
}

/**
 * smart_async_dump_static: (skip)
 *
 * Lists the calls in flight like [func@SmartAsync.dump], for a debugger and for
 * signal handlers: it takes no lock and allocates nothing, so that it may be
 * called wherever the threads of the process were stopped
 * (`print smart_async_dump_static ()` in gdb).
 *
 * Returns: (transfer none): the text, which ends after 64 KiB; the next call writes
 *   over it
 *
 * Since: 0.1
 */
const char *
smart_async_dump_static (void)
{
  static char text[MAX_TEXT];
  gsize length = 0;
  SmartAsyncSlot *slot;

  text[0] = '\0';
  for (gsize i = 0; length + MAX_LINE <= MAX_TEXT && (slot = smart_async_slot_get_nth (i)) != NULL; i++)
    length += describe (slot, text + length);

  return text;
}

/* The same, of those calls that suspended fibers wait for. */
char *
smart_async_dump_fibers (void)
{
  return dump (TRUE);
}
