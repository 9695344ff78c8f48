/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads introspection data into the model.
 */

#pragma once

#include "model.h"

G_BEGIN_DECLS

/* Real files are nested a tenth as deep. Types inside types are freed recursively, so that there must be a limit. */
#define GIR_READER_MAX_DEPTH 64

typedef enum
{
  GIR_READ_ALL,
  GIR_READ_PAIRS,               /* of functions that are neither half of a pair, only the names */
  GIR_READ_TYPES,               /* what an included file is opened for */
} GirReadMode;

GirModel *gir_reader_read       (const char   *file,
                                 GirReadMode   mode,
                                 GError      **error);
GirModel *gir_reader_read_named (const char   *file,
                                 const char   *name,
                                 GirReadMode   mode,
                                 GError      **error);
GirModel *gir_reader_parse      (const char   *file,
                                 const char   *text,
                                 gssize        length,
                                 GirReadMode   mode,
                                 GError      **error);

G_END_DECLS
