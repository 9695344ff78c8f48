/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How the thread that runs a caller's context looks at the private contexts listed there, and holds them for a sleep.
 */

#include "context/root-watch-private.h"

#include "base/process.h"
#include "base/thread.h"

/* A private context is probed when nothing has been found there in this many iterations of the root: a task takes one
 * or two to complete. If something may still refer to the context, it is probed again much later: a probe takes as long
 * as ten iterations, which is little beside thousands.
 */
#define N_QUIET 4
#define N_QUIET_AGAIN 4000

/* How long the root's loop may sleep while something that is not of this library owns a private context: it does not
 * wake the loop up when it releases that.
 */
#define LOOK_AGAIN_MSEC 10

void
smart_async_root_watch_add (RootWatch                *self,
                            SmartAsyncPrivateContext *context)
{
  g_ptr_array_add (self->listed, smart_async_private_context_ref (context));
  g_atomic_int_set (&context->is_listed, TRUE);
}

/* The last one takes its place: lists are gone through backwards. */
static void
unlist (RootWatch                *self,
        SmartAsyncPrivateContext *context)
{
  smart_async_inner_poll_stop (&context->poll, &self->source);
  g_atomic_int_set (&context->is_listed, FALSE);
  g_ptr_array_remove_fast (self->listed, context);
}

/* For the thread that holds it. */
void
smart_async_root_watch_release_one (SmartAsyncPrivateContext *context)
{
  g_atomic_int_set (&context->is_held, FALSE);
  g_main_context_release (context->context);
  g_ptr_array_remove_fast (smart_async_thread_get ()->held, context);
}

/* Gives whether it has not ended. */
static gboolean
enter_and_release (SmartAsyncPrivateContext *context)
{
  if (!smart_async_private_context_enter (context))
    return FALSE;

  smart_async_root_watch_release_one (context);
  smart_async_private_context_leave (context);

  return TRUE;
}

/* Those of the root that this thread holds: it has prepared the root, and has slept or is not going to. */
void
smart_async_root_watch_release (GMainContext *root)
{
  GPtrArray *held = smart_async_thread_get ()->held;

  for (guint i = held != NULL ? held->len : 0; i > 0; i--)
    {
      g_autoptr (SmartAsyncPrivateContext) context = smart_async_private_context_ref (g_ptr_array_index (held, i - 1));

      if (smart_async_private_context_get_root (context) == root && !smart_async_private_context_is_foreign (context))
        enter_and_release (context);
    }
}

/* The lock keeps the root's memory while that is known. */
static void
wake_root (SmartAsyncPrivateContext *context)
{
  smart_async_process_lock ();
  if (context->root != NULL)
    g_main_context_wakeup (context->root);
  smart_async_process_unlock ();
}

static gboolean
owns_root (SmartAsyncPrivateContext *context)
{
  gboolean is_owner;

  smart_async_process_lock ();
  is_owner = context->root != NULL && g_main_context_is_owner (context->root);
  smart_async_process_unlock ();

  return is_owner;
}

/* Those that this thread still holds, though it no longer runs their roots; or all, when it ends. What the parent of a
 * fork()ed child has made is never touched again, nor freed.
 */
void
smart_async_root_watch_release_held (GPtrArray *held,
                                     gboolean   has_ended)
{
  for (guint i = held->len; i > 0; i--)
    {
      g_autoptr (SmartAsyncPrivateContext) context = smart_async_private_context_ref (g_ptr_array_index (held, i - 1));

      if (G_UNLIKELY (smart_async_private_context_is_foreign (context)))
        {
          g_ptr_array_steal_index_fast (held, i - 1);
          continue;
        }

      if (!has_ended && owns_root (context))
        continue;

      if (enter_and_release (context))
        wake_root (context);
      else
        g_ptr_array_remove_index_fast (held, i - 1);
    }
}

static void
held_end (SmartAsyncThread *thread)
{
  if (thread->held == NULL)
    return;

  smart_async_root_watch_release_held (thread->held, TRUE);
  g_clear_pointer (&thread->held, g_ptr_array_unref);
}

