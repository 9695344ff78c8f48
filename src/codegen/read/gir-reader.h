/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reads introspection data into the model.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

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
