/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a call may be waiting for in which nothing happens.
 */

#include "stall/stall-report.h"

#include "base/process.h"
#include "call/given-cancellable.h"
#include "call/listen.h"
#include "context/inner-poll.h"
#include "context/private-context.h"
#include "context/script-jobs.h"
#include "context/source-mark.h"
#include "stall/stall-source.h"

/* How many sources of a context are named; the rest is counted. */
#define MAX_NAMED 8

/* GLib has no function that finds a source and takes a reference: another thread may destroy and free it in between.
 * That takes nanoseconds, and what a silent call waits for has been there for long: so a source is looked at only if it
 * is still there after this time. What comes and goes is left alone. What a source calls is freed as soon as it is
 * destroyed, whatever references there are: that is only looked at where there is no other thread.
 */
#define SETTLED_USEC 1000

/* The sources that came to a context since the call began, in words. */
typedef struct
{
  SmartAsyncStallMark *mark;
  gboolean             may_look;  /* this thread has hold of the context */
  gboolean             is_alone;  /* no other thread can destroy a source */
  GString             *text;
  guint                n;
} Newcomers;

static void
name_newcomer (Newcomers *self,
               GSource   *source,
               guint      id)
{
  g_string_append (self->text, self->n == 0 ? ": " : ", ");
  smart_async_stall_source_describe (self->text, source, self->is_alone);

  if (self->mark->after != 0)
    g_string_append (self->text, id < self->mark->after ? " attached while the operation was started"
                                                        : " attached later");
}

static void
look_at_newcomer (Newcomers *self,
                  GSource   *found,
                  guint      id)
{
  g_autoptr (GSource) source = g_source_ref (found);

  if (smart_async_stall_source_is_own (source))
    return;

  if (self->n < MAX_NAMED)
    name_newcomer (self, source, id);

  self->n++;
}

static void
add_newcomers (Newcomers *self,
               GArray    *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      guint id = g_array_index (ids, guint, i);
      GSource *source = g_main_context_find_source_by_id (self->mark->context, id);

      if (source != NULL && self->may_look)
        look_at_newcomer (self, source, id);
      else
        self->n += source != NULL;
    }
}

static void
find_newcomers (Newcomers *self)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  guint now = smart_async_source_mark_take (self->mark->context);

  for (guint id = self->mark->before + 1; id < now; id++)
    {
      if (g_main_context_find_source_by_id (self->mark->context, id) != NULL)
        g_array_append_val (ids, id);
    }

  if (ids->len > 0)
    g_usleep (SETTLED_USEC);

  self->may_look = g_main_context_acquire (self->mark->context);
  self->is_alone = smart_async_process_has_one_thread ();
  add_newcomers (self, ids);
  if (self->may_look)
    g_main_context_release (self->mark->context);
}

static const char *
describe_context (SmartAsyncWait *wait,
                  GMainContext   *context)
{
  if (context == wait->context)
    return "the main context that it waits on";

  if (context == g_main_context_default ())
    return "the global default main context";

  return context == wait->caller ? "the caller's main context" : "another main context";
}

static const char *
describe_runner (SmartAsyncWait *wait,
                 Newcomers      *newcomers)
{
  GMainContext *context = newcomers->mark->context;

  if (context == wait->context)
    return "";

  if (!newcomers->may_look)
    return ", which another thread runs";

  if (g_main_context_is_owner (context))
    return ", which this thread runs, but not before the call has returned; under the policy auto or forward a call "
           "iterates its caller's context meanwhile";

  return ", which nobody runs";
}

static void
append_context (GString             *text,
                SmartAsyncWait      *wait,
                SmartAsyncStallMark *mark)
{
  g_autoptr (GString) sources = g_string_new (NULL);
  Newcomers newcomers = { mark, FALSE, FALSE, sources, 0 };

  find_newcomers (&newcomers);
  if (newcomers.n == 0)
    return;

  g_string_append_printf (text, "; since it began, %u %s come to %s %p%s%s", newcomers.n,
                          newcomers.n == 1 ? "source has" : "sources have", describe_context (wait, mark->context),
                          mark->context, describe_runner (wait, &newcomers), sources->str);

  if (newcomers.may_look && newcomers.n > MAX_NAMED)
    g_string_append_printf (text, " and %u more", newcomers.n - MAX_NAMED);
}

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
  smart_async_stall_source_describe (text, wait->inside, TRUE);
  g_string_append_printf (text, " is not dispatched again before %s has returned, which was called from it",
                          wait->operation->name);
}

static gboolean
is_started (SmartAsyncWait *wait)
{
  return wait->waiting->is_started == NULL || wait->waiting->is_started (wait);
}

/* One that has connected to its cancellable, and holds no reference, may go on. */
gboolean
smart_async_stall_is_forgotten (SmartAsyncWait *wait)
{
  return is_started (wait) && smart_async_slot_is_forgotten (wait->slot) &&
         !smart_async_slot_others_listen (wait->slot);
}

/* An operation that takes no cancellable. Only the main thread, which wakes up rarely in any case, looks for others. */
gboolean
smart_async_stall_may_be_unseen (SmartAsyncWait *wait)
{
  return wait->private_context != NULL && wait->default_watch.is_on &&
         !(wait->operation->flags & SMART_ASYNC_OPERATION_OPAQUE) && !g_atomic_int_get (&wait->slot->cancellable_taken);
}

/* Nothing is to be seen of it either: no source is on the context that it was started on, nor, in the main thread, on
 * the default one. It may be a thread's, or another process's, and may as well have returned early.
 */
gboolean
smart_async_stall_is_unseen (SmartAsyncWait *wait)
{
  return smart_async_stall_may_be_unseen (wait) && !wait->default_watch.has_newcomer &&
         !smart_async_private_context_has_sources (wait->private_context);
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

/* What has been on the default context from before is left alone by a private wait. An operation needs it if it uses an
 * object that lives there. The main thread may look, as these sources are its own, and nobody runs them.
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
    append_context (text, wait, &g_array_index (marks, SmartAsyncStallMark, i));

  append_left_alone (text, wait);

  return g_string_free (text, FALSE);
}
