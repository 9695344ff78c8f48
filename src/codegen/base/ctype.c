/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * C identifiers and C types, as text.
 */

#include "base/ctype.h"

#include <string.h>

static const char * const keywords[] = {
  /* C11 */
  "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
  "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
  "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while",
  /* C++, because the generated header is for both */
  "and", "and_eq", "asm", "bitand", "bitor", "bool", "catch", "class", "compl", "const_cast", "delete",
  "dynamic_cast", "explicit", "export", "false", "friend", "mutable", "namespace", "new", "not", "not_eq",
  "operator", "or", "or_eq", "private", "protected", "public", "reinterpret_cast", "static_cast", "template",
  "this", "throw", "true", "try", "typeid", "typename", "typeof", "using", "virtual", "wchar_t", "xor", "xor_eq",
  "alignas", "alignof", "char16_t", "char32_t", "constexpr", "decltype", "noexcept", "nullptr", "static_assert",
  "thread_local", "char8_t", "co_await", "co_return", "co_yield", "concept", "consteval", "constinit", "requires",
  NULL
};

/* The types that are keywords, in the order that people and scanners write them. */
static const char * const keyword_types[] = {
  "void", "bool", "float", "double", "long double", "char", "signed char", "unsigned char",
  "short", "short int", "signed short", "signed short int", "unsigned short", "unsigned short int",
  "int", "signed", "signed int", "unsigned", "unsigned int",
  "long", "long int", "signed long", "signed long int", "unsigned long", "unsigned long int",
  "long long", "long long int", "signed long long", "signed long long int",
  "unsigned long long", "unsigned long long int", NULL
};

static const char * const tags[] = { "struct", "union", "enum", NULL };

static const struct
{
  const char *name;
  CTypeKind kind;
} basic_types[] = {
  { "void", CTYPE_KIND_VOID },
  { "gboolean", CTYPE_KIND_BOOLEAN },       { "bool", CTYPE_KIND_BOOLEAN },
  { "_Bool", CTYPE_KIND_BOOLEAN },
  { "gpointer", CTYPE_KIND_POINTER },       { "gconstpointer", CTYPE_KIND_POINTER },
  { "GStrv", CTYPE_KIND_POINTER },
  { "char", CTYPE_KIND_SIGNED },            { "gchar", CTYPE_KIND_SIGNED },
  { "signed char", CTYPE_KIND_SIGNED },     { "short", CTYPE_KIND_SIGNED },
  { "gshort", CTYPE_KIND_SIGNED },          { "int", CTYPE_KIND_SIGNED },
  { "gint", CTYPE_KIND_SIGNED },            { "long", CTYPE_KIND_SIGNED },
  { "glong", CTYPE_KIND_SIGNED },           { "long long", CTYPE_KIND_SIGNED },
  { "gint8", CTYPE_KIND_SIGNED },           { "int8_t", CTYPE_KIND_SIGNED },
  { "gint16", CTYPE_KIND_SIGNED },          { "int16_t", CTYPE_KIND_SIGNED },
  { "gint32", CTYPE_KIND_SIGNED },          { "int32_t", CTYPE_KIND_SIGNED },
  { "gint64", CTYPE_KIND_SIGNED },          { "int64_t", CTYPE_KIND_SIGNED },
  { "gssize", CTYPE_KIND_SIGNED },          { "ssize_t", CTYPE_KIND_SIGNED },
  { "goffset", CTYPE_KIND_SIGNED },         { "off_t", CTYPE_KIND_SIGNED },
  { "gintptr", CTYPE_KIND_SIGNED },         { "time_t", CTYPE_KIND_SIGNED },
  { "pid_t", CTYPE_KIND_SIGNED },
  { "unsigned char", CTYPE_KIND_UNSIGNED }, { "guchar", CTYPE_KIND_UNSIGNED },
  { "gushort", CTYPE_KIND_UNSIGNED },       { "unsigned short", CTYPE_KIND_UNSIGNED },
  { "guint", CTYPE_KIND_UNSIGNED },         { "unsigned", CTYPE_KIND_UNSIGNED },
  { "unsigned int", CTYPE_KIND_UNSIGNED },  { "gulong", CTYPE_KIND_UNSIGNED },
  { "unsigned long", CTYPE_KIND_UNSIGNED }, { "gunichar", CTYPE_KIND_UNSIGNED },
  { "guint8", CTYPE_KIND_UNSIGNED },        { "uint8_t", CTYPE_KIND_UNSIGNED },
  { "guint16", CTYPE_KIND_UNSIGNED },       { "uint16_t", CTYPE_KIND_UNSIGNED },
  { "guint32", CTYPE_KIND_UNSIGNED },       { "uint32_t", CTYPE_KIND_UNSIGNED },
  { "guint64", CTYPE_KIND_UNSIGNED },       { "uint64_t", CTYPE_KIND_UNSIGNED },
  { "gsize", CTYPE_KIND_UNSIGNED },         { "size_t", CTYPE_KIND_UNSIGNED },
  { "guintptr", CTYPE_KIND_UNSIGNED },      { "GType", CTYPE_KIND_UNSIGNED },
  { "GQuark", CTYPE_KIND_UNSIGNED },        { "uid_t", CTYPE_KIND_UNSIGNED },
  { "gid_t", CTYPE_KIND_UNSIGNED },
  { "float", CTYPE_KIND_FLOATING },         { "gfloat", CTYPE_KIND_FLOATING },
  { "double", CTYPE_KIND_FLOATING },        { "gdouble", CTYPE_KIND_FLOATING },
};

