/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which sources have come to the main contexts of a call since it began, and what can be said of them.
 */

#define _GNU_SOURCE

#include "stall/stall-watch-private.h"

#include <dlfcn.h>

#include "base/process.h"
#include "context/main-context.h"

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

/* Contexts of other threads are not marked: that would wake those threads up. */
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

/* How many sources of a context are named; the rest is counted. */
#define MAX_NAMED 8

/* GLib has no function that finds a source and takes a reference: another thread may destroy and free it in between.
 * That takes nanoseconds, and what a silent call waits for has been there for long: so a source is looked at only if it
 * is still there after this time. Sources that come and go are not looked at. What a source calls is freed as soon as
 * it is destroyed, whatever references there are: that is only looked at where there is no other thread.
 */
#define SETTLED_USEC 1000

/* Whether it is one of this library's. */
static gboolean
is_own (GSource *source)
{
  const char *name = g_source_get_name (source);

  return name != NULL && g_str_has_prefix (name, "[smartasync] ");
}

/* Which function a source calls: all GLib's idle sources have the same name. */
static gpointer
get_callback (GSource *source)
{
  GSourceFunc func = NULL;
  gpointer data = NULL;

  if (source->callback_funcs != NULL && source->callback_data != NULL)
    source->callback_funcs->get (source->callback_data, source, &func, &data);

  return (gpointer) func;
}

/* A static function has no name at run time, but an address that addr2line(1) finds. */
static void
append_function (GString  *text,
                 gpointer  function)
{
  Dl_info info;

  if (dladdr (function, &info) == 0 || info.dli_fname == NULL)
    g_string_append_printf (text, "%p", function);
  else if (info.dli_sname != NULL && info.dli_saddr == function)
    g_string_append (text, info.dli_sname);
  else
    g_string_append_printf (text, "%s+0x%" G_GSIZE_MODIFIER "x", info.dli_fname,
                            (gsize) ((char *) function - (char *) info.dli_fbase));
}

/* The caller has a reference. @stays_whole: nobody destroys it meanwhile, which would free what it calls. */
void
smart_async_stall_source_describe (GSource  *source,
                                   gboolean  stays_whole,
                                   GString  *text)
{
  const char *name = g_source_get_name (source);
  gpointer callback = stays_whole ? get_callback (source) : NULL;

  g_string_append_printf (text, "“%s” (id %u, priority %d", name != NULL ? name : "no name", g_source_get_id (source),
                          g_source_get_priority (source));

  if (callback != NULL)
    {
      g_string_append (text, ", calls ");
      append_function (text, callback);
    }

  g_string_append_c (text, ')');
}

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
  smart_async_stall_source_describe (source, self->is_alone, self->text);

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

  if (is_own (source))
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

/* Appends the sources that have come to a context of the call of @wait. */
void
smart_async_stall_mark_describe (SmartAsyncStallMark *mark,
                                 SmartAsyncWait      *wait,
                                 GString             *text)
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
