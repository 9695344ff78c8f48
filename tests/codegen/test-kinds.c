/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The twins of the library of kinds, called.
 */

#include <string.h>

#include "kinds-sync.h"
#include "kinds.h"

/* Of what waits for the operation: that is in the library of kinds itself if its twins are standalone. */
#ifndef RUNNER_DOMAIN
# define RUNNER_DOMAIN "SmartAsync"
#endif

static KindsThing *
make_thing (void)
{
  g_autoptr (GError) error = NULL;
  KindsThing *thing = kinds_thing_new_sync ("thing", NULL, &error);

  g_assert_no_error (error);
  g_assert_true (KINDS_IS_THING (thing));

  return thing;
}

static void
test_values (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;
  g_autofree char *joined = kinds_thing_join_sync (thing, "a", "b", NULL, &error);
  g_autofree char *head = kinds_thing_join_sync (thing, "a", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (kinds_thing_add_sync (thing, 2, 3, NULL, NULL), ==, 5);
  g_assert_cmpstr (joined, ==, "ab");
  g_assert_cmpstr (head, ==, "a");
  g_assert_cmpint (kinds_thing_paint_sync (thing, KINDS_COLOR_GREEN, KINDS_OPTIONS_NONE, NULL, NULL), ==,
                   KINDS_COLOR_GREEN);
  g_assert_cmpint (kinds_thing_paint_sync (thing, KINDS_COLOR_GREEN, KINDS_OPTIONS_LOUD, NULL, NULL), ==,
                   KINDS_COLOR_RED);
}

static void
test_error (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;

  g_assert_false (kinds_thing_fail_sync (thing, "not here", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "not here");
}

static void
test_outs (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;
  g_autofree char *head = NULL;
  g_autofree char *tail = NULL;
  g_autofree char *other = NULL;
  gsize length = 0;

  g_assert_true (kinds_thing_split_sync (thing, "one two", &head, &tail, &length, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (head, ==, "one");
  g_assert_cmpstr (tail, ==, "two");
  g_assert_cmpuint (length, ==, 3);

  g_assert_true (kinds_thing_split_sync (thing, "one two", &other, NULL, NULL, NULL, &error));
  g_assert_cmpstr (other, ==, "one");
}

static void
test_arrays (void)
{
  static const char * const words[] = { "b", "a", NULL };
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GList) sorted = NULL;
  g_autoptr (GHashTable) table = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize n_bytes = 0;

  bytes = kinds_thing_reverse_sync (thing, (const guint8 *) "\1\2\3", 3, &n_bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (bytes, n_bytes, "\3\2\1", 3);

  sorted = kinds_thing_sort_sync (thing, words, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sorted->data, ==, "a");
  g_assert_cmpstr (sorted->next->data, ==, "b");

  table = kinds_thing_index_sync (thing, words, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (table, "a")), ==, 1);
}

static void
test_ownership (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;
  g_autoptr (KindsThing) clone = kinds_thing_clone_sync (thing, NULL, &error);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("xy", 2);
  g_autoptr (GVariant) packed = kinds_thing_pack_sync (thing, bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (G_OBJECT (clone)->ref_count, ==, 1);
  g_assert_cmpstr (kinds_thing_get_name_sync (clone, NULL, NULL), ==, "thing");
  g_assert_cmpuint (g_variant_get_size (packed), ==, 2);
}

static void
test_caller_allocated (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;
  KindsPoint from = { 1, 2 };
  KindsPoint to = { 0, 0 };
  guint8 buffer[4] = { 0 };

  g_assert_true (kinds_thing_move_sync (thing, &from, &to, NULL, &error));
  g_assert_cmpint (to.x, ==, 2);
  g_assert_cmpint (to.y, ==, 3);

  g_assert_cmpint (kinds_thing_read_sync (thing, buffer, sizeof buffer, NULL, &error), ==, sizeof buffer);
  g_assert_cmpmem (buffer, sizeof buffer, "\7\7\7\7", 4);
  g_assert_no_error (error);
}

static void
progress_cb (int      done,
             gpointer user_data)
{
  int *sum = user_data;

  *sum += done;
}

static void
test_callback (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;
  int sum = 0;

  g_assert_true (kinds_thing_count_sync (thing, 4, progress_cb, &sum, NULL, &error));
  g_assert_true (kinds_thing_count_sync (thing, 4, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sum, ==, 10);
}

static void
test_no_error (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *seen = NULL;
  gsize length = 1;

  seen = kinds_thing_peek_sync (thing, &length, NULL);
  g_assert_cmpstr (seen, ==, "peeked");
  g_assert_cmpuint (length, ==, 6);

  g_cancellable_cancel (cancellable);
  g_assert_null (kinds_thing_peek_sync (thing, &length, cancellable));
  g_assert_cmpuint (length, ==, 0);
}

static void
test_void (void)
{
  g_autoptr (KindsThing) thing = make_thing ();

  kinds_thing_rename_sync (thing, "renamed", NULL);
  g_assert_cmpstr (kinds_thing_get_name_sync (thing, NULL, NULL), ==, "renamed");
}

static void
test_functions (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (kinds_measure_sync ("four", NULL, &error), ==, 4);
  g_assert_true (kinds_ping_sync (NULL, &error));
  g_assert_no_error (error);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (kinds_measure_sync ("four", cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (kinds_thing_new_sync ("late", cancellable, NULL));
}

static void
test_local_names (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GError) error = NULL;
  int product = 0;

  g_assert_true (kinds_thing_call_sync (thing, 6, 7, &product, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (product, ==, 42);
}

static void
test_taken_over (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  KindsThing *child = make_thing ();

  g_object_add_weak_pointer (G_OBJECT (child), (gpointer *) &child);
  g_assert_true (kinds_thing_adopt_sync (thing, child, g_ptr_array_new (), NULL, &error));
  g_assert_no_error (error);
  g_assert_null (child);

  g_cancellable_cancel (cancellable);
  child = make_thing ();
  g_object_add_weak_pointer (G_OBJECT (child), (gpointer *) &child);
  g_assert_false (kinds_thing_adopt_sync (thing, child, g_ptr_array_new (), cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (child);
}

static void
test_floating (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GVariant) hint = g_variant_ref (g_variant_new_string ("hint"));
  g_autoptr (GBytes) bytes = g_bytes_new_static ("xy", 2);

  g_cancellable_cancel (cancellable);
  g_assert_null (kinds_thing_pack_sync (thing, bytes, hint, cancellable, NULL));
  g_assert_false (g_variant_is_floating (hint));
}

static void
notify_cb (gpointer user_data)
{
  int *sum = user_data;

  *sum += 100;
}

static void
test_kept_callback (void)
{
  g_autoptr (KindsThing) thing = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  int sum = 0;

  thing = kinds_thing_new_watching_sync (progress_cb, &sum, notify_cb, NULL, NULL);
  g_assert_cmpint (sum, ==, 1);
  g_clear_object (&thing);
  g_assert_cmpint (sum, ==, 101);

  g_cancellable_cancel (cancellable);
  g_assert_null (kinds_thing_new_watching_sync (progress_cb, &sum, notify_cb, cancellable, NULL));
  g_assert_cmpint (sum, ==, 201);
}

/* The async function criticizes what it is given, and returns without calling back. */
static void
test_guards (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "an old one");

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL,
                         "*kinds_thing_fail_sync: assertion 'KINDS_IS_THING (self)' failed");
  g_assert_false (kinds_thing_fail_sync (NULL, "never", NULL, NULL));
  g_test_assert_expected_messages ();

  g_test_expect_message (RUNNER_DOMAIN, G_LOG_LEVEL_CRITICAL,
                         "kinds_measure_sync: assertion 'error == NULL || *error == NULL' failed");
  g_assert_cmpint (kinds_measure_sync ("four", NULL, &error), ==, -1);
  g_test_assert_expected_messages ();

  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL,
                         "*kinds_thing_rename_sync: assertion 'KINDS_IS_THING (self)' failed");
  kinds_thing_rename_sync (NULL, "nobody", NULL);
  g_test_assert_expected_messages ();
}

static void
test_deprecated (void)
{
  g_autoptr (KindsThing) thing = make_thing ();
  g_autofree char *greeting = NULL;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  greeting = kinds_thing_greet_sync (thing, NULL, NULL);
  G_GNUC_END_IGNORE_DEPRECATIONS
  g_assert_cmpstr (greeting, ==, "hello");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/codegen/kinds/values-come-through", test_values);
  g_test_add_func ("/smartasync/codegen/kinds/an-error-comes-through-unchanged", test_error);
  g_test_add_func ("/smartasync/codegen/kinds/out-parameters-are-set-and-optional", test_outs);
  g_test_add_func ("/smartasync/codegen/kinds/arrays-and-containers-come-through", test_arrays);
  g_test_add_func ("/smartasync/codegen/kinds/ownership-is-that-of-finish", test_ownership);
  g_test_add_func ("/smartasync/codegen/kinds/memory-of-the-caller-is-filled", test_caller_allocated);
  g_test_add_func ("/smartasync/codegen/kinds/another-callback-keeps-its-data", test_callback);
  g_test_add_func ("/smartasync/codegen/kinds/a-call-without-error-leaves-nothing-undefined", test_no_error);
  g_test_add_func ("/smartasync/codegen/kinds/a-void-finish-is-called", test_void);
  g_test_add_func ("/smartasync/codegen/kinds/functions-need-no-object", test_functions);
  g_test_add_func ("/smartasync/codegen/kinds/a-cancelled-call-is-not-started", test_cancelled);
  g_test_add_func ("/smartasync/codegen/kinds/parameters-may-be-named-like-locals", test_local_names);
  g_test_add_func ("/smartasync/codegen/kinds/a-deprecated-function-has-a-twin", test_deprecated);

  g_test_add_func ("/smartasync/codegen/kinds/what-is-taken-over-is-released-when-nothing-starts", test_taken_over);
  g_test_add_func ("/smartasync/codegen/kinds/a-floating-variant-never-leaks", test_floating);
  g_test_add_func ("/smartasync/codegen/kinds/a-constructor-keeps-its-callback-until-notified", test_kept_callback);
  g_test_add_func ("/smartasync/codegen/kinds/what-cannot-start-is-criticized-and-returns", test_guards);

  return g_test_run ();
}
