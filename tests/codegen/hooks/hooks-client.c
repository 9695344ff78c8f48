/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A client that has to be connected first, and has a main context of its own.
 */

#include "hooks-client.h"

struct _HooksClient
{
  GObject       parent_instance;
  GMainContext *context;
  gboolean      is_refusing;
  guint         n_connects;
};

G_DEFINE_TYPE (HooksClient, hooks_client, G_TYPE_OBJECT)

static void
hooks_client_finalize (GObject *object)
{
  g_main_context_unref (HOOKS_CLIENT (object)->context);
  G_OBJECT_CLASS (hooks_client_parent_class)->finalize (object);
}

static void
hooks_client_class_init (HooksClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hooks_client_finalize;
}

static void
hooks_client_init (HooksClient *self)
{
}

HooksClient *
hooks_client_new (GMainContext *context,
                  gboolean      is_refusing)
{
  HooksClient *self = g_object_new (HOOKS_TYPE_CLIENT, NULL);

  self->context = g_main_context_ref (context);
  self->is_refusing = is_refusing;

  return self;
}

guint
hooks_client_count_connects (HooksClient *self)
{
  return self->n_connects;
}

/**
 * hooks_client_get_context:
 * @self: a client
 *
 * Returns: (transfer none): its main context
 */
GMainContext *
hooks_client_get_context (HooksClient *self)
{
  return self->context;
}

/**
 * hooks_client_ref_context:
 * @self: a client
 *
 * Returns: (transfer full): its main context
 */
GMainContext *
hooks_client_ref_context (HooksClient *self)
{
  return g_main_context_ref (self->context);
}

/* An operation is right only on the client's own context. */
static void
answer (GTask      *task,
        const char *value)
{
  HooksClient *self = g_task_get_source_object (task);

  if (g_task_get_context (task) != self->context)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "this is not the client's context");
  else if (self->is_refusing)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "the client is not to be had");
  else
    g_task_return_pointer (task, g_strdup (value), g_free);
  g_object_unref (task);
}

static gboolean
finish (GAsyncResult  *result,
        GError       **error)
{
  g_autofree char *value = g_task_propagate_pointer (G_TASK (result), error);

  return value != NULL;
}

void
hooks_client_connect_async (HooksClient         *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  self->n_connects++;
  answer (g_task_new (self, cancellable, callback, user_data), "connected");
}

gboolean
hooks_client_connect_finish (HooksClient   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return finish (result, error);
}

/**
 * hooks_client_ask_async:
 * @self: a client
 * @question: (transfer full): a question
 */
void
hooks_client_ask_async (HooksClient         *self,
                        char                *question,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autofree char *taken = question;

  answer (g_task_new (self, cancellable, callback, user_data), taken);
}

char *
hooks_client_ask_finish (HooksClient   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
hooks_client_tell_async (HooksClient         *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  answer (g_task_new (self, NULL, callback, user_data), "told");
}

gboolean
hooks_client_tell_finish (HooksClient  *self,
                          GAsyncResult *result)
{
  return finish (result, NULL);
}
