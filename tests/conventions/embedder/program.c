/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program of somebody who has the library installed, and nothing else.
 */

#include <tally.h>
#include <tally-sync.h>

int
main (void)
{
  tally_set_max_seconds (60);
  g_print ("%d\n", tally_count_sync (3, NULL, NULL));

  return 0;
}
