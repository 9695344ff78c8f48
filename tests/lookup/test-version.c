/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program uses an older version of a namespace than the newest one that is installed.
 */

#include <dlfcn.h>
#include <girepository/girepository.h>
#include <smartasync-introspection.h>

static GIRepository *
get_repository (void)
{
#if GLIB_CHECK_VERSION (2, 86, 0)
  return gi_repository_dup_default ();
#else
  return gi_repository_new ();
#endif
}

/* libsoup 3 has no soup_session_queue_message(). */
static void
test_older (void)
{
  g_autoptr (GIRepository) repository = get_repository ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SmartAsyncFunction) function = NULL;

  if (gi_repository_require (repository, "Soup", "2.4", 0, NULL) == NULL ||
      dlopen ("libsoup-2.4.so.1", RTLD_LAZY) == NULL)
    {
      g_test_skip ("libsoup 2.4 is not installed");
      return;
    }

  function = smart_async_function_lookup ("Soup", "Session", "queue_message", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (smart_async_function_get_symbol (function), ==, "soup_session_queue_message");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smartasync/lookup/the-version-that-the-process-uses-is-looked-at", test_older);

  return g_test_run ();
}
