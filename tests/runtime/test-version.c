/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * The version of the library, and whether it is new enough.
 */

#include <smartasync/smartasync.h>

/* Which depends on one number only if those before are equal. */
typedef struct
{
  guint       major; /* how much more than the library has */
  guint       minor;
  guint       micro;
  const char *part; /* in which it is too old, or NULL */
} Requirement;

static const Requirement requirements[] = {
  { 0, 0, 0, NULL },
  { 0, 0, 1, "micro" },
  { 0, 1, 0, "minor" },
  { 0, 1, 1, "minor" },
  { 1, 0, 0, "major" },
  { 1, 1000, 1000, "major" },
};

static void
test_headers_and_library (void)
{
  g_assert_cmpuint (smart_async_get_major_version (), ==, SMART_ASYNC_MAJOR_VERSION);
  g_assert_cmpuint (smart_async_get_minor_version (), ==, SMART_ASYNC_MINOR_VERSION);
  g_assert_cmpuint (smart_async_get_micro_version (), ==, SMART_ASYNC_MICRO_VERSION);
}

static void
test_check (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (requirements); i++)
    {
      const Requirement *required = &requirements[i];
      const char *mismatch = smart_async_check_version (smart_async_get_major_version () + required->major,
                                                        smart_async_get_minor_version () + required->minor,
                                                        smart_async_get_micro_version () + required->micro);

      g_test_message ("requirement %" G_GSIZE_FORMAT, i);
      if (required->part == NULL)
        g_assert_null (mismatch);
      else
        g_assert_nonnull (strstr (mismatch, required->part));
    }
}

/* Whatever the micro version is. */
static void
test_older (void)
{
  g_assert_null (smart_async_check_version (0, 1, 1000));
  g_assert_null (smart_async_check_version (0, 9, 0));
  g_assert_nonnull (smart_async_check_version (1000, 0, 0));
}

static void
test_macros (void)
{
  g_assert_true (SMART_ASYNC_CHECK_VERSION (0, 9, 0));
  g_assert_false (SMART_ASYNC_CHECK_VERSION (1000, 0, 0));
  g_assert_true (SMART_ASYNC_VERSION_0_1 < SMART_ASYNC_VERSION_0_9);
  g_assert_true (SMART_ASYNC_VERSION_CURRENT
                 == G_ENCODE_VERSION (SMART_ASYNC_MAJOR_VERSION, SMART_ASYNC_MINOR_VERSION));
  g_assert_true (SMART_ASYNC_VERSION_MAX_ALLOWED == SMART_ASYNC_VERSION_CURRENT);
  g_assert_true (SMART_ASYNC_VERSION_MIN_REQUIRED == SMART_ASYNC_VERSION_CURRENT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smartasync/version/the-library-has-the-version-of-its-headers", test_headers_and_library);
  g_test_add_func ("/smartasync/version/the-first-number-that-differs-decides-what-is-too-old", test_check);
  g_test_add_func ("/smartasync/version/older-requirements-are-met", test_older);
  g_test_add_func ("/smartasync/version/the-macros-tell-the-version-of-the-headers", test_macros);

  return g_test_run ();
}
