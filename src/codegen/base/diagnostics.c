/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Errors that name a place in a file.
 */

#include "base/diagnostics.h"

#include <stdio.h>

G_DEFINE_QUARK (smartasync-codegen-error-quark, diagnostics_error)

/* Names from a hostile file end up in messages: nothing in them may move the
 * cursor or start a new line.
 */
static char *
make_printable (const char *text)
{
  GString *printable = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        g_string_append_printf (printable, "\\x%02x", (unsigned char) *p);
      else
        g_string_append_c (printable, *p);
    }

  return g_string_free (printable, FALSE);
}

/* Sets an error whose message is "file:line: error: text", or "file: error: text"
 * when @line is 0.
 */
void
diagnostics_set_error_at (GError     **error,
                          const char  *file,
                          int          line,
                          const char  *format,
                          ...)
{
  g_autofree char *text = NULL;
  g_autofree char *printable = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  printable = make_printable (text);

  if (line > 0)
    g_set_error (error, DIAGNOSTICS_ERROR, DIAGNOSTICS_ERROR_INPUT, "%s:%d: error: %s", file, line, printable);
  else
    g_set_error (error, DIAGNOSTICS_ERROR, DIAGNOSTICS_ERROR_INPUT, "%s: error: %s", file, printable);
}

/* Whether a file is a regular one, or not there. Devices are neither read, which may never end, nor replaced.
 * @what: what can't be done otherwise, "read" or "written".
 */
gboolean
diagnostics_check_regular (const char  *file,
                           const char  *what,
                           GError     **error)
{
  if (!g_file_test (file, G_FILE_TEST_EXISTS) || g_file_test (file, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  diagnostics_set_error_at (error, file, 0, "cannot be %s: it is not a regular file", what);

  return FALSE;
}

/* Like g_file_get_contents(). The error is of the form that the tool's own have. */
gboolean
diagnostics_get_contents (const char  *file,
                          char       **text,
                          gsize       *length,
                          GError     **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_get_contents (file, text, length, &local))
    return TRUE;

  diagnostics_set_error_at (error, file, 0, "cannot be read: %s", local->message);

  return FALSE;
}

/* Sets an error about the command line. */
void
diagnostics_set_usage (GError     **error,
                       const char  *format,
                       ...)
{
  g_autofree char *text = NULL;
  g_autofree char *printable = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  printable = make_printable (text);

  g_set_error (error, DIAGNOSTICS_ERROR, DIAGNOSTICS_ERROR_USAGE, "smartasync-codegen: error: %s", printable);
}

/* Writes the message as it is: g_printerr() would convert it to the charset of
 * a locale that was never set.
 */
void
diagnostics_report (const GError *error)
{
  fprintf (stderr, "%s\n", error->message);
  if (g_error_matches (error, DIAGNOSTICS_ERROR, DIAGNOSTICS_ERROR_USAGE))
    fputs ("Try 'smartasync-codegen --help'.\n", stderr);
}

static void
print (const char *file,
       int         line,
       const char *kind,
       const char *format,
       va_list     args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);
  g_autofree char *printable = make_printable (text);

  if (line > 0)
    fprintf (stderr, "%s:%d: %s: %s\n", file, line, kind, printable);
  else
    fprintf (stderr, "%s: %s: %s\n", file, kind, printable);
}

/* Prints "file:line: warning: text", or without the line when @line is 0. */
void
diagnostics_warn (const char *file,
                  int         line,
                  const char *format,
                  ...)
{
  va_list args;

  va_start (args, format);
  print (file, line, "warning", format, args);
  va_end (args);
}

/* Prints "file: note: text": what is as it should be. */
void
diagnostics_note (const char *file,
                  const char *format,
                  ...)
{
  va_list args;

  va_start (args, format);
  print (file, 0, "note", format, args);
  va_end (args);
}
