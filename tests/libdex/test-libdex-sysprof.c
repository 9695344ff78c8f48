/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * libsysprof, whose operations are made with libdex, called through twins in each situation.
 */

#include "sysprof-sync.h"

#include <smartasync-dex.h>
#include <sysprof-capture.h>

#include <glib/gstdio.h>

#include "fibers.h"
#include "support.h"

static char *folder;
static char *capture;

/* A capture with three marks. */
static void
write_capture (void)
{
  SysprofCaptureWriter *writer = sysprof_capture_writer_new (capture, 0);

  g_assert_nonnull (writer);
  for (guint i = 0; i < 3; i++)
    g_assert_true (sysprof_capture_writer_add_mark (writer, SYSPROF_CAPTURE_CURRENT_TIME, -1, getpid (), 1, "group",
                                                    "mark", "message"));
  g_assert_true (sysprof_capture_writer_flush (writer));
  sysprof_capture_writer_unref (writer);
}

static guint
count_marks (SysprofDocument *document)
{
  g_autoptr (GListModel) marks = sysprof_document_list_marks (document);

  return g_list_model_get_n_items (marks);
}

static SysprofDocument *
load (void)
{
  SysprofDocumentLoader *loader = sysprof_document_loader_new (capture);
  g_autoptr (GError) error = NULL;
  SysprofDocument *document;

  sysprof_document_loader_set_symbolizer (loader, sysprof_no_symbolizer_get ());
  document = sysprof_document_loader_load_sync (loader, NULL, &error);
  g_object_unref (loader);
  g_assert_no_error (error);

  return document;
}

/* Loads the capture, asks for its symbols, and saves it. */
static void
assert_loaded (void)
{
  SysprofDocument *document = load ();
  g_autofree char *copy = g_build_filename (folder, "copy.syscap", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (copy);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) symbols = NULL;

  g_assert_cmpuint (count_marks (document), ==, 3);
  symbols = sysprof_document_serialize_symbols_sync (document, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (symbols);
  g_assert_true (sysprof_document_save_sync (document, file, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (copy), ==, 0);
  g_object_unref (document);
}

static void
test_no_loop (void)
{
  assert_loaded ();
}

static gboolean
in_loop_cb (gpointer loop)
{
  assert_loaded ();
  g_main_loop_quit (loop);

  return G_SOURCE_REMOVE;
}

static void
test_own_loop (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_idle_add (in_loop_cb, loop);
  g_main_loop_run (loop);
}

static gpointer
fiber (gpointer       user_data,
       GCancellable  *cancellable,
       GError       **error)
{
  assert_loaded ();

  return NULL;
}

static void
test_own_fiber (void)
{
  g_autoptr (GError) error = NULL;

  support_fiber_run (fiber, NULL, NULL, &error);
  g_assert_no_error (error);
}

static DexFuture *
dex_fiber (gpointer data)
{
  assert_loaded ();

  return dex_future_new_true ();
}

static void
test_libdex_fiber (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (smart_dex_await (dex_scheduler_spawn (NULL, 0, dex_fiber, NULL, NULL), NULL, &error));
  g_assert_no_error (error);
}

/* What is no capture. */
static void
test_fails (void)
{
  SysprofDocumentLoader *loader = sysprof_document_loader_new ("/does/not/exist");
  g_autoptr (GError) error = NULL;

  g_assert_null (sysprof_document_loader_load_sync (loader, NULL, &error));
  g_assert_nonnull (error);
  g_object_unref (loader);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  dex_init ();
  folder = g_dir_make_tmp ("smartasync-sysprof-XXXXXX", NULL);
  capture = g_build_filename (folder, "capture.syscap", NULL);
  write_capture ();

  g_test_add_func ("/libdex-sysprof/no-loop", test_no_loop);
  g_test_add_func ("/libdex-sysprof/own-loop", test_own_loop);
  g_test_add_func ("/libdex-sysprof/own-fiber", test_own_fiber);
  g_test_add_func ("/libdex-sysprof/fiber-of-libdex", test_libdex_fiber);
  g_test_add_func ("/libdex-sysprof/fails", test_fails);

  status = g_test_run ();
  g_assert_cmpint (g_unlink (capture), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (capture);
  g_free (folder);

  return status;
}
