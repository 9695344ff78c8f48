/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What is done at random around calls: loops, fibers, contexts of one's own, callbacks of the application.
 */

#include "support.h"
#include "torture.h"

#include "threads.h"

void
torturer_init (Torturer *self,
               guint32   seed,
               guint     depth,
               int      *n_alive)
{
  self->rand = g_rand_new_with_seed (seed);
  self->depth = depth;
  self->n_alive = n_alive;
}

void
torturer_clear (Torturer *self)
{
  g_rand_free (self->rand);
}

guint
torturer_pick (Torturer *self,
               guint     n)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) n);
}

gboolean
torturer_one_in (Torturer *self,
                 guint     n)
{
  return torturer_pick (self, n) == 0;
}

void
torture_steps (Torturer *self,
               guint     n)
{
  for (guint i = 0; i < n; i++)
    torture_step (self);
}

/* The context of this thread's own, or in the main thread the default one; others have no business there. */
static gboolean
may_iterate (void)
{
  return g_main_context_get_thread_default () != NULL || support_thread_is_main ();
}

/* No limit is set here; those of a call that this is dispatched in are not for it. */
static void
torture_sleep (Torturer *self)
{
  g_autoptr (GError) error = NULL;

  smart_async_sleep (torturer_pick (self, 2), NULL, &error);
  g_assert_no_error (error);
}

/* A loop, with steps in it. */

typedef struct
{
  Torturer   torturer;
  GMainLoop *loop;
} InLoop;

static gboolean
in_loop_cb (gpointer user_data)
{
  InLoop *in_loop = user_data;

  torture_steps (&in_loop->torturer, 2);
  g_main_loop_quit (in_loop->loop);

  return G_SOURCE_REMOVE;
}

static void
torture_loop (Torturer *self)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GSource) source = g_timeout_source_new (torturer_pick (self, 3));
  InLoop in_loop = { { NULL, 0, NULL }, loop };

  torturer_init (&in_loop.torturer, g_rand_int (self->rand), self->depth + 1, self->n_alive);
  g_source_set_callback (source, in_loop_cb, &in_loop, NULL);
  g_source_attach (source, context);
  g_main_loop_run (loop);
  torturer_clear (&in_loop.torturer);
}

/* Fibers, which call and sleep side by side. */

typedef struct
{
  guint32  seed;
  guint    depth;
  int     *n_alive;
} FiberSeed;

static gpointer
fiber (gpointer       user_data,
       GCancellable  *cancellable,
       GError       **error)
{
  const FiberSeed *seed = user_data;
  GThread *thread = g_thread_self ();
  Torturer torturer;

  torturer_init (&torturer, seed->seed, seed->depth, seed->n_alive);
  for (guint i = 0; i < 3; i++)
    {
      torture_call (&torturer);
      torture_sleep (&torturer);
      g_assert_true (g_thread_self () == thread);
    }
  torturer_clear (&torturer);

  return NULL;
}

static void
fiber_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      n_left)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (smart_async_spawn_finish (result, &error));
  g_assert_no_error (error);
  (*(guint *) n_left)--;
}

static void
torture_fibers (Torturer *self)
{
  GMainContext *context = g_main_context_get_thread_default ();
  guint n_left = 1 + torturer_pick (self, 4);

  for (guint i = n_left; i > 0; i--)
    {
      FiberSeed *seed = g_new (FiberSeed, 1);

      *seed = (FiberSeed) { g_rand_int (self->rand), self->depth + 1, self->n_alive };
      smart_async_spawn (fiber, seed, g_free, NULL, fiber_cb, &n_left);
    }

  while (n_left > 0)
    g_main_context_iteration (context, TRUE);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
torture_end (GMainContext *context,
             int          *n_alive)
{
  g_autoptr (GSource) source = g_timeout_source_new (5);

  g_source_set_callback (source, wake_cb, NULL, NULL);
  g_source_attach (source, context);
  while (g_atomic_int_get (n_alive) > 0)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (source);
}

/* A context that this thread pushes. What is left there ends before it, also the tasks: GLib leaks a task whose source
 * is destroyed before it has been dispatched.
 */
static void
torture_own_context (Torturer *self)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Torturer torturer;
  int n_alive = 0;

  torturer_init (&torturer, g_rand_int (self->rand), self->depth, &n_alive);
  g_main_context_push_thread_default (context);
  torture_steps (&torturer, 3);
  torture_end (context, &n_alive);
  support_iterate_until_idle (context);
  g_main_context_pop_thread_default (context);
  torturer_clear (&torturer);
}

/* The application's callbacks, which are the main thread's, whoever adds them. */

static gboolean
application_cb (gpointer user_data)
{
  if (!support_thread_is_main ())
    g_error ("a callback of the application runs in a thread of others");

  return G_SOURCE_REMOVE;
}

static void
application_free (gpointer data)
{
  g_atomic_int_add (&torture_n_alive, -1);
}

static void
torture_application (Torturer *self)
{
  for (guint i = torturer_pick (self, 20); i > 0; i--)
    {
      guint id;

      g_atomic_int_inc (&torture_n_alive);
      id = g_timeout_add_full (G_PRIORITY_DEFAULT, torturer_pick (self, 3), application_cb, NULL, application_free);
      if (torturer_one_in (self, 2) && support_thread_is_main ())
        g_source_remove (id);
    }

  if (may_iterate () && torturer_one_in (self, 2))
    g_main_context_iteration (g_main_context_get_thread_default (), FALSE);
}

void
torture_step (Torturer *self)
{
  guint what = torturer_pick (self, 16);

  if (self->depth < MAX_DEPTH && what == 0)
    torture_own_context (self);
  else if (self->depth < MAX_DEPTH && may_iterate () && what <= 2)
    torture_loop (self);
  else if (self->depth < MAX_DEPTH && may_iterate () && what <= 4)
    torture_fibers (self);
  else if (what <= 6)
    torture_batch (self);
  else if (what <= 8)
    torture_application (self);
  else if (what == 9)
    torture_sleep (self);
  else
    torture_call (self);
}
