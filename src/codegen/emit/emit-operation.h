/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes the functions that start and finish the operation of a twin.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

#define EMIT_WIDTH 100

char *emit_failure   (CTypeKind   kind,
                      const char *c_type);
char *emit_nothing   (CTypeKind   kind,
                      const char *c_type);
void  emit_list      (GString    *text,
                      gsize       start,
                      GPtrArray  *items);
void  emit_call      (GString    *text,
                      gsize       indent,
                      const char *name,
                      GPtrArray  *arguments);
void  emit_operation (GString    *text,
                      Twin       *twin,
                      gboolean    is_standalone);

G_END_DECLS
