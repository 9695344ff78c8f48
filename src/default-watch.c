/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations that complete on the global default context, where nobody runs it.
 */

#include "default-watch.h"

#include "context-source.h"
#include "detect-private.h"
#include "process.h"
#include "script-jobs.h"
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
 * New sources are recognised by a mark (source-mark.c). Taking one in each call would cost a tenth of the
 * call's time. So the last one, of whichever call, is used again, if the context has not been iterated and
 * the next ids are not in use. An id whose source has come and gone can't be seen: hence several are looked
 * at, and many where calls don't come one after the other in a row. Marks are taken under the process lock,
 * so that no thread takes the mark of another for a newcomer.
 */
#define N_NEXT_IN_A_ROW 2
#define N_NEXT 16

/* How often a wait that has nothing to do looks around. A source that another thread attaches to the
 * default context, which nobody runs, wakes nobody up.
 */
#define LOOK_MSEC 50

static guint mark;           /* atomic */
static int mark_iteration;   /* atomic; what n_iterations was when it was taken */
static int n_iterations = 1; /* atomic; counts how often the default context has been iterated */

static gboolean
counter_prepare (GSource *source,
                 int     *timeout_msec)
{
  g_atomic_int_inc (&n_iterations);
  *timeout_msec = -1;

  return FALSE;
}

static void
ensure_counter (void)
{
  static GSourceFuncs counter_funcs = { .prepare = counter_prepare };
  static gsize is_attached;

  if (g_once_init_enter (&is_attached))
    {
      g_autoptr (GSource) source = g_source_new (&counter_funcs, sizeof (GSource));

      g_source_set_static_name (source, "[smartasync] counter");
      g_source_attach (source, NULL);
      g_once_init_leave (&is_attached, 1);
    }
}

static gboolean
exists (guint id)
{
  return smart_async_source_exists (NULL, id);
}

static gboolean
next_exists (guint id,
             guint n)
{
  for (guint i = 1; i <= n; i++)
    {
      if (exists (id + i))
        return TRUE;
    }

  return FALSE;
}

/* Under the process lock. */
static guint
take_mark (void)
{
  int iteration = g_atomic_int_get (&n_iterations);
  guint id = smart_async_source_mark_take (NULL);

  g_atomic_int_set (&mark, id);
  g_atomic_int_set (&mark_iteration, iteration);

  return id;
}

/* Takes a mark of the default context. */
guint
smart_async_default_watch_mark (void)
{
  guint id;

  ensure_counter ();
  smart_async_process_lock ();
  id = take_mark ();
  smart_async_process_unlock ();

  return id;
}

/* @is_in_a_row: this thread has begun another call since the last tick of the system. */
void
smart_async_default_watch_begin (SmartAsyncDefaultWatch *watch,
                                 gboolean                is_in_a_row)
{
  gboolean is_recent = g_atomic_int_get (&mark_iteration) == g_atomic_int_get (&n_iterations);

  /* In this order: the mark is not older than what was found out about it. */
  watch->watermark = (guint) g_atomic_int_get (&mark);
  watch->turned = NULL;
  watch->is_paused = FALSE;

  if (is_recent && !next_exists (watch->watermark, is_in_a_row ? N_NEXT_IN_A_ROW : N_NEXT))
    return;

  /* In the context's own loop each call needs a new one. There no other thread looks for newcomers. */
  if (g_main_context_is_owner (NULL))
    watch->watermark = smart_async_source_mark_take (NULL);

  /* Where another thread turns it, and then leaves it, nobody can tell what has come since. */
  else if (smart_async_has_other_owner (NULL))
    watch->watermark = 0;

  else
    watch->watermark = smart_async_default_watch_mark ();
}

/* Whether there is a source between the watermark and now that is not one of our own. */
static gboolean
has_newcomer (SmartAsyncDefaultWatch *watch)
{
  guint now = take_mark ();

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

/* Whether the default context is to be turned, and is not. */
static gboolean
is_wanted (SmartAsyncDefaultWatch *watch)
{
  gboolean has_come;

  if (watch->turned != NULL)
    return FALSE;

  /* The owner turns it: another thread, or this one later, which has called from inside that loop. */
  if (g_main_context_is_owner (NULL) || smart_async_has_other_owner (NULL))
    return FALSE;

  smart_async_process_lock ();
  has_come = watch->watermark == 0 || has_newcomer (watch);
  smart_async_process_unlock ();

  /* The source of a script engine has been there from the start. */
  return has_come || smart_async_script_jobs_wait_here ();
}

/* The default context turns a private one in its turn: that must come to an end. */
static void
turn (SmartAsyncDefaultWatch *watch,
      GMainContext           *context)
{
  watch->turned = smart_async_context_source_new (g_main_context_default (), FALSE);
  g_source_attach (watch->turned, context);
}

/* When there is nothing to do on @context, and the thread is about to go to sleep there: turns the default context
 * inside the other one, if that is wanted. Gives for how long it may sleep, in milliseconds; -1 for ever.
 */
int
smart_async_default_watch_look_around (SmartAsyncDefaultWatch *watch,
                                       GMainContext           *context)
{
  if (watch->is_paused)
    return -1;

  if (!is_wanted (watch))
    return LOOK_MSEC;

  turn (watch, context);

  return 0;
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

void
smart_async_default_watch_end (SmartAsyncDefaultWatch *watch)
{
  if (watch->turned == NULL)
    return;

  g_source_destroy (watch->turned);
  g_source_unref (watch->turned);
}
