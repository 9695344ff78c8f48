/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Arrays and structs are what they were when the pair was called, however they are copied.
 */

#include PAIRS

#include <string.h>

#include "child.h"

static void
keep_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static guint
hash (const guint8 *data,
      gssize        length)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *given = g_memdup2 (data, length >= 0 ? (gsize) length : strlen ((const char *) data) + 1);
  guint value;

  arrays_hash_async (given, length, NULL, keep_cb, &result);
  if (length != 0)
    given[0] = '?';
  value = arrays_hash_finish (wait_for (&result), &error);
  g_assert_no_error (error);

  return value;
}

static void
test_negative_length (void)
{
  const guint8 *data = (const guint8 *) "some\0bytes";

  g_assert_cmpuint (hash (data, -1), ==, arrays_hash (data, 4, NULL));
  g_assert_cmpuint (hash (data, 10), ==, arrays_hash (data, 10, NULL));
  g_assert_cmpuint (hash (data, 0), ==, arrays_hash (data, 0, NULL));
}

/* The caller's text goes no further than its length says, which a checker of memory sees. */
static void
test_text (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  char *text = g_malloc (4);

  memcpy (text, "text", 4);
  arrays_hash_text_async (text, 4, NULL, keep_cb, &result);
  g_free (text);
  g_assert_cmpuint (arrays_hash_text_finish (wait_for (&result), NULL), ==, arrays_hash_text ("text", 4, NULL));

  arrays_hash_text_async ("other text", -1, NULL, keep_cb, &second);
  g_assert_cmpuint (arrays_hash_text_finish (wait_for (&second), NULL), ==, arrays_hash_text ("other text", -1, NULL));
}

static void
test_untyped (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint32 numbers[] = { 1, 2, -1000000 };

  arrays_sum_untyped_async (numbers, G_N_ELEMENTS (numbers), NULL, keep_cb, &result);
  memset (numbers, 0, sizeof (numbers));
  g_assert_cmpint (arrays_sum_untyped_finish (wait_for (&result), NULL), ==, -999997);
}

static void
test_until_zero (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint16 numbers[] = { 1, 256, 1000, 0 };

  arrays_sum_until_zero_async (numbers, NULL, keep_cb, &result);
  memset (numbers, 0, sizeof (numbers));
  g_assert_cmpuint (arrays_sum_until_zero_finish (wait_for (&result), NULL), ==, 1257);
}

static void
test_garray (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (ArraysThing) thing = arrays_thing_new ();
  g_autoptr (GArray) numbers = g_array_ref (arrays_thing_peek_numbers (thing, NULL));
  g_autoptr (GArray) peeked = NULL;

  arrays_sum_array_async (numbers, NULL, keep_cb, &result);
  g_array_set_size (numbers, 1);
  g_assert_cmpuint (arrays_sum_array_finish (wait_for (&result), NULL), ==, 303);

  arrays_thing_peek_numbers_async (thing, NULL, keep_cb, &second);
  peeked = arrays_thing_peek_numbers_finish (thing, wait_for (&second), NULL);
  g_assert_true (peeked != numbers);
  g_assert_cmpuint (peeked->len, ==, 1);
}

static void
test_fixed_size (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ArraysThing) thing = arrays_thing_new ();
  g_autofree guint8 *sum = NULL;

  arrays_thing_peek_sum_async (thing, NULL, keep_cb, &result);
  sum = (guint8 *) arrays_thing_peek_sum_finish (thing, wait_for (&result), NULL);
  g_assert_cmpmem (sum, 4, "\1\2\3\4", 4);
}

/* Structs of numbers need no function to be copied. */
static void
test_plain (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  ArraysSegment segment = { .ends = { { 1, 2 }, { 4, 6 } }, .is_dashed = 1 };
  ArraysPoint points[] = { { 2, 3 }, { 4, 5 } };

  arrays_measure_segment_async (&segment, NULL, keep_cb, &result);
  memset (&segment, 0, sizeof (segment));
  g_assert_cmpfloat (arrays_measure_segment_finish (wait_for (&result), NULL), ==, 43.5);

  arrays_sum_points_async (points, G_N_ELEMENTS (points), NULL, keep_cb, &second);
  memset (points, 0, sizeof (points));
  g_assert_cmpint (arrays_sum_points_finish (wait_for (&second), NULL), ==, 26);
}

static void
test_no_instance (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  const ArraysLine line = { 5 };

  arrays_line_measure_async (NULL, NULL, keep_cb, &result);
  g_assert_cmpint (arrays_line_measure_finish (NULL, wait_for (&result), NULL), ==, -1);
  arrays_line_measure_async (&line, NULL, keep_cb, &second);
  g_assert_cmpint (arrays_line_measure_finish (&line, wait_for (&second), NULL), ==, 5);
}

