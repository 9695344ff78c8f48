/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that block, with arrays and structs that are copied by their size or by their GType.
 */

#include "arrays.h"

#include <string.h>

struct _ArraysThing
{
  GObject  parent_instance;
  GArray  *numbers;
  guint8   sum[4];
};

G_DEFINE_TYPE (ArraysThing, arrays_thing, G_TYPE_OBJECT)

static int n_alive;

static ArraysBox *
box_copy (ArraysBox *box)
{
  ArraysBox *copy = g_new0 (ArraysBox, 1);

  g_atomic_int_inc (&n_alive);
  copy->text = g_strdup (box->text);

  return copy;
}

static void
box_free (ArraysBox *box)
{
  g_atomic_int_add (&n_alive, -1);
  g_free (box->text);
  g_free (box);
}

G_DEFINE_BOXED_TYPE (ArraysBox, arrays_box, box_copy, box_free)
G_DEFINE_BOXED_TYPE (ArraysLine, arrays_line, arrays_line_copy, arrays_line_free)

int
arrays_count_alive (void)
{
  return g_atomic_int_get (&n_alive);
}

ArraysLine *
arrays_line_copy (const ArraysLine *line)
{
  return g_memdup2 (line, sizeof (*line));
}

void
arrays_line_free (ArraysLine *line)
{
  g_free (line);
}

/**
 * arrays_line_grow:
 * @line: a line
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
arrays_line_grow (ArraysLine  *line,
                  GError     **error)
{
  line->length++;

  return TRUE;
}

/**
 * arrays_line_measure:
 * @line: (nullable): a line
 * @error: return location for an error
 *
 * Returns: its length
 */
int
arrays_line_measure (const ArraysLine  *line,
                     GError           **error)
{
  return line != NULL ? line->length : -1;
}

static void
arrays_thing_finalize (GObject *object)
{
  g_array_unref (ARRAYS_THING (object)->numbers);
  g_atomic_int_add (&n_alive, -1);
  G_OBJECT_CLASS (arrays_thing_parent_class)->finalize (object);
}

