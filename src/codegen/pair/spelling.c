/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Whether all that a function has can be written in C, and how.
 */

#include "pair/spelling.h"

#include <string.h>

#include "read/type-resolver.h"

/* A scanner writes "struct _FooStat *" and "struct tm" as "_FooStat*" and "tm", and says that they are pointers to
 * anything: there is no type of that name. The word in front has to be put back.
 */

/* Structs that are called by their tags alone. */
static const char * const struct_tags[] = {
  "addrinfo", "dirent", "flock", "group", "hostent", "in6_addr", "in_addr", "iovec", "itimerspec", "itimerval", "lconv",
  "msghdr", "netent", "passwd", "pollfd", "protoent", "rlimit", "rusage", "servent", "sigaction", "sockaddr",
  "sockaddr_in", "sockaddr_in6", "sockaddr_storage", "sockaddr_un", "spwd", "stat", "statfs", "statvfs", "termios",
  "timespec", "timeval", "timezone", "tm", "ucred", "utimbuf", "utsname", "winsize", NULL
};

/* Where the name of a type begins, behind its qualifiers. */
static const char *
find_word (const CType *c_type)
{
  static const char * const qualifiers[] = { "const ", "volatile " };
  const char *p = c_type->text;

  for (gsize i = 0; i < G_N_ELEMENTS (qualifiers); i++)
    {
      if (g_str_has_prefix (p, qualifiers[i]))
        p += strlen (qualifiers[i]);
    }

  return p;
}

static const char *
get_tag_of (GirTypeNode *node)
{
  switch (node->kind)
    {
    case GIR_TYPE_NODE_UNION:
      return "union";
    case GIR_TYPE_NODE_ENUM:
    case GIR_TYPE_NODE_FLAGS:
      return "enum";
    case GIR_TYPE_NODE_CLASS:
    case GIR_TYPE_NODE_INTERFACE:
    case GIR_TYPE_NODE_RECORD:
      return "struct";
    default:
      return NULL;
    }
}

static gboolean
is_of_namespace (GirModel   *model,
                 const char *name)
{
  g_auto (GStrv) prefixes = g_strsplit (model->identifier_prefixes != NULL ? model->identifier_prefixes : "", ",", -1);

  for (guint i = 0; prefixes[i] != NULL; i++)
    {
      if (*prefixes[i] != '\0' && g_str_has_prefix (name, prefixes[i]))
        return TRUE;
    }

  return FALSE;
}

/* What _FooStat is, is known if there is a FooStat. Only structs are called by their tags where there is none: they
 * are those whose fields the library keeps to itself.
 */
static const char *
find_tag (GirModel   *model,
          const char *word)
{
  GHashTableIter iter;
  gpointer node;

  if (g_strv_contains (struct_tags, word))
    return "struct";
  if (word[0] != '_')
    return NULL;

  g_hash_table_iter_init (&iter, model->types);
  while (g_hash_table_iter_next (&iter, NULL, &node))
    {
      if (strcmp (((GirTypeNode *) node)->c_type->text, word + 1) == 0)
        return get_tag_of (node);
    }

  return is_of_namespace (model, word + 1) ? "struct" : NULL;
}

/* Whether a scanner has lost what is in front of the name. */
static gboolean
is_without_tag (GirType    *type,
                const char *word)
{
  static const char * const typed[] = { "FILE", "struct", "union", "enum", NULL };
  gboolean is_anything = g_strcmp0 (type->name, "gpointer") == 0 && !type->is_array;

  return !g_strv_contains (typed, word) && ctype_get_kind (word) == CTYPE_KIND_UNKNOWN &&
         (word[0] == '_' || is_anything);
}

/* Types that are keywords in C++ and come from a header in C. */
static gboolean
is_of_header (const char *word)
{
  static const char * const words[] = { "wchar_t", "char8_t", "char16_t", "char32_t", NULL };

  return g_strv_contains (words, word);
}

/* Names of arrays, which cannot be copied as values can. Nothing tells that they are that. */
static gboolean
is_array (const CType *c_type,
          const char  *word)
{
  static const char * const words[] = { "jmp_buf", "sigjmp_buf", "uuid_t", NULL };

  return c_type->n_stars == 0 && g_strv_contains (words, word);
}

static const char *
correct_type (GirType *type)
{
  const char *text = type->c_type->text;
  const char *begin = find_word (type->c_type);
  g_autofree char *word = g_strndup (begin, strcspn (begin, " "));
  g_autofree char *tagged = NULL;
  const char *tag;

  if (*text == '\0')
    return NULL;
  if (!type->c_type->is_valid)
    return is_of_header (word) ? SPELLING_UNKNOWN_TYPE : SPELLING_ODD_TYPE;
  if (is_array (type->c_type, word))
    return SPELLING_ODD_TYPE;
  if (!is_without_tag (type, word))
    return NULL;

  tag = find_tag (type->model, word);
  if (tag == NULL)
    return SPELLING_UNKNOWN_TYPE;

  tagged = g_strdup_printf ("%.*s%s %s", (int) (begin - text), text, tag, begin);
  type->c_type = gir_model_get_c_type (type->model, tagged);

  return NULL;
}

static const char *
correct_parameter (GirParameter *parameter)
{
  g_autofree char *name = NULL;

  if (parameter->is_varargs || parameter->name == NULL)
    return NULL;

  name = ctype_make_identifier (parameter->name);
  parameter->name = gir_model_intern (parameter->type->model, name);

  return correct_type (parameter->type);
}

/* Corrects the names and types of a function that was checked. Returns the reason why it cannot be called from C,
 * or NULL.
 */
const char *
spelling_correct (GirCallable *callable)
{
  const char *reason = callable->has_table ? SPELLING_ODD_TYPE : correct_type (callable->returns->type);

  if (!ctype_is_identifier (callable->c_identifier))
    reason = SPELLING_ODD_NAME;
  for (guint i = 0; reason == NULL && i < callable->parameters->len; i++)
    reason = correct_parameter (gir_callable_get_parameter (callable, i));

  return reason;
}
