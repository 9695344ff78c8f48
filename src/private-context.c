/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The pool of private main contexts.
 */

#include "private-context.h"

#include "context-source.h"
#include "debug.h"
#include "detect-private.h"
#include "private-poll.h"
#include "process.h"

/* How often to try again. A loop has hold of an ownerless context for a moment, unless it dispatches something long. */
#define PATIENCE 100

/* A call that runs privately takes a context from here, iterates it, and gives it back. What an
 * operation leaves on it (a D-Bus subscription, a timeout, a monitor) must be delivered later, in
 * the context of the caller. So a private context belongs to one caller's context for ever: it is
 * integrated there by a GSource (context-source.c), and serves only calls that come from there. There
 * are never more of them than calls were waiting at the same time, but for those that the caller's loop
 * itself has hold of.
 *
 * There are two kinds. Of the usual one a loop that runs on the caller's context has hold while it
 * sleeps: so it is for calls from inside that loop, and for those made while no loop runs. The other
 * kind is for calls beside a running loop: GLib's flag for contexts that are polled by those who do not
 * own them costs a system call for each source that is attached.
 *
 * On the warm path a thread takes the one that it had last: one compare-and-swap on that one's
 * is_taken. The process lock is for the rest.
 *
 * After fork() the child has copies of the descriptors that the parent's contexts wake up by, and
 * would take the parent's wake-ups. So what was made in another process is never touched again.
 */
static GPtrArray *pool; /* process lock; of unowned SmartAsyncPrivateContext, made on demand */

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

  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

/* Whether it was made before a fork(), in the parent of this process. */
gboolean
smart_async_private_context_is_foreign (SmartAsyncPrivateContext *self)
{
  return self->fork_count != smart_async_process_get_fork_count ();
}

static gboolean
serves (SmartAsyncPrivateContext *self,
        GMainContext             *caller)
{
  return g_atomic_pointer_get (&self->caller) == caller && !smart_async_private_context_is_foreign (self);
}

/* Acquiring can fail though nobody has taken it: the caller's loop may have hold of it. */
static gboolean
try_take (SmartAsyncPrivateContext *self,
          GMainContext             *caller)
{
  if (!serves (self, caller))
    return FALSE;

  if (!g_atomic_int_compare_and_exchange (&self->is_taken, FALSE, TRUE))
    return FALSE;

  if (g_main_context_acquire (self->context))
    return TRUE;

  g_atomic_int_set (&self->is_taken, FALSE);

  return FALSE;
}

/* Tells also whether there was one at rest that a loop has hold of. Under the process lock. */
static SmartAsyncPrivateContext *
find_in_pool (GMainContext *caller,
              gboolean      is_ownerless,
              gboolean     *is_held)
{
  for (guint i = 0; pool != NULL && i < pool->len; i++)
    {
      SmartAsyncPrivateContext *candidate = g_ptr_array_index (pool, i);

      if (candidate->is_ownerless != is_ownerless)
        continue;

      if (try_take (candidate, caller))
        return smart_async_private_context_ref (candidate);

      if (serves (candidate, caller) && !g_atomic_int_get (&candidate->is_taken))
        *is_held = TRUE;
    }

  return NULL;
}

static SmartAsyncPrivateContext *
take_from_pool (GMainContext *caller,
                gboolean     *is_beside_loop)
{
  gboolean is_held = FALSE;

  for (guint i = 0; i < PATIENCE; i++)
    {
      SmartAsyncPrivateContext *found;

      smart_async_process_lock ();
      found = find_in_pool (caller, FALSE, is_beside_loop);
      if (found == NULL)
        found = find_in_pool (caller, TRUE, &is_held);
      smart_async_process_unlock ();

      if (found != NULL || !is_held)
        return found;

      g_thread_yield ();
    }

  return NULL;
}

static SmartAsyncPrivateContext *
create_taken (GMainContext *caller,
              gboolean      is_ownerless)
{
  SmartAsyncPrivateContext *self = g_new0 (SmartAsyncPrivateContext, 1);
  gboolean acquired;

  self->context = g_main_context_new_with_flags (is_ownerless ? G_MAIN_CONTEXT_FLAGS_OWNERLESS_POLLING
                                                              : G_MAIN_CONTEXT_FLAGS_NONE);
  self->caller = caller;
  self->fork_count = smart_async_process_get_fork_count ();
  self->ref_count = 1;
  self->is_taken = TRUE;
  self->is_ownerless = is_ownerless;

  acquired = g_main_context_acquire (self->context);
  g_assert (acquired);
  smart_async_private_poll_init (self);

  smart_async_process_lock ();
  if (pool == NULL)
    pool = g_ptr_array_new ();
  g_ptr_array_add (pool, self);
  smart_async_context_source_integrate (self);
  smart_async_process_unlock ();

  smart_async_debug (CONTEXT, "new private context %p for calls from context %p\n", self->context, caller);

  return self;
}

