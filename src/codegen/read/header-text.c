/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What a header says that a scanner does not tell.
 */

#include "read/header-text.h"

/* Scanners leave out inline functions; newer ones report those that are written out, but not those that macros of
 * GObject make. A twin that is there already must not be made again, and FOO_IS_CLIENT() is what code asks with.
 */

static const struct
{
  const char *pattern;
  const char *name;             /* of what is there, made of what matched */
} facts[] = {
  { "\\b(?:static\\s+(?:G_\\w+\\s+)*inline|inline\\s+static)\\b[^;{}()=]*?\\b(\\w+)\\s*\\(", "\\1" },
  { "\\bG_DECLARE_(?:FINAL_TYPE|DERIVABLE_TYPE|INTERFACE)\\s*\\(\\s*\\w+\\s*,\\s*\\w+\\s*,\\s*(\\w+)\\s*,\\s*(\\w+)",
    "\\1_IS_\\2" },
};

static void
add_inline (GirModel *model,
            char     *name)
{
  GirCallable *callable;

  if (gir_model_find (model, name) == NULL && ctype_is_identifier (name))
    {
      callable = gir_callable_new (model);
      callable->kind = GIR_CALLABLE_INLINE;
      callable->c_identifier = gir_model_intern (model, name);
      callable->file = model->file;
      gir_model_add_callable (model, callable);
    }
  g_free (name);
}

/* Scanners take "int table[4][3]" for an array of four numbers. */
static void
mark_tables (GirModel   *model,
             const char *code)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\b(\\w+)\\s*\\([^(){};]*\\]\\s*\\[", G_REGEX_DEFAULT,
                                          G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_regex_match (regex, code, G_REGEX_MATCH_DEFAULT, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      GirCallable *callable = gir_model_find (model, name);

      if (callable != NULL)
        callable->has_table = TRUE;
    }
}

/* Adds what is found in the text of a header to the model. */
void
header_text_read (GirModel   *model,
                  const char *text)
{
  g_autoptr (GRegex) comment = g_regex_new ("/\\*.*?\\*/|//[^\\n]*", G_REGEX_DOTALL, 0, NULL);
  g_autofree char *code = g_regex_replace_literal (comment, text, -1, 0, " ", 0, NULL);

  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (facts); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (facts[i].pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      g_regex_match (regex, code, G_REGEX_MATCH_DEFAULT, &match);
      for (; g_match_info_matches (match); g_match_info_next (match, NULL))
        add_inline (model, g_match_info_expand_references (match, facts[i].name, NULL));
    }
  if (code != NULL)
    mark_tables (model, code);
}
