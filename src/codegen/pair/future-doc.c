/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the documentation says a future is resolved with.
 */

#include "pair/future.h"

#include <string.h>

#include "read/type-resolver.h"

/* Introspection data has no type for the value of a future: there is only the sentence "a future that resolves to a
 * [class@Foo.Bar] or rejects with error". The first thing behind "resolves to" that names a type, counts. What is not
 * said in such words is not guessed.
 */

#define LINK "\\[(?:\\w+@)?([A-Za-z]\\w*(?:\\.\\w+)?)\\]"

/* What names a type, and that type as configuration files name it; NULL if the pattern has found the name. */
static const struct
{
  const char *pattern;
  const char *type;
} patterns[] = {
  { LINK, NULL },
  { "#([A-Z]\\w+)", NULL },
  { "\\b(?:any|a) value\\b", "any" },
  { "%TRUE\\b|\\btrue\\b|\\b0 (?:if|on) success", "any" },
  { "\\bg?boolean\\b|\\bG_TYPE_BOOLEAN\\b", "boolean" },
  { "\\bg?int64\\b|\\bG_TYPE_INT64\\b", "int64" },
  { "\\bg?uint64\\b|\\bG_TYPE_UINT64\\b", "uint64" },
  { "\\bg?uint\\b|\\bunsigned int\\b|\\bG_TYPE_UINT\\b", "uint" },
  { "\\bg?int\\b|\\binteger\\b|\\bG_TYPE_INT\\b", "int" },
  { "\\bg?double\\b|\\bG_TYPE_DOUBLE\\b", "double" },
  { "\\b(?:string (?:vector|array)|(?:array|list) of strings|GStrv)\\b", "strv" },
  { "\\bstring\\b", "string" },
  { "\\bfile descriptor\\b", "fd" },
  { "\\b([A-Z]+[a-z]+[A-Z]\\w*)\\b", NULL },
};

/* The text of the first group of a pattern, or all of it if it has no group; NULL if it is not found. Sets @begin and
 * @end, which may be NULL, to where it is.
 */
static char *
find (const char *pattern,
      const char *text,
      int        *begin,
      int        *end)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, text, G_REGEX_MATCH_DEFAULT, &match))
    return NULL;
  if (begin != NULL)
    g_match_info_fetch_pos (match, 0, begin, end);

  return g_match_info_fetch (match, g_match_info_get_match_count (match) > 1 ? 1 : 0);
}

/* "a [class@Foo.Bar]" of "a future that resolves to a [class@Foo.Bar] or rejects with error"; NULL if there is no such
 * sentence.
 */
static char *
find_clause (const char *doc)
{
  g_autofree char *clause = find ("\\bresolv(?:es?|ing) (?:to|with) (.*)", doc, NULL, NULL);
  int begin = 0;
  int end = 0;
  const char *ends = "[,;]?(?: or)? (?:will )?rejects?\\b|[.;](?: |$)|$";
  g_autofree char *rest = clause != NULL ? find (ends, clause, &begin, &end) : NULL;

  return rest != NULL ? g_strndup (clause, (gsize) begin) : NULL;
}

/* "FooBar" → "Foo.Bar", if the namespace that is tried has such a type. */
static char *
try_namespace (GirModel   *model,
               const char *namespace,
               const char *c_type)
{
  for (const char *rest = c_type + 1; *rest != '\0'; rest++)
    {
      GirModel *found_in = model;
      g_autofree char *name = g_strconcat (namespace, ".", rest, NULL);
      GirTypeNode *node = g_ascii_isupper (*rest) ? type_resolver_try (model->resolver, &found_in, name) : NULL;

      if (node != NULL && strcmp (node->c_type->text, c_type) == 0)
        return g_steal_pointer (&name);
    }

  return NULL;
}

/* The name of a C type in introspection data, as seen from @model: its own, one of a namespace that it includes, or one
 * of GLib's, which is always there. NULL if there is none.
 */
char *
future_find_c_type (GirModel   *model,
                    const char *c_type)
{
  static const char * const always[] = { "Gio", "GLib", "GObject" };
  char *name = try_namespace (model, model->name, c_type);

  for (guint i = 0; name == NULL && i < model->includes->len; i++)
    {
      const char *include = g_ptr_array_index (model->includes, i);
      g_autofree char *namespace = g_strndup (include, strcspn (include, "-"));

      name = try_namespace (model, namespace, c_type);
    }
  for (gsize i = 0; name == NULL && i < G_N_ELEMENTS (always); i++)
    name = try_namespace (model, always[i], c_type);

  return name;
}

/* The name of a type that was found: a name of introspection data has a dot. */
static char *
resolve_name (GirModel   *model,
              const char *name)
{
  return strchr (name, '.') != NULL ? g_strdup (name) : future_find_c_type (model, name);
}

/* "Gio.File" of " of [iface@Gio.File]", which follows a list; else NULL. */
static char *
find_elements (GirModel   *model,
               const char *behind)
{
  g_autofree char *link = find ("^ of (?:an? )?" LINK, behind, NULL, NULL);
  g_autofree char *c_type = link == NULL ? find ("^ of (?:an? )?#([A-Z]\\w+)", behind, NULL, NULL) : NULL;
  const char *name = link != NULL ? link : c_type;

  return name != NULL ? resolve_name (model, name) : NULL;
}

static char *
make_type (GirModel   *model,
           const char *found,
           const char *behind)
{
  g_autofree char *name = resolve_name (model, found);
  g_autofree char *elements = name != NULL ? find_elements (model, behind) : NULL;

  return elements != NULL ? g_strdup_printf ("%s(%s)", name, elements) : g_steal_pointer (&name);
}

/* The type that is named first. */
static char *
find_type (GirModel   *model,
           const char *clause)
{
  g_autofree char *found = NULL;
  const char *type = NULL;
  int first = G_MAXINT;
  int behind = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      int begin = 0;
      int end = 0;
      g_autofree char *text = find (patterns[i].pattern, clause, &begin, &end);

      if (text == NULL || begin >= first)
        continue;
      first = begin;
      behind = end;
      type = patterns[i].type;
      g_free (found);
      found = g_steal_pointer (&text);
    }
  if (type != NULL || found == NULL)
    return g_strdup (type);

  return make_type (model, found, clause + behind);
}

/* The text with a single space between words. */
static char *
join_lines (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \r\n\t", -1);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", words[i]);
    }

  return g_string_free (joined, FALSE);
}

/* The type that a function's future is resolved with, as configuration files name it; NULL if that is not said. Sets
 * @text to what is said, or to NULL.
 */
char *
future_describe (GirCallable  *async,
                 char        **text)
{
  const char *doc = async->returns->doc;
  g_autofree char *plain = NULL;
  g_autofree char *when = NULL;

  *text = NULL;
  if (doc == NULL)
    return NULL;

  plain = join_lines (doc);
  *text = find_clause (plain);
  if (*text != NULL)
    return find_type (async->model, *text);

  when = find ("\\b(?:resolves?|completes?) (?:when|once)\\b", plain, NULL, NULL);

  return when != NULL ? g_strdup ("any") : NULL;
}
