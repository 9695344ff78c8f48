/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Operations of a library that was unloaded.
 */

#include <smartasync/smartasync.h>

#include <dlfcn.h>
#include <string.h>

#include "child.h"
#include "complete.h"
#include "plug-in.h"
#include "support.h"

static void
run_and_unload (PlugIn *plug_in)
{
  const char *path = g_getenv ("SMART_ASYNC_PLUG_IN");
  void *library = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  void (*run) (PlugIn *);

  g_assert_nonnull (library);
  run = (void (*) (PlugIn *)) dlsym (library, "plug_in_run");
  run (plug_in);
  g_assert_cmpint (dlclose (library), ==, 0);
  g_assert_null (dlopen (path, RTLD_NOW | RTLD_NOLOAD));
}

static void
assert_second_is_ignored (PlugIn     *plug_in,
                          const char *complaint)
{
  g_test_expect_message ("SmartAsync", G_LOG_LEVEL_CRITICAL, complaint);
  support_complete_call (plug_in->call);
  g_test_assert_expected_messages ();
}

static void
do_nothing (PlugIn *plug_in)
{
}

static void
left_behind (void)
{
  PlugIn plug_in = { .start = do_nothing };
  g_autofree char *calls = NULL;

  smart_async_push_timeout (10);
  run_and_unload (&plug_in);
  smart_async_pop_timeout ();
  g_assert_error (plug_in.error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&plug_in.error);

  calls = smart_async_dump ();
  g_assert_true (g_str_has_prefix (calls, "plug_in_sync: abandoned"));
  g_assert_true (g_str_has_prefix (smart_async_dump_static (), "plug_in_sync: abandoned"));

  support_complete_call (plug_in.call);
  assert_second_is_ignored (&plug_in, "plug_in_sync: *after the call was over*");
}

static void
complete (PlugIn *plug_in)
{
  support_complete_call (plug_in->call);
}

static void
called_back_twice (void)
{
  PlugIn plug_in = { .start = complete };

  run_and_unload (&plug_in);
  g_assert_no_error (plug_in.error);
  g_clear_object (&plug_in.result);
  assert_second_is_ignored (&plug_in, "plug_in_sync: *after the call was over*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  test_child_add_func ("/smartasync/plug-in/its-abandoned-calls-are-listed-and-may-call-back", left_behind);
  test_child_add_func ("/smartasync/plug-in/a-second-callback-is-ignored-and-named", called_back_twice);

  return g_test_run ();
}
