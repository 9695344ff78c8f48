/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * One private main context.
 */

#define _GNU_SOURCE

#include "context/private-context.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#include "base/process.h"
#include "base/settings.h"
#include "context/main-context.h"

/* Is anything left on a private context, after a call? Sources may be: their ids tell that exactly. And references may
 * be: a subscription to a D-Bus signal has a reference to its context, and no source there until the signal comes. GLib
 * has no function that tells how many references there are. But a context is finalized when this library gives up its
 * own reference and there is no other one, and then GLib calls the destroy notification of each callback there, before
 * it frees the memory: one of our sources, the sentinel, has such a callback. So a context is probed: the reference is
 * given up, and if it was not the last one, taken again.
 *
 * Since GLib 2.86 a source can give a reference to its context, unless that has been finalized, and does so safely.
 * Before, another thread may give up the last reference in the same nanoseconds. Then g_main_context_ref() either says
 * so and gives NULL, or does not notice. In both cases that other thread waits, inside the sentinel's callback, until
 * this thread has finished the probe and nobody uses the context, and the context is gone from then on.
 *
 * A GTask that runs in a thread gives up its reference there a moment after it has completed. So after a call that has
 * slept, another thread nearly always has a reference for a moment. The sentinel tells when that thread has given it
 * up, and the caller waits for it, but not longer than PATIENCE_USEC. If that was not long enough, nothing goes wrong:
 * the context is given to the thread that runs the root, which finds out later that nothing is left. A call that does
 * leave a reference takes so much longer. The root's loop must not wait: before GLib 2.86 it leaves the context alone
 * for as long instead.
 */
#define PATIENCE_USEC (10 * G_TIME_SPAN_MILLISECOND)
#define GONE (-1)

static _Thread_local SmartAsyncPrivateContext *probed;

SmartAsyncPrivateContext *
smart_async_private_context_ref (SmartAsyncPrivateContext *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
smart_async_private_context_unref (SmartAsyncPrivateContext *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_source_unref (self->sentinel);
  smart_async_inner_poll_clear (&self->poll);
  g_cond_clear (&self->ends);
  g_mutex_clear (&self->probe_lock);
  g_free (self);
}

/* What a call adds to n_uses. A context is in one call at most, as a call inside another has a context of its own. */
#define CALL (1 << 16)

/* Begins a use of the context, which is not finalized meanwhile. Fails if it is gone. Uses may be nested. */
gboolean
smart_async_private_context_enter (SmartAsyncPrivateContext *self)
{
  int n_uses = g_atomic_int_get (&self->n_uses);

  while (n_uses != GONE)
    {
      if (g_atomic_int_compare_and_exchange (&self->n_uses, n_uses, n_uses + 1))
        return TRUE;

      n_uses = g_atomic_int_get (&self->n_uses);
    }

  return FALSE;
}

/* Ends a use. The caller's context may have been finalized meanwhile. */
void
smart_async_private_context_leave (SmartAsyncPrivateContext *self)
{
  if (g_atomic_int_dec_and_test (&self->n_uses) && G_UNLIKELY (g_atomic_pointer_get (&self->root) == NULL))
    smart_async_private_context_lose (self);
}

/* Makes a use one of a call, and the other way round. Only for the owner: a thread that has acquired the context and
 * finds it in a call concludes that it is a call of its own.
 */
void
smart_async_private_context_begin_call (SmartAsyncPrivateContext *self)
{
  g_atomic_int_add (&self->n_uses, CALL - 1);
}

void
smart_async_private_context_end_call (SmartAsyncPrivateContext *self)
{
  g_atomic_int_add (&self->n_uses, 1 - CALL);
}

gboolean
smart_async_private_context_is_in_call (SmartAsyncPrivateContext *self)
{
  return g_atomic_int_get (&self->n_uses) >= CALL;
}

gboolean
smart_async_private_context_is_gone (SmartAsyncPrivateContext *self)
{
  return g_atomic_int_get (&self->n_uses) == GONE;
}

/* Whether it was made before a fork(), in the parent of this process: the child has copies of the descriptors that the
 * parent's contexts wake up by, and would take the parent's wake-ups. So it never touches such a context.
 */
gboolean
smart_async_private_context_is_foreign (SmartAsyncPrivateContext *self)
{
  return self->fork_count != smart_async_process_get_fork_count ();
}

/* In the thread that gives up the last reference to the context. */
static void
sentinel_gone (gpointer data)
{
  SmartAsyncPrivateContext *self = data;

  if (probed != self)
    {
      g_mutex_lock (&self->probe_lock);
      self->is_ending = TRUE;
      g_cond_signal (&self->ends);
      g_mutex_unlock (&self->probe_lock);
    }

  while (!smart_async_private_context_is_gone (self) && !g_atomic_int_compare_and_exchange (&self->n_uses, 0, GONE))
    g_thread_yield ();

  smart_async_private_context_unref (self);
}

/* GLib aborts if it gets no descriptors for a new context: one, or two where the system has no eventfd. Whether some
 * are left can only be tried. One thread at a time does that, but any other code may take them between trying and
 * using.
 */
static gboolean
has_descriptors (void)
{
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, NULL))
    return FALSE;

  close (fds[0]);
  close (fds[1]);

  return TRUE;
}

/* A main context for this library's own purposes, or NULL with an error. @name: of the call that needs it. */
GMainContext *
smart_async_private_context_make (const char  *name,
                                  GError     **error)
{
  GMainContext *context;

  smart_async_process_lock ();
  context = has_descriptors () ? g_main_context_new () : NULL;
  smart_async_process_unlock ();

  if (context == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                 "%s: no file descriptors are left for the main context that the call needs", name);

  return context;
}

