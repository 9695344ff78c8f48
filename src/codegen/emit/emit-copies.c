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

/* Appends one function for each type that a text has behind @before. In the function, "$" stands for the type's name,
 * which that of a function begins with that not all headers declare.
 */
static void
append_boxed (GString    *text,
              const char *callers,
              const char *before,
              const char *function)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *p = strstr (callers, before); p != NULL; p = strstr (p, before))
    {
      char *type;
      g_auto (GStrv) pieces = NULL;
      g_autofree char *code = NULL;

      p += strlen (before);
      type = g_strndup (p, strspn (p, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_"));
      pieces = g_strsplit (function, "$", -1);
      code = g_strjoinv (type, pieces);
      if (g_hash_table_add (known, type))
        g_string_append (text, code);
    }
}

/* Appends those of the functions that are called in a text. */
void
emit_copies (GString    *text,
             const char *callers)
{
  g_auto (GStrv) functions = g_strsplit (strstr (COPIES_TEXT, "\n\n") + 1, "\n/* ", -1);

  for (guint i = 1; functions[i] != NULL; i++)
    append_if_called (text, functions[i], callers);
  append_boxed (text, callers, "(GBoxedCopyFunc) boxed_copy_",
                "\nGType $_get_type (void);\n\nstatic gpointer\nboxed_copy_$ (gpointer boxed)\n{\n"
                "  return g_boxed_copy ($_get_type (), boxed);\n}\n");
  append_boxed (text, callers, "(GDestroyNotify) boxed_free_",
                "\nGType $_get_type (void);\n\nstatic void\nboxed_free_$ (gpointer boxed)\n{\n"
                "  g_boxed_free ($_get_type (), boxed);\n}\n");
}
