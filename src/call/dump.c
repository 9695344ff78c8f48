/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which calls are in flight.
 */

#include "call/call-slot.h"

static void
describe (GString        *text,
          SmartAsyncSlot *slot)
{
  const char *name = g_atomic_pointer_get (&slot->name);
  gint64 msec = (g_get_monotonic_time () - slot->begun) / G_TIME_SPAN_MILLISECOND;

  switch (smart_async_slot_get_state (slot))
    {
    case SMART_ASYNC_SLOT_PENDING:
      g_string_append_printf (text, "%s: thread %p has waited for %" G_GINT64_FORMAT " ms, %s (%p)\n",
                              name, slot->waiting_thread, msec, slot->where, slot->context);
      break;

    case SMART_ASYNC_SLOT_COMPLETING:
    case SMART_ASYNC_SLOT_READY:
      g_string_append_printf (text, "%s: completed after at most %" G_GINT64_FORMAT " ms; thread %p is to return\n",
                              name, msec, slot->waiting_thread);
      break;

    case SMART_ASYNC_SLOT_ABANDONED:
      g_string_append_printf (text, "%s: left behind; begun %" G_GINT64_FORMAT " ms ago, has not called back\n",
                              name, msec);
      break;

    case SMART_ASYNC_SLOT_FREE:
    case SMART_ASYNC_SLOT_OVER:
    default:
      break;
    }
}

static char *
dump (gboolean only_fibers)
{
  GString *text = g_string_new (NULL);
  SmartAsyncSlot *slot;

  for (gsize i = 0; (slot = smart_async_slot_get_nth (i)) != NULL; i++)
    {
      if (!only_fibers || slot->fiber != NULL)
        describe (text, slot);
    }

  return g_string_free (text, FALSE);
}

/**
 * smart_async_dump:
 *
 * Lists the calls in flight in this process.
 *
 * There is a line for each, with its name, the thread that waits, for how long (in
 * milliseconds), and where. Operations that were left behind after a deadline are
 * listed until they call back.
 *
 * It takes no lock, so that a debugger may call it while all threads are stopped
 * (`print smart_async_dump ()` in gdb). Calls that begin or end meanwhile may be
 * described wrongly.
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

/* The same, of those calls that suspended fibers wait for. */
char *
smart_async_dump_fibers (void)
{
  return dump (TRUE);
}
