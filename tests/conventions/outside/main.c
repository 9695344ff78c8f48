/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * A program outside the project: calls the twin with a result and with an error.
 */

#include <stdlib.h>

#include "twin.h"

int
main (void)
{
  g_autoptr (GError) error = NULL;
  int counted = outside_count_sync (3, NULL, NULL);

  g_print ("counted to %d\n", counted);

  counted = outside_count_sync (-1, NULL, &error);
  if (error == NULL)
    return EXIT_FAILURE;

  g_print ("counted to %d: %s\n", counted, error->message);
  return EXIT_SUCCESS;
}
