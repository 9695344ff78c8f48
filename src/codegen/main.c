/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * smartasync-codegen: writes blocking twins for asynchronous functions.
 */

#include <stdio.h>
#include <stdlib.h>

#include "diagnostics.h"
#include "generate.h"

/* setlocale() is never called: what is read and written is the same everywhere. */
int
main (int    argc,
      char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (!options_parse (&options, (const char * const *) argv, &error))
    {
      diagnostics_report (error);
      return EXIT_FAILURE;
    }

  if (options.show_version)
    {
      printf ("smartasync-codegen %s\n", CODEGEN_VERSION);
      return EXIT_SUCCESS;
    }

  if (!generate_run (&options, &error))
    {
      diagnostics_report (error);
      return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}
