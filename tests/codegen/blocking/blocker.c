/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Functions that block, with arguments and results of each kind.
 */

#include "blocker.h"

#include <string.h>

struct _BlockerThing
{
  GObject  parent_instance;
  char    *name;
};

struct _BlockerCounted
{
  int n_references;
};

G_DEFINE_TYPE (BlockerThing, blocker_thing, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (BlockerBox, blocker_box, blocker_box_copy, blocker_box_free)

static GMutex lock;
static GCond cond;
static gboolean is_open;
static gboolean was_entered;
static GThread *last_thread;
static int n_alive;             /* boxes, counted structs and things */

static void
note_thread (void)
{
  g_atomic_pointer_set (&last_thread, g_thread_self ());
}

GThread *
blocker_get_thread (void)
{
  return g_atomic_pointer_get (&last_thread);
}

int
blocker_count_alive (void)
{
  return g_atomic_int_get (&n_alive);
}

void
blocker_set_open (gboolean open)
{
  g_mutex_lock (&lock);
  is_open = open;
  was_entered = was_entered && open;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

void
blocker_wait_for_entered (void)
{
  g_mutex_lock (&lock);
  while (!was_entered)
    g_cond_wait (&cond, &lock);
  g_mutex_unlock (&lock);
}

static void
blocker_thing_finalize (GObject *object)
{
  g_atomic_int_add (&n_alive, -1);
  g_free (BLOCKER_THING (object)->name);
  G_OBJECT_CLASS (blocker_thing_parent_class)->finalize (object);
}

static void
blocker_thing_class_init (BlockerThingClass *class)
{
  G_OBJECT_CLASS (class)->finalize = blocker_thing_finalize;
  g_signal_new ("told", BLOCKER_TYPE_THING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
blocker_thing_init (BlockerThing *self)
{
  g_atomic_int_inc (&n_alive);
}

BlockerBox *
blocker_box_new (const char *text)
{
  BlockerBox *box = g_new0 (BlockerBox, 1);

  g_atomic_int_inc (&n_alive);
  box->text = g_strdup (text);

  return box;
}

BlockerBox *
blocker_box_copy (const BlockerBox *box)
{
  return blocker_box_new (box->text);
}

void
blocker_box_free (BlockerBox *box)
{
  g_atomic_int_add (&n_alive, -1);
  g_free (box->text);
  g_free (box);
}

/**
 * blocker_counted_new: (skip)
 *
 * Returns: (transfer full): a counted struct
 */
BlockerCounted *
blocker_counted_new (void)
{
  BlockerCounted *counted = g_new0 (BlockerCounted, 1);

  g_atomic_int_inc (&n_alive);
  counted->n_references = 1;

  return counted;
}

/**
 * blocker_counted_ref: (skip)
 * @counted: a counted struct
 *
 * Returns: (transfer full): the same
 */
BlockerCounted *
blocker_counted_ref (BlockerCounted *counted)
{
  g_atomic_int_inc (&counted->n_references);

  return counted;
}

/**
 * blocker_counted_unref: (skip)
 * @counted: (transfer full): a counted struct
 */
void
blocker_counted_unref (BlockerCounted *counted)
{
  if (!g_atomic_int_dec_and_test (&counted->n_references))
    return;
  g_atomic_int_add (&n_alive, -1);
  g_free (counted);
}

/**
 * blocker_counted_touch: (skip)
 * @counted: a counted struct
 * @error: return location for an error
 *
 * Returns: whether it is shared
 */
gboolean
blocker_counted_touch (BlockerCounted  *counted,
                       GError         **error)
{
  note_thread ();

  return g_atomic_int_get (&counted->n_references) > 1;
}

/**
 * blocker_thing_new_for_name: (constructor)
 * @name: a name
 * @error: return location for an error
 *
 * Makes a thing.
 *
 * Returns: (transfer full): a thing
 */
BlockerThing *
blocker_thing_new_for_name (const char  *name,
                            GError     **error)
{
  BlockerThing *self;

  note_thread ();
  if (*name == '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "no name");
      return NULL;
    }

  self = g_object_new (BLOCKER_TYPE_THING, NULL);
  self->name = g_strdup (name);

  return self;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  g_mutex_lock (&lock);
  g_cond_broadcast (&cond);
  g_mutex_unlock (&lock);
}

/**
 * blocker_thing_wait:
 * @self: a thing
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Waits until it may go on. Blocks, of course. The thing stays the same.
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
blocker_thing_wait (BlockerThing  *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  gulong id = 0;

  note_thread ();
  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), NULL, NULL);

  g_mutex_lock (&lock);
  was_entered = TRUE;
  g_cond_broadcast (&cond);
  while (!is_open && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&cond, &lock);
  g_mutex_unlock (&lock);

  g_cancellable_disconnect (cancellable, id);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/**
 * blocker_thing_work_sync:
 * @self: a thing
 * @error: return location for an error
 *
 * Waits likewise, whether it is cancelled or not.
 *
 * Returns: %TRUE, or %FALSE with @error set
 */
gboolean
blocker_thing_work_sync (BlockerThing  *self,
                         GError       **error)
{
  return blocker_thing_wait (self, NULL, error);
}

/**
 * blocker_thing_peek_name:
 * @self: a thing
 * @error: return location for an error
 *
 * Returns: (transfer none): its name
 */
const char *
blocker_thing_peek_name (BlockerThing  *self,
                         GError       **error)
{
  note_thread ();

  return self->name;
}

/**
 * blocker_thing_peek_self:
 * @self: a thing
 * @error: return location for an error
 *
 * Returns: (transfer none): itself
 */
BlockerThing *
blocker_thing_peek_self (BlockerThing  *self,
                         GError       **error)
{
  return self;
}

/**
 * blocker_thing_join:
 * @self: a thing
 * @separator: (nullable): what comes between the words
 * @words: (array zero-terminated=1): words
 * @error: return location for an error
 *
 * Returns: (transfer full): the words, joined
 */
char *
blocker_thing_join (BlockerThing        *self,
                    const char          *separator,
                    const char * const  *words,
                    GError             **error)
{
  note_thread ();

  return g_strjoinv (separator, (char **) words);
}

/**
 * blocker_thing_measure:
 * @self: a thing
 * @width: (out) (optional): its width
 * @name: (out) (optional) (transfer full): its name
 * @words: (out) (optional) (transfer full): the words of its name
 * @size: (out caller-allocates) (optional): its size
 * @error: return location for an error
 */
void
blocker_thing_measure (BlockerThing  *self,
                       int           *width,
                       char         **name,
                       GStrv         *words,
                       BlockerSize   *size,
                       GError       **error)
{
  *width = (int) strlen (self->name);
  *name = g_strdup (self->name);
  *words = g_strsplit (self->name, " ", -1);
  size->width = *width;
  size->height = 1;
}

/**
 * blocker_add:
 * @a: a number
 * @b: a number
 * @c: a number
 * @is_negative: whether to negate the sum
 * @mode: how
 * @error: return location for an error
 *
 * Returns: a sum
 */
double
blocker_add (int           a,
             guint64       b,
             double        c,
             gboolean      is_negative,
             BlockerMode   mode,
             GError      **error)
{
  note_thread ();

  return (is_negative ? -1 : 1) * (a + (double) b + c + mode);
}

/**
 * blocker_reverse:
 * @data: (array length=length): bytes
 * @length: number of bytes
 * @length_out: (out): number of bytes
 * @error: return location for an error
 *
 * Returns: (array length=length_out) (transfer full): the bytes, the last first
 */
guint8 *
blocker_reverse (const guint8  *data,
                 gsize          length,
                 gsize         *length_out,
                 GError       **error)
{
  guint8 *reverse = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    reverse[i] = data[length - 1 - i];
  *length_out = length;

  return reverse;
}

/**
 * blocker_sum:
 * @numbers: (array length=n_numbers): numbers
 * @n_numbers: how many
 * @pair: (array fixed-size=2): two more
 * @error: return location for an error
 *
 * Returns: their sum
 */
gint64
blocker_sum (const int  *numbers,
             guint       n_numbers,
             const int   pair[2],
             GError    **error)
{
  gint64 sum = pair[0] + pair[1];

  for (guint i = 0; i < n_numbers; i++)
    sum += numbers[i];

  return sum;
}

/**
 * blocker_concat:
 * @bytes: bytes
 * @array: an array
 * @variant: a variant
 * @error: return location for an error
 *
 * Returns: (transfer full): all of them
 */
GBytes *
blocker_concat (GBytes      *bytes,
                GByteArray  *array,
                GVariant    *variant,
                GError     **error)
{
  g_autofree char *text = g_variant_print (variant, FALSE);
  GByteArray *all = g_byte_array_new ();
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  g_assert_false (g_variant_is_floating (variant));
  g_byte_array_append (all, data, (guint) size);
  g_byte_array_append (all, array->data, array->len);
  g_byte_array_append (all, (const guint8 *) text, (guint) strlen (text));

  return g_byte_array_free_to_bytes (all);
}

/**
 * blocker_describe:
 * @box: a box
 * @counted: (nullable): something counted
 * @file: a file
 * @error: return location for an error
 *
 * Returns: (transfer full): a description
 */
char *
blocker_describe (BlockerBox      *box,
                  BlockerCounted  *counted,
                  GFile           *file,
                  GError         **error)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_strdup_printf ("%s %s %s", box->text, counted != NULL ? "counted" : "nothing", base);
}

/**
 * blocker_wrap:
 * @text: (transfer full): a text
 * @error: return location for an error
 *
 * Returns: (transfer full): a box with the text
 */
BlockerBox *
blocker_wrap (char    *text,
              GError **error)
{
  BlockerBox *box = blocker_box_new (NULL);

  box->text = text;

  return box;
}

/**
 * blocker_split:
 * @text: a text
 * @error: return location for an error
 *
 * Returns: (element-type utf8) (transfer full): its words
 */
GList *
blocker_split (const char  *text,
               GError     **error)
{
  g_autofree char **words = g_strsplit (text, " ", -1);
  GList *list = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    list = g_list_append (list, words[i]);

  return list;
}

/**
 * blocker_list_boxes:
 * @boxes: (array zero-terminated=1): boxes
 * @things: (array length=n_things): things
 * @n_things: number of things
 * @list: (element-type BlockerBox): boxes
 * @files: (element-type GFile): files
 * @error: return location for an error
 *
 * Returns: (transfer full): what there is
 */
char *
blocker_list_boxes (BlockerBox    **boxes,
                    BlockerThing  **things,
                    gsize           n_things,
                    GList          *list,
                    GSList         *files,
                    GError        **error)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; boxes[i] != NULL; i++)
    g_string_append (text, boxes[i]->text);
  for (gsize i = 0; i < n_things; i++)
    g_string_append (text, things[i]->name);
  for (GList *l = list; l != NULL; l = l->next)
    g_string_append (text, ((BlockerBox *) l->data)->text);
  g_string_append_printf (text, "%u", g_slist_length (files));

  return g_string_free (text, FALSE);
}

/**
 * blocker_list_containers:
 * @boxes: (element-type BlockerBox): boxes
 * @table: (element-type utf8 utf8): a table
 * @file: (transfer full): a file
 * @error: return location for an error
 *
 * Returns: (transfer full): what there is
 */
char *
blocker_list_containers (GPtrArray   *boxes,
                         GHashTable  *table,
                         GKeyFile    *file,
                         GError     **error)
{
  g_autofree char *value = g_key_file_get_value (file, "group", "key", error);
  char *text = g_strdup_printf ("%s %s %s", ((BlockerBox *) boxes->pdata[0])->text,
                                (char *) g_hash_table_lookup (table, "key"), value);

  g_key_file_unref (file);

  return text;
}

/**
 * blocker_make_boxes:
 * @n: number of boxes
 * @n_boxes: (out): number of boxes
 * @error: return location for an error
 *
 * Returns: (array length=n_boxes) (transfer full): boxes
 */
BlockerBox **
blocker_make_boxes (gsize    n,
                    gsize   *n_boxes,
                    GError **error)
{
  BlockerBox **boxes = g_new0 (BlockerBox *, n);

  for (gsize i = 0; i < n; i++)
    boxes[i] = blocker_box_new ("made");
  *n_boxes = n;

  return boxes;
}

/**
 * blocker_fail:
 * @text: (out) (transfer full): meaningless
 * @error: return location for an error
 *
 * Returns: %FALSE
 */
gboolean
blocker_fail (char    **text,
              GError  **error)
{
  *text = (char *) "not to be freed";
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "it failed");

  return FALSE;
}

