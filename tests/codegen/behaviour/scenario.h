/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Scenarios that are compiled twice: with a library's own blocking functions, and with twins.
 */

#pragma once

#include <gio/gio.h>

/* CALL (f) is f, or the twin of the same signature. Each is counted. */
#ifdef SCENARIO_TWINS
#include SCENARIO_TWINS
#define SCENARIO(name) scenario_##name##_of_twins
#define CALL(function) (scenario_count (#function), twin_##function)
#else
#define SCENARIO(name) scenario_##name##_of_library
#define CALL(function) (function)
#endif

/* What a scenario is given is the test program's: a folder, a connection. */
typedef void (*Scenario) (GString *log, gpointer data);

typedef struct
{
  const char *claim;
  Scenario    of_library;
  Scenario    of_twins;
} Comparison;

#define SCENARIO_DECLARE(name) \
  void scenario_##name##_of_library (GString *log, gpointer data); \
  void scenario_##name##_of_twins (GString *log, gpointer data)

SCENARIO_DECLARE (bus);
SCENARIO_DECLARE (files);
SCENARIO_DECLARE (sockets);
SCENARIO_DECLARE (streams);
SCENARIO_DECLARE (secret_collections);
SCENARIO_DECLARE (secret_items);
SCENARIO_DECLARE (secret_paths);
SCENARIO_DECLARE (secret_passwords);
SCENARIO_DECLARE (secret_prompts);

G_BEGIN_DECLS

void  scenario_count         (const char  *function);
guint scenario_get_n_counted (void);

/* Write down what a call gave; the error is cleared. */
void  scenario_note          (GString     *log,
                              const char  *format,
                              ...) G_GNUC_PRINTF (2, 3);
void  scenario_result        (GString     *log,
                              const char  *what,
                              gint64       result,
                              GError     **error);
void  scenario_object        (GString     *log,
                              const char  *what,
                              gpointer     object,
                              GError     **error);

G_END_DECLS
