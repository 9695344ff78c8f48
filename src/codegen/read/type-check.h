/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How code asks whether something is of a type.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

gboolean    type_check_has_gtype     (GirModel    *model,
                                      GirTypeNode *node);
char       *type_check_make          (GirType    *type,
                                      const char *argument);
char       *type_check_make_function (GirType    *type);
const char *type_check_get_header    (GirType    *type);

G_END_DECLS
