/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Generated pairs give what the functions that block give, and free what they use where they were called.
 */

#include PAIRS

#include <stdlib.h>
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

static BlockerThing *
make_thing (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BlockerThing *thing;

  blocker_thing_new_for_name_async ("a thing", NULL, keep_cb, &result);
  thing = blocker_thing_new_for_name_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_true (blocker_get_thread () != g_thread_self ());

  return thing;
}

static void
test_constructor (void)
{
  g_autoptr (BlockerThing) thing = make_thing ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  blocker_thing_new_for_name_async ("", NULL, keep_cb, &result);
  g_assert_null (blocker_thing_new_for_name_finish (wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_true (BLOCKER_IS_THING (thing));
}

static void
test_numbers (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  blocker_add_async (-3, G_GUINT64_CONSTANT (1) << 40, 0.5, TRUE, BLOCKER_MODE_FAST, NULL, keep_cb, &result);
  g_assert_cmpfloat (blocker_add_finish (wait_for (&result), &error), ==,
                     blocker_add (-3, G_GUINT64_CONSTANT (1) << 40, 0.5, TRUE, BLOCKER_MODE_FAST, NULL));
  blocker_compare_async ("a", "b", NULL, keep_cb, &second);
  g_assert_cmpuint (blocker_compare_finish (wait_for (&second), &error), ==, 1);
  g_assert_no_error (error);
}

/* What the caller has given may be freed at once. */
static void
test_strings (void)
{
  g_autoptr (BlockerThing) thing = make_thing ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *separator = g_strdup ("-");
  g_auto (GStrv) words = g_strsplit ("a b c", " ", -1);

  blocker_thing_join_async (thing, separator, (const char * const *) words, NULL, keep_cb, &result);
  *separator = '?';
  *words[1] = '?';
  joined = blocker_thing_join_finish (thing, wait_for (&result), NULL);
  g_assert_cmpstr (joined, ==, "a-b-c");
}

/* Each out parameter may be NULL. */
static void
test_outs (void)
{
  g_autoptr (BlockerThing) thing = make_thing ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) words = NULL;
  BlockerSize size = { 0, 0 };
  int width = 0;

  blocker_thing_measure_async (thing, NULL, keep_cb, &result);
  blocker_thing_measure_finish (thing, wait_for (&result), &width, &name, &words, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpint (width, ==, 7);
  g_assert_cmpstr (name, ==, "a thing");
  g_assert_cmpuint (g_strv_length (words), ==, 2);
  g_assert_cmpint (size.width + size.height, ==, 8);

  blocker_thing_measure_async (thing, NULL, keep_cb, &second);
  blocker_thing_measure_finish (thing, wait_for (&second), NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What the function keeps is copied. */
static void
test_borrowed (void)
{
  g_autoptr (BlockerThing) thing = make_thing ();
  g_autoptr (BlockerThing) itself = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autofree char *name = NULL;

  blocker_thing_peek_name_async (thing, NULL, keep_cb, &result);
  name = blocker_thing_peek_name_finish (thing, wait_for (&result), NULL);
  g_assert_cmpstr (name, ==, "a thing");
  blocker_thing_peek_self_async (thing, NULL, keep_cb, &second);
  itself = blocker_thing_peek_self_finish (thing, wait_for (&second), NULL);
  g_assert_true (itself == thing);
}

static void
test_arrays (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autofree guint8 *reverse = NULL;
  guint8 data[] = { 1, 2, 3 };
  int numbers[] = { 10, 20, 30 };
  int pair[] = { 1, 2 };
  gsize length = 0;

  blocker_reverse_async (data, G_N_ELEMENTS (data), NULL, keep_cb, &result);
  memset (data, 0, sizeof (data));
  reverse = blocker_reverse_finish (wait_for (&result), &length, NULL);
  g_assert_cmpmem (reverse, length, "\3\2\1", 3);

  blocker_sum_async (numbers, G_N_ELEMENTS (numbers), pair, NULL, keep_cb, &second);
  memset (numbers, 0, sizeof (numbers));
  memset (pair, 0, sizeof (pair));
  g_assert_cmpint (blocker_sum_finish (wait_for (&second), NULL), ==, 63);
}

static void
test_containers (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new ("ab", 2);
  g_autoptr (GByteArray) array = g_byte_array_append (g_byte_array_new (), (const guint8 *) "c", 1);
  g_autoptr (GBytes) all = NULL;
  g_autoptr (GError) error = NULL;
  GList *words;

  blocker_concat_async (bytes, array, g_variant_new_int32 (5), NULL, keep_cb, &result);
  array->data[0] = '?';
  all = blocker_concat_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (all, NULL), g_bytes_get_size (all), "abc5", 4);

  blocker_split_async ("some more words", NULL, keep_cb, &second);
  words = blocker_split_finish (wait_for (&second), NULL);
  g_assert_cmpuint (g_list_length (words), ==, 3);
  g_list_free_full (words, g_free);
}

static void
test_types (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;
  g_autoptr (GFile) file = g_file_new_for_path ("/some/file");
  g_autofree char *description = NULL;
  BlockerBox *box = blocker_box_new ("box");
  BlockerCounted *counted = blocker_counted_new ();

  blocker_describe_async (box, counted, file, NULL, keep_cb, &result);
  blocker_counted_touch_async (counted, NULL, keep_cb, &second);
  blocker_box_free (box);
  blocker_counted_unref (counted);
  description = blocker_describe_finish (wait_for (&result), NULL);
  g_assert_cmpstr (description, ==, "box counted file");
  wait_for (&second);

  blocker_wrap_async ("to be taken", NULL, keep_cb, &third);
  box = blocker_wrap_finish (wait_for (&third), NULL);
  g_assert_cmpstr (box->text, ==, "to be taken");
  blocker_box_free (box);
  g_assert_cmpint (blocker_count_alive (), ==, 0);
}

/* The caller's own are freed, or changed, before the function runs. */
static void
test_copies (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  BlockerBox *boxes[] = { blocker_box_new ("a"), blocker_box_new ("b"), NULL };
  BlockerThing *things[] = { make_thing (), make_thing () };
  GList *list = g_list_append (NULL, blocker_box_new ("c"));
  GSList *files = g_slist_append (NULL, g_file_new_for_path ("/"));

  blocker_list_boxes_async (boxes, things, G_N_ELEMENTS (things), list, files, NULL, keep_cb, &result);
  blocker_box_free (boxes[0]);
  blocker_box_free (boxes[1]);
  g_object_unref (things[0]);
  g_object_unref (things[1]);
  g_list_free_full (list, (GDestroyNotify) blocker_box_free);
  g_slist_free_full (files, g_object_unref);
  memset (boxes, 0, sizeof (boxes));

  text = blocker_list_boxes_finish (wait_for (&result), NULL);
  g_assert_cmpstr (text, ==, "aba thinga thingc1");
  g_assert_cmpint (blocker_count_alive (), ==, 0);
}

static void
test_counted_copies (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) boxes = g_ptr_array_new_with_free_func ((GDestroyNotify) blocker_box_free);
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_ptr_array_add (boxes, blocker_box_new ("box"));
  g_hash_table_insert (table, (gpointer) "key", (gpointer) "value");
  g_key_file_set_value (file, "group", "key", "other");
  blocker_list_containers_async (boxes, table, file, NULL, keep_cb, &result);
  g_ptr_array_set_size (boxes, 0);
  g_hash_table_remove_all (table);
  g_key_file_set_value (file, "group", "key", "changed");

  text = blocker_list_containers_finish (wait_for (&result), NULL);
  g_assert_cmpstr (text, ==, "box value other");
  g_assert_cmpint (blocker_count_alive (), ==, 0);
}

static void
test_made (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  gsize n = 0;
  BlockerBox **boxes;

  blocker_make_boxes_async (2, NULL, keep_cb, &result);
  boxes = blocker_make_boxes_finish (wait_for (&result), &n, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (boxes[1]->text, ==, "made");
  blocker_box_free (boxes[0]);
  blocker_box_free (boxes[1]);
  g_free (boxes);

  blocker_make_boxes_async (2, NULL, keep_cb, &second);
  wait_for (&second);
  g_clear_object (&second);
  g_assert_cmpint (blocker_count_alive (), ==, 0);
}

static void
test_error (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  blocker_fail_async (NULL, keep_cb, &result);
  g_assert_false (blocker_fail_finish (wait_for (&result), &text, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_null (text);
}

static void
test_nothing (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  blocker_nothing_async (NULL, keep_cb, &result);
  blocker_nothing_finish (wait_for (&result), &error);
  G_GNUC_END_IGNORE_DEPRECATIONS
  g_assert_no_error (error);
  g_assert_true (blocker_get_thread () != g_thread_self ());
}

static void
test_not_collected (void)
{
  BlockerThing *thing = make_thing ();
  g_autoptr (GAsyncResult) result = NULL;

  blocker_wrap_async ("not taken", NULL, keep_cb, &result);
  blocker_thing_new_for_name_async ("not taken", NULL, NULL, NULL);
  blocker_thing_measure_async (thing, NULL, NULL, NULL);
  g_object_unref (thing);
  wait_for (&result);
  g_clear_object (&result);
  while (blocker_count_alive () > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_cancel (void)
{
  g_autoptr (BlockerThing) thing = make_thing ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) second_error = NULL;

  /* The second one waits for the first. */
  blocker_thing_wait_async (thing, cancellable, keep_cb, &result);
  blocker_thing_work_async (thing, cancellable, keep_cb, &second);
  blocker_wait_for_entered ();
  g_cancellable_cancel (cancellable);
  g_assert_false (blocker_thing_wait_finish (thing, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (blocker_thing_work_finish (thing, wait_for (&second), &second_error));
  g_assert_error (second_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A function that can't be cancelled runs on, and holds what it uses. */
static void
test_cancel_uncancellable (void)
{
  BlockerThing *thing = make_thing ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  blocker_thing_work_async (thing, cancellable, keep_cb, &result);
  blocker_wait_for_entered ();
  g_cancellable_cancel (cancellable);
  g_assert_false (blocker_thing_work_finish (thing, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  g_object_unref (thing);
  g_assert_cmpint (blocker_count_alive (), ==, 1);

  blocker_set_open (TRUE);
  while (blocker_count_alive () > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_handlers (void)
{
  g_autoptr (BlockerThing) thing = make_thing ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (thing, "told", G_CALLBACK (abort), NULL);
  blocker_thing_peek_name_async (thing, NULL, keep_cb, &result);
  g_assert_null (blocker_thing_peek_name_finish (thing, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "blocker_thing_peek_name_async"));
  g_assert_nonnull (strstr (error->message, "\"told\" of BlockerThing"));
}

/* A critical message, and nothing else, as functions of GIO do. */
static void
test_misuse (void)
{
  g_autoptr (BlockerThing) thing = make_thing ();
  g_autoptr (GAsyncResult) result = NULL;

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*blocker_thing_join_async*words*");
  blocker_thing_join_async (thing, NULL, NULL, NULL, NULL, NULL);
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*BLOCKER_IS_THING*");
  blocker_thing_peek_name_async (NULL, NULL, NULL, NULL);
  g_test_assert_expected_messages ();

  blocker_thing_peek_name_async (thing, NULL, keep_cb, &result);
  wait_for (&result);
  g_test_expect_message (FINISH_DOMAIN, G_LOG_LEVEL_CRITICAL, "*is_tagged*");
  g_assert_null (blocker_thing_join_finish (thing, result, NULL));
  g_test_assert_expected_messages ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/codegen/blocking/a-constructor-has-a-pair", test_constructor);
  test_child_add_func ("/smartasync/codegen/blocking/numbers-are-the-same", test_numbers);
  test_child_add_func ("/smartasync/codegen/blocking/strings-are-copied", test_strings);
  test_child_add_func ("/smartasync/codegen/blocking/outs-are-given-once", test_outs);
  test_child_add_func ("/smartasync/codegen/blocking/what-is-borrowed-is-copied", test_borrowed);
  test_child_add_func ("/smartasync/codegen/blocking/arrays-are-copied", test_arrays);
  test_child_add_func ("/smartasync/codegen/blocking/containers-are-copied", test_containers);
  test_child_add_func ("/smartasync/codegen/blocking/boxed-and-counted-types-and-objects-are-held", test_types);
  test_child_add_func ("/smartasync/codegen/blocking/arrays-and-lists-are-copied-with-their-elements", test_copies);
  test_child_add_func ("/smartasync/codegen/blocking/counted-containers-are-copied", test_counted_copies);
  test_child_add_func ("/smartasync/codegen/blocking/an-array-that-was-made-is-given-or-freed", test_made);
  test_child_add_func ("/smartasync/codegen/blocking/an-error-leaves-outs-alone", test_error);
  test_child_add_func ("/smartasync/codegen/blocking/a-function-with-nothing-has-a-pair", test_nothing);
  test_child_add_func ("/smartasync/codegen/blocking/what-nobody-collects-is-freed", test_not_collected);
  test_child_add_func ("/smartasync/codegen/blocking/both-what-runs-and-what-waits-is-cancelled", test_cancel);
  test_child_add_func ("/smartasync/codegen/blocking/what-cannot-be-cancelled-runs-on", test_cancel_uncancellable);
  test_child_add_func ("/smartasync/codegen/blocking/an-object-with-handlers-is-refused", test_handlers);
  test_child_add_func ("/smartasync/codegen/blocking/misuse-is-a-critical-message", test_misuse);

  return g_test_run ();
}
