/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Calls and calls, and looks whether memory or descriptors grow.
 */

#include <stdlib.h>
#include <unistd.h>

#include <smartasync/smartasync.h>

#include "answer.h"
#include "support.h"

#define DEFAULT_CALLS 200000
#define WARM_UP_CALLS 20000

/* The memory of a process varies by this much, whatever it does. If each call leaked a byte, the full number of calls
 * would leak many times this; if each leaked an object, the short run would leak more than this.
 */
#define PAGE_NOISE 32

static void
call_often (guint64 n)
{
  for (guint64 i = 0; i < n; i++)
    answer_sync ();
}

static void
count_pages (guint64 *n_all,
             guint64 *n_resident)
{
  g_autofree char *text = NULL;
  char *resident = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  *n_all = g_ascii_strtoull (text, &resident, 10);
  *n_resident = g_ascii_strtoull (resident, NULL, 10);
}

static guint64
count_resident_pages (void)
{
  guint64 n_all;
  guint64 n_resident;

  count_pages (&n_all, &n_resident);

  return n_resident;
}

/* Under qemu-user the mappings are the program's, and the pages those of the emulator with its translations, which come
 * and go.
 */
static gboolean
are_pages_those_of_mappings (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint64 n_all;
  guint64 n_resident;
  guint64 n_bytes = 0;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      char *end = NULL;
      guint64 from = g_ascii_strtoull (lines[i], &end, 16);

      n_bytes += g_ascii_strtoull (end + 1, NULL, 16) - from;
    }
  count_pages (&n_all, &n_resident);

  return n_all < 2 * n_bytes / (guint64) sysconf (_SC_PAGESIZE);
}

static guint64 n_calls = DEFAULT_CALLS;

static void
soak (void)
{
  guint64 n_pages;
  guint64 n_pages_then;
  guint n_descriptors;

  if (!g_file_test ("/proc/self/statm", G_FILE_TEST_EXISTS) || support_is_under_valgrind ())
    {
      g_test_skip ("there is no /proc/self/statm, or it says more of valgrind");
      return;
    }

  call_often (WARM_UP_CALLS);
  n_pages = count_resident_pages ();
  n_descriptors = support_count_descriptors ();

  call_often (n_calls);
  n_pages_then = count_resident_pages ();

  g_test_message ("%" G_GUINT64_FORMAT " calls: %" G_GUINT64_FORMAT " resident pages before, %" G_GUINT64_FORMAT
                  " after; %u descriptors", n_calls, n_pages, n_pages_then, n_descriptors);
  g_assert_cmpuint (support_count_descriptors (), ==, n_descriptors);
  if (are_pages_those_of_mappings ())
    g_assert_cmpuint (n_pages_then, <=, n_pages + PAGE_NOISE);
  else
    g_test_skip ("descriptors do not grow; the pages are those of an emulator");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  if (argc > 1)
    n_calls = g_ascii_strtoull (argv[1], NULL, 10);

  g_test_add_func ("/smartasync/soak/memory-and-descriptors-do-not-grow", soak);

  return g_test_run ();
}
