/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Puts the generated files in place, or compares them.
 */

#include "emit/output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostics.h"

/* All files are written beside their places first and moved there only when each
 * is complete, so that a full disk leaves everything as it was. A file that would
 * not change keeps its time stamp, and nothing is compiled again.
 */

typedef struct
{
  const OutputFile *file;
  char             *temporary;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  if (pending->temporary != NULL)
    g_unlink (pending->temporary);
  g_free (pending->temporary);
  g_free (pending);
}

/* Takes @text. */
OutputFile *
output_file_new (const char *prefix,
                 const char *suffix,
                 char       *text)
{
  OutputFile *file = g_new0 (OutputFile, 1);

  file->file = g_strconcat (prefix, suffix, NULL);
  file->text = text;

  return file;
}

void
output_file_free (OutputFile *file)
{
  g_free (file->file);
  g_free (file->text);
  g_free (file);
}

static gboolean
is_current (const OutputFile *file)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!diagnostics_check_regular (file->file, "read", NULL) ||
      !g_file_get_contents (file->file, &text, &length, NULL))
    return FALSE;

  return length == strlen (file->text) && memcmp (text, file->text, length) == 0;
}

static void
set_system_error (GError     **error,
                  const char  *file,
                  const char  *what,
                  int          number)
{
  diagnostics_set_error_at (error, file, 0, "cannot be %s: %s", what, g_strerror (number));
}

static gboolean
write_all (int         fd,
           const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      gssize n_written = write (fd, text, left);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        return FALSE;
      text += n_written;
      left -= (gsize) n_written;
    }

  return TRUE;
}

static gboolean
write_temporary (Pending  *pending,
                 GError  **error)
{
  g_autofree char *temporary = g_strconcat (pending->file->file, ".XXXXXX", NULL);
  gboolean is_written;
  int number;
  int fd;

  if (!diagnostics_check_regular (pending->file->file, "written", error))
    return FALSE;

  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      set_system_error (error, pending->file->file, "written", errno);
      return FALSE;
    }

  pending->temporary = g_steal_pointer (&temporary);
  is_written = write_all (fd, pending->file->text);
  number = errno;
  if (close (fd) < 0 && is_written)
    {
      is_written = FALSE;
      number = errno;
    }
  if (!is_written)
    set_system_error (error, pending->file->file, "written", number);

  return is_written;
}

static gboolean
move_into_place (Pending  *pending,
                 GError  **error)
{
  if (g_rename (pending->temporary, pending->file->file) < 0)
    {
      set_system_error (error, pending->file->file, "replaced", errno);
      return FALSE;
    }

  g_clear_pointer (&pending->temporary, g_free);

  return TRUE;
}

/* What two names of one file have in common, whether it is there or not. */
static char *
make_place (const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *name = g_path_get_basename (file);
  g_autofree char *real = realpath (folder, NULL);
  GStatBuf status;

  if (g_stat (file, &status) == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status.st_dev,
                            (guint64) status.st_ino);

  return g_build_filename (real != NULL ? real : folder, name, NULL);
}

/* Fails when one of @files, of OutputFile, is one of @inputs, of char *, or two are the same. */
gboolean
output_check_places (GPtrArray  *files,
                     GPtrArray  *inputs,
                     GError    **error)
{
  g_autoptr (GHashTable) read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < inputs->len; i++)
    g_hash_table_add (read, make_place (g_ptr_array_index (inputs, i)));
  for (guint i = 0; i < files->len; i++)
    {
      const OutputFile *file = g_ptr_array_index (files, i);
      g_autofree char *place = make_place (file->file);

      if (g_hash_table_contains (read, place) || g_hash_table_contains (written, place))
        {
          diagnostics_set_error_at (error, file->file, 0, "cannot be written: it is %s",
                                    g_hash_table_contains (read, place) ? "one of the files that are read"
                                                                        : "the name of two files that are written");
          return FALSE;
        }
      g_hash_table_add (written, g_steal_pointer (&place));
    }

  return TRUE;
}

/* Writes each of @files, of OutputFile, that is not what it should be already. */
gboolean
output_write (GPtrArray  *files,
              GError    **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (pending_free);

  for (guint i = 0; i < files->len; i++)
    {
      const OutputFile *file = g_ptr_array_index (files, i);
      Pending *pending;

      if (is_current (file))
        continue;
      pending = g_new0 (Pending, 1);
      pending->file = file;
      g_ptr_array_add (all, pending);
      if (!write_temporary (pending, error))
        return FALSE;
    }

  for (guint i = 0; i < all->len; i++)
    {
      if (!move_into_place (g_ptr_array_index (all, i), error))
        return FALSE;
    }

  return TRUE;
}

/* Fails unless each of @files is there and is what would be written. */
gboolean
output_check (GPtrArray  *files,
              GError    **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      const OutputFile *file = g_ptr_array_index (files, i);
      gboolean is_missing = !g_file_test (file->file, G_FILE_TEST_EXISTS);

      if (is_current (file))
        continue;
      diagnostics_set_error_at (error, file->file, 0, "is %s; run smartasync-codegen again without --check",
                                is_missing ? "missing" : "not what is generated now");
      return FALSE;
    }

  return TRUE;
}

/* Writes to standard output, which may be a file on a full disk. */
gboolean
output_print (const char  *text,
              GError     **error)
{
  if (write_all (STDOUT_FILENO, text))
    return TRUE;

  set_system_error (error, "standard output", "written", errno);

  return FALSE;
}

static void
append_escaped (GString    *text,
                const char *file)
{
  for (const char *p = file; *p != '\0'; p++)
    {
      if (*p == '$')
        g_string_append_c (text, '$');
      else if (strchr (" #\\", *p) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
}

/* A rule of make: each generated file depends on each of @inputs, of char *. */
char *
output_depfile (GPtrArray *files,
                GPtrArray *inputs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      append_escaped (text, ((OutputFile *) g_ptr_array_index (files, i))->file);
    }
  g_string_append_c (text, ':');
  for (guint i = 0; i < inputs->len; i++)
    {
      g_string_append (text, " \\\n  ");
      append_escaped (text, g_ptr_array_index (inputs, i));
    }
  g_string_append_c (text, '\n');

  return g_string_free (text, FALSE);
}
