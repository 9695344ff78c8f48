/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which thread waits for whose main context, so that threads serve each other, or find that they are in a deadlock.
 */

#include "wait/wait-forward.h"

#include "base/process.h"
#include "context/main-context.h"
#include "context/root-watch.h"

/* The edges of all threads: a wait-for graph. GLib tells only the owner of a context that it is the owner. So each
 * thread that begins to wait, and each one that is waiting and is woken up for that, looks which of the other edges
 * lead to itself.
 *
 * A thread that waits, while another one waits for it, iterates the context in question meanwhile, unless it is inside
 * a private call. Where every thread of a cycle is inside a private call, none ever will: the call of the thread that
 * closes the cycle fails, and the others go on.
 */
static GPtrArray *edges; /* process lock; of unowned SmartAsyncEdge, innermost of a thread last */

static SmartAsyncEdge *
innermost_edge (GThread *thread)
{
  for (guint i = edges->len; i > 0; i--)
    {
      SmartAsyncEdge *edge = g_ptr_array_index (edges, i - 1);

      if (edge->thread == thread)
        return edge;
    }

  return NULL;
}

/* The edge that comes after, if the thread at the end of this one waits itself and iterates nothing meanwhile. */
static SmartAsyncEdge *
next_edge (SmartAsyncEdge *edge)
{
  SmartAsyncEdge *next = edge->owner != NULL ? innermost_edge (edge->owner) : NULL;

  return next != NULL && !next->may_serve ? next : NULL;
}

static gboolean
closes_a_cycle (SmartAsyncEdge *edge)
{
  SmartAsyncEdge *next = edge;

  if (edge->may_serve)
    return FALSE;

  for (guint i = 0; i < edges->len; i++)
    {
      next = next_edge (next);
      if (next == NULL || next->thread == edge->thread)
        break;
    }

  return next != NULL && next->thread == edge->thread;
}

static void
set_deadlock_error (SmartAsyncEdge  *edge,
                    GError         **error)
{
  g_autoptr (GString) cycle = g_string_new (NULL);
  SmartAsyncEdge *next = edge;

  do
    {
      g_string_append_printf (cycle, "; thread %p waits in %s for context %p, which is run by thread %p",
                              next->thread, next->name, next->target, next->owner);
      next = next_edge (next);
    }
  while (next != NULL && next->thread != edge->thread);

  g_set_error (error, SMART_ASYNC_ERROR, SMART_ASYNC_ERROR_DEADLOCK,
               "%s: threads wait for each other inside private calls, so that none runs its loop%s",
               edge->name, cycle->str);
}

static gboolean
serves (SmartAsyncEdge *edge,
        GMainContext   *context)
{
  for (guint i = 0; edge->served != NULL && i < edge->served->len; i++)
    {
      if (smart_async_context_source_get_inner (g_ptr_array_index (edge->served, i)) == context)
        return TRUE;
    }

  return FALSE;
}

/* For the thread that waits, which owns the context. */
static void
source_free (gpointer data)
{
  GMainContext *inner = smart_async_context_source_get_inner (data);

  if (g_main_context_is_owner (inner))
    smart_async_root_watch_release (inner);

  g_source_destroy (data);
  g_source_unref (data);
}

static void
serve (SmartAsyncEdge *edge,
       GMainContext   *context)
{
  GSource *source;

  if (!edge->may_serve || serves (edge, context))
    return;

  if (edge->served == NULL)
    edge->served = g_ptr_array_new_with_free_func (source_free);

  source = smart_async_context_source_new (context);
  g_source_attach (source, edge->wake_up);
  g_ptr_array_add (edge->served, source);
}

static void
claim_edges (SmartAsyncEdge *edge)
{
  for (guint i = 0; i < edges->len; i++)
    {
      SmartAsyncEdge *other = g_ptr_array_index (edges, i);

      if (other->thread == edge->thread || !g_main_context_is_owner (other->target))
        continue;

      other->owner = edge->thread;
      serve (edge, other->target);
    }
}

static void
wake_others (SmartAsyncEdge *edge)
{
  for (guint i = 0; i < edges->len; i++)
    {
      SmartAsyncEdge *other = g_ptr_array_index (edges, i);

      if (other->thread != edge->thread)
        g_main_context_wakeup (other->wake_up);
    }
}

/* A thread has ended, for which one of the others may wait. */
static void
wake_all (SmartAsyncThread *ended)
{
  smart_async_process_lock ();

  for (guint i = 0; edges != NULL && i < edges->len; i++)
    {
      SmartAsyncEdge *edge = g_ptr_array_index (edges, i);

      g_main_context_wakeup (edge->wake_up);
    }

  smart_async_process_unlock ();
}

void
smart_async_edge_begin (SmartAsyncEdge *edge)
{
  edge->owner = NULL;
  edge->served = NULL;

  smart_async_thread_on_end (SMART_ASYNC_THREAD_END_EDGES, wake_all);
  smart_async_process_lock ();

  if (edges == NULL)
    edges = g_ptr_array_new ();

  g_ptr_array_add (edges, edge);
  wake_others (edge);

  smart_async_process_unlock ();
}

/* From now on this wait iterates what others wait for. Fails in a deadlock. A wait that may not fail leaves that to the
 * others of the cycle, which look for it as well.
 */
gboolean
smart_async_edge_review (SmartAsyncEdge  *edge,
                         gboolean         may_fail,
                         GError         **error)
{
  gboolean deadlock;

  smart_async_process_lock ();

  claim_edges (edge);
  deadlock = may_fail && closes_a_cycle (edge);
  if (deadlock)
    {
      set_deadlock_error (edge, error);
      /* So that no other thread of the cycle fails, too. */
      g_ptr_array_remove (edges, edge);
    }

  smart_async_process_unlock ();

  return !deadlock;
}

void
smart_async_edge_end (SmartAsyncEdge *edge)
{
  smart_async_process_lock ();
  g_ptr_array_remove (edges, edge);
  smart_async_process_unlock ();

  g_clear_pointer (&edge->served, g_ptr_array_unref);
}