/* For calls of this thread, which owns it from now on. @context, @sentinel: taken over; the sentinel is attached to the
 * context, and has no callback.
 */
SmartAsyncPrivateContext *
smart_async_private_context_new (GMainContext *context,
                                 GMainContext *root,
                                 GSource      *sentinel)
{
  SmartAsyncPrivateContext *self = g_new0 (SmartAsyncPrivateContext, 1);

  self->context = context;
  self->root = root;
  self->fork_count = smart_async_process_get_fork_count ();
  self->poll.due = -1;
  g_mutex_init (&self->probe_lock);
  g_cond_init (&self->ends);
  g_main_context_acquire (self->context);

  /* One reference is the sentinel's. */
  self->ref_count = 2;
  self->sentinel = sentinel;
  g_source_set_callback (self->sentinel, NULL, self, sentinel_gone);
  self->low = g_source_get_id (self->sentinel);
  smart_async_debug (CONTEXT, "new private context %p for calls from context %p\n", self->context, root);

  return self;
}

/* This is exact. It looks at each id that the context has given since the last time. */
gboolean
smart_async_private_context_has_sources (SmartAsyncPrivateContext *self)
{
  return smart_async_source_mark_until (self->context, &self->low, smart_async_source_mark_take (self->context));
}

typedef GMainContext * (*DupContextFunc) (GSource *);

/* g_source_dup_context(), or NULL before GLib 2.86. */
static DupContextFunc
get_dup_context (void)
{
  static DupContextFunc func;
  static gsize is_looked_up;

  if (g_once_init_enter (&is_looked_up))
    {
      *(gpointer *) &func = dlsym (RTLD_DEFAULT, "g_source_dup_context");
      g_once_init_leave (&is_looked_up, 1);
    }

  return func;
}

static GMainContext *
reference_again (SmartAsyncPrivateContext *self)
{
  DupContextFunc dup_context = get_dup_context ();

  return dup_context != NULL ? dup_context (self->sentinel) : g_main_context_ref (self->context);
}

/* Whether another thread gives up the last reference before long. Under the lock, which is released while waiting. */
static gboolean
ends_soon (SmartAsyncPrivateContext *self)
{
  gint64 due = g_get_monotonic_time () + PATIENCE_USEC;

  while (!self->is_ending && g_cond_wait_until (&self->ends, &self->probe_lock, due))
    ;

  return self->is_ending;
}

/* Whether other threads have given up their references, as far as can be known. Only a probe that is not safe (see
 * above) needs that.
 */
gboolean
smart_async_private_context_has_settled (SmartAsyncPrivateContext *self)
{
  return !self->has_slept || get_dup_context () != NULL ||
         smart_async_process_get_coarse_time () - self->quiet_since > PATIENCE_USEC;
}

static gboolean
probe (SmartAsyncPrivateContext *self,
       gboolean                  waits)
{
  GMainContext *again = NULL;
  gboolean has_sources;

  if (!smart_async_private_context_enter (self))
    return TRUE;

  has_sources = smart_async_private_context_has_sources (self);
  smart_async_private_context_leave (self);
  if (has_sources)
    return FALSE;

  smart_async_private_context_ref (self);
  g_mutex_lock (&self->probe_lock);
  probed = self;
  g_main_context_unref (self->context);
  if (!smart_async_private_context_is_gone (self) && !(waits && ends_soon (self)))
    again = reference_again (self);
  probed = NULL;
  g_mutex_unlock (&self->probe_lock);

  /* Another thread is about to end it. */
  while (again == NULL && !smart_async_private_context_is_gone (self))
    g_thread_yield ();

  smart_async_private_context_unref (self);

  return again == NULL;
}

/* Whether nothing was left, so that the context is gone now. For its owner, while it is not in use and not polled. */
gboolean
smart_async_private_context_probe (SmartAsyncPrivateContext *self)
{
  return probe (self, FALSE);
}

/* Likewise, for one that has just been used, and whose result has been freed. @is_suspect: something is likely to be
 * left.
 */
gboolean
smart_async_private_context_probe_after_use (SmartAsyncPrivateContext *self,
                                             gboolean                  is_suspect)
{
  return probe (self, get_dup_context () == NULL || (self->has_slept && !is_suspect));
}

/* For the owner. The context may be gone. */
void
smart_async_private_context_release (SmartAsyncPrivateContext *self)
{
  if (!smart_async_private_context_enter (self))
    return;

  g_main_context_release (self->context);
  smart_async_private_context_leave (self);
}

/* NULL when that is gone. */
GMainContext *
smart_async_private_context_get_root (SmartAsyncPrivateContext *self)
{
  return g_atomic_pointer_get (&self->root);
}

/* Sources that have references to their own context would keep it for ever. */
static void
destroy_sources (SmartAsyncPrivateContext *self)
{
  guint until = smart_async_source_mark_take (self->context);

  while (smart_async_source_mark_until (self->context, &self->low, until))
    {
      GSource *source = g_main_context_find_source_by_id (self->context, ++self->low);

      if (source != NULL)
        g_source_destroy (source);
    }
}

/* The caller's context is gone: nothing will ever run what is left on this one. */
void
smart_async_private_context_lose (SmartAsyncPrivateContext *self)
{
  g_atomic_pointer_set (&self->root, NULL);

  if (!g_atomic_int_compare_and_exchange (&self->n_uses, 0, GONE))
    return;

  destroy_sources (self);
  g_main_context_unref (self->context);
}
