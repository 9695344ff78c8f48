/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a twin does, in the words of its async function.
 */

#include "emit/description.h"

#include <string.h>

#include "emit/doc-text.h"

/* The description of an async function is that of its twin, but for what it says of the callback, of finishing, and of
 * parameters that the twin lacks. Sentences that do are left out, and with them those behind that refer to them; so is
 * code, which calls the async function.
 */

/* "foo_get_async()" or "[id@foo_get_async]", as the library's documentation has it. */
char *
description_link (GirCallable *callable)
{
  return g_strdup_printf (gir_model_is_gtk_doc (callable->model) ? "%s()" : "[id@%s]", callable->c_identifier);
}

/* Whether each "@name" is a parameter of the twin. */
static gboolean
has_all_parameters (Twin       *twin,
                    const char *sentence)
{
  for (const char *at = strchr (sentence, '@'); at != NULL; at = strchr (at + 1, '@'))
    {
      gsize length = strspn (at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
      g_autofree char *name = g_strndup (at + 1, length);
      gboolean is_link = at > sentence && g_ascii_isalpha (at[-1]);
      gboolean is_error = twin->throws && strcmp (name, "error") == 0;

      if (!is_link && length > 0 && !is_error && !twin_has_parameter (twin, name))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_any (const char         *text,
         const char * const *words,
         gsize               n_words)
{
  for (gsize i = 0; i < n_words; i++)
    {
      if (strstr (text, words[i]) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
holds_for_twin (Twin       *twin,
                const char *sentence)
{
  static const char * const words[] = {
    "async", "synchron", "callback", "finish", "user_data", "immediately", "block", "main loop", "main context",
    "mainloop", "background", "thread", "starts to ", "start to ", "begins to ",
  };
  static const char * const future_words[] = { "future", "resolve", "reject", "fiber", "dex" };
  g_autofree char *lower = g_ascii_strdown (sentence, -1);

  if (has_any (lower, words, G_N_ELEMENTS (words)) ||
      (twin->is_future && has_any (lower, future_words, G_N_ELEMENTS (future_words))))
    return FALSE;

  return strstr (sentence, twin->name) == NULL && has_all_parameters (twin, sentence);
}

/* Whether a sentence says nothing without the one before. */
static gboolean
refers_back (const char *sentence)
{
  static const char * const words[] = {
    "It ", "Its ", "This ", "That ", "These ", "Those ", "They ", "Then ", "You ", "Otherwise", "However", "Also ",
    "In that ", "In this ", "Instead", "For that ", "Note that this", "Note that it", "But ", "And ", "So ",
    "See there",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_str_has_prefix (sentence, words[i]))
        return TRUE;
    }

  return FALSE;
}

/* Where the sentence at @text ends: before a space and what can begin another. */
static const char *
find_end (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      const char *next = p + 1;

      if (strchr (".!?", *p) == NULL || !g_ascii_isspace (*next))
        continue;
      while (g_ascii_isspace (*next))
        next++;
      if (!g_ascii_islower (*next) && !g_ascii_isdigit (*next))
        return p + 1;
    }

  return text + strlen (text);
}

static const char *
skip_spaces (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return text;
}

static char *
without_adverb (char *sentence)
{
  g_auto (GStrv) begin = g_strsplit (sentence, "Asynchronously ", -1);
  g_autofree char *joined = g_strjoinv ("", begin);
  g_auto (GStrv) parts = g_strsplit (joined, " asynchronously", -1);
  char *text = g_strjoinv ("", parts);

  g_free (sentence);
  if (begin[1] != NULL)
    text[0] = g_ascii_toupper (text[0]);

  return text;
}

/* A sentence as the twin has it. */
static char *
take_sentence (const char *text,
               gsize       length)
{
  g_autofree char *sentence = g_strndup (text, length);

  return without_adverb (g_strdelimit (g_steal_pointer (&sentence), "\r\n\t", ' '));
}

/* The sentences of a paragraph that hold; "" if none does. */
static char *
select_sentences (Twin       *twin,
                  const char *paragraph)
{
  GString *kept = g_string_new (NULL);
  gboolean is_dropped = FALSE;

  for (const char *p = skip_spaces (paragraph); *p != '\0'; p = skip_spaces (find_end (p)))
    {
      g_autofree char *sentence = take_sentence (p, (gsize) (find_end (p) - p));

      is_dropped = (is_dropped && refers_back (sentence)) || !holds_for_twin (twin, sentence);
      if (!is_dropped)
        g_string_append_printf (kept, "%s%s", kept->len > 0 ? " " : "", sentence);
    }

  return g_string_free (kept, FALSE);
}

static gboolean
is_item (const char *line)
{
  const char *p = skip_spaces (line);

  if (strchr ("-*+", *p) != NULL && *p != '\0')
    return p[1] == ' ';
  while (g_ascii_isdigit (*p))
    p++;

  return p > line && *p == '.' && p[1] == ' ';
}

static void
append_paragraph (GString    *text,
                  const char *paragraph)
{
  g_autofree char *clean = doc_text_sanitize (paragraph);

  g_string_append (text, " *\n");
  doc_text_append_wrapped (text, " * ", " * ", clean);
}

/* The items of a list, each on lines of its own, if all of them hold. Returns whether they do. */
static gboolean
append_items (GString    *text,
              Twin       *twin,
              const char *paragraph)
{
  g_auto (GStrv) lines = g_strsplit (paragraph, "\n", -1);
  g_autoptr (GString) item = g_string_new (NULL);

  if (!holds_for_twin (twin, paragraph))
    return FALSE;

  g_string_append (text, " *\n");
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *clean = NULL;

      g_string_append_printf (item, "%s ", lines[i]);
      if (lines[i + 1] != NULL && !is_item (lines[i + 1]))
        continue;
      clean = doc_text_sanitize (item->str);
      doc_text_append_wrapped (text, " * ", " *   ", clean);
      g_string_truncate (item, 0);
    }

  return TRUE;
}

/* What stands between "|[" and "]|", between "```", or behind four spaces is code. Returns whether the next paragraph
 * begins in it.
 */
static gboolean
ends_in_code (const char *paragraph,
              gboolean    begins_in_code)
{
  gboolean is_code = begins_in_code;

  for (const char *p = paragraph; *p != '\0'; p++)
    {
      if (g_str_has_prefix (p, "```"))
        is_code = !is_code;
      else if (g_str_has_prefix (p, "|["))
        is_code = TRUE;
      else if (g_str_has_prefix (p, "]|"))
        is_code = FALSE;
      if (g_str_has_prefix (p, "```"))
        p += strlen ("``");
    }

  return is_code;
}

/* "Returns: it" and "@text: a text" would be read as what they look like, and "(skip)" as an annotation. */
static gboolean
looks_like_tag (const char *paragraph)
{
  const char *word = skip_spaces (paragraph);
  gsize length = strcspn (word, " \t\r\n");

  return *word == '(' || *word == ':' || g_strstr_len (word, (gssize) length, ":") != NULL;
}

/* Appends one paragraph, or what of it holds. Returns whether there was any. */
static gboolean
append_part (GString    *text,
             Twin       *twin,
             const char *paragraph)
{
  g_autofree char *kept = NULL;

  if (looks_like_tag (paragraph) || g_str_has_prefix (paragraph, "    ") || strchr ("#|<", *paragraph) != NULL)
    return FALSE;
  if (is_item (paragraph))
    return append_items (text, twin, paragraph);

  kept = select_sentences (twin, paragraph);
  if (*kept == '\0')
    return FALSE;
  append_paragraph (text, kept);

  return TRUE;
}

/* A sentence that announces what was left out says nothing. */
static void
append_paragraphs (GString    *text,
                   Twin       *twin,
                   const char *doc)
{
  g_auto (GStrv) paragraphs = g_strsplit (doc, "\n\n", -1);
  gboolean is_code = FALSE;

  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      gsize before = text->len;
      gboolean is_kept = !is_code && strstr (paragraphs[i], "```") == NULL && strstr (paragraphs[i], "|[") == NULL &&
                         append_part (text, twin, paragraphs[i]);

      is_code = ends_in_code (paragraphs[i], is_code);
      if (is_kept && g_str_has_suffix (text->str, ":\n") && (paragraphs[i + 1] == NULL || !is_item (paragraphs[i + 1])))
        g_string_truncate (text, before);
    }
}

/* In a configuration file, "\n\n" ends a paragraph. */
static void
append_given (GString    *text,
              const char *description)
{
  g_auto (GStrv) paragraphs = g_strsplit (description, "\\n\\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    append_paragraph (text, paragraphs[i]);
}

/* Appends the description, as paragraphs of a comment. */
void
description_append (GString *text,
                    Twin    *twin)
{
  g_autofree char *link = description_link (twin->async);
  g_autofree char *calls = twin->closing != NULL ? g_strdup (twin->closing)
                                                 : g_strdup_printf ("Calls %s and waits until it is done.", link);

  if (twin->options.description != NULL)
    {
      append_given (text, twin->options.description);
      return;
    }

  if (twin->async->doc != NULL)
    append_paragraphs (text, twin, twin->async->doc);
  append_paragraph (text, calls);
}
