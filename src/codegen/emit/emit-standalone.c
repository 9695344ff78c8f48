/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what twins need to do without the library.
 */

#include "emit/emit-standalone.h"

#include <string.h>

#include "standalone-text.h"

/* A file without its head: from @begin on, and up to @end unless that is NULL. */
static void
append_carried (GString    *text,
                const char *file,
                const char *begin,
                const char *end)
{
  const char *rest = strstr (file, begin) + 1;

  g_string_append_len (text, rest, end != NULL ? strstr (rest, end) - rest : (gssize) strlen (rest));
}

/* Appends what replaces the library's header: types of the same names, and functions that wait. So the twins are the
 * same with it and without, but for their callback. What is copied has a head of its own, which is not.
 */
void
emit_standalone (GString  *text,
                 gboolean  is_async)
{
  const char *carried = is_async ? STANDALONE_BLOCKING_TEXT : STANDALONE_TEXT;

  g_string_append_printf (text, "#include <gio/gio.h>\n%s", strstr (carried, "\n\n") + 1);
  if (!is_async)
    return;

  append_carried (text, JOB_TEXT, "\n/* A job is", "G_END_DECLS");
  append_carried (text, CALLBACKS_TEXT, "\n/* A call of", NULL);
  append_carried (text, BLOCKING_TEXT, "\nstatic GMutex", NULL);
  g_string_append (text, "\n#endif\n");
}
