/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Runs the generator, and other programs, from tests.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  int   status;                 /* exit status, or -1 when it did not exit by itself */
  char *out;
  char *err;
} Run;

/* A folder with foo.gir, the smallest namespace that has a twin. */
typedef struct
{
  char *directory;
} Fixture;

typedef void (*FixtureFunc) (Fixture       *fixture,
                             gconstpointer  data);

void  run_clear        (Run                *run);
Run   run_program      (const char         *directory,
                        const char         *locale,
                        const char * const *argv);
Run   run_codegen      (const char         *directory,
                        const char         *first,
                        ...) G_GNUC_NULL_TERMINATED;
char *support_make_dir (void);
void  support_remove   (const char         *directory);
char *support_read     (const char         *directory,
                        const char         *name);
void  support_write    (const char         *directory,
                        const char         *name,
                        const char         *text);
void  support_add      (const char         *unit,
                        const char         *claim,
                        FixtureFunc         test,
                        gconstpointer       data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

G_END_DECLS
