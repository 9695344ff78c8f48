/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Asynchronous functions that differ from others: in where their finish function is, in their names, by closures.
 */

#include "kin.h"

#define ANSWER 42

struct _KinChild
{
  KinParent parent_instance;
};

G_DEFINE_TYPE (KinParent, kin_parent, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (KinChild, kin_child, KIN_TYPE_PARENT)

static gboolean
answer_cb (gpointer user_data)
{
  g_task_return_int (user_data, ANSWER);

  return G_SOURCE_REMOVE;
}

static void
answer_later (KinChild            *self,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GSource *source = g_idle_source_new ();

  g_task_attach_source (task, source, answer_cb);
  g_source_unref (source);
  g_object_unref (task);
}

/**
 * kin_parent_answer_finish:
 * @self: a parent
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what any of a child's functions started.
 *
 * Returns: the answer
 */
int
kin_parent_answer_finish (KinParent     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
kin_parent_class_init (KinParentClass *klass)
{
}

static void
kin_parent_init (KinParent *self)
{
}

/**
 * kin_child_new:
 *
 * Creates a child.
 *
 * Returns: (transfer full): the child
 */
KinChild *
kin_child_new (void)
{
  return g_object_new (KIN_TYPE_CHILD, NULL);
}

/**
 * kin_child_answer_async:
 * @self: a child
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Answers. Its finish function is the parent's; it has no cancellable.
 */
void
kin_child_answer_async (KinChild            *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  answer_later (self, NULL, callback, user_data);
}

/**
 * kin_child_ask_async: (attributes glib:finish-func=answer_finish)
 * @self: a child
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Answers. An annotation names its finish function.
 */
void
kin_child_ask_async (KinChild            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  answer_later (self, cancellable, callback, user_data);
}

/**
 * kin_child_lonely_async:
 * @self: a child
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Answers. Nothing tells which finish function is its.
 */
void
kin_child_lonely_async (KinChild            *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  answer_later (self, cancellable, callback, user_data);
}

/**
 * kin_child_confide:
 * @self: a child
 * @_callback_: (scope async) (closure _user_data_): called with the answer
 * @_user_data_: for @_callback_
 *
 * Answers. Its names are those that the Vala compiler gives.
 */
void
kin_child_confide (KinChild            *self,
                   GAsyncReadyCallback  _callback_,
                   gpointer             _user_data_)
{
  answer_later (self, NULL, _callback_, _user_data_);
}

/**
 * kin_child_confide_finish:
 * @self: a child
 * @_res_: the result
 * @error: return location for an error
 *
 * Finishes what kin_child_confide() started.
 *
 * Returns: the answer
 */
int
kin_child_confide_finish (KinChild      *self,
                          GAsyncResult  *_res_,
                          GError       **error)
{
  return (int) g_task_propagate_int (G_TASK (_res_), error);
}

/**
 * kin_child_print:
 * @self: a child
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Answers. PyGObject gives it another name.
 */
void
kin_child_print (KinChild            *self,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  answer_later (self, NULL, callback, user_data);
}

/**
 * kin_child_print_finish:
 * @self: a child
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what kin_child_print() started.
 *
 * Returns: the answer
 */
int
kin_child_print_finish (KinChild      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
invoke (GClosure *closure,
        guint     n_values,
        GValue   *values)
{
  g_closure_invoke (closure, NULL, n_values, values, NULL);

  for (guint i = 0; i < n_values; i++)
    g_value_unset (&values[i]);
}

static void
invoke_ready_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      closure)
{
  GValue values[2] = { G_VALUE_INIT, G_VALUE_INIT };

  g_value_init_from_instance (&values[0], source);
  g_value_init_from_instance (&values[1], result);
  invoke (closure, G_N_ELEMENTS (values), values);
  g_closure_unref (closure);
}

/**
 * kin_child_count_async:
 * @self: a child
 * @up_to: how far to count
 * @cancellable: (nullable): a cancellable
 * @progress_callback_closure: (nullable): called with each number
 * @callback_closure: called with the answer
 *
 * Counts, then answers. It takes closures, as g_file_copy_async() does for bindings since GLib 2.82.
 */
void
kin_child_count_async (KinChild     *self,
                       int           up_to,
                       GCancellable *cancellable,
                       GClosure     *progress_callback_closure,
                       GClosure     *callback_closure)
{
  for (int i = 1; i <= up_to && progress_callback_closure != NULL; i++)
    {
      GValue value = G_VALUE_INIT;

      g_value_set_int (g_value_init (&value, G_TYPE_INT), i);
      invoke (progress_callback_closure, 1, &value);
    }

  g_closure_ref (callback_closure);
  g_closure_sink (callback_closure);
  answer_later (self, cancellable, invoke_ready_cb, callback_closure);
}

/**
 * kin_child_count_finish:
 * @self: a child
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what kin_child_count_async() started.
 *
 * Returns: the answer
 */
int
kin_child_count_finish (KinChild      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return (int) g_task_propagate_int (G_TASK (result), error);
}

/**
 * kin_visit_async:
 * @child: a child
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Answers. It is a function of the namespace, and so is its finish function.
 */
void
kin_visit_async (KinChild            *child,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  answer_later (child, cancellable, callback, user_data);
}

/**
 * kin_visit_finish:
 * @child: the child
 * @result: the result
 * @error: return location for an error
 *
 * Finishes what kin_visit_async() started for the same child.
 *
 * Returns: the answer
 */
int
kin_visit_finish (KinChild      *child,
                  GAsyncResult  *result,
                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, child), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
kin_child_class_init (KinChildClass *klass)
{
}

static void
kin_child_init (KinChild *self)
{
}

struct _KinStream
{
  GMemoryInputStream parent_instance;
};

G_DEFINE_TYPE (KinStream, kin_stream, G_TYPE_MEMORY_INPUT_STREAM)

static void
kin_stream_init (KinStream *self)
{
}

static void
kin_stream_class_init (KinStreamClass *klass)
{
}

/**
 * kin_stream_skip_async:
 * @self: a stream
 * @count: how many bytes
 * @cancellable: (nullable): a cancellable
 * @callback: called when they were skipped
 * @user_data: for @callback
 *
 * Skips bytes. Its finish function is that of a parent in another namespace.
 */
void
kin_stream_skip_async (KinStream           *self,
                       gsize                count,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_input_stream_skip_async (G_INPUT_STREAM (self), count, G_PRIORITY_DEFAULT, cancellable, callback, user_data);
}
