/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Goes through a document from tag to tag, without parsing it.
 */

#include "gir-tags.h"

#include <string.h>

/* Behind the '>' of the tag at @tag; NULL when there is none. A '>' can stand in the
 * value of an attribute. */
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

static const char *
skip_comment (const char *tag,
              const char *end)
{
  const char *close = g_strstr_len (tag, end - tag, "-->");

  return close != NULL ? close + strlen ("-->") : NULL;
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

/* The next tag at or behind @text that is not a comment; NULL when there is none. */
const char *
gir_tags_find (const char *text,
               const char *end)
{
  const char *tag = text != NULL ? memchr (text, '<', (gsize) (end - text)) : NULL;

  while (tag != NULL && end - tag >= 4 && strncmp (tag, "<!--", 4) == 0)
    {
      text = skip_comment (tag, end);
      tag = text != NULL ? memchr (text, '<', (gsize) (end - text)) : NULL;
    }

  return tag;
}

/* The value of an attribute as it is written; NULL when the tag has none. */
char *
gir_tags_get (const char *tag,
              const char *after,
              const char *attribute)
{
  gsize length = strlen (attribute);

  for (const char *p = tag; p + length + 2 < after; p++)
    {
      const char *close;

      if (strchr (" \t\r\n", *p) == NULL || strncmp (p + 1, attribute, length) != 0 || p[length + 1] != '=')
        continue;
      close = memchr (p + length + 3, p[length + 2], (gsize) (after - p) - length - 3);
      return close != NULL ? g_strndup (p + length + 3, (gsize) (close - p) - length - 3) : NULL;
    }

  return NULL;
}
