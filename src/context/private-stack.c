/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The private contexts of a thread.
 */

#include "context/private-stack.h"

#include "base/clock.h"
#include "base/process.h"
#include "context/lookout.h"
#include "context/root-watch.h"

/* A thread has private contexts of its own, one for each call that waits inside another: a warm call takes no lock of
 * this library, and makes no system call. They are for one caller's context, the root. There are two cases.
 *
 * The thread runs the root, or is the main thread and the root is the default context, which nobody else runs. Then the
 * context is listed in the root's watch (root-watch.c): the root's loop delivers what is left, and frees the context.
 * Such a one is released after each call, for the thread that runs the root next may be another one.
 *
 * Or the root is another thread's. That one neither sees nor is woken up by the calls. At the end of each the thread
 * asks whether a source is left, and now and then, which takes longer, whether a reference is: as soon as the result
 * has been freed, as each GTask has one. If so the context is given to the root's thread. Until that adopts it the next
 * call takes it back, and so delivers what is left.
 */
#define PROBE_USEC G_TIME_SPAN_MILLISECOND

/* After a reference was found, it is asked after so many calls, whatever time has passed: an operation that leaves one
 * is likely to be called again. Asking costs a new context; not asking, that what is left is delivered later.
 */
#define N_SUSPECT 16

/* How many contexts a thread may have left that others look after: each takes a descriptor, of which a process has
 * 1,024 by default. What is left beyond that shares one, and is delivered in the thread's own calls, and when it has
 * ended.
 */
#define MAX_GIVEN 64

/* How many calls of a listed one are made before the ids in between are looked at: what has been seen once need not be
 * looked at when the root ends.
 */
#define N_BEFORE_LOOK 65536

static gboolean
is_listed (SmartAsyncPrivateContext *context)
{
  return g_atomic_int_get (&context->is_listed);
}

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

static GPtrArray *
ensure_given (SmartAsyncPrivateStack *self)
{
  if (self->given == NULL)
    self->given = g_ptr_array_new_with_free_func ((GDestroyNotify) smart_async_private_context_unref);

  return self->given;
}

/* How many of those that were given away are left. */
static guint
count_given (SmartAsyncPrivateStack *self)
{
  GPtrArray *given = ensure_given (self);

  for (guint i = given->len; i > 0; i--)
    {
      if (smart_async_private_context_is_gone (g_ptr_array_index (given, i - 1)))
        g_ptr_array_remove_index_fast (given, i - 1);
    }

  return given->len;
}

static void
give (SmartAsyncPrivateStack   *self,
      SmartAsyncPrivateContext *context)
{
  smart_async_root_watch_give (context);
  g_ptr_array_add (ensure_given (self), context);
}

static gboolean
may_give (SmartAsyncPrivateStack   *self,
          SmartAsyncPrivateContext *context)
{
  return self->has_ended || count_given (self) < MAX_GIVEN ||
         smart_async_private_context_get_root (context) != g_main_context_default ();
}

/* Keeps it for the next call, if there is room; takes the reference then. */
static gboolean
rest (SmartAsyncPrivateStack   *self,
      SmartAsyncPrivateContext *context)
{
  if (self->n_spares == SMART_ASYNC_MAX_SPARES)
    return FALSE;

  self->spares[self->n_spares++] = context;

  return TRUE;
}

/* Takes the reference. */
static void
free_or_give (SmartAsyncPrivateStack   *self,
              SmartAsyncPrivateContext *context,
              gboolean                  is_gone)
{
  if (is_gone)
    smart_async_private_context_unref (context);
  else if (may_give (self, context) || !rest (self, context))
    give (self, context);
}

/* For one that is not listed, after a call whose result has been freed; takes the reference. */
static void
end_use (SmartAsyncPrivateStack   *self,
         SmartAsyncPrivateContext *context)
{
  gboolean is_gone = smart_async_private_context_probe_after_use (context, self->n_suspect > 0);

  if (!is_gone)
    self->n_suspect = N_SUSPECT;
  free_or_give (self, context, is_gone);
}

/* What a thread ends with, or has no use for; takes the reference. */
static void
dispose (SmartAsyncPrivateStack   *self,
         SmartAsyncPrivateContext *context)
{
  if (is_listed (context) || smart_async_private_context_is_gone (context))
    smart_async_private_context_unref (context);
  else
    end_use (self, context);
}

static SmartAsyncPrivateContext *
steal (SmartAsyncPrivateStack *self,
       guint                   i)
{
  SmartAsyncPrivateContext *context = self->spares[i];

  self->spares[i] = self->spares[--self->n_spares];

  return context;
}

