/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Reduces introspection data to what the reader wants to know.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

GString *gir_outline_make (const char  *text,
                           gsize        length,
                           GirReadMode  mode);

G_END_DECLS
