/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Makes introspection data from headers.
 */

#include "scan.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/diagnostics.h"
#include "read/gir-reader.h"
#include "read/header-text.h"
#include "warnings.h"

static void
add_each (GPtrArray   *command,
          const char  *format,
          char       **values)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    g_ptr_array_add (command, g_strconcat (format, values[i], NULL));
}

/* Gio is always there: without it, the scanner cannot know a GAsyncReadyCallback. */
static GPtrArray *
make_command (const Options *options,
              const char    *output)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (command, g_strdup (options->scanner != NULL ? options->scanner : "g-ir-scanner"));
  g_ptr_array_add (command, g_strdup ("--header-only"));
  g_ptr_array_add (command, g_strdup ("--quiet"));
  g_ptr_array_add (command, g_strconcat ("--namespace=", options->namespace, NULL));
  g_ptr_array_add (command, g_strconcat ("--nsversion=", options->nsversion, NULL));
  g_ptr_array_add (command, g_strconcat ("--output=", output, NULL));
  g_ptr_array_add (command, g_strdup ("--include=Gio-2.0"));
  g_ptr_array_add (command, g_strdup ("--pkg=gio-2.0"));
  add_each (command, "--include=", options->gir_includes);
  add_each (command, "--pkg=", options->packages);
  add_each (command, "--identifier-prefix=", options->identifier_prefixes);
  add_each (command, "--symbol-prefix=", options->symbol_prefixes);
  add_each (command, "--add-include-path=", options->gir_dirs);
  add_each (command, "", options->cflags);
  add_each (command, "", options->files);
  g_ptr_array_add (command, NULL);

  return command;
}

/* The scanner's messages go to stderr as they are. */
static gboolean
run_scanner (GPtrArray  *command,
             GError    **error)
{
  const char *program = g_ptr_array_index (command, 0);
  g_autoptr (GError) local = NULL;
  g_autoptr (GSubprocess) process = NULL;

  process = g_subprocess_newv ((const char * const *) command->pdata, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &local);
  if (process == NULL)
    {
      diagnostics_set_error_at (error, program, 0,
                                "--scan cannot run the scanner: %s; it comes with gobject-introspection",
                                local->message);
      return FALSE;
    }
  if (!g_subprocess_wait_check (process, NULL, &local))
    {
      diagnostics_set_error_at (error, program, 0, "the scanner failed: %s", local->message);
      return FALSE;
    }

  return TRUE;
}

/* The scanner's file is temporary: messages name the places in the headers instead. */
static void
use_places_in_headers (GirModel *model)
{
  for (guint i = 0; i < model->callables->len; i++)
    {
      GirCallable *callable = g_ptr_array_index (model->callables, i);

      if (callable->header == NULL)
        continue;
      callable->file = callable->header;
      callable->line = callable->header_line;
      for (guint j = 0; j < callable->parameters->len; j++)
        gir_callable_get_parameter (callable, j)->line = callable->header_line;
      callable->returns->line = callable->header_line;
    }
}

/* Of a source, nothing is called from outside. The scanner has reported what cannot be read. */
static void
read_headers (const Options *options,
              GirModel      *model)
{
  for (guint i = 0; options->files[i] != NULL; i++)
    {
      g_autofree char *text = NULL;

      if (g_str_has_suffix (options->files[i], ".h") && g_file_get_contents (options->files[i], &text, NULL, NULL))
        header_text_read (model, text);
    }
}

static GirModel *
scan_into (const Options  *options,
           const char     *output,
           GError        **error)
{
  g_autoptr (GPtrArray) command = make_command (options, output);
  g_autofree char *label = g_strdup_printf ("%s-%s.gir", options->namespace, options->nsversion);
  g_autofree char *text = NULL;
  GirModel *model;
  gsize length;

  if (!run_scanner (command, error))
    return NULL;
  if (!diagnostics_get_contents (output, &text, &length, error))
    return NULL;

  model = gir_reader_parse (label, text, (gssize) length, GIR_READ_PAIRS, error);
  if (model == NULL)
    return NULL;

  use_places_in_headers (model);
  if (!warnings_check_scan (options, model, error))
    {
      gir_model_free (model);
      return NULL;
    }
  read_headers (options, model);

  return model;
}

/* Runs the scanner on the headers and reads what it makes of them. */
GirModel *
scan_run (const Options  *options,
          GError        **error)
{
  g_autofree char *output = NULL;
  g_autoptr (GError) local = NULL;
  GirModel *model;
  int fd;

  fd = g_file_open_tmp ("smartasync-XXXXXX.gir", &output, &local);
  if (fd < 0)
    {
      diagnostics_set_error_at (error, g_get_tmp_dir (), 0, "--scan needs a temporary file: %s", local->message);
      return NULL;
    }

  close (fd);
  model = scan_into (options, output, error);
  g_unlink (output);

  return model;
}
