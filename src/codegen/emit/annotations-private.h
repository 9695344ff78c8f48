/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * What the annotations are of, and those of types.
 */

#pragma once

#include "pair/twin.h"

G_BEGIN_DECLS

typedef struct
{
  Twin         *twin;
  GirCallable  *from;
  GirParameter *gir;
  const CType  *value;          /* type of the value: without the star of an out parameter */
  CTypeKind     kind;           /* of that */
  GirDirection  direction;
} Subject;

const char *annotations_get_name            (Subject *subject,
                                             int      index);
void        annotations_append_type         (GString *text,
                                             Subject *subject);
void        annotations_append_array        (GString *text,
                                             Subject *subject);
void        annotations_append_element_type (GString *text,
                                             Subject *subject);

G_END_DECLS
