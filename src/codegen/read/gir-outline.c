/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reduces introspection data to what the reader wants to know.
 */

#include "read/gir-outline.h"

#include <string.h>

#include "read/gir-elements.h"
#include "read/gir-tags.h"

/* Most of a GIR is of no interest: what the table of gir-elements.c does not have; where pairs
 * are looked for, what is inside functions that are neither half of one; in an included file,
 * all functions. Going from tag to tag and leaving that out takes a tenth of the time that
 * parsing it would. What is left is a document of the same form, with the same lines.
 *
 * Each start tag must have its end tag, wherever it is. If anything is not as it should be,
 * there is no outline: the parser is given the whole file then, and says what is wrong.
 */

typedef struct
{
  const char *tag;
  gsize       length;           /* of the name */
  GirPlace    place;
} OpenTag;

typedef struct
{
  GirReadMode  mode;
  const char  *end;             /* of the document */
  const char  *done;            /* what is before this is in the outline, or left out */
  GString     *text;
  GArray      *open;            /* of OpenTag, the innermost last */
  guint        whole;           /* number of tags open in an element that is kept or left out as a whole; 0 for none */
  gboolean     is_wanted;       /* whether that element is */
  gboolean     is_complete;     /* whether it is a function of which more than the name matters */
} Outline;

static gsize
get_name_length (const char *tag,
                 const char *after)
{
  const char *p = tag + 1;

  while (p < after && !g_ascii_isspace (*p) && *p != '/' && *p != '>')
    p++;

  return (gsize) (p - tag) - 1;
}

/* Goes on behind @to, and keeps the lines that are left out, which messages count. */
static void
leave_out (Outline    *outline,
           const char *to)
{
  const char *p = outline->done;

  while (p < to && (p = memchr (p, '\n', (gsize) (to - p))) != NULL)
    {
      g_string_append_c (outline->text, '\n');
      p++;
    }
  outline->done = to;
}

static void
keep (Outline    *outline,
      const char *to)
{
  g_string_append_len (outline->text, outline->done, to - outline->done);
  outline->done = to;
}

/* Keeps a start tag, as that of an empty element. */
static void
keep_empty (Outline    *outline,
            const char *tag)
{
  const char *after = gir_tags_find_end (tag, outline->end);

  keep (outline, after - (after[-2] == '/' ? 2 : 1));
  g_string_append (outline->text, "/>");
  outline->done = after;
}

/* The end of an element that is kept or left out as a whole. */
static void
end_whole (Outline       *outline,
           const OpenTag *start,
           const char    *after)
{
  if (!outline->is_wanted)
    {
      keep (outline, start->tag);
      leave_out (outline, after);
    }
  else if (!outline->is_complete)
    {
      keep_empty (outline, start->tag);
      leave_out (outline, after);
    }
  outline->whole = 0;
}

/* Either half of a pair has a parameter of such a type, and a finish function such a name; other functions that start
 * something return a future. Of all others only the name matters, and why a hand-written twin is deprecated.
 */
static gboolean
tells_more (const Outline *outline,
            const char    *tag,
            const char    *after)
{
  if (outline->whole > 0)
    return outline->is_wanted && gir_tags_is (tag, after, "type") &&
           (g_strstr_len (tag, after - tag, "Async") != NULL || g_strstr_len (tag, after - tag, "DexFuture") != NULL);

  return g_strstr_len (tag, after - tag, "finish") != NULL || g_strstr_len (tag, after - tag, "deprecated") != NULL;
}

static gboolean
is_wanted (const Outline    *outline,
           const GirElement *element,
           const char       *tag,
           const char       *after)
{
  g_autofree char *name = outline->mode == GIR_READ_TYPES && element->place == AT_CALLABLE
                          ? gir_tags_get (tag, after, "name") : NULL;

  return gir_elements_is_wanted (element, outline->mode, name);
}

/* Another name for the callback of an async function: which functions have one cannot be seen from their tags then. */
static gboolean
is_ready_alias (const OpenTag *open,
                GirPlace       parent,
                const char    *after)
{
  return parent == AT_ALIAS && g_strstr_len (open->tag, after - open->tag, "AsyncReadyCallback") != NULL;
}

