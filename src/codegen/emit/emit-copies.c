/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the functions with which pairs copy containers.
 */

#include "emit/emit-copies.h"

#include <string.h>

#include "standalone-text.h"

/* Appends one function, which begins with a comment that names it, if that name is called. */
static void
append_if_called (GString    *text,
                  const char *function,
                  const char *callers)
{
  g_autofree char *name = g_strndup (function, strcspn (function, ":"));
  g_autofree char *call = g_strconcat (name, " (", NULL);
  const char *code = strstr (function, " */\n");

  if (strstr (callers, call) != NULL && code != NULL)
    g_string_append_printf (text, "\n%s\n", g_strchomp ((char *) code + strlen (" */\n")));
}

/* Appends those of the functions that are called in a text. */
void
emit_copies (GString    *text,
             const char *callers)
{
  g_auto (GStrv) functions = g_strsplit (strstr (COPIES_TEXT, "\n\n") + 1, "\n/* ", -1);

  for (guint i = 1; functions[i] != NULL; i++)
    append_if_called (text, functions[i], callers);
}