/**
 * blocker_nothing:
 * @error: return location for an error
 *
 * Deprecated: 1.2: It does nothing.
 */
void
blocker_nothing (GError **error)
{
  note_thread ();
}

/**
 * blocker_compare:
 * @a: a text
 * @b: a text
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Returns: whether they differ
 */
guint
blocker_compare (const char    *a,
                 const char    *b,
                 GCancellable  *cancellable,
                 GError       **error)
{
  return strcmp (a, b) != 0;
}

/**
 * blocker_fill:
 * @buffer: (out caller-allocates) (array length=length) (element-type guint8): a buffer
 * @length: its length
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
blocker_fill (char    *buffer,
              gsize    length,
              GError **error)
{
  memset (buffer, 0, length);

  return TRUE;
}

/**
 * blocker_change:
 * @number: (inout): a number
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
blocker_change (int     *number,
                GError **error)
{
  *number += 1;

  return TRUE;
}

/**
 * blocker_visit:
 * @func: (scope call): a function without data
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
blocker_visit (BlockerBareFunc   func,
               GError          **error)
{
  func (1);

  return TRUE;
}

/**
 * blocker_printf: (skip)
 * @error: return location for an error
 * @format: a format
 * @...: arguments
 *
 * Returns: %TRUE
 */
gboolean
blocker_printf (GError     **error,
                const char  *format,
                ...)
{
  return TRUE;
}

/**
 * blocker_use:
 * @anything: a pointer
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
blocker_use (gpointer   anything,
             GError   **error)
{
  return TRUE;
}

/**
 * blocker_load:
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async): a callback
 * @user_data: its data
 */
void
blocker_load (GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
}

/**
 * blocker_load_finish:
 * @result: a result
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
blocker_load_finish (GAsyncResult  *result,
                     GError       **error)
{
  return TRUE;
}

/**
 * blocker_load_sync:
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
blocker_load_sync (GCancellable  *cancellable,
                   GError       **error)
{
  return TRUE;
}
