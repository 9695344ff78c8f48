/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Files: made, read, copied, asked and removed.
 */

#include "scenario.h"

#define FLAGS G_FILE_CREATE_NONE

static void
progress_cb (goffset  current,
             goffset  total,
             gpointer user_data)
{
  goffset *last = user_data;

  *last = MAX (*last, current);
}

static void
note_contents (GString *log,
               GFile   *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;
  gboolean ok = CALL (g_file_load_contents) (file, NULL, &contents, &length, NULL, &error);

  scenario_result (log, "load_contents", ok, &error);
  scenario_note (log, "%" G_GSIZE_FORMAT " %s\n", length, contents);
}

static void
write_files (GString *log,
             GFile   *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *etag = NULL;
  g_autoptr (GFileOutputStream) created = NULL;
  g_autoptr (GFileOutputStream) again = NULL;
  g_autoptr (GFileOutputStream) appended = NULL;
  g_autoptr (GFileOutputStream) replaced = NULL;

  created = CALL (g_file_create) (file, FLAGS, NULL, &error);
  scenario_object (log, "create", created, &error);
  again = CALL (g_file_create) (file, FLAGS, NULL, &error);
  scenario_object (log, "create again", again, &error);

  scenario_result (log, "replace_contents", CALL (g_file_replace_contents) (file, "one\ntwo\n", 8, NULL, FALSE, FLAGS,
                                                                            &etag, NULL, &error), &error);
  scenario_note (log, "etag %d\n", etag != NULL);
  note_contents (log, file);
  scenario_result (log, "replace_contents, wrong etag",
                   CALL (g_file_replace_contents) (file, "x", 1, "wrong", FALSE, FLAGS, NULL, NULL, &error), &error);

  appended = CALL (g_file_append_to) (file, FLAGS, NULL, &error);
  scenario_object (log, "append_to", appended, &error);
  scenario_result (log, "write", g_output_stream_write (G_OUTPUT_STREAM (appended), "three", 5, NULL, NULL), &error);
  g_output_stream_close (G_OUTPUT_STREAM (appended), NULL, NULL);
  note_contents (log, file);

  replaced = CALL (g_file_replace) (file, NULL, FALSE, FLAGS, NULL, &error);
  scenario_object (log, "replace", replaced, &error);
  g_output_stream_write (G_OUTPUT_STREAM (replaced), "four", 4, NULL, NULL);
  g_output_stream_close (G_OUTPUT_STREAM (replaced), NULL, NULL);
  note_contents (log, file);
}

static void
open_files (GString *log,
            GFile   *file,
            GFile   *nowhere)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = CALL (g_file_read) (file, NULL, &error);
  g_autoptr (GFileInputStream) none = NULL;
  g_autoptr (GFileIOStream) both = NULL;
  g_autoptr (GFileIOStream) new_one = NULL;
  g_autoptr (GFileIOStream) replaced = NULL;
  g_autoptr (GFileIOStream) io = NULL;
  g_autoptr (GFile) temporary = NULL;
  g_autoptr (GBytes) bytes = NULL;

  scenario_object (log, "read", stream, &error);
  none = CALL (g_file_read) (nowhere, NULL, &error);
  scenario_object (log, "read nowhere", none, &error);
  both = CALL (g_file_open_readwrite) (file, NULL, &error);
  scenario_object (log, "open_readwrite", both, &error);
  new_one = CALL (g_file_create_readwrite) (file, FLAGS, NULL, &error);
  scenario_object (log, "create_readwrite", new_one, &error);
  bytes = CALL (g_file_load_bytes) (file, NULL, NULL, &error);
  scenario_note (log, "load_bytes %" G_GSIZE_FORMAT "\n", g_bytes_get_size (bytes));
  temporary = CALL (g_file_new_tmp) ("scenario-XXXXXX", &io, &error);
  scenario_object (log, "new_tmp", temporary, &error);
  g_file_delete (temporary, NULL, NULL);
  replaced = CALL (g_file_replace_readwrite) (file, NULL, FALSE, FLAGS, NULL, &error);
  scenario_object (log, "replace_readwrite", replaced, &error);
  g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (replaced)), "five", 4, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (replaced), NULL, NULL);
}

