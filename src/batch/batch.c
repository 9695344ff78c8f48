/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A batch of operations, and what has become of each.
 */

#include "batch/batch-private.h"

/**
 * SmartAsyncBatch:
 *
 * Many asynchronous operations at the same time, waited for as one.
 *
 * Add operations, each with a function that starts it and one that finishes it,
 * then call [method@SmartAsync.Batch.run], once. Each operation has an index, from 0
 * in the order of adding, under which the batch keeps what has become of it.
 *
 * ```c
 * typedef struct { GithubClient *client; const char *name; GithubRepo *repo; } Question;
 *
 * static void
 * ask (SmartAsyncCall *call, gpointer user_data)
 * {
 *   Question *question = user_data;
 *
 *   github_client_get_repo_async (question->client, "GNOME", question->name,
 *                                 smart_async_call_get_cancellable (call), smart_async_call_ready, call);
 * }
 *
 * static void
 * hear (GAsyncResult *result, gpointer user_data, GError **error)
 * {
 *   Question *question = user_data;
 *
 *   question->repo = github_client_get_repo_finish (question->client, result, error);
 * }
 *
 * for (guint i = 0; i < n_questions; i++)
 *   smart_async_batch_add (batch, ask, hear, &questions[i], NULL);
 *
 * smart_async_batch_set_max_concurrent (batch, 16);
 * if (!smart_async_batch_run (batch, SMART_ASYNC_BATCH_MODE_ALL, cancellable, &error))
 *   …
 * ```
 *
 * A batch belongs to one thread at a time. Its operations may call back in any
 * thread.
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (SmartAsyncBatch, smart_async_batch, G_TYPE_OBJECT)

enum
{
  PROP_NAME = 1,
  PROP_MAX_CONCURRENT,
  PROP_FLAGS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
smart_async_batch_init (SmartAsyncBatch *self)
{
  self->items = g_ptr_array_new_with_free_func (smart_async_batch_item_free);
  self->decisive = -1;
  self->first_failed = -1;
}

static void
smart_async_batch_finalize (GObject *object)
{
  SmartAsyncBatch *self = SMART_ASYNC_BATCH (object);

  g_ptr_array_unref (self->items);
  if (self->source != NULL)
    g_source_unref ((GSource *) self->source);

  G_OBJECT_CLASS (smart_async_batch_parent_class)->finalize (object);
}

static void
smart_async_batch_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  SmartAsyncBatch *self = SMART_ASYNC_BATCH (object);

  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_MAX_CONCURRENT:
      g_value_set_uint (value, self->max_concurrent);
      break;

    case PROP_FLAGS:
      g_value_set_flags (value, self->flags);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
smart_async_batch_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  SmartAsyncBatch *self = SMART_ASYNC_BATCH (object);

  switch (property_id)
    {
    case PROP_NAME:
      /* The names of calls outlive them. */
      self->name = g_value_get_string (value) != NULL ? g_intern_string (g_value_get_string (value)) : "batch";
      break;

    case PROP_MAX_CONCURRENT:
      smart_async_batch_set_max_concurrent (self, g_value_get_uint (value));
      break;

    case PROP_FLAGS:
      smart_async_batch_set_flags (self, g_value_get_flags (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
smart_async_batch_class_init (SmartAsyncBatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = smart_async_batch_finalize;
  object_class->get_property = smart_async_batch_get_property;
  object_class->set_property = smart_async_batch_set_property;

  /**
   * SmartAsyncBatch:name: (getter get_name)
   *
   * The name of the batch and its operations in messages.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, "batch",
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * SmartAsyncBatch:max-concurrent: (getter get_max_concurrent) (setter set_max_concurrent)
   *
   * How many operations may run at the same time; 0 for no bound.
   *
   * Since: 0.1
   */
  properties[PROP_MAX_CONCURRENT] =
    g_param_spec_uint ("max-concurrent", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * SmartAsyncBatch:flags: (getter get_flags) (setter set_flags)
   *
   * What the runtime must know of the operations.
   *
   * Since: 0.1
   */
  properties[PROP_FLAGS] =
    g_param_spec_flags ("flags", NULL, NULL, SMART_ASYNC_TYPE_OPERATION_FLAGS, SMART_ASYNC_OPERATION_NONE,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

/**
 * smart_async_batch_new:
 * @name: the name of the batch and its operations in messages
 *
 * Creates a batch without operations. The name is kept as long as the process
 * lives: a program has few different ones.
 *
 * Returns: (transfer full): a new batch
 *
 * Since: 0.1
 */
SmartAsyncBatch *
smart_async_batch_new (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return g_object_new (SMART_ASYNC_TYPE_BATCH, "name", name, NULL);
}

/**
 * smart_async_batch_get_name: (get-property name)
 * @self: a batch
 *
 * Gets the name of the batch and its operations in messages.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
smart_async_batch_get_name (SmartAsyncBatch *self)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), NULL);

  return self->name;
}

/**
 * smart_async_batch_set_max_concurrent: (set-property max-concurrent)
 * @self: a batch
 * @max_concurrent: how many operations may run at the same time; 0 for no bound
 *
 * Bounds how many operations of the batch run at the same time: those that have been
 * started and whose callback was not looked at yet. The functions of the batch may
 * change it while it runs; more than it allows are not stopped, but no more started.
 *
 * Since: 0.1
 */
void
smart_async_batch_set_max_concurrent (SmartAsyncBatch *self,
                                      guint            max_concurrent)
{
  g_return_if_fail (SMART_ASYNC_IS_BATCH (self));

  if (self->max_concurrent == max_concurrent)
    return;

  self->max_concurrent = max_concurrent;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_CONCURRENT]);
}

/**
 * smart_async_batch_get_max_concurrent: (get-property max-concurrent)
 * @self: a batch
 *
 * Gets how many operations may run at the same time.
 *
 * Returns: the number, 0 for no bound
 *
 * Since: 0.1
 */
guint
smart_async_batch_get_max_concurrent (SmartAsyncBatch *self)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), 0);

  return self->max_concurrent;
}

/**
 * smart_async_batch_set_flags: (set-property flags)
 * @self: a batch that has not run yet
 * @flags: what the runtime must know of the operations
 *
 * Sets what holds for the operations of the batch. With
 * %SMART_ASYNC_OPERATION_CALLER_MEMORY the batch abandons none of them before it has
 * called back.
 *
 * Since: 0.1
 */
void
smart_async_batch_set_flags (SmartAsyncBatch          *self,
                             SmartAsyncOperationFlags  flags)
{
  g_return_if_fail (SMART_ASYNC_IS_BATCH (self));
  g_return_if_fail (!(flags & SMART_ASYNC_OPERATION_EXTENDED));
  g_return_if_fail (g_atomic_int_get (&self->phase) == SMART_ASYNC_BATCH_PHASE_NEW);

  if (self->flags == flags)
    return;

  self->flags = flags;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FLAGS]);
}

/**
 * smart_async_batch_get_flags: (get-property flags)
 * @self: a batch
 *
 * Gets what the runtime knows of the operations.
 *
 * Returns: the flags
 *
 * Since: 0.1
 */
SmartAsyncOperationFlags
smart_async_batch_get_flags (SmartAsyncBatch *self)
{
  g_return_val_if_fail (SMART_ASYNC_IS_BATCH (self), SMART_ASYNC_OPERATION_NONE);

  return self->flags;
}
