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
  const char *each;             /* calls "func" with each object in it, and "func_data"; NULL if it has none */
  gboolean    is_object;
  gboolean    is_shared;        /* what is called a copy is another reference */
  gboolean    is_plain;         /* its bytes are copied; how what a function gives is released is not known */
} BlockingWay;

gboolean  blocking_way_find        (GirType      *type,
                                    const CType  *c_type,
                                    GirType      *length,
                                    BlockingWay  *way);
GirType  *blocking_way_get_element (GirType      *type);
GirType  *blocking_way_get_object  (GirType      *type);
gboolean  blocking_way_is_text     (GirType      *type);
gboolean  blocking_way_is_number   (CTypeKind     kind);
gboolean  blocking_way_has_plain   (GirType      *element);

G_END_DECLS