/* As they are written in C. */
static const struct
{
  const char *text;
  CTypeId id;
} known_types[] = {
  { "void", CTYPE_ID_VOID },
  { "char", CTYPE_ID_CHAR },                          { "gchar", CTYPE_ID_CHAR },
  { "guint8", CTYPE_ID_BYTE },                        { "const guint8", CTYPE_ID_BYTE },
  { "guchar", CTYPE_ID_BYTE },                        { "const guchar", CTYPE_ID_BYTE },
  { "int", CTYPE_ID_INT },                            { "gint", CTYPE_ID_INT },
  { "gpointer", CTYPE_ID_POINTER },                   { "void *", CTYPE_ID_POINTER },
  { "gconstpointer", CTYPE_ID_CONST_POINTER },        { "const void *", CTYPE_ID_CONST_POINTER },
  { "void const *", CTYPE_ID_CONST_POINTER },         { "gpointer *", CTYPE_ID_POINTER_POINTER },
  { "GAsyncReadyCallback", CTYPE_ID_READY_CALLBACK }, { "GDestroyNotify", CTYPE_ID_DESTROY_NOTIFY },
  { "GCancellable *", CTYPE_ID_CANCELLABLE },         { "GAsyncResult *", CTYPE_ID_RESULT },
  { "GError **", CTYPE_ID_ERROR },                    { "GVariant *", CTYPE_ID_VARIANT },
  { "va_list", CTYPE_ID_VA_LIST },
};

gboolean
ctype_is_keyword (const char *text)
{
  return g_strv_contains (keywords, text);
}

/* Whether a parameter of that name would hide something that generated code, or the
 * types in its signature, need: a keyword, a macro, a function, or a type, which is the only
 * thing in C that is called LikeThis.
 */
gboolean
ctype_is_special (const char *name)
{
  static const char * const macros[] = { "NULL", "TRUE", "FALSE", NULL };
  gboolean is_camel = g_ascii_isupper (name[0]) && strpbrk (name, "abcdefghijklmnopqrstuvwxyz") != NULL;

  return is_camel || ctype_is_keyword (name) || g_strv_contains (macros, name) ||
         g_ascii_strncasecmp (name, "g_", 2) == 0 || g_ascii_strncasecmp (name, "smart_async_", 12) == 0 ||
         ctype_get_kind (name) != CTYPE_KIND_UNKNOWN;
}

/* Locale-free on purpose: what is an identifier must not depend on the user. */
static gboolean
is_word_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

gboolean
ctype_is_identifier (const char *text)
{
  if (text == NULL || *text == '\0' || g_ascii_isdigit (*text))
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!is_word_char (*p))
        return FALSE;
    }

  return TRUE;
}

/* Writes a type as C code does: "const char* const*" → "const char * const *". */
static char *
normalize (const char *c_type)
{
  GString *text = g_string_new (NULL);
  const char *p = c_type;

  while (*p != '\0')
    {
      char last = text->len > 0 ? text->str[text->len - 1] : '\0';

      if (*p == ' ')
        {
          p++;
          continue;
        }
      if (last != '\0' && (last != '*' || *p != '*'))
        g_string_append_c (text, ' ');
      do
        g_string_append_c (text, *p++);
      while (p[-1] != '*' && *p != '\0' && *p != ' ' && *p != '*');
    }

  return g_string_free (text, FALSE);
}

static gboolean
is_type_name (const char *word)
{
  return ctype_is_identifier (word) && !ctype_is_keyword (word);
}

typedef enum
{
  QUALIFIER_NONE = 0,
  QUALIFIER_CONST = 1 << 0,
  QUALIFIER_VOLATILE = 1 << 1,
  QUALIFIER_RESTRICT = 1 << 2
} Qualifier;

static Qualifier
get_qualifier (const char *word)
{
  if (g_str_equal (word, "const"))
    return QUALIFIER_CONST;
  if (g_str_equal (word, "volatile"))
    return QUALIFIER_VOLATILE;

  return g_str_equal (word, "restrict") ? QUALIFIER_RESTRICT : QUALIFIER_NONE;
}

/* Whether the words of a normalized type are one type, then stars, each with qualifiers of its own. Compilers
 * warn of a qualifier that is there twice, and only a pointer can be restricted.
 */
