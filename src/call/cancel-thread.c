/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Cancelling, whatever handlers do.
 */

#include "call/cancel-thread.h"

/* Handlers of “cancelled” run inside g_cancellable_cancel(), and one that never returns holds up whoever cancels: one
 * that waits for something, or that calls g_cancellable_disconnect(), which waits for the handler itself. At a deadline
 * that must not be the thread whose call is to end. So another one cancels. This one waits for it meanwhile, so that
 * handlers find everything as it would be if this one called them; but no longer than it may.
 */
typedef struct
{
  int           ref_count;     /* atomic; one for each of the two threads */
  GCancellable *cancellable;   /* owned */
  GMutex        lock;
  GCond         changed;
  gboolean      has_returned;  /* lock; all handlers have */
} Cancelling;

static Cancelling *
cancelling_new (GCancellable *cancellable)
{
  Cancelling *self = g_new0 (Cancelling, 1);

  self->ref_count = 2;
  self->cancellable = g_object_ref (cancellable);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);

  return self;
}

static void
cancelling_unref (Cancelling *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
tell_returned (Cancelling *self)
{
  g_mutex_lock (&self->lock);
  self->has_returned = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gpointer
cancel_thread (gpointer user_data)
{
  Cancelling *self = user_data;

  g_cancellable_cancel (self->cancellable);
  tell_returned (self);
  cancelling_unref (self);

  return NULL;
}

static void
wait_until (Cancelling *self,
            gint64      end)
{
  g_mutex_lock (&self->lock);
  while (!self->has_returned && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  g_mutex_unlock (&self->lock);
}

gboolean
smart_async_cancellable_has_handlers (GCancellable *cancellable)
{
  static guint id; /* atomic */

  if (g_atomic_int_get (&id) == 0)
    g_atomic_int_set (&id, g_signal_lookup ("cancelled", G_TYPE_CANCELLABLE));

  return g_signal_has_handler_pending (cancellable, g_atomic_int_get (&id), 0, FALSE);
}

/* @end: µs, monotonic; handlers that have not returned by then go on alone. Where there is no other thread to be had,
 * they are waited for.
 */
void
smart_async_cancel_until (GCancellable *cancellable,
                          gint64        end)
{
  Cancelling *self;
  GThread *thread = NULL;

  if (smart_async_cancellable_has_handlers (cancellable))
    {
      self = cancelling_new (cancellable);
      thread = g_thread_try_new ("[smartasync] cancel", cancel_thread, self, NULL);
    }

  if (thread == NULL)
    {
      g_cancellable_cancel (cancellable);
      return;
    }

  g_thread_unref (thread);
  wait_until (self, end);
  cancelling_unref (self);
}
