/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams that insist on the main context on which they were made.
 */

#include <smartasync/smartasync.h>

#include "child.h"
#include "complete.h"
#include "fibers.h"
#include "support.h"

#define TEXT "what is in the stream"

/* A stream that, like those of libsoup, ends the process if the thread-default context is another one when it is closed
 * than it was when it was made.
 */
typedef struct
{
  GFilterInputStream  parent_instance;
  GMainContext       *context;         /* owned */
} Picky;

typedef GFilterInputStreamClass PickyClass;

GType picky_get_type (void);
G_DEFINE_TYPE (Picky, picky, G_TYPE_FILTER_INPUT_STREAM)

static int n_closed;          /* atomic */
static int n_read_elsewhere;  /* atomic */

static void
note_reading (Picky *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (context != self->context)
    g_atomic_int_inc (&n_read_elsewhere);
}

static gssize
picky_read (GInputStream  *stream,
            void          *buffer,
            gsize          count,
            GCancellable  *cancellable,
            GError       **error)
{
  note_reading ((Picky *) stream);

  return G_INPUT_STREAM_CLASS (picky_parent_class)->read_fn (stream, buffer, count, cancellable, error);
}

static gssize
picky_skip (GInputStream  *stream,
            gsize          count,
            GCancellable  *cancellable,
            GError       **error)
{
  note_reading ((Picky *) stream);

  return G_INPUT_STREAM_CLASS (picky_parent_class)->skip (stream, count, cancellable, error);
}

static gboolean
picky_close (GInputStream  *stream,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_assert_true (((Picky *) stream)->context == context);
  g_atomic_int_inc (&n_closed);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
picky_close_async (GInputStream        *stream,
                   int                  io_priority G_GNUC_UNUSED,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_return_boolean (task, picky_close (stream, NULL, NULL));
}

static gboolean
picky_close_finish (GInputStream  *stream G_GNUC_UNUSED,
                    GAsyncResult  *result,
                    GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
picky_finalize (GObject *object)
{
  g_main_context_unref (((Picky *) object)->context);

  G_OBJECT_CLASS (picky_parent_class)->finalize (object);
}

static void
picky_class_init (PickyClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = picky_finalize;
  stream_class->read_fn = picky_read;
  stream_class->skip = picky_skip;
  stream_class->close_fn = picky_close;
  stream_class->close_async = picky_close_async;
  stream_class->close_finish = picky_close_finish;
}

static void
picky_init (Picky *self)
{
  self->context = g_main_context_ref_thread_default ();
}

static GInputStream *
make_picky (void)
{
  g_autoptr (GInputStream) text = g_memory_input_stream_new_from_data (TEXT, -1, NULL);

  return g_object_new (picky_get_type (), "base-stream", text, NULL);
}

/* The twin of a function that makes such a stream, as the generator writes it */

static gboolean
open_cb (gpointer call)
{
  support_complete_call (call);

  return G_SOURCE_REMOVE;
}

static void
open_start (SmartAsyncCall *call,
            gpointer        user_data G_GNUC_UNUSED)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, open_cb, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
open_finish (GAsyncResult  *result G_GNUC_UNUSED,
             gpointer       user_data,
             GError       **error G_GNUC_UNUSED)
{
  GInputStream **stream = user_data;

  *stream = smart_async_context_stream_take (make_picky ());
}

static GInputStream *
open_sync (void)
{
  static const SmartAsyncOperationExtended operation = {
    .operation = { "open_sync", open_start, SMART_ASYNC_OPERATION_EXTENDED },
    .finish = open_finish,
  };
  GInputStream *stream = NULL;
  g_autoptr (GError) error = NULL;

  smart_async_run_and_finish (&operation, &stream, NULL, &error);
  g_assert_no_error (error);

  return stream;
}

static void
read_all (GInputStream *stream)
{
  char text[sizeof TEXT] = "";
  gsize n_read;

  g_assert_true (g_input_stream_read_all (stream, text, sizeof TEXT, &n_read, NULL, NULL));
  g_assert_cmpstr (text, ==, TEXT);
}

/* Where it was made */

static void
close_one (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = open_sync ();

  read_all (stream);
  g_assert_true (g_input_stream_close (stream, NULL, &error));
  g_assert_no_error (error);
}

static void
drop_one (void)
{
  g_object_unref (open_sync ());
}

static void
use_both (void)
{
  int before = g_atomic_int_get (&n_closed);

  close_one ();
  drop_one ();
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, before + 2);
}

static void
use_with_every_policy (void)
{
  static const SmartAsyncPolicy policies[] = { SMART_ASYNC_POLICY_AUTO, SMART_ASYNC_POLICY_PRIVATE };

  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (policies[i]);
      g_auto (SmartAsyncTimeoutScope) timeout = smart_async_timeout_scope_push (60000);

      use_both ();
    }
}