/* Fails for what is no GIR. */
static gboolean
begin_tag (Outline    *outline,
           OpenTag    *open,
           const char *after)
{
  GirPlace parent = AT_DOCUMENT;
  const GirElement *element;

  if (outline->whole > 0)
    {
      outline->is_complete = outline->is_complete || tells_more (outline, open->tag, after);
      outline->whole++;
      return TRUE;
    }

  if (outline->open->len > 0)
    parent = g_array_index (outline->open, OpenTag, outline->open->len - 1).place;
  element = gir_elements_find (parent, open->tag + 1, open->length);
  if ((element == NULL && parent == AT_DOCUMENT) || is_ready_alias (open, parent, after))
    return FALSE;

  outline->is_wanted = element != NULL && is_wanted (outline, element, open->tag, after);
  open->place = element != NULL ? element->place : AT_LEAF;
  if (outline->is_wanted && element->place != AT_CALLABLE)
    return TRUE;

  outline->is_complete = outline->is_wanted &&
                         (outline->mode == GIR_READ_ALL || gir_elements_is_callback (element) ||
                          tells_more (outline, open->tag, after));
  outline->whole = 1;

  return TRUE;
}

static gboolean
end_tag (Outline    *outline,
         const char *name,
         gsize       length,
         const char *after)
{
  const OpenTag *start;

  if (outline->open->len == 0)
    return FALSE;

  start = &g_array_index (outline->open, OpenTag, outline->open->len - 1);
  if (start->length != length || memcmp (start->tag + 1, name, length) != 0)
    return FALSE;

  if (outline->whole > 0 && --outline->whole == 0)
    end_whole (outline, start, after);
  g_array_set_size (outline->open, outline->open->len - 1);

  return TRUE;
}

static gboolean
add_tag (Outline    *outline,
         const char *tag,
         const char *after)
{
  OpenTag open = { tag, get_name_length (tag, after), AT_LEAF };

  if (tag[1] == '!')
    return FALSE;
  if (tag[1] == '/')
    return end_tag (outline, tag + 2, get_name_length (tag + 1, after), after);
  if (open.length == 0 || outline->open->len >= GIR_READER_MAX_DEPTH || !begin_tag (outline, &open, after))
    return FALSE;

  g_array_append_val (outline->open, open);

  return after[-2] != '/' || end_tag (outline, tag + 1, open.length, after);
}

/* Leaves out all that is in the namespace, and what follows. */
static gboolean
end_at_namespace (Outline    *outline,
                  const char *tag)
{
  keep_empty (outline, tag);
  for (guint i = outline->open->len; i > 0; i--)
    {
      const OpenTag *open = &g_array_index (outline->open, OpenTag, i - 1);

      g_string_append_printf (outline->text, "</%.*s>", (int) open->length, open->tag + 1);
    }
  outline->done = outline->end;

  return TRUE;
}

static gboolean
add_all (Outline    *outline,
         const char *text)
{
  const char *after;

  for (const char *tag = gir_tags_find (text, outline->end); tag != NULL; tag = gir_tags_find (after, outline->end))
    {
      after = gir_tags_find_end (tag, outline->end);
      if (after != NULL && outline->mode == GIR_READ_HEAD && outline->whole == 0 &&
          gir_tags_is (tag, after, "namespace"))
        return end_at_namespace (outline, tag);
      if (after == NULL || !add_tag (outline, tag, after))
        return FALSE;
    }

  return outline->open->len == 0;
}

/* The outline of a document, or NULL. */
GString *
gir_outline_make (const char  *text,
                  gsize        length,
                  GirReadMode  mode)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (OpenTag));
  Outline outline = { mode, text + length, text, g_string_new (NULL), open, 0, FALSE, FALSE };

  if (!add_all (&outline, text))
    {
      g_string_free (outline.text, TRUE);
      return NULL;
    }

  keep (&outline, outline.end);

  return outline.text;
}