/* Where things are that a handler is connected to. */
typedef enum
{
  IN_ARRAY,
  IN_LIST,
  IN_PTR_ARRAY,
  IN_TABLE,
  N_PLACES,
} Place;

static void
told_cb (void)
{
  g_assert_not_reached ();
}

static void
count (Place place)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ArraysThing *things[] = { arrays_thing_new (), arrays_thing_new (), arrays_thing_new (), arrays_thing_new () };
  GList *list = g_list_append (NULL, things[IN_LIST]);
  g_autoptr (GPtrArray) array = g_ptr_array_new ();
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);

  g_ptr_array_add (array, things[IN_PTR_ARRAY]);
  g_hash_table_insert (table, (gpointer) "key", things[IN_TABLE]);
  if (place != N_PLACES)
    g_signal_connect (things[place], "told", G_CALLBACK (told_cb), NULL);
  arrays_count_things_async (things, 1, list, array, table, NULL, keep_cb, &result);
  for (guint i = 0; i < N_PLACES; i++)
    g_object_unref (things[i]);

  g_assert_cmpuint (arrays_count_things_finish (wait_for (&result), &error), ==, place == N_PLACES ? 4 : 0);
  if (place != N_PLACES)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  else
    g_assert_no_error (error);
  g_list_free (list);
}

static void
test_handlers (void)
{
  for (guint place = 0; place <= N_PLACES; place++)
    {
      count ((Place) place);
      g_assert_cmpint (arrays_count_alive (), ==, 0);
    }
}

#ifdef HAS_BOXES
static ArraysBox *
make_box (const char *text)
{
  ArraysBox box = { (char *) text };

  return g_boxed_copy (ARRAYS_TYPE_BOX, &box);
}

static void
free_box (gpointer box)
{
  g_boxed_free (ARRAYS_TYPE_BOX, box);
}

static void
test_boxes (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) boxes = g_ptr_array_new_with_free_func (free_box);
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  GList *list = g_list_append (NULL, make_box ("b"));
  GValue value = G_VALUE_INIT;
  g_autofree char *text = NULL;

  g_ptr_array_add (boxes, make_box ("a"));
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, "value");
  g_hash_table_insert (values, (gpointer) "key", &value);
  arrays_join_boxes_async (boxes, list, values, NULL, keep_cb, &result);
  g_ptr_array_set_size (boxes, 0);
  g_list_free_full (list, free_box);
  g_value_unset (&value);

  text = arrays_join_boxes_finish (wait_for (&result), NULL);
  g_assert_cmpstr (text, ==, "abvalue");
  g_assert_cmpint (arrays_count_alive (), ==, 0);
}

/* Both those that are taken and those that are not. */
static void
test_made_boxes (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  GList *boxes;

  arrays_make_boxes_async (NULL, keep_cb, &result);
  boxes = arrays_make_boxes_finish (wait_for (&result), NULL);
  g_assert_cmpuint (g_list_length (boxes), ==, 2);
  g_list_free_full (boxes, free_box);

  arrays_make_boxes_async (NULL, keep_cb, &second);
  wait_for (&second);
  g_clear_object (&second);
  g_assert_cmpint (arrays_count_alive (), ==, 0);
}
#endif

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/codegen/arrays/a-negative-length-says-that-there-is-a-zero", test_negative_length);
  test_child_add_func ("/smartasync/codegen/arrays/a-text-is-as-long-as-the-number-behind-it", test_text);
  test_child_add_func ("/smartasync/codegen/arrays/what-has-no-type-has-the-size-of-its-elements", test_untyped);
  test_child_add_func ("/smartasync/codegen/arrays/numbers-are-copied-up-to-zero", test_until_zero);
  test_child_add_func ("/smartasync/codegen/arrays/a-garray-is-copied-in-and-out", test_garray);
  test_child_add_func ("/smartasync/codegen/arrays/what-has-a-fixed-size-is-copied", test_fixed_size);
  test_child_add_func ("/smartasync/codegen/arrays/structs-of-numbers-are-copied", test_plain);
  test_child_add_func ("/smartasync/codegen/arrays/an-instance-may-be-missing", test_no_instance);
  test_child_add_func ("/smartasync/codegen/arrays/objects-in-containers-are-asked-for-handlers", test_handlers);
#ifdef HAS_BOXES
  test_child_add_func ("/smartasync/codegen/arrays/boxed-types-are-copied-by-their-gtype", test_boxes);
  test_child_add_func ("/smartasync/codegen/arrays/boxed-types-are-freed-by-their-gtype", test_made_boxes);
#endif

  return g_test_run ();
}
