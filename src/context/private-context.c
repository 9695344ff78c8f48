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
#include "context/source-mark.h"

/* Is anything left on a private context, after a call? Sources are: their ids tell exactly. And references are, which
 * subscriptions to D-Bus signals hold without a source. How many there are GLib does not tell; but a context that has
 * no other reference ends when this library gives its own one up. The destroy notification of a callback there, the
 * sentinel's, tells of that before GLib frees the memory. So a context is probed: the reference is given up, and if it
 * was not the last one, taken again.
 *
 * Since GLib 2.86 a source gives a reference to its context, if that has not ended, and does so safely. Before, another
 * thread may give the last reference up in the same nanoseconds. g_main_context_ref() then says so, and gives NULL, or
 * just does not notice. In both cases that thread waits in the sentinel for this one to be done with it, and for
 * whoever uses the context, and from then on it is gone.
 *
 * After a call of an operation that works in a thread somebody nearly always does: GTask's thread lets its reference go
 * a moment after it has told that it is done. That thread tells of it, in the sentinel, and the caller waits for that,
 * but no longer than PATIENCE_USEC: nothing gets wrong if that was not long enough. The context is then given to the
 * root's thread, which finds out later that nothing is left. A call that does leave a reference takes so much longer.
 * The root's loop, which must not wait, leaves the context alone for as long instead, before GLib 2.86.
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

/* The uses of one that is in a call. There is one such use: a call inside another has a context of its own. */
#define CALL (1 << 16)

/* Fails if the context is gone. It may be used inside itself. */
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

/* The caller's context may have ended meanwhile. */
void
smart_async_private_context_leave (SmartAsyncPrivateContext *self)
{
  if (g_atomic_int_dec_and_test (&self->n_uses) && G_UNLIKELY (g_atomic_pointer_get (&self->root) == NULL))
    smart_async_private_context_lose (self);
}

/* Makes a use one for a call, and the other way round. For the owner: a thread that acquires the context and sees that
 * it is in a call takes that for one of its own calls.
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

/* GLib ends the process if it gets no descriptors for a new context: one, or two, where it must make do with a pipe.
 * Whether there are some can only be tried, by one thread at a time: others that make no call may take them meanwhile.
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

/* Exact. It costs what has been attached since the last time. */
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

/* Whether somebody else gives up the last reference now. Under the lock, which waiting lets go of. */
static gboolean
ends_soon (SmartAsyncPrivateContext *self)
{
  gint64 due = g_get_monotonic_time () + PATIENCE_USEC;

  while (!self->is_ending && g_cond_wait_until (&self->ends, &self->probe_lock, due))
    ;

  return self->is_ending;
}

/* Whether other threads are done with the context, as far as can be told. A probe needs that only where it can't be
 * made safely (see above).
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

/* Whether nothing was left, so that the context is gone. For its owner, while it is not in use and polled by nobody. */
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

/* For the owner, which gives it up. The context may be gone. */
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

/* Sources with references to their own context would keep each other. */
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
