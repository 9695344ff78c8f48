/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes what is done in the thread that runs a function that blocks, and what frees what that uses.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

char    *emit_blocking_fill        (const char *expression,
                                    const char *value,
                                    const char *length);
char    *emit_blocking_make_length (Pair       *pair,
                                    BlockingValue *value);
gboolean emit_blocking_has_release (Pair       *pair,
                                    gboolean    of_argument);
void     emit_blocking_args        (GString    *text,
                                    Pair       *pair);
void     emit_blocking_run         (GString    *text,
                                    Pair       *pair);
void     emit_blocking_release     (GString    *text,
                                    Pair       *pair,
                                    gboolean    of_argument);
void     emit_blocking_append_release (GString      *text,
                                     const char    *expression,
                                     const char    *member,
                                     const char    *length);
void     emit_blocking_append_copy   (GString       *text,
                                     BlockingValue *value,
                                     const char    *member,
                                     const char    *name,
                                     const char    *length,
                                     gboolean       is_there);

G_END_DECLS
