/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that block, with arguments and results of each kind.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define BLOCKER_TYPE_THING (blocker_thing_get_type ())
G_DECLARE_FINAL_TYPE (BlockerThing, blocker_thing, BLOCKER, THING, GObject)

#define BLOCKER_TYPE_BOX (blocker_box_get_type ())

typedef enum
{
  BLOCKER_MODE_SLOW,
  BLOCKER_MODE_FAST,
} BlockerMode;

typedef struct
{
  char *text;
} BlockerBox;

typedef struct
{
  int width;
  int height;
} BlockerSize;

typedef struct _BlockerCounted BlockerCounted;

typedef void (*BlockerBareFunc) (int number);

GType           blocker_box_get_type           (void);
BlockerBox     *blocker_box_new                (const char          *text);
BlockerBox     *blocker_box_copy               (const BlockerBox    *box);
void            blocker_box_free               (BlockerBox          *box);

BlockerCounted *blocker_counted_new            (void);
BlockerCounted *blocker_counted_ref            (BlockerCounted      *counted);
void            blocker_counted_unref          (BlockerCounted      *counted);
gboolean        blocker_counted_touch          (BlockerCounted      *counted,
                                                GError             **error);

BlockerThing   *blocker_thing_new_for_name     (const char          *name,
                                                GError             **error);
gboolean        blocker_thing_wait             (BlockerThing        *self,
                                                GCancellable        *cancellable,
                                                GError             **error);
gboolean        blocker_thing_work_sync        (BlockerThing        *self,
                                                GError             **error);
const char     *blocker_thing_peek_name        (BlockerThing        *self,
                                                GError             **error);
BlockerThing   *blocker_thing_peek_self        (BlockerThing        *self,
                                                GError             **error);
char           *blocker_thing_join             (BlockerThing        *self,
                                                const char          *separator,
                                                const char * const  *words,
                                                GError             **error);
void            blocker_thing_measure          (BlockerThing        *self,
                                                int                 *width,
                                                char               **name,
                                                GStrv               *words,
                                                BlockerSize         *size,
                                                GError             **error);
double          blocker_add                    (int                  a,
                                                guint64              b,
                                                double               c,
                                                gboolean             is_negative,
                                                BlockerMode          mode,
                                                GError             **error);
guint8         *blocker_reverse                (const guint8        *data,
                                                gsize                length,
                                                gsize               *length_out,
                                                GError             **error);
gint64          blocker_sum                    (const int           *numbers,
                                                guint                n_numbers,
                                                const int            pair[2],
                                                GError             **error);
GBytes         *blocker_concat                 (GBytes              *bytes,
                                                GByteArray          *array,
                                                GVariant            *variant,
                                                GError             **error);
char           *blocker_describe               (BlockerBox          *box,
                                                BlockerCounted      *counted,
                                                GFile               *file,
                                                GError             **error);
BlockerBox     *blocker_wrap                   (char                *text,
                                                GError             **error);
GList          *blocker_split                  (const char          *text,
                                                GError             **error);
char           *blocker_list_boxes             (BlockerBox         **boxes,
                                                BlockerThing       **things,
                                                gsize                n_things,
                                                GList               *list,
                                                GSList              *files,
                                                GError             **error);
char           *blocker_list_containers        (GPtrArray           *boxes,
                                                GHashTable          *table,
                                                GKeyFile            *file,
                                                GError             **error);
BlockerBox    **blocker_make_boxes             (gsize                n,
                                                gsize               *n_boxes,
                                                GError             **error);
gboolean        blocker_fail                   (char               **text,
                                                GError             **error);
void            blocker_nothing                (GError             **error);
guint           blocker_compare                (const char          *a,
                                                const char          *b,
                                                GCancellable        *cancellable,
                                                GError             **error);

/* What cannot have a pair, each for one reason. */
gboolean        blocker_fill                   (char                *buffer,
                                                gsize                length,
                                                GError             **error);
gboolean        blocker_change                 (int                 *number,
                                                GError             **error);
gboolean        blocker_visit                  (BlockerBareFunc      func,
                                                GError             **error);
gboolean        blocker_printf                 (GError             **error,
                                                const char          *format,
                                                ...) G_GNUC_PRINTF (2, 3);
gboolean        blocker_use                    (gpointer             anything,
                                                GError             **error);
void            blocker_load                   (GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
gboolean        blocker_load_finish            (GAsyncResult        *result,
                                                GError             **error);
gboolean        blocker_load_sync              (GCancellable        *cancellable,
                                                GError             **error);

/* For tests. */
GThread        *blocker_get_thread             (void);
gint            blocker_count_alive            (void);
void            blocker_set_open               (gboolean             is_open);
void            blocker_wait_for_entered       (void);

G_END_DECLS
