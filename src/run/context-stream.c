/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Closes a stream on the main context on which it was made.
 */

#include <smartasync/smartasync.h>

#include "base/plain-result.h"
#include "context/private-context.h"

/* When a stream of libsoup is closed, or freed without that, libsoup asserts that the thread-default context is
 * still the one on which the message was sent, and ends the process if it is not. After a private call it never
 * is: nobody but this library knows the private context. So the stream is closed inside a call that runs on that
 * context.
 *
 * Reading a stream of HTTP/2 attaches sources, which write to its connection later. They belong on that context, too:
 * on another one, another thread may dispatch them while this one reads on. That is not worth waiting for a thread that
 * owns the context: then it is read as it is.
 */

/**
 * SmartAsyncContextStream:
 *
 * An input stream that closes another one on the main context on which that was made, wherever it is closed itself, or
 * freed. Otherwise it is the other one: it reads from it, in the same way and in the same thread; and on that context,
 * too, as far as no other thread owns it.
 *
 * This is for streams that insist on their context, such as those of libsoup's `soup_session_send_async()`. Twins of
 * functions that [configuration](codegen.html#configuration) describes so return it.
 *
 * Since: 0.9
 */
struct _SmartAsyncContextStream
{
  GFilterInputStream  parent_instance;
  GMainContext       *context;          /* owned */
};

static void pollable_init (GPollableInputStreamInterface *interface);

G_DEFINE_TYPE_WITH_CODE (SmartAsyncContextStream, smart_async_context_stream, G_TYPE_FILTER_INPUT_STREAM,
                         G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static GInputStream *
get_base (gpointer stream)
{
  return g_filter_input_stream_get_base_stream (stream);
}

/* Where the base stream is used */

static gboolean
is_at_home (SmartAsyncContextStream *self)
{
  return self->context == smart_async_caller_context ();
}

/* Makes the stream's context the thread-default one, if that is to be done and can be. */
static gboolean
go_home (SmartAsyncContextStream *self)
{
  if (is_at_home (self) || !smart_async_acquire_context (self->context))
    return FALSE;

  g_main_context_push_thread_default (self->context);

  return TRUE;
}

static void
leave_home (SmartAsyncContextStream *self)
{
  g_main_context_pop_thread_default (self->context);
  g_main_context_release (self->context);
}

/* Reading */

static gssize
context_stream_read (GInputStream  *stream,
                     void          *buffer,
                     gsize          count,
                     GCancellable  *cancellable,
                     GError       **error)
{
  SmartAsyncContextStream *self = SMART_ASYNC_CONTEXT_STREAM (stream);
  gboolean has_left = go_home (self);
  gssize n_read = g_input_stream_read (get_base (self), buffer, count, cancellable, error);

  if (has_left)
    leave_home (self);

  return n_read;
}

static gssize
context_stream_skip (GInputStream  *stream,
                     gsize          count,
                     GCancellable  *cancellable,
                     GError       **error)
{
  SmartAsyncContextStream *self = SMART_ASYNC_CONTEXT_STREAM (stream);
  gboolean has_left = go_home (self);
  gssize n_skipped = g_input_stream_skip (get_base (self), count, cancellable, error);

  if (has_left)
    leave_home (self);

  return n_skipped;
}

static void
read_cb (GObject      *base,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (base), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n_read);
}

static void
context_stream_read_async (GInputStream        *stream,
                           void                *buffer,
                           gsize                count,
                           int                  io_priority,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_priority (task, io_priority);
  g_input_stream_read_async (get_base (stream), buffer, count, io_priority, cancellable, read_cb, task);
}

static gssize
context_stream_read_finish (GInputStream  *stream G_GNUC_UNUSED,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static gboolean
context_stream_can_poll (GPollableInputStream *stream)
{
  GInputStream *base = get_base (stream);

  return G_IS_POLLABLE_INPUT_STREAM (base) && g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (base));
}

static gboolean
context_stream_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (get_base (stream)));
}

static GSource *
context_stream_create_source (GPollableInputStream *stream,
                              GCancellable         *cancellable)
{
  GPollableInputStream *base = G_POLLABLE_INPUT_STREAM (get_base (stream));
  g_autoptr (GSource) of_base = g_pollable_input_stream_create_source (base, cancellable);

  return g_pollable_source_new_full (stream, of_base, cancellable);
}

static gssize
context_stream_read_nonblocking (GPollableInputStream  *stream,
                                 void                  *buffer,
                                 gsize                  count,
                                 GError               **error)
{
  GPollableInputStream *base = G_POLLABLE_INPUT_STREAM (get_base (stream));

  return g_pollable_input_stream_read_nonblocking (base, buffer, count, NULL, error);
}

static void
pollable_init (GPollableInputStreamInterface *interface)
{
  interface->can_poll = context_stream_can_poll;
  interface->is_readable = context_stream_is_readable;
  interface->create_source = context_stream_create_source;
  interface->read_nonblocking = context_stream_read_nonblocking;
}

/* Closing */

typedef struct
{
  SmartAsyncContextStream *stream;
  GCancellable            *cancellable;  /* nullable */
  gboolean                 is_closed;
  GError                  *error;        /* owned, nullable */
} Closing;

