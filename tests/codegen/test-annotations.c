/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the scanner makes of the generated comments is what the two halves say.
 */

#include "read/gir-reader.h"

static GirModel *model;

static GirParameter *
get_parameter (const char *function,
               const char *name)
{
  GirCallable *callable = gir_model_find (model, function);

  g_assert_nonnull (callable);
  for (guint i = 0; i < callable->parameters->len; i++)
    if (g_str_equal (gir_callable_get_parameter (callable, i)->name, name))
      return gir_callable_get_parameter (callable, i);

  g_assert_not_reached ();
}

static GirParameter *
get_return (const char *function)
{
  GirCallable *callable = gir_model_find (model, function);

  g_assert_nonnull (callable);

  return callable->returns;
}

static void
test_outs (void)
{
  GirParameter *tail = get_parameter ("kinds_thing_split_sync", "tail");
  GirParameter *point = get_parameter ("kinds_thing_move_sync", "out_point");

  g_assert_cmpint (tail->direction, ==, GIR_DIRECTION_OUT);
  g_assert_cmpint (tail->transfer, ==, GIR_TRANSFER_FULL);
  g_assert_true (tail->optional);
  g_assert_true (tail->nullable);
  g_assert_false (get_parameter ("kinds_thing_split_sync", "head")->optional);
  g_assert_cmpint (point->direction, ==, GIR_DIRECTION_OUT);
  g_assert_true (point->caller_allocates);
}

static void
test_arrays (void)
{
  GirCallable *reverse = gir_model_find (model, "kinds_thing_reverse_sync");
  GirParameter *bytes = get_parameter ("kinds_thing_reverse_sync", "bytes");
  GirParameter *buffer = get_parameter ("kinds_thing_read_sync", "buffer");

  g_assert_cmpstr (gir_callable_get_nth (reverse, bytes->type->length)->name, ==, "n_bytes");
  g_assert_cmpstr (gir_callable_get_nth (reverse, reverse->returns->type->length)->name, ==, "out_n_bytes");
  g_assert_true (buffer->type->is_array);
  g_assert_true (buffer->caller_allocates);
  g_assert_true (get_parameter ("kinds_thing_sort_sync", "words")->type->zero_terminated);
}

static void
test_elements (void)
{
  GirParameter *sorted = get_return ("kinds_thing_sort_sync");
  GirParameter *table = get_return ("kinds_thing_index_sync");

  g_assert_cmpint (sorted->transfer, ==, GIR_TRANSFER_CONTAINER);
  g_assert_cmpstr (((GirType *) g_ptr_array_index (sorted->type->elements, 0))->name, ==, "utf8");
  g_assert_cmpint (table->transfer, ==, GIR_TRANSFER_FULL);
  g_assert_cmpstr (((GirType *) g_ptr_array_index (table->type->elements, 1))->name, ==, "guint");
}

static void
test_callback (void)
{
  GirCallable *count = gir_model_find (model, "kinds_thing_count_sync");
  GirParameter *progress = get_parameter ("kinds_thing_count_sync", "progress");

  g_assert_cmpint (progress->scope, ==, GIR_SCOPE_CALL);
  g_assert_cmpstr (gir_callable_get_nth (count, progress->closure)->name, ==, "progress_data");
  g_assert_true (progress->nullable);
}

static void
test_ownership (void)
{
  GirParameter *name = get_return ("kinds_thing_get_name_sync");

  g_assert_cmpint (name->transfer, ==, GIR_TRANSFER_NONE);
  g_assert_true (name->nullable);
  g_assert_cmpint (get_return ("kinds_thing_clone_sync")->transfer, ==, GIR_TRANSFER_FULL);
  g_assert_true (get_parameter ("kinds_thing_join_sync", "tail")->nullable);
  g_assert_false (get_parameter ("kinds_thing_join_sync", "head")->nullable);
  g_assert_cmpstr (get_parameter ("kinds_measure_sync", "text")->type->name, ==, "filename");
}

static void
test_tags (void)
{
  GirCallable *greet = gir_model_find (model, "kinds_thing_greet_sync");

  g_assert_true (greet->deprecated);
  g_assert_cmpstr (greet->deprecated_version, ==, "1.2");
  g_assert_true (greet->throws);
  g_assert_false (((GirCallable *) gir_model_find (model, "kinds_thing_peek_sync"))->throws);
}

static void
test_names (void)
{
  GirCallable *concat = gir_model_find (model, "kinds_concat_sync");
  GirCallable *concatv = gir_model_find (model, "kinds_concatv_sync");

  g_assert_cmpstr (concat->shadowed_by, ==, "concatv_sync");
  g_assert_cmpstr (concatv->shadows, ==, "concat_sync");
  g_assert_false (concatv->is_hidden);
}

static void
test_hidden (void)
{
  GirCallable *hide = gir_model_find (model, "kinds_hide_sync");

  g_assert_true (hide->is_hidden);
  g_assert_cmpstr (hide->stability, ==, "Private");
}

static void
add (const char *claim,
     GTestFunc   test)
{
  g_autofree char *path = g_strconcat ("/smartasync/codegen/annotations/", claim, NULL);

  g_test_add_func (path, test);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GirModel) kinds = NULL;
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  kinds = gir_reader_read (g_getenv ("KINDS_GIR"), GIR_READ_ALL, &error);
  g_assert_no_error (error);
  model = kinds;

  add ("out-parameters-are-known", test_outs);
  add ("arrays-have-their-lengths", test_arrays);
  add ("containers-have-their-elements", test_elements);
  add ("a-callback-has-the-scope-of-the-call", test_callback);
  add ("ownership-and-nullability-are-kept", test_ownership);
  add ("a-deprecation-is-kept", test_tags);

  add ("a-twin-has-the-name-that-bindings-see", test_names);
  add ("a-hidden-function-has-a-hidden-twin", test_hidden);

  return g_test_run ();
}