static void
test_no_loop (void)
{
  use_with_every_policy ();
}

static void
test_own_loop (void)
{
  support_call_in_loop (NULL, use_with_every_policy);
}

static void
test_thread (void)
{
  support_call_in_thread (use_with_every_policy);
}

static void
test_thread_beside_loop (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  SupportLoopThread *thread = support_loop_thread_start (context);

  support_call_in_thread (use_with_every_policy);
  support_loop_thread_stop (thread);
}

static gpointer
fiber_func (gpointer user_data G_GNUC_UNUSED, GCancellable *cancellable G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  use_with_every_policy ();

  return NULL;
}

static void
test_fiber (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (fiber_func, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Reading. It may attach what only this thread is to dispatch. */

static void
read_some (GInputStream *stream)
{
  char letter;

  g_assert_cmpint (g_input_stream_skip (stream, 2, NULL, NULL), ==, 2);
  g_assert_cmpint (g_input_stream_read (stream, &letter, 1, NULL, NULL), ==, 1);
  g_assert_cmpint (letter, ==, TEXT[2]);
}

static void
read_one (void)
{
  g_autoptr (GInputStream) stream = open_sync ();

  read_some (stream);
}

static void
read_on_own_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  smart_async_push_context (context);
  read_one ();
  smart_async_pop_context ();
  g_assert_null (g_main_context_get_thread_default ());
}

static void
test_reading (void)
{
  read_one ();
  read_on_own_context ();
  support_call_in_thread (read_on_own_context);
  support_call_in_loop (NULL, read_on_own_context);
  g_assert_cmpint (g_atomic_int_get (&n_read_elsewhere), ==, 0);
}

static GInputStream *opened;

static void
read_opened (void)
{
  read_some (opened);
}

/* Nobody waits there for what the other thread does. */
static void
test_reading_of_others (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  smart_async_push_context (context);
  opened = open_sync ();
  g_assert_true (g_main_context_acquire (context));
  support_call_in_thread (read_opened);
  g_main_context_release (context);
  g_assert_cmpint (g_atomic_int_get (&n_read_elsewhere), ==, 2);

  smart_async_pop_context ();
  g_clear_object (&opened);
}

/* Elsewhere */

static void
close_opened (void)
{
  g_assert_true (g_input_stream_close (opened, NULL, NULL));
  g_clear_object (&opened);
}

static void
drop_opened (void)
{
  g_clear_object (&opened);
}

static void
test_other_thread (void)
{
  opened = open_sync ();
  support_call_in_thread (close_opened);
  opened = open_sync ();
  support_call_in_thread (drop_opened);
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, 2);
}

static void
open_one (void)
{
  opened = open_sync ();
}

static void
test_after_thread (void)
{
  support_call_in_thread (open_one);
  close_opened ();
  support_call_in_thread (open_one);
  support_call_in_loop (NULL, drop_opened);
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, 2);
}

static void
test_loop_afterwards (void)
{
  g_auto (SmartAsyncPolicyScope) policy = smart_async_policy_scope_push (SMART_ASYNC_POLICY_REFUSE);

  opened = open_sync ();
  support_call_in_loop (NULL, close_opened);
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, 1);
}

/* Asynchronously */

