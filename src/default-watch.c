/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that complete on the global default context, where nobody runs it.
 */

#include "default-watch.h"

#include "context-source.h"
#include "process.h"
#include "source-mark.h"

/* g_idle_add() and g_timeout_add() attach to the global default context, also when they are called
 * inside an asynchronous function that was started on another one. With no loop running there,
 * such an operation would never complete.
 *
 * So a private wait that has nothing to do looks whether sources have come to the default context
 * since the call began, and if so turns that one, too. The application's own sources, which were
 * there before, are no reason; but when there is a reason they run as well, for GLib can't iterate
 * a part of a context. With an owner in another thread there is nothing to do: that one turns it.
 *
 * They are told by a mark (source-mark.c). Taking one in each call would cost a tenth of it. So the
 * last one is used again, if the context has not been iterated and the next id has not been given
 * away since. Marks are taken under the process lock, so that no thread takes the mark of another for
 * a newcomer.
 */

static gboolean
exists (guint id)
{
  return smart_async_source_exists (NULL, id);
}

static gboolean
is_owned_elsewhere (void)
{
  if (!g_main_context_acquire (NULL))
    return TRUE;

  g_main_context_release (NULL);

  return FALSE;
}

static void
renew_mark (SmartAsyncPrivateContext *private_context)
{
  /* Only a private context of callers on the default context notices when that is iterated. */
  g_atomic_int_set (&private_context->mark_is_old, private_context->caller != g_main_context_default ());

  smart_async_process_lock ();
  private_context->mark = smart_async_source_mark_take (NULL);
  smart_async_process_unlock ();
}

void
smart_async_default_watch_begin (SmartAsyncDefaultWatch   *watch,
                                 SmartAsyncPrivateContext *private_context)
{
  watch->private_context = private_context;
  watch->watermark = 0;
  watch->is_wanted = FALSE;
  watch->turned = NULL;

  if (g_atomic_int_get (&private_context->mark_is_old) || exists (private_context->mark + 1))
    {
      /* Another thread turns it. If that one leaves it, nobody can tell what has come since. */
      if (is_owned_elsewhere ())
        return;

      renew_mark (private_context);
    }

  watch->watermark = private_context->mark;
}

/* Whether there is a source between the watermark and now that is not one of our own. */
static gboolean
has_newcomer (SmartAsyncDefaultWatch *watch)
{
  guint now = smart_async_source_mark_take (NULL);

  watch->private_context->mark = now;

  /* What is gone will not come back. */
  while (watch->watermark + 1 < now && !exists (watch->watermark + 1))
    watch->watermark++;

  for (guint id = watch->watermark + 1; id < now; id++)
    {
      if (exists (id) && !smart_async_private_context_has_source (g_main_context_default (), id))
        return TRUE;
    }

  return FALSE;
}

/* Called when the wait has nothing to do. Whether the default context is now to be turned, and was not. */
gboolean
smart_async_default_watch_look (SmartAsyncDefaultWatch *watch)
{
  if (watch->turned != NULL)
    return FALSE;

  /* The owner turns it: another thread, or this one later, which has called from inside that loop. */
  if (g_main_context_is_owner (NULL) || is_owned_elsewhere ())
    return FALSE;

  smart_async_process_lock ();
  watch->is_wanted = watch->watermark == 0 || has_newcomer (watch);
  smart_async_process_unlock ();

  return watch->is_wanted;
}

/* Whether there are such newcomers, and this thread itself keeps them waiting: the call was made from inside
 * the default context's loop, which the policy does not turn.
 */
gboolean
smart_async_default_watch_is_in_the_way (SmartAsyncDefaultWatch *watch)
{
  gboolean is_in_the_way;

  if (watch->watermark == 0 || watch->turned != NULL || !g_main_context_is_owner (NULL))
    return FALSE;

  smart_async_process_lock ();
  is_in_the_way = has_newcomer (watch);
  smart_async_process_unlock ();

  return is_in_the_way;
}

/* Turns the default context inside the other one, if that is wanted. */
void
smart_async_default_watch_turn (SmartAsyncDefaultWatch *watch,
                                GMainContext           *context)
{
  if (!watch->is_wanted || watch->turned != NULL)
    return;

  /* The default context turns the private one in its turn: that must come to an end. */
  watch->turned = smart_async_context_source_new (g_main_context_default (), FALSE);
  g_source_attach (watch->turned, context);
}

void
smart_async_default_watch_end (SmartAsyncDefaultWatch *watch)
{
  if (watch->turned == NULL)
    return;

  g_source_destroy (watch->turned);
  g_source_unref (watch->turned);
}