/* Gives a private context that is integrated in @caller, acquired by this thread. @recent is where the
 * thread keeps the last one, with the reference to it, between calls.
 */
SmartAsyncPrivateContext *
smart_async_private_context_take (SmartAsyncPrivateContext **recent,
                                  GMainContext              *caller)
{
  SmartAsyncPrivateContext *self;
  gboolean is_beside_loop = FALSE;

  if (*recent != NULL && try_take (*recent, caller))
    return g_steal_pointer (recent);

  self = take_from_pool (caller, &is_beside_loop);
  if (self == NULL)
    self = create_taken (caller, is_beside_loop || smart_async_has_other_owner (caller));

  return self;
}

static void
keep (SmartAsyncPrivateContext **recent,
      SmartAsyncPrivateContext  *self)
{
  if (*recent != NULL)
    smart_async_private_context_unref (*recent);

  *recent = self;
}

/* The operation may have left sources. Where the caller's loop went to sleep without having seen
 * them, it is woken up; where no loop runs there, that costs nothing.
 */
void
smart_async_private_context_give_back (SmartAsyncPrivateContext  *self,
                                       SmartAsyncPrivateContext **recent)
{
  GMainContext *caller = g_atomic_pointer_get (&self->caller);

  g_main_context_release (self->context);
  g_atomic_int_set (&self->is_taken, FALSE);

  if (g_atomic_int_get (&self->is_watched) && caller != NULL)
    g_main_context_wakeup (caller);

  keep (recent, self);
}

/* Under the process lock. */
static SmartAsyncPrivateContext *
find (GMainContext *context)
{
  for (guint i = 0; pool != NULL && i < pool->len; i++)
    {
      SmartAsyncPrivateContext *self = g_ptr_array_index (pool, i);

      if (self->context == context)
        return self;
    }

  return NULL;
}

/* Where the sources of a context are delivered in the end: of a private context, where its caller's are. */
GMainContext *
smart_async_private_context_find_root (GMainContext *context)
{
  SmartAsyncPrivateContext *self;
  GMainContext *root;

  smart_async_process_lock ();
  self = find (context);
  root = self != NULL && self->caller != NULL ? self->caller : context;
  smart_async_process_unlock ();

  return root;
}

/* What to take for the caller's context where @context is the thread-default one: itself. But a child that was fork()ed
 * inside a call, or in a callback of what one has left, finds a private context of its parent there.
 */
GMainContext *
smart_async_private_context_find_own (GMainContext *context)
{
  SmartAsyncPrivateContext *self;
  GMainContext *own;

  smart_async_process_lock ();
  self = find (context);
  own = self != NULL && self->caller != NULL && smart_async_private_context_is_foreign (self) ? self->caller : context;
  smart_async_process_unlock ();

  return own;
}

/* Gives the contexts of all of them: references, owned by the array. */
GPtrArray *
smart_async_private_context_list (void)
{
  GPtrArray *contexts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_main_context_unref);

  smart_async_process_lock ();

  for (guint i = 0; pool != NULL && i < pool->len; i++)
    {
      SmartAsyncPrivateContext *self = g_ptr_array_index (pool, i);

      if (!smart_async_private_context_is_foreign (self))
        g_ptr_array_add (contexts, g_main_context_ref (self->context));
    }

  smart_async_process_unlock ();

  return contexts;
}

/* Whether a source of a caller's context is one of those that private contexts have there. Under the
 * process lock.
 */
gboolean
smart_async_private_context_has_source (GMainContext *caller,
                                        guint         source_id)
{
  gboolean found = FALSE;

  for (guint i = 0; pool != NULL && i < pool->len && !found; i++)
    {
      SmartAsyncPrivateContext *self = g_ptr_array_index (pool, i);

      found = self->caller == caller && (self->source_id == source_id || self->gate_id == source_id);
    }

  return found;
}

/* The caller's context is finalized: nothing will ever run what is left on the private one. A thread
 * may still remember it as its recent one; that must keep no descriptor open.
 */
void
smart_async_private_context_lose_caller (SmartAsyncPrivateContext *self)
{
  smart_async_process_lock ();
  g_ptr_array_remove_fast (pool, self);
  g_atomic_pointer_set (&self->caller, NULL);
  smart_async_process_unlock ();

  if (g_atomic_int_compare_and_exchange (&self->is_taken, FALSE, TRUE))
    g_clear_pointer (&self->context, g_main_context_unref);
}