static void
result_cb (GObject      *source G_GNUC_UNUSED,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

static void
wait_for_result (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_async (void)
{
  g_autoptr (GInputStream) stream = open_sync ();
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  g_input_stream_read_bytes_async (stream, sizeof TEXT, G_PRIORITY_DEFAULT, NULL, result_cb, &read);
  wait_for_result (&read);
  bytes = g_input_stream_read_bytes_finish (stream, read, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), TEXT, sizeof TEXT - 1);

  g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, result_cb, &closed);
  wait_for_result (&closed);
  g_assert_true (g_input_stream_close_finish (stream, closed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, 1);
}

static void
test_async_at_home (void)
{
  g_autoptr (GInputStream) stream = smart_async_context_stream_take (make_picky ());
  g_autoptr (GAsyncResult) closed = NULL;

  g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, result_cb, &closed);
  wait_for_result (&closed);
  g_assert_true (g_input_stream_close_finish (stream, closed, NULL));
}

/* What may go wrong */

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GInputStream) stream = open_sync ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (g_input_stream_close (stream, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, 1);
}

static void
drop_start (SmartAsyncCall *call,
            gpointer        user_data G_GNUC_UNUSED)
{
  drop_opened ();
  support_complete_call (call);
}

/* No call can be made where it is released. So that is left to its context, which the default one dispatches. */
static void
test_too_deep (void)
{
  static const SmartAsyncOperation operation = { "drop_sync", drop_start, SMART_ASYNC_OPERATION_NONE };
  g_autoptr (GMainContext) other = g_main_context_new ();
  const SmartAsyncOptions options = { .set = SMART_ASYNC_OPTION_CONTEXT, .context = other };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  opened = open_sync ();
  smart_async_set_max_depth (1);
  result = smart_async_run_full (&operation, NULL, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_atomic_int_get (&n_closed), ==, 0);
  support_iterate_until (NULL, &n_closed);
}

static void
test_nothing (void)
{
  g_assert_null (smart_async_context_stream_take (NULL));
}

/* A text in memory can be polled, and so can a stream of it; what is only a filter can't. */
static void
test_poll (void)
{
  GInputStream *memory = g_memory_input_stream_new_from_data (TEXT, -1, NULL);
  g_autoptr (GInputStream) text = smart_async_context_stream_take (memory);
  g_autoptr (GInputStream) picky = smart_async_context_stream_take (make_picky ());
  GPollableInputStream *pollable = G_POLLABLE_INPUT_STREAM (text);
  g_autoptr (GSource) source = g_pollable_input_stream_create_source (pollable, NULL);
  char byte;

  g_assert_false (g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (picky)));
  g_assert_true (g_pollable_input_stream_can_poll (pollable));
  g_assert_true (g_pollable_input_stream_is_readable (pollable));
  g_assert_nonnull (source);
  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (pollable, &byte, 1, NULL, NULL), ==, 1);
  g_assert_cmpint (byte, ==, TEXT[0]);
}

static void
add (const char *claim,
     SupportFunc test)
{
  g_autofree char *path = g_strconcat ("/smartasync/context-stream/", claim, NULL);

  test_child_add_func (path, test);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("closes-where-no-loop-runs", test_no_loop);
  add ("closes-inside-a-loop", test_own_loop);
  add ("closes-in-a-thread", test_thread);
  add ("closes-in-a-thread-beside-a-loop", test_thread_beside_loop);
  add ("closes-in-a-fiber", test_fiber);
  add ("reads-on-its-context", test_reading);
  add ("reads-where-its-context-is-owned-by-another-thread", test_reading_of_others);
  add ("closes-for-another-thread", test_other_thread);
  add ("closes-after-the-end-of-the-thread-that-made-it", test_after_thread);
  add ("closes-in-a-loop-that-runs-afterwards", test_loop_afterwards);
  add ("reads-and-closes-asynchronously", test_async);
  add ("closes-asynchronously-in-its-own-context", test_async_at_home);
  add ("closes-although-it-is-cancelled", test_cancelled);
  add ("closes-although-calls-are-too-deep", test_too_deep);
  add ("gives-nothing-for-nothing", test_nothing);
  add ("can-be-polled-if-its-base-can", test_poll);

  return g_test_run ();
}