static void
arrays_thing_class_init (ArraysThingClass *class)
{
  G_OBJECT_CLASS (class)->finalize = arrays_thing_finalize;
  g_signal_new ("told", ARRAYS_TYPE_THING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
arrays_thing_init (ArraysThing *self)
{
  const guint16 numbers[] = { 1, 2, 300 };

  g_atomic_int_inc (&n_alive);
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_array_append_vals (self->numbers, numbers, G_N_ELEMENTS (numbers));
  memcpy (self->sum, "\1\2\3\4", 4);
}

ArraysThing *
arrays_thing_new (void)
{
  return g_object_new (ARRAYS_TYPE_THING, NULL);
}

/**
 * arrays_thing_peek_numbers:
 * @self: a thing
 * @error: return location for an error
 *
 * Returns: (transfer none) (element-type guint16): its numbers
 */
GArray *
arrays_thing_peek_numbers (ArraysThing  *self,
                           GError      **error)
{
  return self->numbers;
}

/**
 * arrays_thing_peek_sum:
 * @self: a thing
 * @error: return location for an error
 *
 * Returns: (transfer none) (array fixed-size=4): four bytes
 */
const guint8 *
arrays_thing_peek_sum (ArraysThing  *self,
                       GError      **error)
{
  return self->sum;
}

static guint
hash (const guint8 *data,
      gsize         length)
{
  guint hash = 5381;

  for (gsize i = 0; i < length; i++)
    hash = hash * 33 + data[i];

  return hash;
}

/**
 * arrays_hash:
 * @data: (array length=length): bytes
 * @length: how many, or -1 if there is a zero behind them
 * @error: return location for an error
 *
 * Returns: a hash
 */
guint
arrays_hash (const guint8  *data,
             gssize         length,
             GError       **error)
{
  return hash (data, length >= 0 ? (gsize) length : strlen ((const char *) data));
}

/**
 * arrays_hash_text:
 * @text: a text
 * @text_len: how many bytes of it, or -1
 * @error: return location for an error
 *
 * Returns: a hash
 */
guint
arrays_hash_text (const char  *text,
                  int          text_len,
                  GError     **error)
{
  return hash ((const guint8 *) text, text_len >= 0 ? (gsize) text_len : strlen (text));
}

/**
 * arrays_sum_untyped:
 * @numbers: (array length=n) (element-type gint32): numbers
 * @n: how many
 * @error: return location for an error
 *
 * Returns: their sum
 */
gint64
arrays_sum_untyped (gconstpointer   numbers,
                    gsize           n,
                    GError        **error)
{
  const gint32 *values = numbers;
  gint64 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];

  return sum;
}

/**
 * arrays_sum_until_zero:
 * @numbers: (array zero-terminated=1): numbers
 * @error: return location for an error
 *
 * Returns: their sum
 */
guint
arrays_sum_until_zero (const guint16  *numbers,
                       GError        **error)
{
  guint sum = 0;

  for (gsize i = 0; numbers[i] != 0; i++)
    sum += numbers[i];

  return sum;
}

/**
 * arrays_sum_table:
 * @table: (array fixed-size=4): numbers
 * @error: return location for an error
 *
 * Returns: their sum
 */
int
arrays_sum_table (const int   table[4][3],
                  GError    **error)
{
  int sum = 0;

  for (int i = 0; i < 4; i++)
    sum += table[i][0] + table[i][1] + table[i][2];

  return sum;
}

/**
 * arrays_sum_array:
 * @numbers: (element-type guint16): numbers
 * @error: return location for an error
 *
 * Returns: their sum
 */
guint
arrays_sum_array (GArray  *numbers,
                  GError **error)
{
  guint sum = 0;

  for (guint i = 0; i < numbers->len; i++)
    sum += g_array_index (numbers, guint16, i);

  return sum;
}

/**
 * arrays_measure_segment:
 * @segment: a segment
 * @error: return location for an error
 *
 * Returns: a number that depends on all that is in it
 */
double
arrays_measure_segment (const ArraysSegment  *segment,
                        GError              **error)
{
  return segment->ends[1].x - segment->ends[0].x + 10 * (segment->ends[1].y - segment->ends[0].y) +
         (segment->is_dashed ? 0.5 : 0);
}

/**
 * arrays_sum_points:
 * @points: (array length=n_points): points
 * @n_points: how many
 * @error: return location for an error
 *
 * Returns: a sum
 */
int
arrays_sum_points (const ArraysPoint  *points,
                   guint               n_points,
                   GError            **error)
{
  int sum = 0;

  for (guint i = 0; i < n_points; i++)
    sum += points[i].x * points[i].y;

  return sum;
}

/**
 * arrays_join_boxes:
 * @boxes: (element-type ArraysBox): boxes
 * @list: (element-type ArraysBox): boxes
 * @values: (element-type utf8 GValue): values, of which "key" is a text
 * @error: return location for an error
 *
 * Returns: (transfer full): all texts
 */
char *
arrays_join_boxes (GPtrArray   *boxes,
                   GList       *list,
                   GHashTable  *values,
                   GError     **error)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < boxes->len; i++)
    g_string_append (text, ((ArraysBox *) boxes->pdata[i])->text);
  for (GList *l = list; l != NULL; l = l->next)
    g_string_append (text, ((ArraysBox *) l->data)->text);
  g_string_append (text, g_value_get_string (g_hash_table_lookup (values, "key")));

  return g_string_free (text, FALSE);
}

/**
 * arrays_make_boxes:
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type ArraysBox): two boxes
 */
GList *
arrays_make_boxes (GError **error)
{
  ArraysBox a = { (char *) "a" };

  return g_list_append (g_list_append (NULL, box_copy (&a)), box_copy (&a));
}

/**
 * arrays_count_things:
 * @things: (array length=n_things) (nullable): things
 * @n_things: how many
 * @list: (element-type ArraysThing): things
 * @array: (element-type ArraysThing) (nullable): things
 * @table: (element-type utf8 ArraysThing) (nullable): things
 * @error: return location for an error
 *
 * Returns: how many in all
 */
guint
arrays_count_things (ArraysThing **things,
                     guint         n_things,
                     GList        *list,
                     GPtrArray    *array,
                     GHashTable   *table,
                     GError      **error)
{
  return n_things + g_list_length (list) + (array != NULL ? array->len : 0) +
         (table != NULL ? g_hash_table_size (table) : 0);
}

/**
 * arrays_read:
 * @buffer: a buffer, of which annotations do not tell
 * @length: its size
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
arrays_read (char    *buffer,
             gsize    length,
             GError **error)
{
  memset (buffer, 'r', length);

  return TRUE;
}

/**
 * arrays_fill:
 * @data: (array length=length): a buffer, of which annotations tell the wrong thing
 * @length: its size
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
arrays_fill (guint8  *data,
             gsize    length,
             GError **error)
{
  memset (data, 'f', length);

  return TRUE;
}

/**
 * arrays_move:
 * @point: a point
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
arrays_move (ArraysPoint  *point,
             GError      **error)
{
  point->x++;

  return TRUE;
}
