/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program that reads no typelibs looks functions up.
 */

#include <smartasync-introspection.h>

static void
test_no_repository (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SmartAsyncFunction) function = smart_async_function_lookup ("Gio", "File", "copy_async", &error);

  g_assert_null (function);
  g_assert_error (error, SMART_ASYNC_INTROSPECTION_ERROR, SMART_ASYNC_INTROSPECTION_ERROR_NO_REPOSITORY);
  g_assert_null (smart_async_function_lookup_symbol ("Gio", "g_file_copy_async", NULL));
  g_assert_null (smart_async_function_list ("Gio", NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smartasync/lookup/without-libgirepository-there-is-an-error", test_no_repository);

  return g_test_run ();
}
