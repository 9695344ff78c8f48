/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what twins need to do without the library.
 */

#include "emit/emit-standalone.h"

#include <string.h>

#include "standalone-text.h"

/* Appends what replaces the library's header: types of the same names, and functions that wait. So the twins are the
 * same with it and without, but for their callback. What is copied has a head of its own, which is not.
 */
void
emit_standalone (GString  *text,
                 gboolean  is_async)
{
  const char *carried = is_async ? STANDALONE_BLOCKING_TEXT : STANDALONE_TEXT;

  g_string_append_printf (text, "#include <gio/gio.h>\n%s", strstr (carried, "\n\n") + 1);
  if (is_async)
    g_string_append_printf (text, "%s\n#endif\n", strstr (BLOCKING_TEXT, "\n/* A job is") + 1);
}
