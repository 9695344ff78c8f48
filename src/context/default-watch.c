/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The global default context, while the main thread waits on another one and nobody runs it.
 */

#include "context/wait-record-private.h"

#include "context/main-context.h"
#include "context/root-watch.h"
#include "context/script-jobs.h"

/* g_idle_add() and g_timeout_add() attach to the global default context, also when they are called inside an
 * asynchronous function that was started on another one. With no loop running there, such an operation would never
 * complete. So while the main thread waits, it iterates the default context as well: while, and only while, a source
 * lives there that was attached since the wait began, a newcomer. The ids of sources tell that exactly. No other thread
 * ever does this: what belongs to the main thread waits for it.
 *
 * GLib wakes no thread up when something is attached to a context that nobody owns. So the thread looks at the default
 * context each time it has waited for four times as long as at the look before, and after a while keeps it. One of
 * these times is that at which a silent wait is reported: so that needs no wake-up of its own.
 *
 *   time since the thread first went to sleep   the context is
 *   0, 5, 20 ms                                 acquired for a moment: a loop that another thread starts meanwhile
 *                                               gets it at once
 *   from 78 ms                                  owned: GLib wakes this thread up for newcomers
 *   312 ms, 1.25 s, 5 s, 20 s, …                released for a moment: such a loop gets it then
 */
#define FIRST_LOOK_USEC (SMART_ASYNC_REPORT_USEC / 1024)
#define OWN_AFTER_USEC (SMART_ASYNC_REPORT_USEC / 64)
#define RELEASE_USEC (2 * G_TIME_SPAN_MILLISECOND)

/* How long a source that was there before may be ready, and not be dispatched, until a message says so. */
#define REPORT_READY_USEC (3 * G_TIME_SPAN_SECOND)

/* Attaching to a context that another thread runs wakes that thread up. So where one was seen to run the default
 * context, the mark is taken only when it has left that; what was attached before was that one's.
 */
static void
take_mark (SmartAsyncDefaultWatch *self,
           SmartAsyncThread       *thread)
{
  GMainContext *context = g_main_context_default ();

  if (G_UNLIKELY (thread->default_is_elsewhere))
    {
      self->is_mark_due = !g_main_context_acquire (context);
      if (self->is_mark_due)
        return;

      thread->default_is_elsewhere = FALSE;
      g_main_context_release (context);
    }

  self->mark = smart_async_source_mark_take (context);
}

static void
release (SmartAsyncDefaultWatch *self)
{
  smart_async_root_watch_release (g_main_context_default ());
  g_main_context_release (g_main_context_default ());
  self->is_owned = FALSE;
  self->has_newcomer = FALSE;
  self->ready_since = 0;
}

/* Another wait of the thread begins inside this one. From now on that one looks at the context. */
void
smart_async_default_watch_hand_over (SmartAsyncDefaultWatch *self)
{
  if (!self->is_owned || self->is_iterating)
    return;

  release (self);
  self->next_change = 0;
}

/* When the wait begins, on another context than the default one. @runs_caller: whether this thread runs @caller, the
 * caller's context.
 */
void
smart_async_default_watch_begin (SmartAsyncDefaultWatch *self,
                                 SmartAsyncThread       *thread,
                                 GMainContext           *caller,
                                 gboolean                runs_caller)
{
  GMainContext *context = g_main_context_default ();

  if (!smart_async_thread_is_main (thread))
    return;

  self->is_on = !(caller == context ? runs_caller : g_main_context_is_owner (context));

  /* Where this thread runs it, newcomers wait for this call to return, which is reported. */
  if (self->is_on)
    take_mark (self, thread);
  else
    self->mark = smart_async_source_mark_take (context);
}

/* A source of this library's own is no newcomer. */
static gboolean
has_newcomer (SmartAsyncDefaultWatch *self)
{
  GMainContext *context = g_main_context_default ();
  guint until = smart_async_source_mark_take (context);

  while (smart_async_source_mark_until (context, &self->mark, until))
    {
      if (!smart_async_root_watch_has_source (context, self->mark + 1))
        return TRUE;

      self->mark++;
    }

  return FALSE;
}

/* libdex settles futures by sources of the global default context: those of its scheduler, which stay, and timeouts of
 * futures that others wait for as well. Nothing tells what an operation that is made with it waits for. Its scheduler
 * is there once the program has initialized it.
 */
static gboolean
has_libdex (void)
{
  return g_type_from_name ("DexMainScheduler") != G_TYPE_INVALID;
}

/* Promise jobs of a script engine are run by a source that has been there from the start. */
static gboolean
must_iterate (SmartAsyncDefaultWatch *self)
{
  return has_newcomer (self) || smart_async_script_jobs_wait_here () || has_libdex ();
}

/* What was there before is not dispatched, however long it has been ready. */
static void
note_whether_ready (SmartAsyncDefaultWatch *self,
                    gint64                  now)
{
  if (!g_main_context_pending (g_main_context_default ()))
    self->ready_since = 0;
  else if (self->ready_since == 0)
    self->ready_since = now;
}

