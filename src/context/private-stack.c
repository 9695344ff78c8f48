/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The private contexts of a thread.
 */

#include "context/private-stack.h"

#include "base/process.h"
#include "context/root-watch.h"
#include "context/wait-record.h"

/* Each thread has private contexts of its own, one for each call that waits inside another. So a warm call takes no
 * lock of this library, and makes no system call. A private context is for calls from one context, the root. There are
 * two cases.
 *
 * The thread runs the root, or is the main thread and the root is the default context, which nobody else runs. Then the
 * context is listed in the root's watch (root-watch.c): the root's loop dispatches what is left there, and frees the
 * context. A listed context is released after each call, as another thread may run the root next.
 *
 * Or another thread runs the root. The calls neither wake that thread up nor show themselves to it. After each call the
 * calling thread checks whether a source is left. Whether a reference is takes longer to find out: it is checked now
 * and then, when the result of the call has been freed, as a GTask refers to its context itself. If something is left,
 * the context is given to the root's thread. Until that has adopted it, the next call takes it back, and so dispatches
 * what is left.
 */

/* What the parent of a fork()ed child has made is never touched again, nor freed. */
static void
forget_parents (SmartAsyncPrivateStack *self)
{
  if (G_LIKELY (self->fork_count == smart_async_process_get_fork_count ()))
    return;

  self->n_spares = 0;
  self->given = NULL;
  self->fork_count = smart_async_process_get_fork_count ();
}

/* Whether this thread owns it, for a call. A listed one it does not if another thread runs the root now. */
static gboolean
use (SmartAsyncThread         *thread,
     SmartAsyncPrivateContext *context)
{
  if (!smart_async_private_context_enter (context))
    return FALSE;

  if (!smart_async_private_context_is_listed (context) || g_main_context_acquire (context->context))
    {
      smart_async_private_context_begin_call (context);
      return TRUE;
    }

  smart_async_private_context_leave (context);
  smart_async_root_watch_notify (context);
  thread->default_is_elsewhere |= smart_async_private_context_get_root (context) == g_main_context_default ();

  return FALSE;
}

static SmartAsyncPrivateContext *
take_spare (SmartAsyncThread *thread,
            GMainContext     *root)
{
  SmartAsyncPrivateStack *self = thread->private_stack;

  for (guint i = self->n_spares; i > 0; i--)
    {
      SmartAsyncPrivateContext *context = self->spares[i - 1];

      if (smart_async_private_context_get_root (context) != root)
        continue;

      smart_async_private_stack_steal (self, i - 1);
      if (G_LIKELY (use (thread, context)))
        return context;

      smart_async_private_context_unref (context);
    }

  return NULL;
}

static SmartAsyncPrivateContext *
take_back (SmartAsyncPrivateStack *self,
           GMainContext           *root)
{
  for (guint i = self->given != NULL ? self->given->len : 0; i > 0; i--)
    {
      SmartAsyncPrivateContext *context = g_ptr_array_index (self->given, i - 1);

      if (smart_async_private_context_get_root (context) != root || !smart_async_private_context_enter (context))
        continue;

      if (smart_async_root_watch_take_back (context))
        {
          g_ptr_array_steal_index_fast (self->given, i - 1);
          smart_async_private_context_begin_call (context);
          return context;
        }

      smart_async_private_context_leave (context);
    }

  return NULL;
}

/* If another thread has begun to run the root meanwhile, it is that one's. */
static void
list (SmartAsyncThread         *thread,
      GMainContext             *root,
      SmartAsyncPrivateContext *context)
{
  gboolean is_default = root == g_main_context_default ();

  if (is_default && thread->default_is_elsewhere)
    return;

  if (!g_main_context_acquire (root))
    {
      thread->default_is_elsewhere |= is_default;
      return;
    }

  smart_async_root_watch_list (context);
  g_main_context_release (root);
}

/* A new one, for a call of this thread. */
static SmartAsyncPrivateContext *
make_context (GMainContext  *root,
              const char    *name,
              GError       **error)
{
  GMainContext *context = smart_async_private_context_make (name, error);
  SmartAsyncPrivateContext *self;

  if (context == NULL)
    return NULL;

  self = smart_async_private_context_new (context, root, smart_async_default_source_new (context));
  smart_async_private_context_enter (self);
  smart_async_private_context_begin_call (self);

  return self;
}

static void
stack_end (SmartAsyncThread *thread)
{
  SmartAsyncPrivateStack *self = thread->private_stack;

  if (self == NULL)
    return;

  forget_parents (self);
  self->has_ended = TRUE;
  smart_async_private_stack_dispose_all (self);

  g_clear_pointer (&self->given, g_ptr_array_unref);
  g_clear_pointer (&thread->private_stack, g_free);
}

static SmartAsyncPrivateStack *
make_stack (SmartAsyncThread *thread)
{
  thread->private_stack = g_new0 (SmartAsyncPrivateStack, 1);
  thread->private_stack->fork_count = smart_async_process_get_fork_count ();
  smart_async_thread_on_end (SMART_ASYNC_THREAD_END_PRIVATE_STACK, stack_end);

  return thread->private_stack;
}

/* Gives one that this thread owns, for a call. @runs_root: this thread runs that context, or nobody does and it is this
 * thread's to run.
 */
SmartAsyncPrivateContext *
smart_async_private_stack_take (SmartAsyncThread  *thread,
                                GMainContext      *root,
                                gboolean           runs_root,
                                const char        *name,
                                GError           **error)
{
  SmartAsyncPrivateStack *self = thread->private_stack != NULL ? thread->private_stack : make_stack (thread);
  SmartAsyncPrivateContext *context;

  forget_parents (self);
  if (G_UNLIKELY (thread->held != NULL && thread->held->len > 0))
    smart_async_root_watch_release_held (thread->held, FALSE);

  context = take_spare (thread, root);
  if (G_UNLIKELY (context == NULL))
    context = take_back (self, root);

  if (G_UNLIKELY (context == NULL))
    context = make_context (root, name, error);

  if (G_UNLIKELY (context != NULL && runs_root && !smart_async_private_context_is_listed (context)))
    list (thread, root, context);

  return context;
}