static void
start_closing (SmartAsyncCall *call,
               gpointer        user_data)
{
  g_autoptr (GAsyncResult) done = smart_async_plain_result_new (NULL, NULL, NULL, NULL);
  Closing *self = user_data;

  self->is_closed = g_input_stream_close (get_base (self->stream), self->cancellable, &self->error);
  smart_async_call_complete (call, done);
}

/* No limit and no policy of the caller's holds for the call: it ends as soon as it has been started. */
static gboolean
close_in_context (SmartAsyncContextStream  *self,
                  GCancellable             *cancellable,
                  GError                  **error)
{
  static const SmartAsyncOperation operation = { "smart_async_context_stream_close", start_closing,
                                                 SMART_ASYNC_OPERATION_CALLER_MEMORY };
  const SmartAsyncOptions options = {
    .set = SMART_ASYNC_OPTION_POLICY | SMART_ASYNC_OPTION_TIMEOUT | SMART_ASYNC_OPTION_WATCHDOG |
           SMART_ASYNC_OPTION_CONTEXT,
    .context = self->context,
  };
  Closing closing = { self, cancellable, FALSE, NULL };
  g_autoptr (GAsyncResult) result = smart_async_run_full (&operation, &closing, &options, NULL, error);

  if (closing.error != NULL)
    g_propagate_error (error, closing.error);

  return result != NULL && closing.is_closed;
}

static gboolean
context_stream_close (GInputStream  *stream,
                      GCancellable  *cancellable,
                      GError       **error)
{
  SmartAsyncContextStream *self = SMART_ASYNC_CONTEXT_STREAM (stream);

  if (is_at_home (self))
    return g_input_stream_close (get_base (self), cancellable, error);

  return close_in_context (self, cancellable, error);
}

static void
close_cb (GObject      *base,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_input_stream_close_finish (G_INPUT_STREAM (base), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* On another context nobody may dispatch what the base stream would attach there. It is closed at once then, which only
 * takes long if much is left to read.
 */
static void
context_stream_close_async (GInputStream        *stream,
                            int                  io_priority,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  SmartAsyncContextStream *self = SMART_ASYNC_CONTEXT_STREAM (stream);
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_priority (task, io_priority);
  if (is_at_home (self))
    g_input_stream_close_async (get_base (self), io_priority, cancellable, close_cb, g_steal_pointer (&task));
  else if (close_in_context (self, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
context_stream_close_finish (GInputStream  *stream G_GNUC_UNUSED,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
release_cb (gpointer base G_GNUC_UNUSED)
{
  return G_SOURCE_REMOVE;
}

/* It could not be closed where it insists to be, as in a call that is too deep: that context releases it. */
static void
release_in_context (SmartAsyncContextStream *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, release_cb, g_object_ref (get_base (self)), g_object_unref);
  g_source_set_static_name (source, "[smartasync] release a stream");
  g_source_attach (source, self->context);
}

static void
context_stream_dispose (GObject *object)
{
  SmartAsyncContextStream *self = SMART_ASYNC_CONTEXT_STREAM (object);
  GInputStream *base = get_base (self);

  if (base != NULL && !g_input_stream_is_closed (base))
    {
      g_input_stream_close (G_INPUT_STREAM (self), NULL, NULL);
      if (!g_input_stream_is_closed (base))
        release_in_context (self);
    }

  G_OBJECT_CLASS (smart_async_context_stream_parent_class)->dispose (object);
}

static void
context_stream_finalize (GObject *object)
{
  SmartAsyncContextStream *self = SMART_ASYNC_CONTEXT_STREAM (object);

  g_main_context_unref (self->context);

  G_OBJECT_CLASS (smart_async_context_stream_parent_class)->finalize (object);
}

static void
smart_async_context_stream_class_init (SmartAsyncContextStreamClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = context_stream_dispose;
  G_OBJECT_CLASS (klass)->finalize = context_stream_finalize;
  stream_class->read_fn = context_stream_read;
  stream_class->skip = context_stream_skip;
  stream_class->read_async = context_stream_read_async;
  stream_class->read_finish = context_stream_read_finish;
  stream_class->close_fn = context_stream_close;
  stream_class->close_async = context_stream_close_async;
  stream_class->close_finish = context_stream_close_finish;
}

static void
smart_async_context_stream_init (SmartAsyncContextStream *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * smart_async_context_stream_take:
 * @base_stream: (transfer full) (nullable): a stream that insists on its main context, or %NULL
 *
 * Gives a stream in place of one that insists on its main context: it can be used, closed and released wherever that is
 * wanted. This is to be called where the thread-default context is the one that @base_stream insists on: in the
 * callback of the operation that has made it, or in the finish function of a twin.
 *
 * Returns: (transfer full) (nullable): the stream; %NULL for %NULL, as finish functions that fail return
 *
 * Since: 0.9
 */
GInputStream *
smart_async_context_stream_take (GInputStream *base_stream)
{
  GInputStream *stream;

  g_return_val_if_fail (base_stream == NULL || G_IS_INPUT_STREAM (base_stream), NULL);
  if (base_stream == NULL)
    return NULL;

  stream = g_object_new (SMART_ASYNC_TYPE_CONTEXT_STREAM, "base-stream", base_stream, NULL);
  g_object_unref (base_stream);

  return stream;
}