static void
report_ready (SmartAsyncDefaultWatch *self,
              const char             *name,
              gint64                  now)
{
  if (self->has_reported || self->ready_since == 0 || now - self->ready_since < REPORT_READY_USEC)
    return;

  self->has_reported = TRUE;
  g_message ("%s: sources of the global default main context %p have been ready for %d s, and wait for this call to "
             "return: nobody runs that context, and the call waits on a private one. Signal handlers of "
             "g_unix_signal_add() are such sources. Under the policy forward a call iterates that context meanwhile",
             name, g_main_context_default (), (int) ((now - self->ready_since) / G_TIME_SPAN_SECOND));
}

/* The next time of the schedule above. */
static gint64
get_next_look (gint64 elapsed)
{
  gint64 next = SMART_ASYNC_REPORT_USEC;

  while (next / 4 > elapsed && next / 4 >= FIRST_LOOK_USEC)
    next /= 4;

  while (next <= elapsed)
    next *= 4;

  return next;
}

/* Does what is next: acquires the context, or releases it. */
static void
change (SmartAsyncDefaultWatch *self,
        gint64                  now)
{
  gint64 elapsed = now - self->first_look;

  if (self->is_owned)
    {
      release (self);
      self->next_change = now + RELEASE_USEC;
      return;
    }

  self->next_change = self->first_look + get_next_look (elapsed);
  if (!g_main_context_acquire (g_main_context_default ()))
    {
      smart_async_thread_get ()->default_is_elsewhere = TRUE;
      return;
    }

  self->is_owned = TRUE;
  if (self->is_mark_due)
    self->mark = smart_async_source_mark_take (g_main_context_default ());
  self->is_mark_due = FALSE;
  self->has_newcomer = must_iterate (self);

  if (self->has_newcomer)
    self->next_change = self->first_look + get_next_look (MAX (elapsed, OWN_AFTER_USEC));
  else if (elapsed < OWN_AFTER_USEC)
    release (self);
  else
    note_whether_ready (self, now);
}

/* In milliseconds, as sources give it to GLib. */
int
smart_async_default_watch_until (gint64 due,
                                 gint64 now)
{
  return (int) ((MAX (due - now, 0) + G_TIME_SPAN_MILLISECOND - 1) / G_TIME_SPAN_MILLISECOND);
}

/* When the thread is about to go to sleep. Gives for how long it may, in milliseconds. */
int
smart_async_default_watch_look (SmartAsyncDefaultWatch *self,
                                const char             *name,
                                gint64                  now)
{
  gint64 due;

  if (self->first_look == 0)
    self->first_look = self->next_change = now;
  else if (self->is_owned)
    self->has_newcomer = must_iterate (self);

  if (now >= self->next_change)
    change (self, now);

  report_ready (self, name, now);
  due = self->next_change;
  if (self->ready_since != 0 && !self->has_reported)
    due = MIN (due, self->ready_since + REPORT_READY_USEC);

  return smart_async_default_watch_until (due, now);
}

gboolean
smart_async_default_watch_ignores (int      fd,
                                   gpointer self)
{
  GArray *ignored = ((SmartAsyncDefaultWatch *) self)->ignored;

  for (guint i = 0; ignored != NULL && i < ignored->len; i++)
    {
      if (g_array_index (ignored, int, i) == fd)
        return TRUE;
    }

  return FALSE;
}

static void
ignore (SmartAsyncDefaultWatch *self,
        int                     fd)
{
  if (self->ignored == NULL)
    self->ignored = g_array_new (FALSE, FALSE, sizeof (int));

  g_array_append_val (self->ignored, fd);
}

/* After a sleep in which the context was owned and polled, but is not iterated. Asking whether something is ready there
 * acknowledges a wake-up. A descriptor that is ready even then belongs to a source of the application: it is ignored,
 * and polled no more.
 */
void
smart_async_default_watch_woken (SmartAsyncDefaultWatch *self,
                                 GPollFD                *fds,
                                 int                     n_fds)
{
  gboolean is_woken = FALSE;

  for (int i = 0; i < n_fds; i++)
    is_woken = is_woken || fds[i].revents != 0;

  if (!is_woken)
    return;

  note_whether_ready (self, g_get_monotonic_time ());

  for (int i = 0; i < n_fds; i++)
    {
      GPollFD fd = { fds[i].fd, fds[i].events, 0 };

      if (fds[i].revents != 0 && g_poll (&fd, 1, 0) > 0)
        ignore (self, fd.fd);
    }
}

/* The wait was begun from inside the default context's loop, and iterates another context: newcomers there wait for it
 * to end.
 */
gboolean
smart_async_default_watch_blocks_newcomers (SmartAsyncDefaultWatch *self)
{
  return !self->is_on && self->mark != 0;
}

gboolean
smart_async_default_watch_has_blocked_newcomer (SmartAsyncDefaultWatch *self)
{
  return smart_async_default_watch_blocks_newcomers (self) && g_main_context_is_owner (g_main_context_default ()) &&
         has_newcomer (self);
}

/* Likewise, where libdex is to be run by that loop. Its sources are older than the wait, and so no newcomers. */
gboolean
smart_async_default_watch_blocks_libdex (SmartAsyncDefaultWatch *self)
{
  return smart_async_default_watch_blocks_newcomers (self) && g_main_context_is_owner (g_main_context_default ()) &&
         has_libdex () && g_main_context_pending (g_main_context_default ());
}

void
smart_async_default_watch_end (SmartAsyncDefaultWatch *self)
{
  if (self->is_owned)
    release (self);

  g_clear_pointer (&self->ignored, g_array_unref);
}
