/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Scenarios that are compiled twice: with GIO's own blocking functions, and with twins.
 */

#pragma once

#include <gio/gio.h>

/* CALL (f) is f, or the twin of the same signature. Each is counted. */
#ifdef SCENARIO_OF_TWINS
#include "gio-twins.h"
#define SCENARIO(name) scenario_##name##_of_twins
#define CALL(function) (scenario_count (#function), twin_##function)
#else
#define SCENARIO(name) scenario_##name##_of_gio
#define CALL(function) (function)
#endif

G_BEGIN_DECLS

void scenario_count  (const char  *function);
guint scenario_get_n_counted (void);

/* Write down what a call gave; the error is cleared. */
void scenario_note   (GString     *log,
                      const char  *format,
                      ...) G_GNUC_PRINTF (2, 3);
void scenario_result (GString     *log,
                      const char  *what,
                      gint64       result,
                      GError     **error);
void scenario_object (GString     *log,
                      const char  *what,
                      gpointer     object,
                      GError     **error);

void scenario_files_of_gio     (GString *log, GFile *folder);
void scenario_files_of_twins   (GString *log, GFile *folder);
void scenario_streams_of_gio   (GString *log, GFile *folder);
void scenario_streams_of_twins (GString *log, GFile *folder);
void scenario_sockets_of_gio   (GString *log, GFile *folder);
void scenario_sockets_of_twins (GString *log, GFile *folder);
void scenario_bus_of_gio       (GString *log, GFile *folder);
void scenario_bus_of_twins     (GString *log, GFile *folder);

G_END_DECLS
