/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a silent call may be waiting for, in words.
 */

#include "stall/stall-watch-private.h"

#include "base/profile.h"
#include "call/call-cancellable.h"
#include "context/main-context.h"
#include "context/script-jobs.h"

/* A source is not dispatched while it is being dispatched, unless it says that it can recurse. Until then GLib keeps
 * it, and what it calls.
 */
static void
append_blocked_source (GString        *text,
                       SmartAsyncWait *wait)
{
  if (wait->inside == NULL || g_source_get_can_recurse (wait->inside))
    return;

  g_string_append (text, "; ");
  smart_async_stall_source_describe (wait->inside, TRUE, text);
  g_string_append_printf (text, " is not dispatched again before %s has returned, which was called from it",
                          wait->operation->name);
}

static gboolean
is_started (SmartAsyncWait *wait)
{
  return wait->waiting->is_started == NULL || wait->waiting->is_started (wait);
}

/* An operation that has connected to its cancellable may go on although it holds no reference. */
gboolean
smart_async_stall_is_forgotten (SmartAsyncWait *wait)
{
  return is_started (wait) && smart_async_slot_is_forgotten (wait->slot) &&
         !smart_async_slot_others_listen (wait->slot);
}

static void
append_forgotten (GString        *text,
                  SmartAsyncWait *wait)
{
  if (smart_async_stall_is_forgotten (wait))
    g_string_append (text, "; the operation does not hold its cancellable: it may have returned early (there is a "
                           "critical warning then), or have dropped its task without calling back");
  else if (smart_async_stall_is_unseen (wait))
    g_string_append (text, "; nothing shows what the operation waits for, which takes no cancellable and has no source "
                           "there: another thread or process, if it has not returned early (there is a critical warning "
                           "then)");
}

static void
append_jobs (GString        *text,
             SmartAsyncWait *wait)
{
  if (smart_async_script_jobs_are_kept (wait->has_jobs_rest, wait->inside))
    g_string_append (text, "; promise jobs wait for the one that has made this call, as none runs inside another: if the "
                           "operation needs them it never ends; await the asynchronous function there");
}

/* A private wait does not dispatch sources that were on the default context before. An operation needs them if it uses
 * an object that lives there. The main thread may ask for them, as they are its own and nobody else runs them.
 */
static gboolean
has_left_alone (SmartAsyncWait *wait)
{
  SmartAsyncPreparing preparing;
  gboolean is_pending;

  if (wait->private_context == NULL || !wait->default_watch.is_on || wait->default_watch.has_newcomer)
    return FALSE;

  /* What is on the context of the call itself does not count. */
  smart_async_inner_poll_begin (&preparing, wait->context);
  is_pending = g_main_context_pending (NULL);
  smart_async_inner_poll_end (&preparing);

  return is_pending;
}

static void
append_left_alone (GString        *text,
                   SmartAsyncWait *wait)
{
  if (!has_left_alone (wait))
    return;

  g_string_append_printf (text, "; sources that were on the global default main context %p before are ready, and "
                          "nobody runs it; under the policy forward a call iterates it meanwhile",
                          g_main_context_default ());
}

/* The silence, in the profile. */
static void
mark (SmartAsyncWait *wait,
      gint64          silent_usec,
      const char     *text)
{
  gint64 now = smart_async_profile_begin ();

  if (G_UNLIKELY (now != 0))
    smart_async_profile_end (now - silent_usec * 1000, "SmartAsync silences", wait->operation->name, "%s", text);
}

/* Gives the text, of one line. */
char *
smart_async_stall_report (SmartAsyncWait *wait,
                          GArray         *marks,
                          gint64          silent_usec)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s: nothing has happened for %" G_GINT64_FORMAT " ms, waiting %s (%p)",
                          wait->operation->name, silent_usec / G_TIME_SPAN_MILLISECOND, wait->waiting->where,
                          wait->context);

  if (!is_started (wait))
    g_string_append (text, ", which has not started the operation yet");

  append_forgotten (text, wait);
  append_jobs (text, wait);

  for (SmartAsyncWait *each = wait; each != NULL; each = each->outer)
    append_blocked_source (text, each);

  for (guint i = 0; i < marks->len; i++)
    smart_async_stall_mark_describe (&g_array_index (marks, SmartAsyncStallMark, i), wait, text);

  append_left_alone (text, wait);
  mark (wait, silent_usec, text->str);

  return g_string_free (text, FALSE);
}
