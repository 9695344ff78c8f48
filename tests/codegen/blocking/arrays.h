/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that block, with arrays and structs that are copied by their size or by their GType.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ARRAYS_TYPE_THING (arrays_thing_get_type ())
G_DECLARE_FINAL_TYPE (ArraysThing, arrays_thing, ARRAYS, THING, GObject)

#define ARRAYS_TYPE_BOX (arrays_box_get_type ())
#define ARRAYS_TYPE_LINE (arrays_line_get_type ())

/* Only its GType knows how to copy it. */
typedef struct
{
  char *text;
} ArraysBox;

typedef struct
{
  int x;
  int y;
} ArraysPoint;

/* Nothing knows how to copy it, and nothing need. */
typedef struct
{
  ArraysPoint ends[2];
  guint       is_dashed : 1;
} ArraysSegment;

/* A boxed type that can only be copied. */
typedef struct
{
  int length;
} ArraysLine;

GType         arrays_box_get_type         (void);
GType         arrays_line_get_type        (void);
ArraysLine   *arrays_line_copy            (const ArraysLine    *line);
void          arrays_line_free            (ArraysLine          *line);
gboolean      arrays_line_grow            (ArraysLine          *line,
                                           GError             **error);
int           arrays_line_measure         (const ArraysLine    *line,
                                           GError             **error);

ArraysThing  *arrays_thing_new            (void);
GArray       *arrays_thing_peek_numbers   (ArraysThing         *self,
                                           GError             **error);
const guint8 *arrays_thing_peek_sum       (ArraysThing         *self,
                                           GError             **error);

guint         arrays_hash                 (const guint8        *data,
                                           gssize               length,
                                           GError             **error);
guint         arrays_hash_text            (const char          *text,
                                           int                  text_len,
                                           GError             **error);
gint64        arrays_sum_untyped          (gconstpointer        numbers,
                                           gsize                n,
                                           GError             **error);
guint         arrays_sum_until_zero       (const guint16       *numbers,
                                           GError             **error);
int           arrays_sum_table            (const int            table[4][3],
                                           GError             **error);
guint         arrays_sum_array            (GArray              *numbers,
                                           GError             **error);
double        arrays_measure_segment      (const ArraysSegment *segment,
                                           GError             **error);
int           arrays_sum_points           (const ArraysPoint   *points,
                                           guint                n_points,
                                           GError             **error);
char         *arrays_join_boxes           (GPtrArray           *boxes,
                                           GList               *list,
                                           GHashTable          *values,
                                           GError             **error);
GList        *arrays_make_boxes           (GError             **error);
guint         arrays_count_things         (ArraysThing        **things,
                                           guint                n_things,
                                           GList               *list,
                                           GPtrArray           *array,
                                           GHashTable          *table,
                                           GError             **error);

/* What cannot have a pair. */
gboolean      arrays_read                 (char                *buffer,
                                           gsize                length,
                                           GError             **error);
gboolean      arrays_fill                 (guint8              *data,
                                           gsize                length,
                                           GError             **error);
gboolean      arrays_move                 (ArraysPoint         *point,
                                           GError             **error);

/* For tests. */
int           arrays_count_alive          (void);

G_END_DECLS
