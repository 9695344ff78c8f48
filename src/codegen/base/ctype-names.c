/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Which words can be names in C, and in C++.
 */

#include "base/ctype.h"

#include <string.h>

static const char * const keywords[] = {
  /* C, up to C23 */
  "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern",
  "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed",
  "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "typeof_unqual",
  "_Bool",
  /* C++, because the generated header is for both */
  "and", "and_eq", "asm", "bitand", "bitor", "bool", "catch", "class", "compl", "const_cast", "delete",
  "dynamic_cast", "explicit", "export", "false", "friend", "mutable", "namespace", "new", "not", "not_eq",
  "operator", "or", "or_eq", "private", "protected", "public", "reinterpret_cast", "static_cast", "template",
  "this", "throw", "true", "try", "typeid", "typename", "typeof", "using", "virtual", "wchar_t", "xor", "xor_eq",
  "alignas", "alignof", "char16_t", "char32_t", "constexpr", "decltype", "noexcept", "nullptr", "static_assert",
  "thread_local", "char8_t", "co_await", "co_return", "co_yield", "concept", "consteval", "constinit", "requires",
  NULL
};

/* What looks like a name and is a macro: of compilers, unless they are told to be strict, and of the system's
 * headers, which a library's own header may include. Some of these are defined on other systems only.
 */
static const char * const macros[] = {
  "arm", "hpux", "i386", "linux", "mips", "pic", "sparc", "sun", "unix", "vax",
  "cdecl", "far", "huge", "interface", "near", "pascal", "small",
  "assert", "complex", "d_fileno", "errno", "fpclassify", "h_addr", "h_errno", "imaginary", "math_errhandling",
  "noreturn", "s6_addr", "s_addr", "sa_handler", "sa_sigaction", "sched_priority", "stderr", "stdin", "stdout",
  "environ", "va_arg", "va_end", "va_start",
  NULL
};

/* Of some structs, such as siginfo_t and struct stat, all members that are called so are macros. */
static const char * const macro_prefixes[] = { "g_", "s6_addr", "si_", "sigev_", "smart_async_", "st_atime", "st_ctime",
                                               "st_mtime", NULL };

/* As g_strv_contains(), but each parameter of each twin is looked for here: most words differ in the first letter. */
static gboolean
contains (const char * const *words,
          const char         *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] == word[0] && strcmp (words[i], word) == 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
ctype_is_keyword (const char *text)
{
  return contains (keywords, text);
}

/* What begins like this belongs to compilers: "_Atomic", "__int128". */
static gboolean
is_reserved (const char *name)
{
  return name[0] == '_' && (name[1] == '_' || g_ascii_isupper (name[1]));
}

static gboolean
is_macro (const char *name)
{
  for (guint i = 0; macro_prefixes[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (name, macro_prefixes[i], strlen (macro_prefixes[i])) == 0)
        return TRUE;
    }

  return contains (macros, name);
}

/* Whether a parameter of that name would hide something that generated code, or the types in its signature, need, or
 * would be something else: a keyword, a macro, a function, or a type. Nothing but a type is called LikeThis, and
 * nothing but a macro or a constant LIKE_THIS.
 */
gboolean
ctype_is_special (const char *name)
{
  return g_ascii_isupper (name[0]) || ctype_is_keyword (name) || is_reserved (name) || is_macro (name) ||
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

/* Whether a text is a name in C that not every compiler reads: one with letters of other alphabets. */
static gboolean
is_foreign_name (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL) || *text == '\0' || g_ascii_isdigit (*text))
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!(c < 0x80 ? is_word_char (*p) : g_unichar_isalnum (c) || g_unichar_ismark (c)))
        return FALSE;
    }

  return TRUE;
}

/* A name for what is called @text, which every compiler reads: letters without their marks, and "_" for those that
 * are no letters of ASCII. NULL when @text is no name.
 */
char *
ctype_make_identifier (const char *text)
{
  g_autofree char *plain = NULL;
  GString *name;

  if (text == NULL || ctype_is_identifier (text))
    return g_strdup (text);
  if (!is_foreign_name (text))
    return NULL;

  plain = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  name = g_string_new (NULL);
  for (const char *p = plain; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_c (name, c < 0x80 && is_word_char (*p) ? *p : '_');
    }

  return g_string_free (name, FALSE);
}
