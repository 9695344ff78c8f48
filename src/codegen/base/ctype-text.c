/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The one way in which each C type is written.
 */

#include "base/ctype.h"

#include <string.h>

/* C has many spellings of one type: "char const*" is "const char *", "long unsigned int" is "unsigned long". A type
 * is taken apart into a base and its stars, each with qualifiers of its own, and put together in the order in which
 * people write it. An array or a function has no such text: it needs a name of its own.
 */

typedef enum
{
  QUALIFIER_CONST = 1 << 0,
  QUALIFIER_VOLATILE = 1 << 1,
  QUALIFIER_RESTRICT = 1 << 2,
} Qualifier;

/* The types that are keywords: their words in the order of the alphabet, and the order in which they are written. A
 * scanner writes _Bool, which C++ does not have, also where a header has bool.
 */
static const char * const keyword_types[][2] = {
  { "_Bool", "bool" }, { "bool", "bool" }, { "void", "void" },
  { "float", "float" }, { "double", "double" }, { "double long", "long double" },
  { "char", "char" }, { "char signed", "signed char" }, { "char unsigned", "unsigned char" },
  { "short", "short" }, { "int short", "short" }, { "short signed", "short" }, { "int short signed", "short" },
  { "short unsigned", "unsigned short" }, { "int short unsigned", "unsigned short" },
  { "int", "int" }, { "signed", "int" }, { "int signed", "int" },
  { "unsigned", "unsigned int" }, { "int unsigned", "unsigned int" },
  { "long", "long" }, { "int long", "long" }, { "long signed", "long" }, { "int long signed", "long" },
  { "long unsigned", "unsigned long" }, { "int long unsigned", "unsigned long" },
  { "long long", "long long" }, { "int long long", "long long" }, { "long long signed", "long long" },
  { "int long long signed", "long long" },
  { "long long unsigned", "unsigned long long" }, { "int long long unsigned", "unsigned long long" },
};

typedef struct
{
  GString    *text;
  GPtrArray  *base;             /* of char *, not owned: the words that name the type */
  const char *tag;              /* "struct", "union", "enum" or NULL */
  guint       used;             /* qualifiers of the base, or of the last star */
  gboolean    is_pointer;
  gboolean    is_valid;
} Spelling;

static guint
get_qualifier (const char *word)
{
  if (g_str_equal (word, "const"))
    return QUALIFIER_CONST;
  if (g_str_equal (word, "volatile"))
    return QUALIFIER_VOLATILE;
  if (g_str_equal (word, "restrict") || g_str_equal (word, "__restrict") || g_str_equal (word, "__restrict__"))
    return QUALIFIER_RESTRICT;

  return 0;
}

static gboolean
is_tag (const char *word)
{
  return g_str_equal (word, "struct") || g_str_equal (word, "union") || g_str_equal (word, "enum");
}

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* The type that the words of the base name together, or NULL. Only one word can have a tag in front of it. */
static const char *
find_base (Spelling *spelling)
{
  const char *first = spelling->base->len > 0 ? g_ptr_array_index (spelling->base, 0) : "";
  g_autofree char *sorted = NULL;

  if (spelling->base->len == 1 && ctype_is_identifier (first) && !ctype_is_keyword (first))
    return first;
  if (spelling->tag != NULL)
    return NULL;

  g_ptr_array_sort (spelling->base, compare_words);
  g_ptr_array_add (spelling->base, NULL);
  sorted = g_strjoinv (" ", (char **) spelling->base->pdata);
  for (gsize i = 0; i < G_N_ELEMENTS (keyword_types); i++)
    {
      if (g_str_equal (sorted, keyword_types[i][0]))
        return keyword_types[i][1];
    }

  return NULL;
}

static void
append_qualifiers (GString *text,
                   guint    qualifiers)
{
  const char * const words[] = { "const", "volatile", "__restrict" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if ((qualifiers & (1u << i)) != 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);
    }
}

/* Ends the base, of which all words are known by now. */
static void
end_base (Spelling *spelling)
{
  const char *base = find_base (spelling);

  if (base == NULL || (spelling->used & QUALIFIER_RESTRICT) != 0)
    {
      spelling->is_valid = FALSE;
      return;
    }

  append_qualifiers (spelling->text, spelling->used);
  g_string_append_printf (spelling->text, "%s%s%s%s", spelling->text->len > 0 ? " " : "",
                          spelling->tag != NULL ? spelling->tag : "", spelling->tag != NULL ? " " : "", base);
}

static void
end_part (Spelling *spelling)
{
  if (spelling->is_pointer)
    append_qualifiers (spelling->text, spelling->used);
  else
    end_base (spelling);
  spelling->used = 0;
}

static void
add_star (Spelling *spelling)
{
  end_part (spelling);
  g_string_append (spelling->text, g_str_has_suffix (spelling->text->str, "*") ? "*" : " *");
  spelling->is_pointer = TRUE;
}

/* Compilers warn of a qualifier that is there twice, and nothing stands between a tag and its name. */
static void
add_word (Spelling   *spelling,
          const char *word)
{
  guint qualifier = get_qualifier (word);
  gboolean is_after_tag = spelling->tag != NULL && spelling->base->len == 0;

  if (qualifier != 0 && (spelling->used & qualifier) == 0 && !is_after_tag)
    spelling->used |= qualifier;
  else if (qualifier != 0 || spelling->is_pointer)
    spelling->is_valid = FALSE;
  else if (is_tag (word) && spelling->tag == NULL && spelling->base->len == 0)
    spelling->tag = word;
  else
    g_ptr_array_add (spelling->base, (gpointer) word);
}

static GStrv
split (const char *given)
{
  GString *spaced = g_string_new (NULL);
  GStrv words;

  for (const char *p = given; *p != '\0'; p++)
    {
      if (*p == '*')
        g_string_append (spaced, " * ");
      else
        g_string_append_c (spaced, *p);
    }
  words = g_strsplit_set (spaced->str, " \t", -1);
  g_string_free (spaced, TRUE);

  return words;
}

/* What was given, with one space between its words: nothing else is known of what is no type. */
static char *
join_given (char **words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);
    }

  return g_string_free (text, FALSE);
}

/* Writes a type as C code does: "char const* const*" becomes "const char * const *". A pointer that is restricted
 * itself is no other type to those who call the function. Sets @is_valid to whether it is a type that can be written.
 */
char *
ctype_normalize (const char *given,
                      gboolean   *is_valid)
{
  g_auto (GStrv) words = split (given);
  g_autoptr (GPtrArray) base = g_ptr_array_new ();
  Spelling spelling = { g_string_new (NULL), base, NULL, 0, FALSE, *given != ' ' };

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '*')
        add_star (&spelling);
      else if (*words[i] != '\0')
        add_word (&spelling, words[i]);
    }
  if (spelling.is_pointer)
    spelling.used &= ~(guint) QUALIFIER_RESTRICT;
  end_part (&spelling);

  *is_valid = spelling.is_valid;
  if (spelling.is_valid)
    return g_string_free (spelling.text, FALSE);

  g_string_free (spelling.text, TRUE);

  return join_given (words);
}
