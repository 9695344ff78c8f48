/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * smartasync-codegen: writes blocking twins for asynchronous functions.
 */

#include <signal.h>
#include <stdlib.h>

#include "base/diagnostics.h"
#include "emit/output.h"
#include "generate.h"

/* setlocale() is never called: what is read and written is the same everywhere. */
int
main (int    argc,
      char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  /* A file that may not grow is an error to report, and no reason to die. */
  signal (SIGXFSZ, SIG_IGN);

  if (!options_parse (&options, (const char * const *) argv, &error))
    {
      diagnostics_report (error);
      return EXIT_FAILURE;
    }

  if (options.help != NULL)
    is_done = output_print (options.help, &error);
  else if (options.show_version)
    is_done = output_print ("smartasync-codegen " CODEGEN_VERSION "\n", &error);
  else
    is_done = generate_run (&options, &error);
  if (!is_done)
    diagnostics_report (error);

  return is_done ? EXIT_SUCCESS : EXIT_FAILURE;
}