static gboolean
words_are_valid (char **words)
{
  g_autoptr (GString) base = g_string_new (NULL);
  guint used = QUALIFIER_RESTRICT;
  gboolean is_pointer = FALSE;

  for (char **word = words; *word != NULL; word++)
    {
      Qualifier qualifier = get_qualifier (*word);

      if (**word == '*')
        {
          is_pointer = TRUE;
          used = QUALIFIER_NONE;
        }
      else if ((qualifier & used) != 0 || (qualifier == QUALIFIER_NONE && is_pointer) ||
               (g_strv_contains (tags, *word) && (word[1] == NULL || !is_type_name (word[1]))))
        {
          return FALSE;
        }
      else if (qualifier == QUALIFIER_NONE && !g_strv_contains (tags, *word))
        {
          g_string_append_printf (base, "%s%s", base->len > 0 ? " " : "", *word);
        }

      used |= qualifier;
    }

  return is_type_name (base->str) || g_strv_contains (keyword_types, base->str);
}

/* One type, by its name or its keywords, and stars: what a scanner writes. An array or a function has
 * a name of its own.
 */
static gboolean
is_valid (CType *c_type)
{
  g_auto (GStrv) words = g_strsplit (c_type->text, " ", -1);

  return is_word_char (*c_type->given) && words_are_valid (words);
}

static guint
count_stars (const char *text)
{
  guint n_stars = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '*')
        n_stars++;
    }

  return n_stars;
}

static gboolean
is_const (CType *c_type)
{
  return g_str_has_suffix (c_type->text, " const") ||
         (g_str_has_prefix (c_type->text, "const ") && c_type->n_stars == 0);
}

/* A value that is copied is no less assignable for being const. */
static char *
make_value (CType *c_type)
{
  const char *text = c_type->text;

  if (!c_type->is_const)
    return g_strdup (text);
  if (g_str_has_suffix (text, " const"))
    return g_strndup (text, strlen (text) - strlen (" const"));

  return g_strdup (text + strlen ("const "));
}

static CTypeId
find_id (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_types); i++)
    {
      if (strcmp (text, known_types[i].text) == 0)
        return known_types[i].id;
    }

  return CTYPE_ID_OTHER;
}

/* What a type is that C or GLib has, by its name; UNKNOWN for others. */
CTypeKind
ctype_get_kind (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (basic_types); i++)
    {
      if (strcmp (name, basic_types[i].name) == 0)
        return basic_types[i].kind;
    }

  return CTYPE_KIND_UNKNOWN;
}

static CTypeKind
find_kind (CType *c_type)
{
  if (c_type->n_stars > 0)
    return CTYPE_KIND_POINTER;
  if (c_type->id == CTYPE_ID_READY_CALLBACK || c_type->id == CTYPE_ID_DESTROY_NOTIFY)
    return CTYPE_KIND_CALLBACK;

  return ctype_get_kind (g_str_has_prefix (c_type->text, "const ") ? c_type->text + strlen ("const ") : c_type->text);
}

static CType *look_at (const char *given,
                       guint       n_steps);

/* What a pointer points to, or NULL when @c_type is none that shows. */
static CType *
look_at_target (CType *c_type,
                guint  n_steps)
{
  g_autofree char *target = NULL;

  if (n_steps == 0 || !g_str_has_suffix (c_type->text, "*"))
    return NULL;

  target = g_strndup (c_type->text, strlen (c_type->text) - 1);

  return look_at (g_strchomp (target), n_steps - 1);
}

static CType *
look_at (const char *given,
         guint       n_steps)
{
  CType *c_type = g_new0 (CType, 1);

  c_type->given = g_strdup (given);
  c_type->text = normalize (given);
  c_type->n_stars = count_stars (c_type->text);
  c_type->is_valid = is_valid (c_type);
  c_type->is_const = is_const (c_type);
  c_type->has_const = strstr (c_type->text, "const") != NULL;
  c_type->value = make_value (c_type);
  c_type->id = find_id (c_type->text);
  c_type->kind = find_kind (c_type);
  c_type->target = look_at_target (c_type, n_steps);

  return c_type;
}

/* Looks at the text of a type, which nobody does again. Nobody asks what is behind more than two stars,
 * of which a hostile file may have any number.
 */
CType *
ctype_new (const char *given)
{
  return look_at (given, 2);
}

void
ctype_free (CType *c_type)
{
  g_clear_pointer (&c_type->target, ctype_free);
  g_free (c_type->given);
  g_free (c_type->text);
  g_free (c_type->value);
  g_free (c_type);
}

/* Whether two types are the same, however they are written. */
gboolean
ctype_equal (const CType *a,
             const CType *b)
{
  return strcmp (a->text, b->text) == 0;
}

/* Whether it points to anything. */
gboolean
ctype_is_untyped (const CType *c_type)
{
  return c_type->id == CTYPE_ID_POINTER || c_type->id == CTYPE_ID_CONST_POINTER;
}
