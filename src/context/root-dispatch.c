/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Dispatching what calls have left in a caller's context.
 */

#include "context/root-watch-private.h"

#include "base/thread.h"

/* One iteration, with the private context as the thread-default one, as its callbacks expect. */
static void
iterate (SmartAsyncPrivateContext *context)
{
  SmartAsyncThread *thread = smart_async_thread_get ();
  SmartAsyncPrivateContext *outer = thread->inside;

  if (!smart_async_private_context_enter (context))
    return;

  if (!g_main_context_acquire (context->context))
    {
      smart_async_private_context_leave (context);
      return;
    }

  context->poll.is_ready = FALSE;
  context->n_quiet = 0;
  thread->inside = context;
  g_main_context_push_thread_default (context->context);
  g_main_context_iteration (context->context, FALSE);
  g_main_context_pop_thread_default (context->context);
  thread->inside = outer;
  g_main_context_release (context->context);
  smart_async_private_context_leave (context);
}

static gboolean
may_iterate (SmartAsyncPrivateContext *context)
{
  return !smart_async_private_context_is_in_call (context) && !smart_async_inner_poll_is_preparing (context->context);
}

/* Those to iterate now: the most urgent ones of those that are ready. References. */
static GPtrArray *
get_most_urgent (RootWatch *self)
{
  GPtrArray *urgent = g_ptr_array_new_with_free_func ((GDestroyNotify) smart_async_private_context_unref);
  int priority = G_MAXINT;

  for (guint i = 0; i < self->listed->len; i++)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->listed, i);

      if (!context->poll.is_ready || context->poll.priority > priority || !may_iterate (context))
        continue;

      if (context->poll.priority < priority)
        g_ptr_array_set_size (urgent, 0);
      priority = context->poll.priority;
      g_ptr_array_add (urgent, smart_async_private_context_ref (context));
    }

  return urgent;
}

static void
prepare_again (RootWatch                *self,
               SmartAsyncPrivateContext *context)
{
  int timeout_msec = -1;

  if (!may_iterate (context) || !smart_async_private_context_enter (context))
    return;

  if (g_main_context_acquire (context->context))
    {
      smart_async_inner_poll_prepare (&context->poll, &self->source, context->context, &timeout_msec);
      g_main_context_release (context->context);
    }

  smart_async_private_context_leave (context);
}

/* A source on a private context that always has something to do, at a low priority, must not starve the caller's own
 * sources of a higher one: this source is as urgent as what is to be done next. That is not for prepare(), in which the
 * root goes through its list of sources. Setting it adds the descriptors anew, which wakes the root up.
 */
static void
follow_priority (RootWatch *self)
{
  int priority = G_MAXINT;

  for (guint i = 0; i < self->listed->len; i++)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->listed, i);

      prepare_again (self, context);
      priority = MIN (priority, context->poll.priority);
    }

  priority = priority == G_MAXINT ? G_PRIORITY_DEFAULT : priority;
  if (priority != g_source_get_priority (&self->source))
    g_source_set_priority (&self->source, priority);
}

/* A callback may end the root, and this source with it. */
void
smart_async_root_watch_dispatch (RootWatch *self)
{
  g_autoptr (GPtrArray) urgent = get_most_urgent (self);

  for (guint i = 0; i < urgent->len; i++)
    iterate (g_ptr_array_index (urgent, i));

  if (!g_source_is_destroyed (&self->source))
    follow_priority (self);
}