static void
move_files (GString *log,
            GFile   *file,
            GFile   *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) renamed = NULL;
  goffset last = 0;

  scenario_result (log, "copy", CALL (g_file_copy) (file, other, G_FILE_COPY_NONE, NULL, progress_cb, &last, &error),
                   &error);
  scenario_note (log, "progress %" G_GOFFSET_FORMAT "\n", last);
  scenario_result (log, "copy again", CALL (g_file_copy) (file, other, G_FILE_COPY_NONE, NULL, NULL, NULL, &error),
                   &error);
  scenario_result (log, "move", CALL (g_file_move) (file, other, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error),
                   &error);
  renamed = CALL (g_file_set_display_name) (other, "file", NULL, &error);
  scenario_object (log, "set_display_name", renamed, &error);
  scenario_result (log, "equal", g_file_equal (renamed, file), &error);
}

static void
ask_files (GString *log,
           GFile   *folder,
           GFile   *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = CALL (g_file_query_info) (file, "standard::*", G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_autoptr (GFileInfo) system = CALL (g_file_query_filesystem_info) (file, "filesystem::type", NULL, &error);
  g_autoptr (GFileEnumerator) children = NULL;
  g_autoptr (GMount) mount = NULL;
  guint64 usage = 0;
  guint64 n_dirs = 0;
  guint64 n_files = 0;

  scenario_note (log, "info %s %" G_GOFFSET_FORMAT "\n", g_file_info_get_name (info), g_file_info_get_size (info));
  scenario_note (log, "system %s\n", g_file_info_get_attribute_string (system, "filesystem::type"));
  children = CALL (g_file_enumerate_children) (folder, "standard::name", G_FILE_QUERY_INFO_NONE, NULL, &error);
  scenario_object (log, "enumerate_children", children, &error);
  scenario_result (log, "enumerator_close", CALL (g_file_enumerator_close) (children, NULL, &error), &error);
  scenario_result (log, "measure", CALL (g_file_measure_disk_usage) (folder, G_FILE_MEASURE_APPARENT_SIZE, NULL, NULL,
                                                                     NULL, &usage, &n_dirs, &n_files, &error), &error);
  scenario_note (log, "%d %d\n", (int) n_dirs, (int) n_files);
  mount = CALL (g_file_find_enclosing_mount) (file, NULL, &error);
  scenario_object (log, "find_enclosing_mount", mount, &error);
}

static void
remove_files (GString *log,
              GFile   *folder,
              GFile   *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) inner = g_file_get_child (folder, "inner");
  g_autoptr (GFile) link = g_file_get_child (folder, "link");

  scenario_result (log, "make_directory", CALL (g_file_make_directory) (inner, NULL, &error), &error);
  scenario_result (log, "make_directory again", CALL (g_file_make_directory) (inner, NULL, &error), &error);
  scenario_result (log, "make_symbolic_link", CALL (g_file_make_symbolic_link) (link, "file", NULL, &error), &error);
  scenario_result (log, "trash nothing", CALL (g_file_trash) (g_file_get_child (inner, "none"), NULL, &error), &error);
  scenario_result (log, "delete full", CALL (g_file_delete) (folder, NULL, &error), &error);
  scenario_result (log, "delete", CALL (g_file_delete) (link, NULL, &error), &error);
  scenario_result (log, "delete", CALL (g_file_delete) (inner, NULL, &error), &error);
  scenario_result (log, "delete", CALL (g_file_delete) (file, NULL, &error), &error);
  scenario_result (log, "delete again", CALL (g_file_delete) (file, NULL, &error), &error);
}

static void
cancel_files (GString *log,
              GFile   *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *contents = NULL;
  gsize length = 7;

  g_cancellable_cancel (cancellable);
  scenario_result (log, "delete, cancelled", CALL (g_file_delete) (file, cancellable, &error), &error);
  scenario_result (log, "load, cancelled",
                   CALL (g_file_load_contents) (file, cancellable, &contents, &length, NULL, &error), &error);
}

void
SCENARIO (files) (GString *log,
                  gpointer data)
{
  GFile *folder = data;
  g_autoptr (GFile) file = g_file_get_child (folder, "file");
  g_autoptr (GFile) other = g_file_get_child (folder, "other");
  g_autoptr (GFile) nowhere = g_file_get_child (folder, "no/where");

  write_files (log, file);
  open_files (log, file, nowhere);
  move_files (log, file, other);
  ask_files (log, folder, file);
  cancel_files (log, file);
  remove_files (log, folder, file);
}
