/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes a server answer as slowly as a real one.
 */

#include "github-delay.h"

/* An answer that is being worked on. */
typedef struct
{
  GithubDelay       *delay;    /* unowned; the server's */
  SoupServerMessage *message;  /* owned */
} Work;

static void work_begin (GithubDelay       *self,
                        SoupServerMessage *message);

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->message);
  g_free (work);
}

static gboolean
work_done_cb (gpointer user_data)
{
  Work *work = user_data;
  GithubDelay *self = work->delay;

  soup_server_message_unpause (work->message);

  self->n_working--;
  if (self->waiting.length > 0)
    work_begin (self, g_queue_pop_head (&self->waiting));

  return G_SOURCE_REMOVE;
}

/* Takes the message. */
static void
work_begin (GithubDelay       *self,
            SoupServerMessage *message)
{
  g_autoptr (GSource) source = g_timeout_source_new (self->latency_msec);
  Work *work = g_new (Work, 1);

  work->delay = self;
  work->message = message;
  self->n_working++;
  g_atomic_int_set (&self->busiest, MAX (self->busiest, (int) self->n_working));

  g_source_set_callback (source, work_done_cb, work, work_free);
  g_source_attach (source, g_main_context_get_thread_default ());
}

void
github_delay_init (GithubDelay *self)
{
  g_queue_init (&self->waiting);
}

void
github_delay_clear (GithubDelay *self)
{
  g_queue_clear_full (&self->waiting, g_object_unref);
  self->n_working = 0;
}

/* Sends an answer that is complete, when its time has come. */
void
github_delay_answer (GithubDelay       *self,
                     SoupServerMessage *message)
{
  if (self->latency_msec == 0)
    return;

  soup_server_message_pause (message);

  if (self->parallelism == 0 || self->n_working < self->parallelism)
    work_begin (self, g_object_ref (message));
  else
    g_queue_push_tail (&self->waiting, g_object_ref (message));
}
