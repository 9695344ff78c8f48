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

static char *
get_first_sentence (const char *doc)
{
  const char *end = strstr (doc, "\n\n");
  const char *limit = end != NULL ? end : doc + strlen (doc);

  for (const char *p = doc; p < limit; p++)
    {
      if (*p == '.' && (p + 1 == limit || p[1] == ' ' || p[1] == '\n'))
        return g_strndup (doc, p + 1 - doc);
    }

  return g_strconcat (end != NULL ? "" : doc, end != NULL ? "" : ".", NULL);
}

static char *
replace (char       *text,
         const char *what,
         const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, -1);

  g_free (text);

  return g_strjoinv (with, parts);
}

/* Whether a sentence about the async function holds for its twin as well. */
static gboolean
holds_for_twin (const char *sentence)
{
  static const char * const words[] = { "async", "callback", "finish", "Finish", "start", "Start", "_", "*", "|[" };
  g_autofree char *lower = g_ascii_strdown (sentence, -1);

  if (strlen (sentence) < 2 || !g_ascii_isalpha (*sentence))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strstr (lower, words[i]) != NULL)
        return FALSE;
    }

  return TRUE;
}

/* What the async function's documentation says first, without the word
 * "asynchronously"; NULL when the sentence is not one about the twin too.
 */
char *
doc_text_get_summary (const char *doc)
{
  g_autofree char *sentence = NULL;

  if (doc == NULL)
    return NULL;

  sentence = get_first_sentence (doc);
  sentence = replace (g_steal_pointer (&sentence), "Asynchronously ", "");
  sentence = replace (g_steal_pointer (&sentence), "\n", " ");
  sentence = replace (g_steal_pointer (&sentence), " asynchronously", "");
  sentence[0] = g_ascii_toupper (sentence[0]);

  return holds_for_twin (sentence) ? g_steal_pointer (&sentence) : NULL;
}
