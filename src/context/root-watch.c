/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What calls have left, in the caller's context.
 */

#include "context/root-watch-private.h"

#include "base/process.h"

/* A source on a caller's context, the root: it polls the private contexts that are listed there, and dispatches what is
 * ready on them. It is made when it is needed, and destroyed when nothing is listed any more. Only the thread that owns
 * the root touches the list: no other lock is needed than GLib's own rule for contexts.
 *
 * While the root's loop sleeps, a source that another thread attaches to a private context must wake it up. GLib does
 * that where the private context has an owner. So the thread that is going to sleep acquires it in prepare(), and holds
 * it until it has woken up. Releasing it is the work of a second source, the wake-up source: it has the highest
 * priority, so that its check() is the first that GLib calls after the poll, and is called whatever else is ready. (The
 * check() of this source is not, if something more urgent is.) At all other times nobody owns the private context, so
 * that the root may be run by one thread after the other.
 *
 * GLib calls no check() at all if the set of descriptors has changed meanwhile, and a thread may never come back to the
 * root after that. No thread can release a context for another one: this one does it when it makes its next call, or
 * ends.
 *
 * The source can recurse: a callback that it dispatches may iterate the root, and wait there for something else on the
 * same private context.
 */
static GPtrArray *watches; /* process lock; of unowned RootWatch, made on demand */

/* Under the process lock. */
static RootWatch *
find (GMainContext *root)
{
  for (guint i = 0; watches != NULL && i < watches->len; i++)
    {
      RootWatch *self = g_ptr_array_index (watches, i);

      if (self->root == root)
        return self;
    }

  return NULL;
}

static SmartAsyncPrivateContext *
next_incoming (RootWatch *self)
{
  SmartAsyncPrivateContext *context = NULL;

  if (g_atomic_int_get (&self->n_incoming) == 0)
    return NULL;

  smart_async_process_lock ();
  if (self->incoming->len > 0)
    {
      context = g_ptr_array_steal_index_fast (self->incoming, 0);
      context->is_given = FALSE;
    }
  g_atomic_int_set (&self->n_incoming, (int) self->incoming->len);
  smart_async_process_unlock ();

  return context;
}

static void
adopt_incoming (RootWatch *self)
{
  SmartAsyncPrivateContext *context;

  while ((context = next_incoming (self)) != NULL)
    {
      context->n_quiet = 0;
      smart_async_root_watch_add (self, context);
      smart_async_private_context_unref (context);
    }
}

/* Another one is made when it is needed. */
static void
end_if_empty (RootWatch *self)
{
  gboolean is_empty;

  smart_async_process_lock ();
  is_empty = self->listed->len == 0 && self->incoming->len == 0;
  if (is_empty)
    g_ptr_array_remove_fast (watches, self);
  smart_async_process_unlock ();

  if (!is_empty)
    return;

  g_source_destroy (self->wake_up);
  g_source_destroy (&self->source);
}

/* In a fork()ed child the parent's contexts are left alone. */
static gboolean
is_foreign (RootWatch *self)
{
  return self->fork_count != smart_async_process_get_fork_count ();
}

static void
forget_all (RootWatch *self)
{
  for (guint i = 0; i < self->listed->len; i++)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->listed, i);

      smart_async_inner_poll_stop (&context->poll, &self->source);
    }
}

static gboolean
watch_prepare (GSource *source,
               int     *timeout_msec)
{
  RootWatch *self = (RootWatch *) source;
  gboolean is_ready = FALSE;

  *timeout_msec = -1;
  if (G_UNLIKELY (is_foreign (self)))
    {
      forget_all (self);
      return FALSE;
    }

  smart_async_root_watch_release (self->root);
  adopt_incoming (self);

  for (guint i = self->listed->len; i > 0; i--)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->listed, i - 1);

      /* A source of that one stands for the root, and is preparing it now. */
      if (!smart_async_inner_poll_is_preparing (context->context))
        is_ready |= smart_async_root_watch_look (self, context, timeout_msec);
    }

  if (self->listed->len == 0)
    end_if_empty (self);

  return is_ready;
}

static gboolean
watch_check (GSource *source)
{
  RootWatch *self = (RootWatch *) source;
  gboolean is_ready = FALSE;

  for (guint i = 0; i < self->listed->len; i++)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->listed, i);

      is_ready |= smart_async_inner_poll_check (&context->poll, g_source_get_time (source));
    }

  return is_ready;
}

static gboolean
watch_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  smart_async_root_watch_dispatch ((RootWatch *) source);

  return G_SOURCE_CONTINUE;
}

static void
watch_finalize (GSource *source)
{
  RootWatch *self = (RootWatch *) source;

  g_source_unref (self->wake_up);
  g_ptr_array_unref (self->listed);
  g_ptr_array_unref (self->incoming);
  g_clear_pointer (&self->lost, g_ptr_array_unref);
}

static GSourceFuncs watch_funcs = {
  .prepare = watch_prepare,
  .check = watch_check,
  .dispatch = watch_dispatch,
  .finalize = watch_finalize,
};

