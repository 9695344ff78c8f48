/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Things, and the async functions that make, name and ask them.
 */

#include "kinds-private.h"

/* Each function answers from an idle source of the thread-default context, as
 * most async functions do, with what it was given. */

G_DEFINE_TYPE (KindsThing, kinds_thing, G_TYPE_OBJECT)

static void
kinds_thing_finalize (GObject *object)
{
  g_free (KINDS_THING (object)->name);
  G_OBJECT_CLASS (kinds_thing_parent_class)->finalize (object);
}

static void
kinds_thing_class_init (KindsThingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kinds_thing_finalize;
}

static void
kinds_thing_init (KindsThing *self)
{
}

KindsPoint *
kinds_private_copy_point (KindsPoint *point)
{
  return g_memdup2 (point, sizeof *point);
}

G_DEFINE_BOXED_TYPE (KindsPoint, kinds_point, kinds_private_copy_point, g_free)

GTask *
kinds_private_start (gpointer             source,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  return g_task_new (source, cancellable, callback, user_data);
}

/* Takes @task. */
void
kinds_private_answer (GTask          *task,
                      gpointer        value,
                      GDestroyNotify  destroy)
{
  g_task_return_pointer (task, value, destroy);
  g_object_unref (task);
}

/**
 * kinds_thing_fail_async:
 * @self: a thing
 * @message: what the error says
 *
 * Fails.
 */
void
kinds_thing_fail_async (KindsThing         *self,
                        const char         *message,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", message);
  g_object_unref (task);
}

/**
 * kinds_thing_fail_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_fail_async().
 *
 * Returns: %TRUE if it succeeded
 */
gboolean
kinds_thing_fail_finish (KindsThing   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * kinds_thing_clone_async:
 * @self: a thing
 *
 * Clones a thing.
 */
void
kinds_thing_clone_async (KindsThing         *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);
  KindsThing *clone = g_object_new (KINDS_TYPE_THING, NULL);

  clone->name = g_strdup (self->name);
  kinds_private_answer (task, clone, g_object_unref);
}

/**
 * kinds_thing_clone_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_clone_async().
 *
 * Returns: (transfer full): the clone
 */
KindsThing *
kinds_thing_clone_finish (KindsThing   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_get_name_async:
 * @self: a thing
 *
 * Looks the name up.
 */
void
kinds_thing_get_name_async (KindsThing         *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  kinds_private_answer (task, self->name, NULL);
}

/**
 * kinds_thing_get_name_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_get_name_async().
 *
 * Returns: (transfer none) (nullable): the name
 */
const char *
kinds_thing_get_name_finish (KindsThing   *self,
                             GAsyncResult *result,
                             GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_rename_async:
 * @self: a thing
 * @name: the new name
 *
 * Renames a thing; cannot be cancelled.
 */
void
kinds_thing_rename_async (KindsThing         *self,
                          const char         *name,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask *task = kinds_private_start (self, NULL, callback, user_data);

  g_free (self->name);
  self->name = g_strdup (name);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * kinds_thing_rename_finish:
 * @self: a thing
 * @result: the result
 *
 * Finishes kinds_thing_rename_async().
 */
void
kinds_thing_rename_finish (KindsThing   *self,
                           GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/**
 * kinds_thing_new_async:
 * @name: the name
 *
 * Makes a thing.
 */
void
kinds_thing_new_async (const char         *name,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task = kinds_private_start (NULL, cancellable, callback, user_data);
  KindsThing *thing = g_object_new (KINDS_TYPE_THING, NULL);

  thing->name = g_strdup (name);
  kinds_private_answer (task, thing, g_object_unref);
}

/**
 * kinds_thing_new_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_new_async().
 *
 * Returns: (transfer full): the thing
 */
KindsThing *
kinds_thing_new_finish (GAsyncResult *result,
                        GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_call_async:
 * @self: a thing
 * @args: a number
 * @operation: another number
 *
 * Takes parameters named like variables of a twin.
 */
void
kinds_thing_call_async (KindsThing         *self,
                        int                 args,
                        int                 operation,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  g_task_return_int (task, args * operation);
  g_object_unref (task);
}

/**
 * kinds_thing_call_finish:
 * @self: a thing
 * @res: the result
 * @result: (out): the product
 * @err: return location for an error
 *
 * Finishes kinds_thing_call_async().
 *
 * Returns: %TRUE if it succeeded
 */
gboolean
kinds_thing_call_finish (KindsThing   *self,
                         GAsyncResult *res,
                         int          *result,
                         GError      **err)
{
  gssize product = g_task_propagate_int (G_TASK (res), err);

  *result = (int) product;

  return product >= 0;
}

/**
 * kinds_thing_greet_async:
 * @self: a thing
 *
 * Greets.
 *
 * Deprecated: 1.2: Say nothing.
 */
void
kinds_thing_greet_async (KindsThing         *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = kinds_private_start (self, cancellable, callback, user_data);

  kinds_private_answer (task, g_strdup ("hello"), g_free);
}

/**
 * kinds_thing_greet_finish:
 * @self: a thing
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_greet_async().
 *
 * Returns: (transfer full): the greeting
 *
 * Deprecated: 1.2: Say nothing.
 */
char *
kinds_thing_greet_finish (KindsThing   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * kinds_thing_new_watching_async:
 * @watch: (scope notified) (destroy watch_notify) (closure watch_data): called while the thing is there
 * @watch_data: the data of that
 * @watch_notify: called when the thing is gone
 *
 * Makes a thing that keeps a callback.
 */
void
kinds_thing_new_watching_async (KindsProgressFunc   watch,
                                gpointer            watch_data,
                                GDestroyNotify      watch_notify,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task = kinds_private_start (NULL, cancellable, callback, user_data);
  KindsThing *thing = g_object_new (KINDS_TYPE_THING, NULL);

  watch (1, watch_data);
  g_object_set_data_full (G_OBJECT (thing), "watch", watch_data, watch_notify);
  kinds_private_answer (task, thing, g_object_unref);
}

/**
 * kinds_thing_new_watching_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Finishes kinds_thing_new_watching_async().
 *
 * Returns: (transfer full): the thing
 */
KindsThing *
kinds_thing_new_watching_finish (GAsyncResult *result,
                                 GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
