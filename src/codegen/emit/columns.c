/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Declarations in aligned columns.
 */

#include "emit/columns.h"

#include <string.h>

/* GNU style lines up the names and puts the stars next to them:
 *
 *   FooClient     *self,
 *   guint          id,
 *   GError       **error
 *
 * so that a type's width is that of its words, a space, and its last stars.
 */
static gsize
measure_words (const char *c_type)
{
  gsize length = strlen (c_type);

  while (length > 0 && (c_type[length - 1] == '*' || c_type[length - 1] == ' '))
    length--;

  return length;
}

static gsize
measure_stars (const char *c_type)
{
  const char *stars = c_type + measure_words (c_type);

  return strspn (stars, " *") > 0 ? strlen (stars) - 1 : 0;
}

/* The width that the types need, up to where the names begin. */
gsize
columns_measure (const Column *columns,
                 guint         n_columns)
{
  gsize width = 0;

  for (guint i = 0; i < n_columns; i++)
    width = MAX (width, measure_words (columns[i].c_type) + 1 + measure_stars (columns[i].c_type));

  return width;
}

void
columns_append_padding (GString *text,
                        gsize    length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_c (text, ' ');
}

void
columns_append (GString    *text,
                const char *c_type,
                gsize       width,
                const char *name)
{
  gsize n_words = measure_words (c_type);
  gsize n_stars = measure_stars (c_type);

  g_string_append_len (text, c_type, (gssize) n_words);
  columns_append_padding (text, width > n_words + n_stars ? width - n_words - n_stars : 1);
  for (gsize i = 0; i < n_stars; i++)
    g_string_append_c (text, '*');
  g_string_append (text, name);
}

static gsize
measure_all (GArray *columns)
{
  return columns_measure ((const Column *) (gpointer) columns->data, columns->len);
}

/* Appends a struct of a type's own. C has no struct without members. */
void
columns_append_struct (GString    *text,
                       GArray     *columns,
                       const char *type)
{
  gsize width = measure_all (columns);

  g_string_append (text, "typedef struct\n{\n");
  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      g_string_append (text, "  ");
      columns_append (text, column->c_type, width, column->name);
      g_string_append (text, ";\n");
    }
  if (columns->len == 0)
    g_string_append (text, "  gboolean nothing;\n");
  g_string_append_printf (text, "} %s;\n\n", type);
}

/* Appends parameters, one a line; @indent is the column behind the opening parenthesis. */
void
columns_append_list (GString *text,
                     GArray  *columns,
                     gsize    indent)
{
  gsize width = columns->len > 1 ? measure_all (columns) : 0;

  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = &g_array_index (columns, Column, i);

      if (i > 0)
        {
          g_string_append (text, ",\n");
          columns_append_padding (text, indent);
        }
      columns_append (text, column->c_type, width, column->name);
    }
}

static GArray *
collect_columns (Twin *twin)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));
  const Column error = { "GError **", twin->error_name };

  for (guint i = 0; i < twin->parameters->len; i++)
    {
      TwinParameter *parameter = twin_get_parameter (twin, i);
      const Column column = { parameter->c_type, parameter->name };

      g_array_append_val (columns, column);
    }

  if (twin->throws)
    g_array_append_val (columns, error);

  return columns;
}

/* Appends a twin's parameters in parentheses, one a line; @indent is the column
 * behind the opening one.
 */
void
columns_append_parameters (GString *text,
                           Twin    *twin,
                           gsize    indent)
{
  g_autoptr (GArray) columns = collect_columns (twin);

  g_string_append_c (text, '(');
  columns_append_list (text, columns, indent);
  g_string_append_c (text, ')');
}
