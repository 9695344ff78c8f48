/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Leaves of introspection data what tells about types.
 */

#include "gir-outline.h"

#include <string.h>

#include "gir-tags.h"

/* An included file is opened for a handful of its types, and most of it is functions
 * and their documentation. Going from tag to tag and keeping those that matter takes a
 * tenth of the time that parsing all of it would; the parser then reads the rest,
 * which is a small document of the same form. */

static const char * const kept[] = {
  "include", "class", "interface", "record", "union", "glib:boxed", "enumeration", "bitfield", "callback", NULL
};

/* Appends an element without its children. */
static void
append_empty (GString    *outline,
              const char *tag,
              const char *after)
{
  gsize length = (gsize) (after - tag) - 1;

  if (tag[length - 1] == '/')
    length--;
  g_string_append_len (outline, tag, (gssize) length);
  g_string_append (outline, "/>\n");
}

static gboolean
is_kept (const char *tag,
         const char *end)
{
  for (guint i = 0; kept[i] != NULL; i++)
    if (gir_tags_is (tag, end, kept[i]))
      return TRUE;

  return FALSE;
}

static void
append_tag (GString    *outline,
            const char *tag,
            const char *after,
            gboolean   *in_alias)
{
  gboolean is_open = gir_tags_is (tag, after, "alias") || gir_tags_is (tag, after, "namespace") ||
                     gir_tags_is (tag, after, "repository");

  if (is_kept (tag, after) || (*in_alias && gir_tags_is (tag, after, "type")))
    append_empty (outline, tag, after);
  else if (is_open || gir_tags_is (tag, after, "/alias") || gir_tags_is (tag, after, "/namespace") ||
           gir_tags_is (tag, after, "/repository"))
    g_string_append_len (outline, tag, after - tag);

  if (gir_tags_is (tag, after, "alias"))
    *in_alias = after[-2] != '/';
  else if (gir_tags_is (tag, after, "/alias"))
    *in_alias = FALSE;
}

/* The outline of a document; NULL when it breaks off inside a tag. */
GString *
gir_outline_make (const char *text,
                  gsize       length)
{
  const char *end = text + length;
  GString *outline = g_string_new (NULL);
  gboolean in_alias = FALSE;
  const char *after;

  for (const char *tag = gir_tags_find (text, end); tag != NULL; tag = gir_tags_find (after, end))
    {
      after = gir_tags_find_end (tag, end);
      if (after == NULL)
        {
          g_string_free (outline, TRUE);
          return NULL;
        }
      append_tag (outline, tag, after, &in_alias);
    }

  return outline;
}
