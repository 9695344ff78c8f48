/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Text inside documentation comments.
 */

#include "emit/doc-text.h"

#include <string.h>

#define WIDTH 80

/* Characters that change in which direction the rest of a line is shown, and so
 * could make a comment look like code.
 */
static gboolean
is_bidi_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c;
}

static gboolean
is_hidden (gunichar c)
{
  return is_bidi_control (c) || c == 0x7f || (c < 0x20 && c != '\n' && c != '\t');
}

/* Makes text harmless inside a comment: nothing in it ends the comment or seems
 * to begin another or to continue a line, as the trigraph of a backslash does, and
 * nothing hides.
 */
char *
doc_text_sanitize (const char *text)
{
  GString *clean = g_string_new (NULL);
  char last = '\0';

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_hidden (c))
        continue;
      if (c == '/' && (last == '*' || g_str_has_suffix (clean->str, "??")))
        g_string_append (clean, "&#47;");
      else if (c == '*' && last == '/')
        g_string_append (clean, "&#42;");
      else
        g_string_append_unichar (clean, c);
      last = clean->str[clean->len - 1];
    }

  return g_string_free (clean, FALSE);
}

/* Whether a word at the start of a line would be read as the start of something:
 * "@parameter:", "Returns:", "(annotation)", "#section".
 */
static gboolean
is_significant (const char *word)
{
  return strchr ("@(#|:", *word) != NULL || strchr (word, ':') != NULL || g_ascii_strcasecmp (word, "rename") == 0;
}

static void
append_word (GString    *comment,
             const char *word)
{
  for (const char *p = word; *p != '\0'; p++)
    g_string_append_c (comment, *p == DOC_TEXT_NO_BREAK ? ' ' : *p);
}

/* Appends @text as lines of a comment, each beginning with @next but the first,
 * which begins with @first. All white space counts as one space: an empty line
 * would end the description of a parameter.
 */
void
doc_text_append_wrapped (GString    *comment,
                         const char *first,
                         const char *next,
                         const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  gsize column = g_utf8_strlen (first, -1);
  gboolean is_first = TRUE;

  g_string_append (comment, first);
  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize length = g_utf8_strlen (words[i], -1);

      if (length == 0)
        continue;

      if (!is_first && column + 1 + length > WIDTH && !is_significant (words[i]))
        {
          g_string_append_printf (comment, "\n%s", next);
          column = g_utf8_strlen (next, -1);
        }
      else if (!is_first)
        {
          g_string_append_c (comment, ' ');
          column++;
        }
      append_word (comment, words[i]);
      column += length;
      is_first = FALSE;
    }
  g_string_append_c (comment, '\n');
}