static void
hold (SmartAsyncPrivateContext *context)
{
  SmartAsyncThread *thread = smart_async_thread_get ();

  if (G_UNLIKELY (thread->held == NULL))
    {
      thread->held = g_ptr_array_new_with_free_func ((GDestroyNotify) smart_async_private_context_unref);
      smart_async_thread_on_end (SMART_ASYNC_THREAD_END_HELD, held_end);
    }

  g_atomic_int_set (&context->is_held, TRUE);
  g_ptr_array_add (thread->held, smart_async_private_context_ref (context));
}

/* Gives whether it is gone. The caller owns it, and releases it. */
static gboolean
probe (SmartAsyncPrivateContext *context)
{
  context->n_quiet = -N_QUIET_AGAIN;
  if (smart_async_private_context_probe (context))
    return TRUE;

  smart_async_private_context_release (context);

  return FALSE;
}

/* The caller has entered it. */
static gboolean
is_quiet (SmartAsyncPrivateContext *context)
{
  return !context->poll.is_ready && context->poll.due < 0 && context->poll.n_polled <= 1 &&
         g_atomic_int_get (&context->n_uses) == 1;
}

/* Whether it is to be probed: nothing has been found there for long. */
static gboolean
note_quiet (SmartAsyncPrivateContext *context)
{
  if (!is_quiet (context))
    {
      context->n_quiet = 0;
      return FALSE;
    }

  if (context->n_quiet++ <= 0)
    context->quiet_since = smart_async_process_get_coarse_time ();

  return context->n_quiet > N_QUIET && smart_async_private_context_has_settled (context);
}

/* For one that this thread has entered and acquired. It leaves it, and releases it unless it is to hold it. */
static gboolean
look_inside (RootWatch                *self,
             SmartAsyncPrivateContext *context,
             int                      *timeout_msec)
{
  gboolean is_ready = smart_async_inner_poll_prepare (&context->poll, &self->source, context->context, timeout_msec);
  gboolean is_to_be_probed = note_quiet (context);

  if (is_ready)
    g_main_context_release (context->context);
  else if (!is_to_be_probed)
    hold (context);
  smart_async_private_context_leave (context);

  if (is_to_be_probed)
    {
      smart_async_inner_poll_stop (&context->poll, &self->source);
      if (probe (context))
        unlist (self, context);
    }

  return is_ready;
}

/* A call of this thread iterates it. That call may poll the root as well: each would poll the other. */
static void
leave_to_call (RootWatch                *self,
               SmartAsyncPrivateContext *context)
{
  smart_async_inner_poll_stop (&context->poll, &self->source);
  g_main_context_release (context->context);
  smart_async_private_context_leave (context);
}

/* Another thread owns it. If that is for a call, or for a sleep, that thread wakes this one up when it releases it.
 * Who has called g_main_context_acquire() for other reasons does not.
 */
static void
look_later (RootWatch                *self,
            SmartAsyncPrivateContext *context,
            int                      *timeout_msec)
{
  gboolean is_notified;

  smart_async_inner_poll_stop (&context->poll, &self->source);
  g_atomic_int_set (&context->is_wanted, TRUE);
  smart_async_private_context_leave (context);
  is_notified = g_atomic_int_get (&context->n_uses) != 0 || g_atomic_int_get (&context->is_held);

  if (!is_notified && (*timeout_msec < 0 || *timeout_msec > LOOK_AGAIN_MSEC))
    *timeout_msec = LOOK_AGAIN_MSEC;
}

gboolean
smart_async_root_watch_look (RootWatch                *self,
                             SmartAsyncPrivateContext *context,
                             int                      *timeout_msec)
{
  if (!smart_async_private_context_enter (context))
    {
      unlist (self, context);
      return FALSE;
    }

  if (!g_main_context_acquire (context->context))
    {
      look_later (self, context, timeout_msec);
      return FALSE;
    }

  if (smart_async_private_context_is_in_call (context))
    {
      leave_to_call (self, context);
      return FALSE;
    }

  return look_inside (self, context, timeout_msec);
}

/* After a call has released a listed one: if the root's thread wanted to look at it meanwhile, it is woken up. */
void
smart_async_root_watch_notify (SmartAsyncPrivateContext *context)
{
  if (G_UNLIKELY (g_atomic_int_get (&context->is_wanted)) &&
      g_atomic_int_compare_and_exchange (&context->is_wanted, TRUE, FALSE))
    wake_root (context);
}