/* A GSource without a prepare() function is asked in check() only. */
static gboolean
wake_up_check (GSource *source)
{
  smart_async_root_watch_release (g_source_get_context (source));

  return FALSE;
}

static GSourceFuncs wake_up_funcs = { .check = wake_up_check };

static GSource *
wake_up_new (void)
{
  GSource *source = g_source_new (&wake_up_funcs, sizeof (GSource));

  g_source_set_static_name (source, "[smartasync] wake-up");
  g_source_set_priority (source, G_MININT);
  g_source_set_can_recurse (source, TRUE);

  return source;
}

static GPtrArray *
contexts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) smart_async_private_context_unref);
}

/* Under the process lock. */
static void
forget_root (RootWatch *self)
{
  g_ptr_array_remove_fast (watches, self);
  self->lost = contexts_new ();
  g_ptr_array_extend_and_steal (self->lost, g_steal_pointer (&self->incoming));
  g_ptr_array_extend_and_steal (self->lost, g_steal_pointer (&self->listed));
  self->incoming = contexts_new ();
  self->listed = contexts_new ();

  for (guint i = 0; i < self->lost->len; i++)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->lost, i);

      g_atomic_pointer_set (&context->root, NULL);
      context->is_given = FALSE;
    }
}

/* Another thread may hold it, which has prepared the root and not checked it: that one loses it in its next call. */
static void
lose (SmartAsyncPrivateContext *context)
{
  if (g_atomic_int_get (&context->is_held) && g_main_context_is_owner (context->context))
    smart_async_root_watch_release_one (context);

  if (!g_atomic_int_get (&context->is_held))
    smart_async_private_context_lose (context);
}

/* The root is being finalized, or nothing is listed any more. In the first case GLib has not freed the root's memory
 * yet, and stops polling by itself.
 */
static void
root_gone (gpointer data)
{
  RootWatch *self = data;

  smart_async_process_lock ();
  forget_root (self);
  smart_async_process_unlock ();

  for (guint i = 0; !is_foreign (self) && i < self->lost->len; i++)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->lost, i);

      context->poll.n_polled = 0;
      g_atomic_int_set (&context->is_listed, FALSE);
      lose (context);
    }
}

/* Under the process lock. */
static RootWatch *
ensure (GMainContext *root)
{
  RootWatch *self = find (root);

  if (self != NULL && !is_foreign (self))
    return self;

  if (self != NULL)
    g_ptr_array_remove_fast (watches, self);

  self = (RootWatch *) g_source_new (&watch_funcs, sizeof (RootWatch));
  self->root = root;
  self->fork_count = smart_async_process_get_fork_count ();
  self->listed = contexts_new ();
  self->incoming = contexts_new ();

  if (watches == NULL)
    watches = g_ptr_array_new ();
  g_ptr_array_add (watches, self);

  g_source_set_static_name (&self->source, "[smartasync] left by calls");
  g_source_set_can_recurse (&self->source, TRUE);
  g_source_set_callback (&self->source, NULL, self, root_gone);
  self->wake_up = wake_up_new ();
  self->wake_up_id = g_source_attach (self->wake_up, root);
  self->id = g_source_attach (&self->source, root);
  g_source_unref (&self->source);

  return self;
}

void
smart_async_root_watch_list (SmartAsyncPrivateContext *context)
{
  RootWatch *self;

  smart_async_process_lock ();
  self = ensure (context->root);
  smart_async_process_unlock ();

  context->n_quiet = 0;
  smart_async_root_watch_add (self, context);
}

/* The root's thread is woken up to adopt it. */
void
smart_async_root_watch_give (SmartAsyncPrivateContext *context)
{
  RootWatch *self;

  smart_async_private_context_release (context);

  smart_async_process_lock ();
  self = ensure (context->root);
  g_ptr_array_add (self->incoming, smart_async_private_context_ref (context));
  g_atomic_int_set (&self->n_incoming, (int) self->incoming->len);
  context->is_given = TRUE;
  g_main_context_wakeup (context->root);
  smart_async_process_unlock ();
}

/* Whether it was given and not yet adopted: then this thread owns it again. For one that is in use. */
gboolean
smart_async_root_watch_take_back (SmartAsyncPrivateContext *context)
{
  gboolean is_back;

  smart_async_process_lock ();
  is_back = context->is_given && g_main_context_acquire (context->context);
  if (is_back)
    {
      context->is_given = FALSE;
      g_ptr_array_remove_fast (find (context->root)->incoming, context);
    }
  smart_async_process_unlock ();

  return is_back;
}

/* Whether a source of a context is one of the two that are made here. */
gboolean
smart_async_root_watch_has_source (GMainContext *root,
                                   guint         source_id)
{
  RootWatch *self;
  gboolean is_one;

  smart_async_process_lock ();
  self = find (root);
  is_one = self != NULL && (self->id == source_id || self->wake_up_id == source_id);
  smart_async_process_unlock ();

  return is_one;
}
