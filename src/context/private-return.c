/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a thread does with a private context after a call.
 */

#include "context/private-stack.h"

#include "base/process.h"
#include "context/root-watch.h"

/* After this time it is checked again whether a reference is left (see private-stack.c). */
#define PROBE_USEC G_TIME_SPAN_MILLISECOND

/* When a reference was found, it is checked after each of the next calls, whatever time has passed: an operation that
 * leaves one is likely to be called again. The check costs a new context. Without it, what is left is dispatched later.
 */
#define N_SUSPECT 16

/* How many contexts a thread may have given to the root's thread that are not gone. Each has a descriptor, of which a
 * process has 1,024 by default. What is left beyond that shares one context, and is dispatched in the thread's own
 * calls, and when the thread has ended.
 */
#define MAX_GIVEN 64

/* After so many calls on a listed one the ids of its sources are looked at, which need not be done again when the root
 * is finalized.
 */
#define N_BEFORE_LOOK 65536

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
  if (smart_async_private_context_is_listed (context) || smart_async_private_context_is_gone (context))
    smart_async_private_context_unref (context);
  else
    end_use (self, context);
}

static void
keep (SmartAsyncThread         *thread,
      SmartAsyncPrivateContext *context)
{
  SmartAsyncPrivateStack *self = thread->private_stack;

  if (rest (self, context))
    return;

  /* The result of the call may still refer to it: nobody waits for that to end. */
  if (smart_async_private_context_is_listed (context))
    smart_async_private_context_unref (context);
  else
    free_or_give (self, context, smart_async_private_context_probe (context));
}

/* Whether it is time to check for references, which is then noted. A root other than the default context may be
 * finalized before the next call: there it always is.
 */
static gboolean
note_probe (SmartAsyncPrivateStack   *self,
            SmartAsyncPrivateContext *context,
            gboolean                  has_slept)
{
  gint64 now = smart_async_process_get_coarse_time ();

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
  smart_async_root_watch_notify (context);
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
          end_use (self, smart_async_private_stack_steal (self, i));
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

/* A thread that makes no call keeps one context. It may keep listed ones besides: the root's loop frees those. */
static void
keep_one (SmartAsyncThread *thread)
{
  SmartAsyncPrivateStack *self = thread->private_stack;

  for (guint i = self->n_spares; i > 1 && thread->depth == 0; i--)
    {
      if (!smart_async_private_context_is_listed (self->spares[i - 2]))
        dispose (self, smart_async_private_stack_steal (self, i - 2));
    }
}

/* The call is about to return, with @result if there is one. */
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
  if (smart_async_private_context_is_listed (context))
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

/* When the thread ends. */
void
smart_async_private_stack_dispose_all (SmartAsyncPrivateStack *self)
{
  while (self->n_spares > 0)
    dispose (self, smart_async_private_stack_steal (self, self->n_spares - 1));
}
