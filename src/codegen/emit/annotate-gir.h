/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Writes which functions belong together into introspection data.
 */

#pragma once

#include "pair/pairing.h"

G_BEGIN_DECLS

char *annotate_gir (const char *text,
                    gsize       length,
                    GPtrArray  *pairs);

G_END_DECLS
