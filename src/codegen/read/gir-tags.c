/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Goes through a document from tag to tag, without parsing it.
 */

#include "read/gir-tags.h"

#include <string.h>

/* Skips the tag at @tag: returns what follows its '>'; NULL when it has none. A '>' can
 * stand in the value of an attribute.
 */
const char *
gir_tags_find_end (const char *tag,
                   const char *end)
{
  const char *p = tag;

  while (p != NULL && p < end && *p != '>')
    {
      if (*p == '"' || *p == '\'')
        p = memchr (p + 1, *p, (gsize) (end - p) - 1);
      p = p != NULL ? p + 1 : NULL;
    }

  return p != NULL && p < end ? p + 1 : NULL;
}

/* Skips what only looks like a tag: a comment, CDATA, a processing instruction. Returns
 * NULL when it has no end; @tag when it is none of these.
 */
static const char *
skip_no_tag (const char *tag,
             const char *end)
{
  static const struct { const char *begin, *end; } kinds[] = {
    { "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" },
  };

  if (end - tag > 1 && tag[1] != '!' && tag[1] != '?')
    return tag;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize length = strlen (kinds[i].begin);
      const char *close;

      if ((gsize) (end - tag) < length || strncmp (tag, kinds[i].begin, length) != 0)
        continue;
      close = g_strstr_len (tag + length, end - tag - (gssize) length, kinds[i].end);
      return close != NULL ? close + strlen (kinds[i].end) : NULL;
    }

  return tag;
}

/* Whether a tag is that of an element, "class", or its end, "/class". */
gboolean
gir_tags_is (const char *tag,
             const char *after,
             const char *name)
{
  gsize length = strlen (name);

  return (gsize) (after - tag) > length + 1 && strncmp (tag + 1, name, length) == 0 &&
         strchr (" \t\r\n/>", tag[1 + length]) != NULL;
}

/* The next tag of an element at or behind @text, or "<!DOCTYPE"; NULL when there is none. */
const char *
gir_tags_find (const char *text,
               const char *end)
{
  while (text != NULL)
    {
      const char *tag = memchr (text, '<', (gsize) (end - text));

      text = tag != NULL ? skip_no_tag (tag, end) : NULL;
      if (text == tag)
        return tag;
    }

  return NULL;
}

static const char *
skip_spaces (const char *p,
             const char *after)
{
  while (p < after && g_ascii_isspace (*p))
    p++;

  return p;
}

static const char *
skip_name (const char *p,
           const char *after)
{
  while (p < after && !g_ascii_isspace (*p) && strchr ("=/>", *p) == NULL)
    p++;

  return p;
}

typedef struct
{
  const char *name;
  gsize       name_length;
  const char *value;
  gsize       value_length;
} Attribute;

/* The attribute at or behind @p. Returns what is behind it; NULL when there is none. */
static const char *
read_attribute (const char *p,
                const char *after,
                Attribute  *attribute)
{
  const char *close;

  attribute->name = skip_spaces (p, after);
  p = skip_name (attribute->name, after);
  attribute->name_length = (gsize) (p - attribute->name);

  p = skip_spaces (p, after);
  if (p == after || *p != '=')
    return NULL;
  p = skip_spaces (p + 1, after);
  if (p == after || (*p != '"' && *p != '\''))
    return NULL;

  attribute->value = p + 1;
  close = memchr (attribute->value, *p, (gsize) (after - attribute->value));
  if (close == NULL)
    return NULL;
  attribute->value_length = (gsize) (close - attribute->value);

  return close + 1;
}

/* The value of an attribute as it is written; NULL when the tag has none. */
char *
gir_tags_get (const char *tag,
              const char *after,
              const char *attribute)
{
  gsize length = strlen (attribute);
  const char *p = skip_name (tag + 1, after);
  Attribute found;

  while ((p = read_attribute (p, after, &found)) != NULL)
    {
      if (found.name_length == length && memcmp (found.name, attribute, length) == 0)
        return g_strndup (found.value, found.value_length);
    }

  return NULL;
}