/* Whether this thread owns it, for a call. A listed one it does not if another thread runs the root now. */
static gboolean
use (SmartAsyncThread         *thread,
     SmartAsyncPrivateContext *context)
{
  if (!smart_async_private_context_enter (context))
    return FALSE;

  if (!is_listed (context) || g_main_context_acquire (context->context))
    {
      smart_async_private_context_begin_call (context);
      return TRUE;
    }

  smart_async_private_context_leave (context);
  smart_async_root_watch_tell (context);
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

      steal (self, i - 1);
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

  self = smart_async_private_context_new (context, root, smart_async_lookout_new (context));
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
  while (self->n_spares > 0)
    dispose (self, steal (self, self->n_spares - 1));

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

  if (G_UNLIKELY (context != NULL && runs_root && !is_listed (context)))
    list (thread, root, context);

  return context;
}

static void
keep (SmartAsyncThread         *thread,
      SmartAsyncPrivateContext *context)
{
  SmartAsyncPrivateStack *self = thread->private_stack;

  if (rest (self, context))
    return;

  /* The result of the call refers to it: that is not waited for. */
  if (is_listed (context))
    smart_async_private_context_unref (context);
  else
    free_or_give (self, context, smart_async_private_context_probe (context));
}

/* Whether it is time to ask for more than sources, which is then noted. Another root than the default one may end
 * before the next call.
 */
static gboolean
note_probe (SmartAsyncPrivateStack   *self,
            SmartAsyncPrivateContext *context,
            gboolean                  has_slept)
{
  gint64 now = smart_async_clock_get_coarse_time ();

  if (!has_slept && now - self->probed < PROBE_USEC && self->n_suspect == 0 &&
      smart_async_private_context_get_root (context) == g_main_context_default ())
    return FALSE;

  self->probed = now;
  self->n_suspect -= self->n_suspect > 0 ? 1 : 0;

  return TRUE;
}

static void
end_call_of_listed (SmartAsyncThread         *thread,
                    SmartAsyncPrivateContext *context)
{
  context->n_quiet = 0;
  if (++context->n_calls % N_BEFORE_LOOK == 0)
    smart_async_private_context_has_sources (context);

  smart_async_private_context_end_call (context);
  g_main_context_release (context->context);
  smart_async_private_context_leave (context);
  smart_async_root_watch_tell (context);
  keep (thread, context);
}

/* In the thread that frees the result of a call, after GTask has given up its reference to the context. */
static void
result_gone (gpointer data)
{
  g_autoptr (SmartAsyncPrivateContext) context = data;
  SmartAsyncPrivateStack *self = smart_async_thread_get ()->private_stack;

  for (guint i = 0; self != NULL && i < self->n_spares; i++)
    {
      if (self->spares[i] == context)
        {
          end_use (self, steal (self, i));
          return;
        }
    }
}

static GQuark
get_quark (void)
{
  static gsize quark;

  if (g_once_init_enter (&quark))
    g_once_init_leave (&quark, g_quark_from_static_string ("[smartasync] private context"));

  return (GQuark) quark;
}

static void
probe_after (SmartAsyncPrivateContext *context,
             GAsyncResult             *result)
{
  g_object_set_qdata_full (G_OBJECT (result), get_quark (), smart_async_private_context_ref (context), result_gone);
}

/* While no call is being made, a thread has one context at rest, and that may be a listed one: the root frees those. */
static void
keep_one (SmartAsyncThread *thread)
{
  SmartAsyncPrivateStack *self = thread->private_stack;

  for (guint i = self->n_spares; i > 1 && thread->depth == 0; i--)
    {
      if (!is_listed (self->spares[i - 2]))
        dispose (self, steal (self, i - 2));
    }
}

/* Ends the use of one for a call that is about to return, with its result if there is one. */
void
smart_async_private_stack_give_back (SmartAsyncThread         *thread,
                                     SmartAsyncPrivateContext *context,
                                     gboolean                  has_slept,
                                     GAsyncResult             *result)
{
  SmartAsyncPrivateStack *self = thread->private_stack;
  gboolean has_sources, must_ask, is_of_default;

  /* fork() was called inside the call. */
  if (G_UNLIKELY (smart_async_private_context_is_foreign (context)))
    return;

  context->has_slept |= has_slept;
  if (is_listed (context))
    {
      end_call_of_listed (thread, context);
      return;
    }

  has_sources = smart_async_private_context_has_sources (context);
  smart_async_private_context_end_call (context);
  smart_async_private_context_leave (context);

  must_ask = !has_sources && note_probe (self, context, has_slept);
  is_of_default = smart_async_private_context_get_root (context) == g_main_context_default ();

  if (must_ask && result != NULL)
    probe_after (context, result);

  if (has_sources && may_give (self, context))
    give (self, context);
  else if (must_ask && (result == NULL || !is_of_default))
    end_use (self, context);
  else
    keep (thread, context);

  keep_one (thread);
}
