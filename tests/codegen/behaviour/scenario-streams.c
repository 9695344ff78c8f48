/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Streams: read and written in every way there is.
 */

#include <string.h>

#include "scenario.h"

static GInputStream *
make_input (const char *text)
{
  return g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);
}

static void
read_bytes (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) input = make_input ("0123456789abcdef");
  g_autoptr (GBytes) bytes = NULL;
  char buffer[8] = "";
  gsize n_read = 99;

  scenario_result (log, "read", CALL (g_input_stream_read) (input, buffer, 4, NULL, &error), &error);
  scenario_note (log, "%.4s\n", buffer);
  scenario_result (log, "skip", CALL (g_input_stream_skip) (input, 2, NULL, &error), &error);
  bytes = CALL (g_input_stream_read_bytes) (input, 3, NULL, &error);
  scenario_note (log, "%.3s\n", (const char *) g_bytes_get_data (bytes, NULL));
  scenario_result (log, "read_all", CALL (g_input_stream_read_all) (input, buffer, 4, &n_read, NULL, &error), &error);
  scenario_note (log, "%.4s %" G_GSIZE_FORMAT "\n", buffer, n_read);
  scenario_result (log, "read_all at the end",
                   CALL (g_input_stream_read_all) (input, buffer, 8, &n_read, NULL, &error), &error);
  scenario_note (log, "%" G_GSIZE_FORMAT "\n", n_read);
  scenario_result (log, "close", CALL (g_input_stream_close) (input, NULL, &error), &error);
  scenario_result (log, "read closed", CALL (g_input_stream_read) (input, buffer, 4, NULL, &error), &error);
}

static void
read_lines (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) input = make_input ("line\nupto|until;");
  g_autoptr (GDataInputStream) data = g_data_input_stream_new (input);
  g_autofree char *line = NULL;
  g_autofree char *until = NULL;
  g_autofree char *upto = NULL;
  gsize length = 0;

  scenario_result (log, "fill",
                   CALL (g_buffered_input_stream_fill) (G_BUFFERED_INPUT_STREAM (data), 4, NULL, &error), &error);
  line = CALL (g_data_input_stream_read_line) (data, &length, NULL, &error);
  scenario_note (log, "%s %" G_GSIZE_FORMAT "\n", line, length);
  upto = CALL (g_data_input_stream_read_upto) (data, "|", 1, &length, NULL, &error);
  scenario_note (log, "%s %" G_GSIZE_FORMAT "\n", upto, length);
  /* GIO says that only its own blocking function takes the stop character. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  until = CALL (g_data_input_stream_read_until) (data, ";", &length, NULL, &error);
  G_GNUC_END_IGNORE_DEPRECATIONS
  scenario_note (log, "%s %" G_GSIZE_FORMAT "\n", until, length);
}

static void
write_bytes (GString *log)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GInputStream) source = make_input ("spliced");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("bytes", 5);
  GOutputVector vectors[] = { { "ab", 2 }, { "cde", 3 } };
  gsize n_written = 99;

  scenario_result (log, "write", CALL (g_output_stream_write) (output, (gpointer) "text", 4, NULL, &error), &error);
  scenario_result (log, "write_bytes", CALL (g_output_stream_write_bytes) (output, bytes, NULL, &error), &error);
  scenario_result (log, "write_all",
                   CALL (g_output_stream_write_all) (output, (gpointer) "all", 3, &n_written, NULL, &error), &error);
  scenario_note (log, "%" G_GSIZE_FORMAT "\n", n_written);
  scenario_result (log, "writev", CALL (g_output_stream_writev) (output, vectors, 2, &n_written, NULL, &error), &error);
  scenario_note (log, "%" G_GSIZE_FORMAT "\n", n_written);
  scenario_result (log, "writev_all",
                   CALL (g_output_stream_writev_all) (output, vectors, 2, &n_written, NULL, &error), &error);
  scenario_note (log, "%" G_GSIZE_FORMAT "\n", n_written);
  scenario_result (log, "splice", CALL (g_output_stream_splice) (output, source, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                                                 NULL, &error), &error);
  scenario_result (log, "flush", CALL (g_output_stream_flush) (output, NULL, &error), &error);
  scenario_note (log, "%.*s\n", (int) g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (output)),
                 (const char *) g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (output)));
  scenario_result (log, "close", CALL (g_output_stream_close) (output, NULL, &error), &error);
  scenario_result (log, "write closed",
                   CALL (g_output_stream_write) (output, (gpointer) "text", 4, NULL, &error), &error);
}

static void
fill_fixed (GString *log)
{
  g_autoptr (GError) error = NULL;
  char memory[4];
  g_autoptr (GOutputStream) output = g_memory_output_stream_new (memory, sizeof memory, NULL, NULL);
  gsize n_written = 99;

  scenario_result (log, "write_all, too much",
                   CALL (g_output_stream_write_all) (output, (gpointer) "123456", 6, &n_written, NULL, &error), &error);
  scenario_note (log, "%" G_GSIZE_FORMAT "\n", n_written);
}

static void
ask_streams (GString *log,
             GFile   *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_get_child (folder, "stream");
  g_autoptr (GFileIOStream) both = g_file_create_readwrite (file, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr (GFileOutputStream) output = NULL;
  g_autoptr (GFileInputStream) input = NULL;
  g_autoptr (GFileInfo) io_info = NULL;
  g_autoptr (GFileInfo) in_info = NULL;
  g_autoptr (GFileInfo) out_info = NULL;

  io_info = CALL (g_file_io_stream_query_info) (both, "standard::size", NULL, &error);
  scenario_object (log, "io query_info", io_info, &error);
  scenario_result (log, "io close", CALL (g_io_stream_close) (G_IO_STREAM (both), NULL, &error), &error);
  output = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, NULL);
  out_info = CALL (g_file_output_stream_query_info) (output, "standard::size", NULL, &error);
  scenario_object (log, "output query_info", out_info, &error);
  input = g_file_read (file, NULL, NULL);
  in_info = CALL (g_file_input_stream_query_info) (input, "standard::size", NULL, &error);
  scenario_note (log, "%" G_GOFFSET_FORMAT "\n", g_file_info_get_size (in_info));
  g_file_delete (file, NULL, NULL);
}

void
SCENARIO (streams) (GString *log,
                    gpointer data)
{
  read_bytes (log);
  read_lines (log);
  write_bytes (log);
  fill_fixed (log);
  ask_streams (log, data);
}
