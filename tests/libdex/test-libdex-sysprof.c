/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * libsysprof, whose operations are made with libdex, called through twins in each situation.
 */

#include "sysprof-sync.h"

#include <libdex.h>
#include <sysprof-capture.h>

#include <glib/gstdio.h>

#include "situations.h"

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
assert_loaded (gconstpointer nothing)
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

  /* libsysprof makes fibers of libdex, which has none in a thread with another context. */
  situations_add_tests ("/libdex-sysprof", SITUATION_ALL & ~SITUATION_THREAD_WITH_CONTEXT, assert_loaded, NULL);
  g_test_add_func ("/libdex-sysprof/fails", test_fails);

  status = g_test_run ();
  g_assert_cmpint (g_unlink (capture), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (capture);
  g_free (folder);

  return status;
}
