/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * How values of a type are copied and released, in C.
 */

#pragma once

#include "read/model.h"

G_BEGIN_DECLS

/* Expressions in C, with "$" for the value and "#" for its length. */
typedef struct
{
  const char *copy;             /* NULL: not known */
  const char *release;          /* likewise */
  gboolean    is_object;
} BlockingWay;

gboolean  blocking_way_find        (GirType      *type,
                                    const CType  *c_type,
                                    gboolean      has_length,
                                    BlockingWay  *way);
GirType  *blocking_way_get_element (GirType      *type);
gboolean  blocking_way_is_text     (GirType      *type);
gboolean  blocking_way_is_number   (CTypeKind     kind);
gboolean  blocking_way_has_numbers (GirType      *element);

G_END_DECLS
